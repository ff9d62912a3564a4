import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { externalKinds } from '../../../domain/sources.ts'
import { can, userActionNames } from '../../../domain/user-actions.ts'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { makeUsers } from '../../../test/harness/jobs.ts'
import { read, write } from '../../../test/harness/sign-in.ts'
import type { TxContext } from '../../platform/context.ts'
import { sql } from '../../platform/sql.ts'
import { createSource } from '../sources/sources.ts'
import { type GroupFacts, groupedFacts, lockFacts } from './users.facts.sql.ts'
import { actorFactsOf, factsOf } from './users.shape.ts'
import { selectUsers } from './users.sql.ts'

const product = 'mitel_one_elite'
const paramsOf = [
  {},
  { role: 'user' as const },
  { role: 'account_admin' as const },
  { active: true },
  { active: false },
  { includeRegistered: true },
  { revive: true },
]
let t: World
let ids: string[]

type State = {
  role: string | null
  registered: boolean
  sourceActive: boolean
  suspended: boolean
  email: boolean
  links: string[]
  saidInactive: boolean
  invitation: string
  waits: boolean
  sentDaysAgo: number
  removed: boolean
  deleted: boolean
  licensed: boolean
}
const states: fc.Arbitrary<State> = fc.record({
  role: fc.constantFrom(null, 'user', 'account_admin', 'partner'),
  registered: fc.boolean(),
  sourceActive: fc.boolean(),
  suspended: fc.boolean(),
  email: fc.boolean(),
  links: fc.subarray(['iot', 'micloud_connect', 'pbx', 'scim']),
  saidInactive: fc.boolean(),
  invitation: fc.constantFrom('not_sent', 'sent', 'refused'),
  waits: fc.boolean(),
  sentDaysAgo: fc.integer({ min: 0, max: 8 }),
  removed: fc.boolean(),
  deleted: fc.boolean(),
  licensed: fc.boolean(),
})

beforeAll(async () => {
  t = await startWorld()
  ids = [t.admin.id, ...(await makeUsers(t, 60))]
  for (const kind of externalKinds) await createSource(t.system(t.accountId), { kind, name: kind })
})

/** Puts each user into a state of any kind. */
async function put(given: readonly State[]): Promise<void> {
  const rows = ids.map((id, index) => ({ id, ...given[index % given.length]! }))
  await write(
    t,
    t.accountId,
    sql`update users u set role = g.role, registered_at = case when g.registered and g.role is not null then now() end,
      source_active = g."sourceActive", suspended_by_admin = g.suspended,
      email = case when g.email then coalesce(u.email, u.email_key) end,
      link_kinds = array(select jsonb_array_elements_text(g.links)), invitation = g.invitation,
      invitation_waits = g.waits,
      invitation_sent_at = now() - g."sentDaysAgo" * interval '1 day',
      cloudlink_removed_at = case when g.removed then now() end, deleted_at = case when g.deleted then now() end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (id uuid, role text, registered boolean,
        "sourceActive" boolean, suspended boolean, email boolean, links jsonb, invitation text, waits boolean, "sentDaysAgo" integer,
        removed boolean, deleted boolean)
      where u.account_id = ${t.accountId} and u.id = g.id`,
  )
  await write(t, t.accountId, sql`delete from links where account_id = ${t.accountId}`)
  await write(
    t,
    t.accountId,
    sql`insert into links (account_id, id, source_id, user_id, kind, sent, raw)
      select s.account_id, gen_random_uuid(), s.id, g.id, s.kind, jsonb_build_object('active', not g."saidInactive"), '{}'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (id uuid, links jsonb, "saidInactive" boolean)
      join sources s on s.account_id = ${t.accountId} and g.links ? s.kind`,
  )
  await write(t, t.accountId, sql`delete from licences where account_id = ${t.accountId}`)
  const licensed = rows.filter((row) => row.licensed).map(({ id }) => id)
  await write(
    t,
    t.accountId,
    sql`insert into licences (account_id, user_id, product_id) select ${t.accountId}::uuid, id, ${product} from unnest(${licensed}::uuid[]) id`,
  )
  await write(
    t,
    t.accountId,
    sql`update users set products = case when id = any(${licensed}::uuid[]) then array[${product}] else '{}' end
      where account_id = ${t.accountId}`,
  )
}

describe('facts', () => {
  test('R19 the verdict of a group is the verdict of each of its users, for every action', async () => {
    const property = fc.asyncProperty(fc.array(states, { minLength: 1, maxLength: 40 }), async (given) => {
      await put(given)
      await t.inside(t.accountId, async (context) => {
        const acting: TxContext = { ...context, actor: { ...actor(), id: t.admin.id } }
        const groups = await read<{ facts: GroupFacts; ids: string[]; size: number }>(
          t,
          t.accountId,
          groupedFacts(context.tx, { product, selfId: t.admin.id, withIds: true, selection: { ids } }),
        )
        const users = new Map((await selectUsers(context.tx, ids)).map((row) => [row.id, row]))
        const locked = new Map(
          (await lockFacts(context.tx, ids, { product, selfId: t.admin.id })).map((one) => [one.id, one]),
        )
        expect(groups.reduce((sum, group) => sum + group.size, 0)).toBe(ids.length)
        for (const group of groups) {
          for (const id of group.ids) {
            const own = factsOf(users.get(id)!, acting.actor, product)
            expect(locked.get(id)!.facts).toEqual(group.facts)
            for (const action of userActionNames)
              for (const params of paramsOf)
                expect(can(action, group.facts, actorFactsOf(acting.actor), params)).toEqual(
                  can(action, own, actorFactsOf(acting.actor), params),
                )
          }
        }
      })
    })
    await fc.assert(property, { numRuns: 12 })
  })
})

const actor = () => ({
  kind: 'user' as const,
  accountId: t.accountId,
  role: 'account_admin' as const,
  name: 'Test',
  accountName: 'Harbour',
  sessionId: null,
})
