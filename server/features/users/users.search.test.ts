import { beforeAll, describe, expect, test, vi } from 'vitest'
import { makePeople } from '../../../bench/people.ts'
import { type Predicate, predicateOf } from '../../../domain/filter.ts'
import { fold, searchKeys, searchWords } from '../../../domain/fold.ts'
import type { User } from '../../../domain/users.ts'
import { startHouse, startWorld, type World } from '../../../test/harness/house.ts'
import { seededRandom } from '../../demo/names.ts'
import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'
import { type Counted, countFacets, countFacetsUpTo, facetKinds } from './users.facets.sql.ts'
import { predicateSql } from './users.filter.sql.ts'
import { findUsers } from './users.find.ts'
import * as rows from './users.list.sql.ts'
import { valuesOf } from './users.row.sql.ts'
import { lockUsers, updateDeleted, updateRestored, writeUsers } from './users.sql.ts'
import { actOnUsers, createUsers } from './users.ts'

// Large enough that common words are found by the way of the index and rare ones by their grams (users.find.ts).
const count = 2_600

let w: World
let all: User[]
const random = seededRandom(42)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!

beforeAll(async () => {
  w = await startWorld()
  const odd = [
    'O’Neil',
    "o'neil",
    'a.b-c_d',
    '100%',
    'Ann\\e',
    'Łukasz Żółw',
    'Ñandú',
    'Straße',
    'x',
    'Ж',
    '李小龙',
    'محمد',
  ]
  const people = makePeople(count, 'search.example', 9).map((person, index) =>
    index < odd.length * 4 ? { ...person, lastName: odd[index % odd.length]! } : person,
  )
  for (let start = 0; start < people.length; start += 500) {
    const users = people.slice(start, start + 500).map((values) => ({ values: { ...values }, role: 'user' as const }))
    // Some of each origin: where all have one, its index is no better than any other.
    const origin = start % 1000 === 0 ? 'import' : 'console'
    await createUsers(w.system(w.accountId), { users, origin, welcome: false })
  }
  all = await everyone('')
  const suspended = all.filter((_, index) => index % 37 === 0 && index > 0).map((user) => user.id)
  const others = suspended.filter((id) => id !== w.admin.id && id !== w.user.id)
  await actOnUsers(w.system(w.accountId), { action: 'set_active', ids: others, params: { active: false } })
  all = await everyone('')
}, 120_000)

