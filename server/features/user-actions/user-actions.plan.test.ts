import { beforeAll, expect, test } from 'vitest'
import { type Permission, permissionsOf } from '../../../domain/permissions.ts'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, buySeats, makeUsers, seatsOf } from '../../../test/harness/jobs.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

let t: World
let b: ReturnType<typeof bulk>
beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
})

test('R22 too few seats: the plan and the refusal say which could be had back, each counted once', async () => {
  const tight = 'mitel_one_premier'
  await buySeats(t, tight, 5)
  const ids = await makeUsers(t, 5)
  const [inactive, never, idle, busy, deletedSince] = ids as [string, string, string, string, string]
  await b.run('assign_licence', { ids }, { product: tight })
  await b.run('delete', { ids: [deletedSince] })
  await b.run('assign_licence', { ids: await makeUsers(t, 1) }, { product: tight })
  const registered = [inactive, idle, busy]
  await write(
    t,
    t.accountId,
    sql`update users set suspended_by_admin = id = ${inactive}, registered_at = now() - interval '1 year',
        last_sign_in_at = case id when ${busy}::uuid then now() - interval '89 days' when ${idle}::uuid then now() - interval '91 days' end
        where account_id = ${t.accountId} and id = any(${registered}::uuid[])`,
  )
  const selection = { ids: await makeUsers(t, 2) }
  const plan = (await b.plan('assign_licence', selection, { product: tight })).body
  const reclaimable = { inactive: 1, unregistered: 2, notSignedIn: 1 }
  expect(plan.licences).toMatchObject({ needed: 2, available: 0, reclaimable })
  const order = { action: 'assign_licence', selection, params: { product: tight } }
  const refused = await b.post('/user-actions', order)
  expect(refused.body).toMatchObject({ code: 'licences_insufficient', needed: 2, available: 0, reclaimable })
  // A seat that came free since the plan is told.
  await b.run('unassign_licence', { ids: [never] }, { product: tight })
  expect((await b.post('/user-actions', { planId: plan.id })).body).toMatchObject({ needed: 2, available: 1 })
  expect(await seatsOf(t, tight)).toMatchObject({ assigned: 4, reserved: 0, licences: 4 })
})

test('SEC-27 a selection that is given again with the digest of its plan is refused likewise, or runs as planned when frozen', async () => {
  const [one, two, three] = (await makeUsers(t, 3)) as [string, string, string]
  const called = (id: string, word: string) =>
    write(t, t.accountId, sql`update users set search_text = ${word} where account_id = ${t.accountId} and id = ${id}`)
  for (const id of [one, two]) await called(id, 'chosen')
  const selection = { matching: { search: 'chosen' }, except: [] }
  const plan = (await b.plan('delete', selection)).body
  expect(plan).toMatchObject({ total: 2, willChange: 2 })
  await called(two, 'other')
  await called(three, 'chosen')
  const body = { action: 'delete', selection, planDigest: plan.digest, confirm: 'delete' }
  expect((await b.post('/user-actions', body)).body).toMatchObject({
    code: 'selection_changed',
    added: [three],
    removed: [two],
  })
  // Frozen, and of another selection, it is no plan that was shown.
  const foreign = { ...body, selection: { matching: { search: 'else' }, except: [] }, frozen: true }
  expect((await b.post('/user-actions', foreign)).body.code).toBe('selection_changed')
  const frozen = await b.post('/user-actions', { ...body, frozen: true })
  expect(await b.work(frozen.body.id)).toMatchObject({ total: 2, changed: 2 })
  expect((await b.get(`/users/${two}`)).body.deletedAt).not.toBeNull()
  expect((await b.get(`/users/${three}`)).body.deletedAt).toBeNull()
})

test('R30 the plan of a restore, and of undoing a deletion, says whose email is in use again', async () => {
  const ids = await makeUsers(t, 3)
  const email = (await b.get(`/users/${ids[1]}`)).body.email as string
  const job = await b.run('delete', { ids })
  const heir = await b.post('/users', { name: 'Heir', email })
  expect(heir.status, heir.text).toBe(201)
  const told = { willChange: 2, skipped: [{ code: 'email_taken', count: 1 }] }
  const plan = (await b.plan('restore', { ids })).body
  expect(plan).toMatchObject({ total: 3, ...told })
  expect((await b.get(`/plans/${plan.id}/rows?code=email_taken`)).body.items).toMatchObject([{ userId: ids[1] }])
  const undo = (await b.post(`/jobs/${job.id}/undo/plan`)).body
  expect(undo).toMatchObject({ total: 3, ...told })
  // Whoever gives the email up since changes the plan.
  await b.post('/user-actions', { action: 'set_active', selection: { ids: [heir.body.id] }, params: { active: false } })
  expect((await b.plan('restore', { ids })).body).toMatchObject(told)
  await t.call(
    t.admin,
    'DELETE',
    `/api/accounts/${t.accountId}/users/${heir.body.id}`,
    { confirm: 'delete' },
    { 'if-match': '*' },
  )
  const order = { planId: undo.id, planDigest: undo.digest }
  expect((await b.post(`/jobs/${job.id}/undo`, order)).body).toMatchObject({
    code: 'selection_changed',
    added: [ids[1]],
  })
  const frozen = await b.post(`/jobs/${job.id}/undo`, { ...order, frozen: true })
  expect(await b.work(frozen.body.id)).toMatchObject({ state: 'done', total: 3, changed: 2 })
})

test('SEC-23 an action asks for the permission of its entry in the catalogue: planned, run and on one user', async () => {
  const ids = await makeUsers(t, 2)
  const plan = (await b.plan('delete', { ids })).body
  const order = { planId: plan.id, planDigest: plan.digest, confirm: 'delete' }
  const held = permissionsOf.account_admin as Set<Permission>
  held.delete('users:delete')
  try {
    const one = { action: 'delete', selection: { ids: [ids[0]] }, confirm: 'delete' }
    const answers = [
      await b.plan('delete', { ids }),
      await b.post('/user-actions', order),
      await b.post('/user-actions', one),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
    expect((await b.plan('set_active', { ids }, { active: false })).status).toBe(200)
  } finally {
    held.add('users:delete')
  }
  expect((await b.post('/user-actions', order)).status).toBe(202)
})
