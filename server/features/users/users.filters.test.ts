import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { invitationFilters, lastSignInFilters, properties, sortFields } from '../../../domain/filter.ts'
import { fold, searchWords } from '../../../domain/fold.ts'
import { origins } from '../../../domain/sources.ts'
import type { User } from '../../../domain/users.ts'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import { createUsers } from './users.ts'

let w: World
let u: Users
/** Everybody as the API shows them: the live ones, and the deleted. */
let everybody: { live: User[]; deleted: User[] }

const products = ['mitel_one_elite', 'mitel_one_premier', 'mitel_one_essential']

/** A seeded generator: the same crowd each time. */
const random = (() => {
  let state = 20261122
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
})()
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const chance = (share: number) => random() < share

async function makeOne(index: number): Promise<void> {
  const kinds = pick([
    [],
    [],
    [],
    ['scim'],
    ['pbx'],
    ['pbx', 'scim'],
    ['micloud_connect'],
    ['iot'],
    ['iot', 'scim'],
  ] as const)
  const bare = kinds[0] === 'pbx' && kinds.length === 1 && chance(0.5)
  const sent = {
    firstName: pick(['José', 'Ann', 'Łukasz', 'Zoë', 'Björn', '张']),
    lastName: pick(['O’Neil', 'Müller', 'van der Berg', '50%_off', 'a\\b']),
    email: bare ? null : `User${index}@${pick(['one', 'two'])}.example`,
    extension: String(100 + index),
  }
  let id: string
  if (kinds.length === 0) {
    const values = { name: null, mobile: null, ...sent }
    const role = chance(0.2) ? ('account_admin' as const) : ('user' as const)
    const origin = chance(0.3) ? ('import' as const) : ('console' as const)
    const [user] = await createUsers(w.system(w.accountId), { users: [{ values, role }], origin, welcome: false })
    id = user!.id
  } else {
    id = await u.provision(kinds[0], { sent, role: bare ? null : 'user', sourceActive: chance(0.8) })
    for (const kind of kinds.slice(1)) await u.provision(kind, { userId: id, sent: {}, sourceActive: chance(0.8) })
  }
  if (!bare && chance(0.5)) await u.register(id)
  if (!bare && chance(0.4)) await u.act('assign_licence', id, { params: { product: pick(products.slice(0, 2)) } })
  if (chance(0.5)) await u.stamp(id, { lastSignInDaysAgo: pick([1, 29.9, 30.1, 89.9, 90.1, 364.9, 365.1]) })
  if (!bare && chance(0.7))
    await u.stamp(id, {
      invitation: pick(['not_sent', 'queued', 'sent', 'sent', 'refused']),
      invitedDaysAgo: pick([1, 3.9, 4.1]),
    })
  if (chance(0.15)) await u.act('set_active', id, { params: { active: false } })
  if (!kinds.includes('micloud_connect' as never) && chance(0.15)) await u.remove(id)
}

beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  for (const product of products) await u.subscribe(w.partner, product, 1000)
  for (let index = 0; index < 90; index++) await makeOne(index)
  everybody = { live: (await u.list()).items, deleted: (await u.list('deleted=true')).items }
  expect(everybody.deleted.length).toBeGreaterThan(3)
}, 120_000)

type Filter = {
  search?: string
  property?: string[]
  product?: string[]
  invitation?: string[]
  source?: string[]
  lastSignIn?: string[]
  deleted?: boolean
}

