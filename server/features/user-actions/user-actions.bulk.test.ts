import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, buySeats, type Job, makeUsers, seatsOf } from '../../../test/harness/jobs.ts'
import { mailsOf, read, write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const product = 'mitel_one_elite'
let t: World
let b: ReturnType<typeof bulk>
beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
})

describe('licences in bulk', () => {
  test('R22 too few seats: the plan says needed and available, the run changes nothing', async () => {
    await buySeats(t, product, 5)
    const ids = await makeUsers(t, 8)
    const plan = await b.plan('assign_licence', { ids }, { product })
    expect(plan.body.licences).toMatchObject({ needed: 8, available: 5, reclaimable: { inactive: 0 } })
    const run = await b.post('/user-actions', { planId: plan.body.id })
    expect(run.status).toBe(409)
    expect(run.body).toMatchObject({ code: 'licences_insufficient', needed: 8, available: 5 })
    expect(await seatsOf(t, product)).toEqual({ assigned: 0, reserved: 0, licences: 0, held: 0 })
  })

  test('R22 seats are held from the start of a job, and R23 each user takes one', async () => {
    await buySeats(t, product, 20)
    const ids = await makeUsers(t, 12)
    const started = await b.post('/user-actions', { action: 'assign_licence', selection: { ids }, params: { product } })
    expect(started.status, started.text).toBe(202)
    expect(await seatsOf(t, product)).toEqual({ assigned: 0, reserved: 12, licences: 0, held: 12 })
    const again = await b.post('/user-actions', { action: 'assign_licence', selection: { ids }, params: { product } })
    const first = await b.work(started.body.id)
    expect(first).toMatchObject({ state: 'done', total: 12, processed: 12, changed: 12, undoable: true })
    const second = await b.work(again.body.id)
    expect(second).toMatchObject({ changed: 0, skipped: [{ code: 'already_licensed', count: 12 }] })
    expect(await seatsOf(t, product)).toEqual({ assigned: 12, reserved: 0, licences: 12, held: 0 })
  })

  test('REL-3 R21 of twenty jobs at once on ten free seats three are made, and no seat is given twice', async () => {
    const tight = 'mitel_one_essential'
    await buySeats(t, tight, 10)
    const sets = await Promise.all(Array.from({ length: 20 }, () => makeUsers(t, 3)))
    const answers = await Promise.all(
      sets.map((ids) =>
        b.post('/user-actions', { action: 'assign_licence', selection: { ids }, params: { product: tight } }),
      ),
    )
    const started = answers.filter((answer) => answer.status === 202)
    expect(started).toHaveLength(3)
    expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set([undefined, 'licences_insufficient']))
    await Promise.all(started.map((answer) => b.work(answer.body.id)))
    expect(await seatsOf(t, tight)).toEqual({ assigned: 9, reserved: 0, licences: 9, held: 0 })
  })

  test('R22 cancelling gives the seats back that are not used', async () => {
    const ids = await makeUsers(t, 4)
    const started = await b.post('/user-actions', { action: 'assign_licence', selection: { ids }, params: { product } })
    expect((await seatsOf(t, product)).reserved).toBe(4)
    const cancelled = await b.post(`/jobs/${started.body.id}/cancel`)
    expect(cancelled.body).toMatchObject({ state: 'cancelled', changed: 0 })
    expect((await seatsOf(t, product)).reserved).toBe(0)
    expect(await b.work(started.body.id)).toMatchObject({ state: 'cancelled', changed: 0 })
  })

  test('R24 an expiry in the middle lets held seats stand and refuses new ones', async () => {
    const ids = await makeUsers(t, 6)
    const before = await seatsOf(t, product)
    const started = await b.post('/user-actions', {
      action: 'assign_licence',
      selection: { ids: ids.slice(0, 3) },
      params: { product },
    })
    await write(t, t.accountId, sql`update subscriptions set ended_at = now() where account_id = ${t.accountId}`)
    const refused = await b.post('/user-actions', {
      action: 'assign_licence',
      selection: { ids: ids.slice(3) },
      params: { product },
    })
    expect(refused.body.code).toBe('licences_insufficient')
    expect(await b.work(started.body.id)).toMatchObject({ state: 'done', changed: 3 })
    expect(await seatsOf(t, product)).toMatchObject({ assigned: before.assigned + 3, reserved: 0 })
    await write(t, t.accountId, sql`update subscriptions set ended_at = null where account_id = ${t.accountId}`)
  })

  test('R20 a product that becomes unmanageable fails the job and frees its seats', async () => {
    await t.call(t.partner, 'PUT', `/api/accounts/${t.accountId}/integrations`, { micollab: true })
    await buySeats(t, 'micollab', 10)
    const ids = await makeUsers(t, 3)
    const started = await b.post('/user-actions', {
      action: 'assign_licence',
      selection: { ids },
      params: { product: 'micollab' },
    })
    await t.call(t.partner, 'PUT', `/api/accounts/${t.accountId}/integrations`, { micollab: false })
    expect(await b.work(started.body.id)).toMatchObject({
      state: 'failed',
      error: 'product_not_manageable',
      changed: 0,
    })
    expect(await seatsOf(t, 'micollab')).toMatchObject({ assigned: 0, reserved: 0 })
  })
})