/** Every page of a list, one after the other. */
async function everyone(query: string, limit = 200): Promise<User[]> {
  const items: User[] = []
  let cursor: string | null = null
  do {
    const page = await list(`limit=${limit}&${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    items.push(...(page.items as User[]))
    cursor = page.nextCursor as string | null
  } while (cursor)
  return items
}

async function list(query: string): Promise<Record<string, any>> {
  const answer = await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users?${query}`)
  expect(answer.status, `${query} ${answer.text}`).toBe(200)
  return answer.body
}

const write = (id: string, body: object) =>
  w.call(w.admin, 'PATCH', `/api/accounts/${w.accountId}/users/${id}`, body, { 'if-match': '*' })

/** What the list must hold, by the words of the rule: name, first, last, email, mobile, extension; words ANDed. */
const matches = (user: User, search: string) =>
  searchWords(search).every((word) => searchKeys(user).searchText.includes(word))
const sortedByName = (users: User[]) =>
  [...users].sort((a, b) => {
    const [x, y] = [searchKeys(a).nameKey, searchKeys(b).nameKey]
    return Buffer.compare(Buffer.from(x), Buffer.from(y)) || (a.id < b.id ? -1 : 1)
  })

/** A piece of somebody’s data, so that most searches find something; sometimes two; sometimes nothing. */
function someSearch(): string {
  const piece = () => {
    const user = pick(all)
    const text = pick([
      user.displayName,
      user.firstName ?? 'a',
      user.email ?? 'b',
      user.mobile ?? '1',
      user.extension ?? '2',
    ])
    const start = Math.floor(random() * text.length)
    return text.slice(start, start + 1 + Math.floor(random() * 6))
  }
  const draw = random()
  if (draw < 0.1)
    return pick(['zzzqq', '@', '.', '%', '_', '\\', 'ß', 'é', '’', 'O’N', "o'n", '@search', 'h.e', '0', 'a', 'an ma'])
  return draw < 0.25 ? `${piece()} ${piece()}` : piece()
}

describe('2.3 search', () => {
  test('the first page and the total are those of a naive search', async () => {
    for (let run = 0; run < 90; run++) {
      const search = someSearch()
      const expected = sortedByName(all.filter((user) => matches(user, search)))
      const page = await list(`limit=20&search=${encodeURIComponent(search)}`)
      expect(page.total, search).toBe(expected.length)
      expect(
        page.items.map((user: User) => user.id),
        search,
      ).toEqual(expected.slice(0, 20).map((user) => user.id))
    }
  }, 60_000)

  test('whoever does not wait for the count has the same rows, and a total that is right or said to be about', async () => {
    let estimates = 0
    for (let run = 0; run < 60; run++) {
      const search = encodeURIComponent(run < 10 ? pick(['a', 'an', 'ma', 'er', 'search', 'example']) : someSearch())
      const counted = await list(`limit=20&search=${search}`)
      const page = await list(`limit=20&search=${search}&total=about`)
      expect(page.items, search).toEqual(counted.items)
      if (page.totalIsExact) expect(page.total, search).toBe(counted.total)
      else {
        estimates++
        expect(page.total, search).toBeGreaterThanOrEqual(page.items.length)
        const cursor = encodeURIComponent(page.nextCursor)
        const next = await list(`limit=20&search=${search}&total=about&cursor=${cursor}`)
        const after = await list(`limit=20&search=${search}&cursor=${encodeURIComponent(counted.nextCursor)}`)
        expect(next.items, search).toEqual(after.items)
      }
    }
    expect(estimates).toBeGreaterThan(0)
    const refused = await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users?total=none`)
    expect(refused.status).toBe(400)
  }, 60_000)

  test('every way to a page gives the same page: jumps, both directions, estimates, more matches than are counted', async () => {
    let about = 0
    for (let run = 0; run < 150; run++) {
      const search = run % 3 === 0 ? pick(['a', 'ma', 'er', 'an', 'search', 'example', 'son']) : someSearch()
      const expected = sortedByName(all.filter((user) => matches(user, search)))
      const limit = 1 + Math.floor(random() * 30)
      const place = Math.floor(random() * Math.max(1, expected.length))
      const filter = { search }
      const wanted = { predicate: predicateOf(filter), order: { field: 'name', descending: false } as const, limit }
      const end = expected[place]
      const from = end && { key: searchKeys(end).nameKey, id: end.id }
      const ways: [rows.PageWanted, User[]][] = [
        [wanted, expected.slice(0, limit)],
        [{ ...wanted, at: place }, expected.slice(place, place + limit)],
      ]
      if (from) {
        ways.push([{ ...wanted, from }, expected.slice(place + 1, place + 1 + limit)])
        ways.push([{ ...wanted, from, backwards: true }, expected.slice(Math.max(0, place - limit), place)])
      }
      const [page, right] = pick(ways)
      const how = { mayEstimate: random() < 0.5, exactUpTo: pick([5, 40, 10_000]) }
      const found = await w.inside(w.accountId, (context) => findUsers(context, page, filter, how))
      const told = JSON.stringify({ search, page, how })
      expect(
        found.rows.map((row) => row.id),
        told,
      ).toEqual(right.map((user) => user.id))
      if (found.total.exact) expect(found.total.count, told).toBe(expected.length)
      else {
        about++
        expect(how.mayEstimate || expected.length > how.exactUpTo, told).toBe(true)
      }
    }
    expect(about).toBeGreaterThan(20)
  }, 60_000)

  test('a common word whose users stand far away in the order is found there', async () => {
    const order = { field: 'name', descending: false } as const
    const word = searchKeys(sortedByName(all).at(-1)!).nameKey.slice(0, 3)
    const predicate: Predicate = {
      kind: 'all',
      of: [
        { kind: 'deleted', is: false },
        { kind: 'word', word },
      ],
    }
    const expected = sortedByName(all.filter((user) => matches(user, word))).map((user) => user.id)
    const [near, whole] = await w.inside(w.accountId, async ({ tx }) => [
      await rows.probePage(tx, { predicate, order, limit: 5 }, 3),
      await rows.probePage(tx, { predicate, order, limit: 5 }, null),
    ])
    expect(near!.rows).toEqual([])
    expect(whole!.rows.map((row) => row.id)).toEqual(expected.slice(0, 5))
  })

  test('every page, with filters and sorts, holds each match once and in order', async () => {
    const sorts = ['name', '-name', 'email', 'status', '-createdAt', '-modifiedAt', 'lastSignInAt']
    for (let run = 0; run < 15; run++) {
      const search = someSearch()
      const inactive = random() < 0.4
      const sort = pick(sorts)
      const expected = all.filter((user) => matches(user, search) && (!inactive || user.suspendedByAdmin))
      const found = await everyone(
        `search=${encodeURIComponent(search)}&sort=${sort}${inactive ? '&property=inactive' : ''}`,
        23,
      )
      expect(found.map((user) => user.id).sort(), `${search} ${sort}`).toEqual(expected.map((user) => user.id).sort())
    }
  }, 60_000)

  test('backwards gives the same rows as forwards', async () => {
    const search = 'ma'
    const forwards = await everyone(`search=${search}`, 17)
    let page = await list(`limit=17&search=${search}`)
    while (page.nextCursor) page = await list(`limit=17&search=${search}&cursor=${encodeURIComponent(page.nextCursor)}`)
    const backwards: User[] = [...page.items]
    while (page.prevCursor) {
      page = await list(`limit=17&search=${search}&cursor=${encodeURIComponent(page.prevCursor)}`)
      backwards.unshift(...page.items)
    }
    expect(backwards.map((user) => user.id)).toEqual(forwards.map((user) => user.id))
  })

  test('a jump lands on its row, with and without a search', async () => {
    const byName = sortedByName(all)
    for (const at of [0, 1, 999, Math.floor(count / 2) + 7, count - 60, count - 3, count]) {
      expect((await list(`limit=5&at=${at}`)).items.map((user: User) => user.id)).toEqual(
        byName.slice(at, at + 5).map((user) => user.id),
      )
    }
    const found = sortedByName(all.filter((user) => matches(user, 'sch')))
    const jump = await list('limit=5&at=7&search=sch')
    expect(jump.items.map((user: User) => user.id)).toEqual(found.slice(7, 12).map((user) => user.id))
  })

  test('any jumps in any order land on their rows, also after users came, went and were renamed', async () => {
    const ids = new Map<string, string[]>()
    const inOrder = async (sort: string) => {
      const known = ids.get(sort) ?? (await everyone(`sort=${sort}`)).map((user) => user.id)
      ids.set(sort, known)
      return known
    }
    const system = w.system(w.accountId)
    const others = all.filter((user) => user.id !== w.admin.id && user.id !== w.user.id)
    const change = [
      () => {
        const email = `jump${Math.floor(random() * 1e9)}@search.example`
        const values = {
          name: null,
          firstName: pick(['Aa', 'Mm', 'Zz']),
          lastName: 'Jump',
          email,
          mobile: null,
          extension: null,
        }
        return createUsers(system, { users: [{ values, role: 'user' }], origin: 'console', welcome: false })
      },
      () => write(pick(others).id, { lastName: pick(['Aaa', 'Nnn', 'Zzz']) }),
      () => actOnUsers(system, { action: 'delete', ids: [others.pop()!.id], params: {} }),
    ]
    for (let run = 0; run < 250; run++) {
      if (random() < 0.02) {
        await pick(change)()
        ids.clear()
      }
      const sort = pick(['name', '-name', 'email', '-email', 'name', 'name'])
      const expected = await inOrder(sort)
      const at = Math.floor(random() * (expected.length + 3))
      const limit = 1 + Math.floor(random() * 40)
      const page = await list(`limit=${limit}&sort=${sort}&at=${at}`)
      expect(
        page.items.map((user: User) => user.id),
        `${sort} ${at} ${limit}`,
      ).toEqual(expected.slice(at, at + limit))
      expect(page.total).toBe(expected.length)
    }
    all = await everyone('')
  }, 60_000)

  test('a jump that somebody came in the middle of teaches no later jump a wrong number', async () => {
    const system = w.system(w.accountId)
    const values = {
      name: null,
      firstName: 'A',
      lastName: 'A',
      email: 'first.of@search.example',
      mobile: null,
      extension: null,
    }
    const come = () => createUsers(system, { users: [{ values, role: 'user' }], origin: 'console', welcome: false })
    const filter = {}
    const order = { field: 'name', descending: false } as const
    const wanted = { predicate: predicateOf(filter), order, limit: 3, at: 400 }
    // The known row that the next jump counts from.
    await list('limit=3&at=390')
    await w.inside(w.accountId, (context) => {
      let asked = 0
      const query: Tx['query'] = async (statement) => {
        const answer = await context.tx.query<never>(statement)
        if (++asked === 1) await come()
        return answer
      }
      return findUsers({ ...context, tx: { ...context.tx, query } }, wanted, filter)
    })
    all = await everyone('')
    const expected = sortedByName(all).map((user) => user.id)
    for (const at of [400, 401, 404]) {
      const page = await list(`limit=3&at=${at}`)
      expect(page.items.map((user: User) => user.id)).toEqual(expected.slice(at, at + 3))
    }
  })

  test('who comes in while one pages is seen once, and nobody is lost', async () => {
    const first = await list('limit=50&search=an')
    const before = await everyone('search=an')
    const values = {
      name: null,
      firstName: 'Aanna',
      lastName: 'Inserted',
      email: 'aanna.inserted@search.example',
      mobile: null,
      extension: null,
    }
    await createUsers(w.system(w.accountId), { users: [{ values, role: 'user' }], origin: 'console', welcome: false })
    const rest: User[] = [...first.items]
    let cursor = first.nextCursor
    while (cursor) {
      const page = await list(`limit=50&search=an&cursor=${encodeURIComponent(cursor)}`)
      rest.push(...page.items)
      cursor = page.nextCursor
    }
    expect(new Set(rest.map((user) => user.id)).size).toBe(rest.length)
    for (const user of before) expect(rest.some((seen) => seen.id === user.id)).toBe(true)
  })

  test('accents and case do not matter', async () => {
    for (const search of ['zolw', 'ŻÓŁW', 'nandu', 'STRASSE', 'lukasz']) {
      expect((await list(`search=${encodeURIComponent(search)}`)).total, fold(search)).toBeGreaterThan(0)
    }
  })
})

describe('totals that are remembered', () => {
  const search = 'search'
  const total = async (t: World = w): Promise<number> =>
    (await t.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users?limit=5&search=${search}`)).body.total
  const values = {
    name: null,
    firstName: 'Remembered',
    lastName: 'Person',
    email: 'remembered@elsewhere.example',
    mobile: null,
    extension: null,
  }
  /** How often the account’s totals were counted while this ran. */
  const counting = async (run: () => Promise<unknown>): Promise<number> => {
    const counted = vi.spyOn(rows, 'countFound')
    await run()
    const { length } = counted.mock.calls
    counted.mockRestore()
    return length
  }

  test('are right after every change of who is found, here and on another server', async () => {
    const other = { ...w, ...(await startHouse({ database: w.database })) }
    const before = await total()
    const both = async (expected: number) => expect([await total(), await total(other)]).toEqual([expected, expected])
    await both(before)
    const [user] = await createUsers(w.system(w.accountId), {
      users: [{ values, role: 'user' }],
      origin: 'console',
      welcome: false,
    })
    await both(before)
    const { id } = user!
    for (const [body, more] of [
      [{ email: 'remembered@search.example' }, 1],
      [{ email: 'remembered@elsewhere.example' }, 0],
      [{ lastName: 'Researcher' }, 1],
      [{ mobile: '+49 89 1234567' }, 1],
      [{ lastName: 'Person' }, 0],
      [{ firstName: 'Search' }, 1],
    ] as const) {
      expect((await write(id, body)).status).toBe(200)
      await both(before + more)
    }
    const act = (action: 'delete' | 'restore') => actOnUsers(w.system(w.accountId), { action, ids: [id], params: {} })
    await act('delete')
    await both(before)
    await act('restore')
    await both(before + 1)
    await act('delete')
    await both(before)
  })

  test('are not counted again while nobody came, went or got other texts', async () => {
    await total()
    expect(await counting(() => total())).toBe(0)
    const [{ id }] = (await list('limit=1&search=search')).items
    await write(id, { suspendedByAdmin: true })
    await write(id, { suspendedByAdmin: false })
    expect(await counting(() => total())).toBe(0)
    const about = await list('limit=5&search=search&total=about')
    expect(about).toMatchObject({ total: await total(), totalIsExact: true })
    await write(id, { extension: '70707' })
    expect(await counting(() => total())).toBe(1)
  })

  test('pages that were hard to find are found once, and again after every change of who is found', async () => {
    // So many that a page by email is not full of those among the first emails.
    const pieces = all.flatMap((user) => [0, 1, 2].map((at) => searchKeys(user).searchText.slice(at, at + 2)))
    const common = [...new Set(pieces)].find((piece) => {
      const having = /^[a-z]{2}$/.test(piece) ? all.filter((user) => matches(user, piece)).length : 0
      return having > 230 && having < 330
    })!
    const searching = `sort=email&limit=200&search=${common}`
    const found = vi.spyOn(rows, 'selectFound')
    const asked = async () => {
      found.mockClear()
      const page = await list(searching)
      return [page, found.mock.calls.length] as const
    }
    const [first] = await asked()
    const [again, times] = await asked()
    expect(again).toEqual(first)
    expect(times).toBe(0)
    const shown = first.items.map((user: User) => user.id)
    const id = shown.find((one: string) => one !== w.admin.id && one !== w.user.id)!
    await write(id, { suspendedByAdmin: true })
    const [suspended, known] = await asked()
    expect(suspended.items.find((user: User) => user.id === id)).toMatchObject({ suspendedByAdmin: true })
    expect(known).toBe(0)
    await actOnUsers(w.system(w.accountId), { action: 'delete', ids: [id], params: {} })
    const [without, searched] = await asked()
    expect(searched).toBe(1)
    expect(without.total).toBe(first.total - 1)
    const rest = shown.filter((one: string) => one !== id)
    expect(without.items.slice(0, rest.length).map((user: User) => user.id)).toEqual(rest)
    await actOnUsers(w.system(w.accountId), { action: 'restore', ids: [id], params: {} })
    await write(id, { suspendedByAdmin: false })
    expect((await asked())[0].items.map((user: User) => user.id)).toEqual(shown)
    found.mockRestore()
  })

  test('are forgotten when what was counted is rolled back', async () => {
    const before = await total()
    const filter = { search }
    const wanted = { predicate: predicateOf(filter), order: { field: 'name', descending: false } as const, limit: 5 }
    const rolledBack = w.inside(w.accountId, async (context) => {
      const at = { ...values, email: 'rolled.back@search.example' }
      await createUsers(context, { users: [{ values: at, role: 'user' }], origin: 'console', welcome: false })
      expect((await findUsers(context, wanted, filter)).total.count).toBe(before + 1)
      throw new Error('back')
    })
    await expect(rolledBack).rejects.toThrow('back')
    const at = { ...values, email: 'another@elsewhere.example' }
    await createUsers(w.system(w.accountId), {
      users: [{ values: at, role: 'user' }],
      origin: 'console',
      welcome: false,
    })
    expect(await total()).toBe(before)
  })
})

describe('the counters', () => {
  test('equal a count of the rows after all of this', async () => {
    const [row] = await w.inside(w.accountId, ({ tx }) =>
      tx.query<{ users: number; registered: number; n: number; r: number }>(sql`
        select (select sum(users) from user_counts)::int as users, (select sum(registered) from user_counts)::int as registered,
          count(*)::int as n, count(registered_at)::int as r from users where deleted_at is null`),
    )
    expect([row!.users, row!.registered]).toEqual([row!.n, row!.r])
  })
})

describe('facets of a large account', () => {
  test('are those of counting everybody, up to the limit', async () => {
    const kinds = facetKinds.filter((kind) => kind !== 'product')
    const limit = 20
    await w.inside(w.accountId, async ({ tx }) => {
      const live: Predicate = { kind: 'all', of: [{ kind: 'deleted', is: false }] }
      const told = (counted: Counted[]) => counted.map(({ kind, value, n }) => `${kind} ${value} ${n}`).sort()
      const counted = await countFacetsUpTo(tx, limit, kinds, {}, all.length)
      const plainly = await countFacets(tx, live, null, kinds)
      expect(told(counted)).toEqual(told(plainly.map((one) => ({ ...one, n: Math.min(one.n, limit + 1) }))))
      expect(plainly.some(({ n }) => n > 0 && n < limit * 3)).toBe(true)
    })
  })
})

describe('plans, as the app role with row-level security on', () => {
  // Else the database would do it by itself in some runs and not in others.
  beforeAll(() => w.database.asOwner('analyze users, user_grams'))

  const plan = async (statement: string) => {
    const rows = await w.inside(w.accountId, async ({ tx }) => {
      // In an account this small every index is as good as another one read by bitmap.
      await tx.run({ text: 'set local enable_seqscan = off', values: [] })
      await tx.run({ text: 'set local enable_bitmapscan = off', values: [] })
      return tx.query<Record<string, string>>({ text: `explain ${statement}`, values: [] })
    })
    return rows.map((row) => Object.values(row)[0]).join('\n')
  }
  const id = '00000000-0000-7000-8000-000000000000'

  test.each([
    ['users_by_name', 'u.name_key', `'m'`],
    ['users_by_email', 'u.email_sort', `'m'`],
    ['users_by_role', 'u.role_sort', `'u'`],
    ['users_by_status', 'u.status_sort', '2::smallint'],
    ['users_by_created', 'u.created_at', `'2026-01-01'::timestamptz`],
    ['users_by_modified', 'u.modified_at', `'2026-01-01'::timestamptz`],
    ['users_by_sign_in', 'u.sign_in_sort', `'-infinity'::timestamptz`],
  ])('%s gives a page from a position on, without sorting', async (index, key, from) => {
    const text = await plan(`select u.id from users u where u.account_id = '${w.accountId}' and u.deleted_at is null
      and (${key}, u.id) > (${from}, '${id}'::uuid) order by ${key}, u.id limit 51`)
    expect(text).toContain(index)
    expect(text).toMatch(/Index Cond: .*ROW/)
    expect(text).not.toContain('Sort')
  })

  test('the way of a common word is the name’s index alone', async () => {
    const text = await plan(`select u.id from (
      select u.id, u.search_text from users u where u.account_id = '${w.accountId}' and u.deleted_at is null
      order by u.name_key asc, u.id asc limit 10000) u where u.search_text like '%ma%' limit 51`)
    expect(text).toContain('Index Only Scan using users_by_name')
    expect(text).not.toContain('Sort')
  })

  test.each([
    ['users_of_import', { kind: 'source', is: 'import' }],
    ['users_of_console', { kind: 'source', is: 'console' }],
    ['users_of_scim', { kind: 'source', is: 'scim' }],
    ['users_invited', { kind: 'invitation', is: 'sent' }],
    ['users_by_sign_in', { kind: 'lastSignIn', is: '90d' }],
  ] as const)('%s counts a filter’s value', async (index, predicate) => {
    const text = await plan(`select from users u where u.account_id = '${w.accountId}' and u.deleted_at is null
      and ${predicateSql(predicate).text} limit 10001`)
    expect(text).toContain(index)
  })

  test('users_grams gives the ids of a rare word, and the table is never read from end to end', async () => {
    const scans = (tx: Tx) =>
      tx.query<{ index: number; table: number }>(sql`
        select pg_stat_get_xact_numscans('users_grams'::regclass) as index,
          pg_stat_get_xact_numscans('user_grams'::regclass) as table`)
    const [before, after] = await w.inside(w.accountId, async ({ tx }) => {
      const first = await scans(tx)
      // The plan for these values would be another one: no user has these grams.
      await tx.query(sql`select * from search_users('{1,2}', '{%x%}', 10)`)
      return [first[0]!, (await scans(tx))[0]!]
    })
    expect(after).toEqual({ index: before.index + 1, table: before.table })
  })

  test('a deleted user has no grams, whoever writes it; a restored one has them again', async () => {
    const { id } = all.find((user) => user.id !== w.admin.id && user.id !== w.user.id)!
    const kept = async (tx: Tx) =>
      (await tx.query<{ grams: number[] }>(sql`select grams from user_grams where user_id = ${id}`)).map(
        (row) => row.grams,
      )
    await w.inside(w.accountId, async ({ tx }) => {
      const before = await kept(tx)
      await updateDeleted(tx, [id], sql`null`)
      const [row] = await lockUsers(tx, [id])
      const same = {
        id,
        values: valuesOf(row!),
        role: row!.role,
        sourceActive: true,
        suspendedByAdmin: row!.suspended_by_admin,
      }
      await writeUsers(tx, [same], sql`null`)
      expect(await kept(tx)).toEqual([])
      await updateRestored(tx, [row!], sql`null`)
      expect(await kept(tx)).toEqual(before)
    })
  })

  test('grams are kept of live users alone, with the text that they are of', async () => {
    const wrong = await w.inside(w.accountId, ({ tx }) =>
      tx.query(sql`
        select u.id from users u full join user_grams g on g.account_id = u.account_id and g.user_id = u.id
        where (u.deleted_at is null) <> (g.user_id is not null) or g.search_text <> u.search_text or g.name_key <> u.name_key`),
    )
    expect(wrong).toEqual([])
  })
})
