import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, buySeats, type Job, makeUsers, seatsOf } from '../../../test/harness/jobs.ts'
import { read } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { connect } from '../../../test/scim/client.ts'
import { sql } from '../../platform/sql.ts'

const product = 'mitel_one_elite'
const other = 'mitel_one_premier'
let t: World
let b: ReturnType<typeof bulk>
let u: Users
let ids: string[]

/** Users of every origin and in every state, made as their sources and admins make them. */
async function crowd(): Promise<string[]> {
  const [plain, suspended, licensed, both, gone, goneLicensed] = (await makeUsers(t, 6)) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const people = await Promise.all([0, 1].map(() => makePerson(t, t.accountId, 'user')))
  const admins = await Promise.all([0, 1].map(() => makePerson(t, t.accountId, 'account_admin')))
  const invited = (await u.create()).id
  const sent = () => ({ firstName: 'Ann', lastName: 'Source', email: address() })
  const scim = await u.provision('scim', { sent: sent() })
  const inactive = await u.provision('scim', { sent: sent(), sourceActive: false })
  const pbx = await u.provision('pbx', { sent: sent() })
  const entry = await u.provision('pbx', { sent: sent(), role: null })
  const pbxAndScim = await u.provision('scim', { sent: sent() })
  await u.provision('pbx', { userId: pbxAndScim, sent: { extension: '12' } })
  const iot = await u.provision('iot', { sent: sent() })
  const micloud = await u.provision('micloud_connect', { sent: sent() })
  for (const id of [pbx, scim, iot]) await u.register(id)
  const directory = await connect(t, t.accountId, { name: 'With groups' })
  const made = await directory.send('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: address(),
    name: { givenName: 'Grace', familyName: 'Grouped' },
    emails: [{ value: address(), primary: true }],
  })
  await directory.send('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Everybody',
    members: [{ value: made.body.id }],
  })
  const members = [scim, pbx, people[0]!.id, admins[0]!.id, licensed, both, goneLicensed, pbxAndScim]
  await b.run('assign_licence', { ids: members }, { product })
  await b.run('assign_licence', { ids: [both, pbx, micloud] }, { product: other })
  await b.run('set_active', { ids: [suspended, people[1]!.id] }, { active: false })
  await b.run('delete', { ids: [gone, goneLicensed] })
  return [
    ...[plain, suspended, licensed, both, gone, goneLicensed, invited],
    ...[scim, inactive, pbx, entry, pbxAndScim, iot, micloud, made.body.id as string],
    ...[...people, ...admins].map(({ id }) => id),
  ]
}

beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
  u = usersOf(t, t.admin)
  for (const each of [product, other]) await buySeats(t, each, 100)
  ids = await crowd()
}, 60_000)

/**
 * All that the database knows of these users, but for what undoing is not about: versions, when and by whom they were
 * modified or deleted, sessions, one-time links (and the invitation, which says whether such a link is open).
 */
async function everything(): Promise<Record<string, unknown>> {
  const of = async (statement: string): Promise<unknown[]> => {
    const rows = await read<{ row: unknown }>(t, t.accountId, {
      text: `select to_jsonb(x) - '{version,modified_at,modified_by,deleted_at,deleted_by,invitation,invitation_sent_at,invitation_waits,ended_at,last_seen_at,changed_at,assigned_at,cloudlink_removed_at,removed_at}'::text[] as row from (${statement}) x`,
      values: [ids],
    })
    return rows.map(({ row }) => row)
  }
  return {
    users: await of(
      `select *, deleted_at is not null as is_deleted, cloudlink_removed_at is not null as is_removed from users
       where id = any($1::uuid[]) order by id`,
    ),
    links: await of('select * from links where user_id = any($1::uuid[]) order by user_id, id'),
    licences: await of('select * from licences where user_id = any($1::uuid[]) order by user_id, product_id'),
    credentials: await of(
      'select *, removed_at is not null as is_removed from credentials where user_id = any($1::uuid[]) order by user_id',
    ),
    members: await of('select * from group_members where user_id = any($1::uuid[]) order by group_id, user_id'),
    groupLicences: await of('select * from group_licences where user_id = any($1::uuid[]) order by group_id, user_id'),
    seats: await Promise.all([product, other].map((each) => seatsOf(t, each))),
    counts: await read(
      t,
      t.accountId,
      sql`select sum(users) as users, sum(registered) as registered from user_counts where account_id = ${t.accountId}`,
    ),
  }
}

async function undo(job: Job): Promise<Job> {
  const plan = (await b.post(`/jobs/${job.id}/undo/plan`)).body
  const order = { planId: plan.id, planDigest: plan.digest, confirm: 'delete' }
  const started = await b.post(`/jobs/${job.id}/undo`, order)
  expect(started.status, started.text).toBe(202)
  return b.work(started.body.id)
}

const actions = fc.constantFrom<[string, object]>(
  ['assign_licence', { product }],
  ['unassign_licence', { product }],
  ['unassign_licence', { product: other }],
  ['set_role', { role: 'account_admin' }],
  ['set_role', { role: 'user' }],
  ['set_active', { active: false }],
  ['set_active', { active: true }],
  ['delete', {}],
  ['restore', {}],
)

test('R23 R28 R30 any action on any selection, undone, leaves everything as it was; undone twice, as after it', async () => {
  const property = fc.asyncProperty(
    actions,
    fc.uniqueArray(fc.nat({ max: 18 }), { minLength: 1, maxLength: 19 }),
    async ([action, params], places) => {
      const before = await everything()
      const job = await b.run(action, { ids: places.map((at) => ids[at]!) }, params)
      expect(job.failed).toEqual([])
      if (job.changed === 0) {
        expect(await everything()).toEqual(before)
        return
      }
      const after = await everything()
      expect(after).not.toEqual(before)
      const undone = await undo(job)
      expect(undone).toMatchObject({ state: 'done', changed: job.changed, failed: [] })
      expect(await everything()).toEqual(before)
      const again = await undo(undone)
      expect(again).toMatchObject({ state: 'done', changed: job.changed, failed: [] })
      expect(await everything()).toEqual(after)
      expect(await undo(again)).toMatchObject({ state: 'done', changed: job.changed, failed: [] })
      expect(await everything()).toEqual(before)
    },
  )
  await fc.assert(property, { numRuns: 25 })
}, 120_000)