/** The predicates of 2.4, said once more in plain JavaScript on what the API shows. */
const reference: Record<string, (user: User, value: string) => boolean> = {
  property: (user, value) => {
    const knownTo = (kind: string) => user.sources.some((source) => source.kind === kind)
    switch (value) {
      case 'admins':
        return user.role === 'account_admin' || user.role === 'partner'
      case 'users':
        return true
      case 'registered':
        return user.registeredAt !== null
      case 'unregistered':
        return user.registeredAt === null
      case 'pbx_users':
        return knownTo('pbx')
      case 'micloud_connected':
        return knownTo('micloud_connect')
      case 'iot_connected':
        return knownTo('iot')
      default:
        return !user.sourceActive || user.suspendedByAdmin
    }
  },
  product: (user, value) => user.products.includes(value),
  invitation: (user, value) => {
    // Of nobody here another email went out before the one that waits.
    const state = user.invitation.state === 'queued' ? 'not_sent' : user.invitation.state
    return user.registeredAt === null && state === value
  },
  source: (user, value) => user.sources.some((source) => source.kind === value),
  lastSignIn: (user, value) => {
    if (value === 'never') return user.lastSignInAt === null
    if (user.lastSignInAt === null) return false
    return w.house.clock.now().getTime() - Date.parse(user.lastSignInAt) > Number.parseInt(value, 10) * 86_400_000
  },
}

const found = (user: User, word: string) =>
  [user.displayName, user.firstName, user.lastName, user.email, user.extension].some((text) =>
    fold(text ?? '').includes(word),
  )

function matching(filter: Filter): User[] {
  return everybody[filter.deleted ? 'deleted' : 'live'].filter(
    (user) =>
      searchWords(filter.search ?? '').every((word) => found(user, word)) &&
      Object.entries(reference).every(([kind, judge]) => {
        const values = filter[kind as 'property']
        return !values?.length || values.some((value) => judge(user, value))
      }),
  )
}

const queryOf = (filter: Filter, more: Record<string, unknown> = {}): string =>
  new URLSearchParams(
    Object.entries({ ...filter, ...more }).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)] as [string, string]],
    ),
  ).toString()

const sortKey: Record<string, (user: User) => string | number> = {
  name: (user) => fold(user.displayName),
  email: (user) => fold(user.email ?? ''),
  role: (user) => user.role ?? '',
  status: (user) => ['registered', 'unregistered', 'no_cloudlink_account', 'inactive'].indexOf(user.status),
  createdAt: (user) => Date.parse(user.createdAt),
  modifiedAt: (user) => Date.parse(user.modifiedAt),
  lastSignInAt: (user) => (user.lastSignInAt ? Date.parse(user.lastSignInAt) : 0),
}