describe('mails in bulk', () => {
  test('R17 all skips who is inactive, without email, registered or removed, and says how many', async () => {
    const [inactive, noEmail, removed, fresh] = (await makeUsers(t, 4)) as [string, string, string, string]
    await write(
      t,
      t.accountId,
      sql`update users set suspended_by_admin = id = ${inactive}, email = case when id = ${noEmail} then null else email end,
        role = case when id = ${removed} then null else role end, cloudlink_removed_at = case when id = ${removed} then now() end
        where account_id = ${t.accountId} and id = any(${[inactive, noEmail, removed]}::uuid[])`,
    )
    const plan = (await b.plan('send_welcome_email', { all: true })).body
    const of = (code: string) => plan.skipped.find((one: { code: string }) => one.code === code)?.count
    expect(of('inactive')).toBe(1)
    expect(of('no_email')).toBe(1)
    expect(of('cloudlink_account_removed')).toBe(1)
    expect(of('already_registered')).toBe(2)
    expect(plan.willChange + 5).toBe(plan.total)
    expect(plan.mails).toMatchObject({ count: plan.willChange, perHour: 9_500 })
    const chosen = (await b.plan('send_welcome_email', { ids: [removed, fresh, t.user.id] })).body
    expect(chosen).toMatchObject({ willChange: 2, effects: [{ code: 'cloudlink_account_given', count: 1 }] })
    expect(chosen.skipped).toEqual([{ code: 'already_registered', count: 1 }])
    const ticked = await b.plan('send_welcome_email', { ids: [fresh, t.user.id] }, { includeRegistered: true })
    expect(ticked.body.willChange).toBe(2)
  })

  test('R17 each of the planned gets one mail, behind what single people ask for', async () => {
    const ids = await makeUsers(t, 7)
    const job = await b.run('send_welcome_email', { ids })
    expect(job).toMatchObject({ state: 'done', changed: 7, undoable: false })
    const mails = (await mailsOf(t, t.accountId, 'welcome')).filter((mail) => ids.includes(mail.user_id))
    expect(mails.map((mail) => mail.user_id).sort()).toEqual([...ids].sort())
    const [priorities] = await read<{ p: number[] }>(
      t,
      t.accountId,
      sql`select array_agg(distinct priority) as p from mails where account_id = ${t.accountId} and user_id = any(${ids}::uuid[])`,
    )
    expect(priorities!.p).toEqual([1])
  })

  test('SEC-28 the plan says how long its mails take, behind those that wait already', async () => {
    const selection = { ids: await makeUsers(t, 30) }
    const before = (await b.plan('send_welcome_email', selection)).body.mails
    expect(before).toMatchObject({ count: 30, perHour: 9_500, minutes: 1 })
    await write(
      t,
      t.accountId,
      sql`insert into mails (account_id, id, kind, user_id, address, priority) select ${t.accountId}::uuid, gen_random_uuid(),
        'welcome', ${t.user.id}::uuid, 'waits@test.example', 1 from generate_series(1, 19000)`,
    )
    const behind = (await b.plan('send_welcome_email', selection)).body.mails
    expect(behind).toMatchObject({ count: 30, waiting: before.waiting + 19_000 })
    expect(behind.minutes).toBeGreaterThanOrEqual(120)
    await write(t, t.accountId, sql`update mails set state = 'cancelled' where address = 'waits@test.example'`)
  })

  test('R18 resetting passwords skips who is unregistered or inactive', async () => {
    const ids = await makeUsers(t, 2)
    const plan = await b.plan('reset_password', { ids: [...ids, t.user.id] })
    expect(plan.body).toMatchObject({ willChange: 1, skipped: [{ code: 'not_registered', count: 2 }] })
    expect(await b.run('reset_password', { ids: [...ids, t.user.id] })).toMatchObject({ changed: 1 })
  })
})

