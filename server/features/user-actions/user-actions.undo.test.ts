import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, buySeats, type Job, makeUsers, seatsOf } from '../../../test/harness/jobs.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const product = 'mitel_one_premier'
let t: World
let b: ReturnType<typeof bulk>
beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
  await buySeats(t, product, 100)
})

/** Everything of a user but what undoing is not about. */
async function stateOf(ids: string[]): Promise<unknown[]> {
  const users = await Promise.all(ids.map(async (id) => (await b.get(`/users/${id}`)).body))
  return users.map(({ modifiedAt: _, modifiedBy: __, invitation: ___, ...rest }) => rest)
}

async function undo(job: Job): Promise<Job> {
  const plan = (await b.post(`/jobs/${job.id}/undo/plan`)).body
  const started = await b.post(`/jobs/${job.id}/undo`, {
    planId: plan.id,
    planDigest: plan.digest,
    confirm: 'delete',
  })
  expect(started.status, started.text).toBe(202)
  return b.work(started.body.id)
}

/** Users in states of all kinds: admins, inactive, registered with a password, licensed, of a phone system. */
async function mixed(): Promise<string[]> {
  const ids = await makeUsers(t, 6)
  const [admin, suspended, left, pbx, licensed] = ids as [string, string, string, string, string]
  const registered = await makePerson(t, t.accountId, 'user')
  await write(
    t,
    t.accountId,
    sql`update users set role = case when id = ${admin} then 'account_admin' else role end,
      suspended_by_admin = id = ${suspended}, source_active = id <> ${left},
      link_kinds = case when id = ${pbx} then array['pbx'] else link_kinds end
      where account_id = ${t.accountId} and id = any(${ids}::uuid[])`,
  )
  await b.run('assign_licence', { ids: [licensed, pbx, registered.id] }, { product })
  return [...ids, registered.id]
}

describe('undo', () => {
  test.each([
    ['assign_licence', { product }],
    ['unassign_licence', { product }],
    ['set_role', { role: 'account_admin' }],
    ['set_role', { role: 'user' }],
    ['set_active', { active: false }],
    ['set_active', { active: true }],
    ['delete', {}],
  ])('R23 R30 %s %j, undone, is as before; undone again, as after', async (action, params) => {
    const ids = await mixed()
    const before = await stateOf(ids)
    const seats = await seatsOf(t, product)
    const job = await b.run(action, { ids }, params)
    expect(job.changed).toBeGreaterThan(0)
    const after = await stateOf(ids)
    expect(after).not.toEqual(before)
    const undone = await undo(job)
    expect(undone).toMatchObject({ state: 'done', changed: job.changed, undoOf: job.id })
    expect(await stateOf(ids)).toEqual(before)
    expect(await seatsOf(t, product)).toEqual(seats)
    expect((await b.get(`/jobs/${job.id}`)).body.undoable).toBe(false)
    const again = await undo(undone)
    expect(again).toMatchObject({ state: 'done', changed: job.changed })
    const dates = (one: unknown) => {
      const { deletedAt: _, erasedAt: __, ...rest } = one as Record<string, unknown>
      return rest
    }
    expect((await stateOf(ids)).map(dates)).toEqual(after.map(dates))
  })

  test('R30 a deleted user who is restored keeps the password', async () => {
    const person = await makePerson(t, t.accountId, 'user')
    const job = await b.run('delete', { ids: [person.id, ...(await makeUsers(t, 1))] })
    expect((await t.call(person, 'GET', '/api/session')).status).toBe(401)
    await undo(job)
    const signIn = await t.call(null, 'POST', '/api/session', {
      email: person.email,
      password: 'a long and calm evening',
    })
    expect(signIn.status, signIn.text).toBe(200)
  })

  test('R11 who was changed since is listed, not overwritten', async () => {
    const ids = await makeUsers(t, 5)
    const job = await b.run('set_role', { ids }, { role: 'account_admin' })
    const touched = ids[2]!
    await t.call(
      t.admin,
      'PATCH',
      `/api/accounts/${t.accountId}/users/${touched}`,
      { lastName: 'Since' },
      { 'if-match': '*' },
    )
    const plan = (await b.post(`/jobs/${job.id}/undo/plan`)).body
    expect(plan).toMatchObject({ willChange: 4, skipped: [{ code: 'changed_since', count: 1 }] })
    expect((await b.get(`/plans/${plan.id}/rows?code=changed_since`)).body.items).toMatchObject([{ userId: touched }])
    const undone = await undo(job)
    expect(undone.changed).toBe(4)
    expect((await b.get(`/users/${touched}`)).body).toMatchObject({ role: 'account_admin', lastName: 'Since' })
  })

  test('R11 who is changed between the plan and the run is not overwritten either', async () => {
    const ids = await makeUsers(t, 3)
    const job = await b.run('set_role', { ids }, { role: 'account_admin' })
    const started = await b.post(`/jobs/${job.id}/undo`, {})
    await t.call(
      t.admin,
      'PATCH',
      `/api/accounts/${t.accountId}/users/${ids[0]}`,
      { lastName: 'Late' },
      { 'if-match': '*' },
    )
    expect(await b.work(started.body.id)).toMatchObject({ changed: 2, skipped: [{ code: 'changed_since', count: 1 }] })
    expect((await b.get(`/users/${ids[0]}`)).body.role).toBe('account_admin')
  })

  test('REL-6 of several who undo one job at once, one does', async () => {
    const job = await b.run('set_role', { ids: await makeUsers(t, 2) }, { role: 'account_admin' })
    const plans = await Promise.all(Array.from({ length: 6 }, () => b.post(`/jobs/${job.id}/undo/plan`)))
    const answers = await Promise.all(plans.map(({ body }) => b.post(`/jobs/${job.id}/undo`, { planId: body.id })))
    const told = answers.map(({ status, body }) => body.code ?? status).sort()
    expect(told).toEqual([202, ...Array(5).fill('not_undoable')])
    expect(await b.work(answers.find(({ status }) => status === 202)!.body.id)).toMatchObject({ changed: 2 })
  })

  test('R26 undoing a restore deletes, and asks for the word and the digest', async () => {
    const ids = await makeUsers(t, 2)
    const restored = await undo(await b.run('delete', { ids }))
    expect((await b.post(`/jobs/${restored.id}/undo`, {})).body.code).toBe('confirmation_missing')
    expect((await b.post(`/jobs/${restored.id}/undo`, { confirm: 'delete' })).status).toBe(422)
  })

  test('R17 mails can’t be undone, nor a job that changed nobody, nor one that is running', async () => {
    const ids = await makeUsers(t, 2)
    const mails = await b.run('send_welcome_email', { ids })
    const nothing = await b.run('set_active', { ids }, { active: true })
    const running = await b.post('/user-actions', {
      action: 'set_active',
      selection: { ids },
      params: { active: false },
    })
    for (const job of [mails, nothing, running.body])
      expect((await b.post(`/jobs/${job.id}/undo/plan`)).body.code).toBe('not_undoable')
    await b.work(running.body.id)
  })
})
