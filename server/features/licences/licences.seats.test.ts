import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { sql } from '../../platform/sql.ts'
import { createUsers } from '../users/users.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  await u.subscribe(w.partner, product, 10)
})

const product = 'mitel_one_elite'
const makeUsers = async (count: number): Promise<string[]> => {
  const users = Array.from({ length: count }, () => ({
    values: { name: 'Seated', firstName: null, lastName: null, email: address(), mobile: null, extension: null },
    role: 'user' as const,
  }))
  return (await createUsers(w.system(w.accountId), { users, origin: 'console', welcome: false })).map(({ id }) => id)
}
const seats = async () => (await u.licences()).find((one: { product: string }) => one.product === product)

test('REL-3 R21 of 200 assignments at once on 10 free seats 10 are made and 190 refused', async () => {
  const ids = await makeUsers(200)
  const answers = await Promise.all(ids.map((id) => u.act('assign_licence', id, { params: { product } })))
  expect(answers.filter((answer) => answer.status === 202)).toHaveLength(10)
  const refused = answers.filter((answer) => answer.status === 409)
  expect(refused).toHaveLength(190)
  expect(new Set(refused.map((answer) => answer.body.code))).toEqual(new Set(['licences_insufficient']))
  expect(await seats()).toMatchObject({ assigned: 10, available: 0 })
  expect(await u.seatFaults()).toEqual([])
}, 60_000)

test('R21 whatever is assigned, unassigned, deleted and restored at once, each counter is the number of licences', async () => {
  const ids = await makeUsers(12)
  const step = fc.record({
    what: fc.constantFrom('assign', 'unassign', 'save', 'clear', 'delete', 'restore', 'suspend'),
    who: fc.nat({ max: ids.length - 1 }),
  })
  const run = ({ what, who }: { what: string; who: number }) => {
    const id = ids[who]!
    switch (what) {
      case 'assign':
        return u.act('assign_licence', id, { params: { product } })
      case 'unassign':
        return u.act('unassign_licence', id, { params: { product } })
      case 'save':
        return u.patch(id, { products: [product] })
      case 'clear':
        return u.patch(id, { products: [] })
      case 'delete':
        return u.remove(id)
      case 'restore':
        return u.act('restore', id)
      default:
        return u.act('set_active', id, { params: { active: false } })
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 30 }),
      fc.integer({ min: 0, max: 15 }),
      async (steps, quantity) => {
        await write(w, w.accountId, sql`update subscriptions set quantity = ${quantity + 1}`)
        const before = (await seats()).assigned
        const answers = await Promise.all(steps.map(run))
        expect(answers.filter((answer) => answer.status >= 500).map((answer) => answer.text)).toEqual([])
        expect(await u.seatFaults()).toEqual([])
        // Never more than there were before, or than there are seats.
        expect((await seats()).assigned).toBeLessThanOrEqual(Math.max(before, quantity + 1))
      },
    ),
    { numRuns: 15 },
  )
  const orphans = await w.inside(w.accountId, ({ tx }) =>
    tx.query(sql`select from licences l join users u on u.account_id = l.account_id and u.id = l.user_id
      where u.deleted_at is not null or u.role is null`),
  )
  expect(orphans).toEqual([])
}, 60_000)

test('R22 twenty restores at once take no more seats than are free', async () => {
  await write(w, w.accountId, sql`update subscriptions set quantity = 1000`)
  const ids = await makeUsers(20)
  for (const id of ids) await u.act('assign_licence', id, { params: { product } })
  for (const id of ids) await u.remove(id)
  const { assigned } = await seats()
  await write(w, w.accountId, sql`update subscriptions set quantity = ${assigned + 7}`)
  const answers = await Promise.all(ids.map((id) => u.act('restore', id)))
  expect(answers.map((answer) => answer.status)).toEqual(ids.map(() => 202))
  expect(answers.filter((answer) => answer.body.missing)).toHaveLength(13)
  expect(await seats()).toMatchObject({ assigned: assigned + 7, available: 0 })
  expect(await u.seatFaults()).toEqual([])
}, 60_000)
