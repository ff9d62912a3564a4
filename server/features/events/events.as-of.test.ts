import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { command } from '../../platform/operation.ts'
import { record } from '../../platform/record.ts'
import { sql } from '../../platform/sql.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  for (const product of ['mitel_one_elite', 'mitel_one_premier']) await u.subscribe(w.partner, product, 1000)
})

const shown = [
  'name',
  'firstName',
  'lastName',
  'displayName',
  'email',
  'mobile',
  'extension',
  'role',
  'status',
  'sourceActive',
  'suspendedByAdmin',
  'products',
  'deletedAt',
] as const

const stateOf = (user: Record<string, unknown>) => Object.fromEntries(shown.map((key) => [key, user[key]]))
/** The database’s clock, in the whole milliseconds that the API takes. */
const moment = async (): Promise<string> => {
  const [row] = await w.house.db.global<{ at: Date }>(sql`select date_trunc('milliseconds', clock_timestamp()) as at`)
  return row!.at.toISOString()
}
const nextMillisecond = () => w.house.db.global(sql`select pg_sleep(0.002)`)
const asOf = async (id: string, at: string) => (await u.history(id, `&at=${encodeURIComponent(at)}`)).asOf

type Step = { what: string; value: number }
const steps = [
  'name',
  'email',
  'mobile',
  'role',
  'products',
  'suspend',
  'activate',
  'delete',
  'restore',
  'welcome',
  'pbx',
  'scim',
  'scim inactive',
  'save',
]

/** What a step does is of no interest here, nor whether it is refused: only what the user looks like afterwards. */
async function take(id: string, { what, value }: Step): Promise<unknown> {
  const products = [[], ['mitel_one_elite'], ['mitel_one_premier'], ['mitel_one_elite', 'mitel_one_premier']][value % 4]
  switch (what) {
    case 'name':
      return u.patch(id, { firstName: `F${value}`, name: value % 2 ? `N${value}` : null })
    case 'email':
      return u.patch(id, { email: address() })
    case 'mobile':
      return u.patch(id, { mobile: value % 3 ? `+49 ${value}` : null })
    case 'role':
      return u.patch(id, { role: value % 2 ? 'account_admin' : 'user' })
    case 'products':
      return u.patch(id, { products })
    case 'save':
      return u.patch(id, { lastName: `L${value}`, products, suspendedByAdmin: value % 2 === 0 })
    case 'suspend':
    case 'activate':
      return u.act('set_active', id, { params: { active: what === 'activate' } })
    case 'delete':
      return u.remove(id)
    case 'restore':
      return u.act('restore', id)
    case 'welcome':
      return u.act('send_welcome_email', id)
    case 'pbx':
      return u.provision('pbx', { userId: id, sent: { extension: String(value) } }).catch(() => {})
    default:
      return u
        .provision('scim', { userId: id, sent: { lastName: `S${value}` }, sourceActive: what === 'scim' })
        .catch(() => {})
  }
}

describe('a user as of any moment', () => {
  test('is what it was then, whatever was done since', async () => {
    const step = fc.record({ what: fc.constantFrom(...steps), value: fc.nat({ max: 9 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), fc.boolean(), async (taken, registered) => {
        const before = await moment()
        await nextMillisecond()
        const { id } = registered ? await makePerson(w, w.accountId, 'user', address()) : await u.create()
        const kept: { at: string; state: unknown; after: Step | null }[] = []
        const keep = async (after: Step | null) => {
          kept.push({ at: await moment(), state: stateOf(await u.get(id)), after })
          await nextMillisecond()
        }
        await keep(null)
        for (const one of taken) {
          await take(id, one)
          await keep(one)
        }
        for (const { at, state, after } of kept)
          expect(await asOf(id, at), `after ${JSON.stringify(after)} at ${at}`).toEqual(state)
        expect(await asOf(id, before)).toBeNull()
      }),
      { numRuns: 20 },
    )
  }, 120_000)

  test('of the moment of an event holds the event', async () => {
    const user = await u.create()
    for (const lastName of ['A', 'B', 'C']) {
      await u.patch(user.id, { lastName })
      await nextMillisecond()
    }
    const { items } = await u.history(user.id, '&name=user.updated')
    const then = await Promise.all(items.map(async (event: { at: string }) => (await asOf(user.id, event.at)).lastName))
    expect(then).toEqual(['C', 'B', 'A'])
  })

  test('a change that waited for another comes after it', async () => {
    const user = await u.create()
    const url = u.url(user.id)
    // Sixteen wait for each other; each transaction began before most of those that it comes after.
    await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        w.call(w.admin, 'PATCH', url, { lastName: `L${index}` }, { 'if-match': '*' }),
      ),
    )
    const oldestFirst = (await u.history(user.id, '&name=user.updated')).items.reverse()
    const moments = oldestFirst.map((event: { at: string }) => event.at)
    expect(moments).toEqual([...moments].sort())
    expect(oldestFirst.at(-1).after.lastName).toBe((await u.get(user.id)).lastName)
    const created = (await u.history(user.id, '&name=user.created')).items[0]
    expect((await asOf(user.id, created.at)).lastName).toBe('Other')
  })

  test('is not what a directory’s document said under the same words', async () => {
    const user = await u.create()
    const sourceData = command<void, void>({ name: 'sourceData', permission: 'system' }, async (context) => {
      const before = { name: { familyName: 'Document' }, role: 'boss', email: [] }
      await record(context, [{ name: 'user.source_data_changed', userId: user.id, before, after: {} }])
      return { changed: 1, result: undefined }
    })
    const before = await moment()
    await nextMillisecond()
    await sourceData(w.system(w.accountId))
    expect(await asOf(user.id, before)).toEqual(stateOf(await u.get(user.id)))
  })

  test('of a user from before now, in the future, is what it is now; a moment that is none is refused', async () => {
    const user = await u.create()
    expect(await asOf(user.id, '2099-01-01T00:00:00Z')).toEqual(stateOf(await u.get(user.id)))
    expect((await w.call(w.admin, 'GET', `${u.url(user.id)}/history?at=yesterday`)).status).toBe(400)
  })
})