describe('deleting in bulk', () => {
  test('R26 needs the word, and SEC-27 the digest of the plan', async () => {
    const ids = await makeUsers(t, 3)
    const { id: planId, digest: planDigest } = (await b.plan('delete', { ids })).body
    const tries: [object, number, string][] = [
      [{ planId, planDigest }, 422, 'confirmation_missing'],
      [{ planId, planDigest, confirm: 'supprimer' }, 422, 'confirmation_missing'],
      [{ planId, confirm: 'delete' }, 422, 'invalid'],
      [{ action: 'delete', selection: { ids }, confirm: 'delete' }, 422, 'invalid'],
      [{ planId, planDigest: '3-other', confirm: 'delete' }, 409, 'selection_changed'],
      [{ planId, planDigest, confirm: 'delete', action: 'restore' }, 422, 'invalid'],
    ]
    for (const [body, status, code] of tries) {
      const answer = await b.post('/user-actions', body)
      expect([answer.status, answer.body.code]).toEqual([status, code])
    }
    expect((await b.get(`/users?limit=1&search=${'Bulk'}`)).body.total).toBeGreaterThan(2)
  })

  test('SEC-27 a selection that changed since the plan is refused with who was added and removed', async () => {
    const [one, two, three] = (await makeUsers(t, 3)) as [string, string, string]
    await write(
      t,
      t.accountId,
      sql`update users set name = 'Selected', display_name = 'Selected', search_text = 'selected'
      where account_id = ${t.accountId} and id = any(${[one, two]}::uuid[])`,
    )
    const matching = { search: 'selected' }
    const plan = (await b.plan('delete', { matching, except: [two] })).body
    expect(plan).toMatchObject({ total: 1, willChange: 1 })
    await write(
      t,
      t.accountId,
      sql`update users set search_text = 'selected' where account_id = ${t.accountId} and id = ${three}`,
    )
    await write(
      t,
      t.accountId,
      sql`update users set search_text = 'other' where account_id = ${t.accountId} and id = ${one}`,
    )
    const body = { planId: plan.id, planDigest: plan.digest, confirm: 'delete' }
    const refused = await b.post('/user-actions', body)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'selection_changed', added: [three], removed: [one] })
    const frozen = await b.post('/user-actions', { ...body, frozen: true })
    expect(frozen.status, frozen.text).toBe(202)
    expect(await b.work(frozen.body.id)).toMatchObject({ changed: 1 })
    expect((await b.get(`/users/${one}`)).body.deletedAt).not.toBeNull()
    expect((await b.get(`/users/${three}`)).body.deletedAt).toBeNull()
    const again = await b.post('/user-actions', { ...body, frozen: true })
    expect(again.body.id).toBe(frozen.body.id)
  })

  test('R27 who can’t go is skipped with the reason, R28 a phone system’s entry stays, the others go', async () => {
    const [mine, pbx, micloud, scim] = (await makeUsers(t, 4)) as [string, string, string, string]
    const link = (id: string, kind: string) =>
      write(
        t,
        t.accountId,
        sql`update users set link_kinds = array[${kind}] where account_id = ${t.accountId} and id = ${id}`,
      )
    await link(pbx, 'pbx')
    await link(micloud, 'micloud_connect')
    await link(scim, 'scim')
    const ids = [mine, pbx, micloud, scim, t.admin.id]
    const plan = (await b.plan('delete', { ids })).body
    expect(plan.skipped).toEqual([
      { code: 'own_account', count: 1 },
      { code: 'synced_from_micloud_connect', count: 1 },
    ])
    expect(plan.effects).toEqual([
      { code: 'removed', count: 2 },
      { code: 'may_come_back', count: 1 },
      { code: 'row_stays', count: 1 },
    ])
    const job = await b.run('delete', { ids })
    expect(job).toMatchObject({ total: 5, processed: 5, changed: 3 })
    const results = (await b.get(`/jobs/${job.id}/results?limit=200`)).body
    expect(results.total).toBe(5)
    const outcome = Object.fromEntries(results.items.map((one: any) => [one.userId, one.code ?? one.outcome]))
    expect(outcome).toEqual({
      [mine]: 'changed',
      [scim]: 'changed',
      [pbx]: 'changed',
      [micloud]: 'synced_from_micloud_connect',
      [t.admin.id]: 'own_account',
    })
    const csv = await b.get(`/jobs/${job.id}/results.csv?outcome=skipped`)
    expect(csv.text.trim().split('\n')).toHaveLength(3)
    const rows = await b.get(`/plans/${plan.id}/rows?code=ok&limit=2`)
    expect(rows.body).toMatchObject({ total: 3 })
    expect(rows.body.items).toHaveLength(2)
    const next = await b.get(`/plans/${plan.id}/rows?code=ok&limit=2&cursor=${rows.body.nextCursor}`)
    expect(next.body.items).toHaveLength(1)
  })
})