const get = async (path: string, query: string) => {
  const answer = await w.call(w.admin, 'GET', `${u.url()}${path}?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const idsOf = (users: { id: string }[]) => users.map((user) => user.id)

const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 })
const search = fc.constantFrom(
  '',
  '',
  '',
  'jose',
  'ANN mull',
  'one.example',
  '50%',
  '_',
  '\\',
  'user1',
  '张',
  '10',
  'o’n',
  'nobody',
)
const anyFilter = fc.record({
  search,
  property: some(properties),
  product: some(products),
  invitation: some(invitationFilters),
  source: some(origins),
  lastSignIn: some(lastSignInFilters),
  deleted: fc.boolean(),
})
const anySort = fc.constantFrom(...sortFields.flatMap((field) => [field, `-${field}`]))

describe('2.4 each value', () => {
  test.each([
    ...properties.map((value) => ['property', value] as const),
    ...products.slice(0, 2).map((value) => ['product', value] as const),
    ...invitationFilters.map((value) => ['invitation', value] as const),
    ...origins.map((value) => ['source', value] as const),
    ...lastSignInFilters.map((value) => ['lastSignIn', value] as const),
  ])('%s=%s shows exactly those that it says, with users on either side', async (kind, value) => {
    const wanted = idsOf(matching({ [kind]: [value] }))
    expect(wanted.length).toBeGreaterThan(0)
    if (value !== 'users') expect(wanted.length).toBeLessThan(everybody.live.length)
    const page = await get('', queryOf({ [kind]: [value] }, { limit: 200 }))
    expect(idsOf(page.items).sort()).toEqual(wanted.sort())
    expect(page).toMatchObject({ total: wanted.length, totalIsExact: true })
  })

  test('an inactive registered user matches both', async () => {
    const both = everybody.live.filter((user) => user.status === 'inactive' && user.registeredAt)
    expect(both.length).toBeGreaterThan(0)
    for (const value of ['registered', 'inactive']) expect(await u.ids(`property=${value}`)).toContain(both[0]!.id)
  })

  test('without a CloudLink account is unregistered, and a sent invitation of yesterday is not expired', async () => {
    const bare = everybody.live.find((user) => user.role === null)!
    expect(await u.ids('property=unregistered')).toContain(bare.id)
    expect(everybody.live.filter((user) => user.invitation.state === 'expired').length).toBeGreaterThan(0)
  })

  test('in a partner account Admins are the partners', async () => {
    const { body } = await w.call(w.partner, 'GET', `/api/accounts/${w.partnerAccountId}/users?property=admins`)
    expect(idsOf(body.items)).toEqual([w.partner.id])
  })
})

describe('2.4 any filters together', () => {
  test('values of a kind are ORed, kinds and words ANDed, in any order, page by page in both directions, from any row', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, anySort, fc.integer({ min: 1, max: 40 }), async (filter, sort, limit) => {
        const wanted = matching(filter)
        const seen: User[] = []
        let query = queryOf(filter, { sort, limit })
        let last: Record<string, any>
        for (;;) {
          last = await get('', query)
          expect(last).toMatchObject({ total: wanted.length, totalIsExact: true })
          seen.push(...last.items)
          if (!last.nextCursor) break
          query = queryOf(filter, { sort, limit, cursor: last.nextCursor })
        }
        expect(idsOf(seen).sort()).toEqual(idsOf(wanted).sort())
        const key = sortKey[sort.replace('-', '')]!
        const down = sort.startsWith('-')
        for (let index = 1; index < seen.length; index++) {
          const [a, b] = [key(seen[index - 1]!), key(seen[index]!)]
          expect(down ? a >= b : a <= b, `${sort}: ${a} ${b}`).toBe(true)
        }
        // Back to the beginning.
        const back: User[] = [...last.items]
        for (let cursor = last.prevCursor; cursor; ) {
          const page = await get('', queryOf(filter, { sort, limit, cursor }))
          back.unshift(...page.items)
          cursor = page.prevCursor
        }
        expect(idsOf(back)).toEqual(idsOf(seen))
        const at = Math.floor(seen.length / 2)
        const jumped = await get('', queryOf(filter, { sort, limit, at }))
        expect(idsOf(jumped.items)).toEqual(idsOf(seen.slice(at, at + limit)))
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  test('the number beside each value is the total of the list that it shows', async () => {
    const other = fc.constantFrom('property', 'product', 'invitation', 'source', 'lastSignIn')
    await fc.assert(
      fc.asyncProperty(anyFilter, other, async (given, free) => {
        // Filters of the value’s own kind do not count: what else may be chosen stays in sight.
        const filter: Filter = { ...given, [free]: undefined }
        const facets = await get('/facets', queryOf(given))
        const values = {
          property: properties,
          product: products,
          invitation: invitationFilters,
          source: origins,
          lastSignIn: lastSignInFilters,
        }[free]!
        for (const value of values) {
          const shown = matching({ ...filter, [free]: [value] }).length
          expect(facets[free][value] ?? 0, `${free}=${value} under ${JSON.stringify(filter)}`).toBe(shown)
        }
        const [sample] = values
        const list = await get('', queryOf({ ...filter, [free]: [sample] }))
        expect(facets[free][sample!] ?? 0).toBe(list.total)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  test('with one product chosen the others still say how many users they would show', async () => {
    const [one, other] = products as [string, string]
    const free = await get('/facets', '')
    const chosen = await get('/facets', queryOf({ product: [one] }))
    expect(chosen.product).toEqual(free.product)
    expect(chosen.product[other]).toBeGreaterThan(0)
    expect(chosen.property.users).toBe(free.product[one])
  })

  test('products are offered that somebody is licensed for, no others', async () => {
    const facets = await get('/facets', '')
    expect(Object.keys(facets.product).sort()).toEqual(products.slice(0, 2).sort())
  })
})