describe('jobs', () => {
  test('REL-6 one Idempotency-Key fifty times at once: one job', async () => {
    const ids = await makeUsers(t, 3)
    const body = { action: 'set_role', selection: { ids }, params: { role: 'account_admin' } }
    const before = (await b.get('/jobs')).body.total
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => b.post('/user-actions', body, t.admin, { 'idempotency-key': 'fifty' })),
    )
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect((await b.get('/jobs')).body.total).toBe(before + 1)
    expect(await b.work(answers[0]!.body.id)).toMatchObject({ changed: 3 })
  })

  test('REL-14 a user for whom it always fails is shown, and the rest of the job completes', async () => {
    const ids = await makeUsers(t, 20)
    const bad = ids[7]!
    await t.database.asOwner(`create function refuse() returns trigger language plpgsql as $$ begin
      if new.id = '${bad}' then raise exception 'always'; end if; return new; end $$;
      create trigger refuse before update on users for each row execute function refuse()`)
    const job = await b.run('set_role', { ids }, { role: 'account_admin' })
    await t.database.asOwner('drop trigger refuse on users')
    expect(job).toMatchObject({ state: 'done', processed: 20, changed: 19, failed: [{ code: 'internal', count: 1 }] })
    const failed = await b.get(`/jobs/${job.id}/results?outcome=failed`)
    expect(failed.body.items).toMatchObject([{ userId: bad, outcome: 'failed', code: 'internal' }])
  })

  test('SEC-18 a job stops when who started it may not act any more', async () => {
    const ids = await makeUsers(t, 3)
    const admin = await makePerson(t, t.accountId, 'account_admin')
    const started = await b.post(
      '/user-actions',
      { action: 'set_active', selection: { ids }, params: { active: false } },
      admin,
    )
    await write(
      t,
      t.accountId,
      sql`update users set suspended_by_admin = true where account_id = ${t.accountId} and id = ${admin.id}`,
    )
    expect(await b.work(started.body.id)).toMatchObject({ state: 'failed', error: 'forbidden', changed: 0 })
  })

  test('R14 the last admin is not taken by a job, unless a partner says so', async () => {
    const p = bulk(t, t.otherAccountId, t.partner)
    const body = { action: 'set_role', selection: { all: true }, params: { role: 'user' } }
    const refused = await p.post('/user-actions', body)
    expect(refused.body.code).toBe('last_admin')
    const allowed = await p.post('/user-actions', { ...body, params: { role: 'user', allowLastAdmin: true } })
    expect(await p.work(allowed.body.id)).toMatchObject({ changed: 1 })
  })

  test('jobs are listed page by page, newest first, and a cursor that is none is refused', async () => {
    const selection = { ids: await makeUsers(t, 2) }
    for (const active of [false, true, false, true]) await b.run('set_active', selection, { active })
    const all = (await b.get('/jobs?limit=200')).body
    const first = (await b.get('/jobs?limit=3')).body
    const second = (await b.get(`/jobs?limit=1&cursor=${first.nextCursor}`)).body
    const ids = ({ items }: Job) => items.map(({ id }: { id: string }) => id)
    expect([...ids(first), ...ids(second)]).toEqual(ids(all).slice(0, 4))
    const made = Buffer.from(`2026-02-30 25:00:00+00 ${first.items[0].id}`).toString('base64url')
    for (const cursor of ['x', made]) expect((await b.get(`/jobs?cursor=${cursor}`)).body.code).toBe('cursor_invalid')
  })

  test('progress is told as events until the job has ended', async () => {
    const ids = await makeUsers(t, 3)
    const job = await b.run('set_active', { ids }, { active: false })
    const stream = await b.get(`/jobs/${job.id}/progress`)
    expect(stream.headers['content-type']).toContain('text/event-stream')
    expect(stream.text).toContain('event: progress')
    expect(stream.text).toContain('"state":"done"')
  })
})
