import { seededRandom } from '../server/demo/names.ts'
import type { Ask, Sender } from './load.ts'
import { headersInTurn } from './scim-operations.ts'
import type { Caller } from './sign-in.ts'

/** A user of the account that is measured. */
export type Sample = { id: string; email: string | null; searchText: string; nameKey: string }

export type Operation = {
  name: string
  /** CPU ms a request, application and PostgreSQL together; null: nothing is promised. */
  promise: number | null
  write?: boolean
  ask: () => Ask
  /** The same of the bare server. */
  bare?: () => Ask
}

const common = ['a', 'an', 'er', 'mar', 'example', 'anna', 'son', 'ma']

/** Two and three letters that one in fifty users or more has in one of their words. */
function commonPieces(samples: readonly Sample[]): string[] {
  const having = new Map<string, number>()
  for (const { searchText } of samples) {
    const found = new Set<string>()
    for (const word of searchText.split(/[^a-z]+/))
      for (const size of [2, 3]) for (let at = 0; at + size <= word.length; at++) found.add(word.slice(at, at + size))
    for (const piece of found) having.set(piece, (having.get(piece) ?? 0) + 1)
  }
  return [...having].flatMap(([piece, users]) => (users * 50 >= samples.length ? [piece] : []))
}

/** Pages of an account's list: late, far down in it; others, cursors all over it; total, users of the account. */
export type Pages = { late: string; others: string[]; total: number }

/** Cursors are sealed, so they are asked for. */
export async function pagesOf(sender: Sender, caller: Caller): Promise<Pages> {
  const pageAt = async (at: number) => {
    const path = `/api/accounts/${caller.accountId}/users?at=${at}`
    const { body } = await sender.send({ path, headers: { cookie: caller.cookie } })
    return JSON.parse(body) as { nextCursor: string; total: number }
  }
  const { total } = await pageAt(0)
  const last = Math.max(0, total - 110)
  const others: string[] = []
  const most = Math.min(200, last + 1)
  for (let n = 0; n < most; n++) others.push((await pageAt(Math.floor((last / most) * n))).nextCursor)
  return { late: (await pageAt(Math.min(250_000, last))).nextCursor, others, total }
}

/** The operations of one account, each with ever new inputs. */
export function operationsOf(
  caller: Caller,
  samples: readonly Sample[],
  /** Ids of others, who may go. */
  spare: readonly string[],
  pages: Pages,
): Operation[] {
  const random = seededRandom(7)
  const one = () => samples[Math.floor(random() * samples.length)]!
  const users = `/api/accounts/${caller.accountId}/users`
  const get = (path: string): Ask => ({ path, headers: { cookie: caller.cookie } })
  const search = (text: string) => get(`${users}?search=${encodeURIComponent(text)}`)
  const word = () => {
    const words = one()
      .searchText.split(/\s+/)
      .filter((each) => each.length > 5)
    return words[Math.floor(random() * words.length)] ?? 'nobody at all'
  }
  const account = `account=${caller.accountId}`
  const scim = headersInTurn(caller.tokens)
  let made = Math.floor(performance.now() * 1000) + process.pid * 1e9
  let toggled = 0
  let deleted = 0
  const bareSearch = (text: string): Ask => ({ path: `/search?${account}&search=${encodeURIComponent(text)}` })
  const anyCommon = () => common[Math.floor(random() * common.length)]!
  const pieces = commonPieces(samples)
  let asked = 0
  /** A common word that nobody asked for before, so that its total is not remembered (docs/decisions/0011-search.md). */
  const fresh = () => {
    const n = asked++
    const further = Math.floor(n / pieces.length)
    return `${pieces[n % pieces.length]}${further === 0 ? '' : ` ${String.fromCharCode(96 + further)}`}`
  }
  let turned = 0
  /** Thousands of pages of about fifty, one after the other, before the first comes again (docs/decisions/0019-pages-read-again.md). */
  const unread = () => {
    const n = turned++
    const { length } = pages.others
    const [limit, total] = [41 + (Math.floor(n / length) % 10), Math.floor(n / length / 10) % 2 ? '&total=about' : '']
    return get(`${users}?cursor=${pages.others[n % length]}&limit=${limit}${total}`)
  }
  const email = () => one().email ?? 'nobody@nowhere.example'
  return [
    {
      name: 'list of 50',
      promise: 2,
      ask: () => get(users),
      bare: () => ({ path: `/list?${account}` }),
    },
    {
      name: 'list, page 5,000 (or the last)',
      promise: 2,
      ask: () => get(`${users}?cursor=${pages.late}`),
      bare: () => {
        const { nameKey, id } = one()
        return { path: `/list?${account}&after=${encodeURIComponent(nameKey)}&id=${id}` }
      },
    },
    { name: 'list, a page nobody read before', promise: 2, ask: unread },
    {
      name: 'list, jump to any row',
      promise: null,
      ask: () => get(`${users}?at=${Math.floor(random() * Math.max(1, pages.total - 50))}`),
    },
    { name: 'list by last sign-in', promise: 2, ask: () => get(`${users}?sort=-lastSignInAt`) },
    { name: 'list, unregistered', promise: 2, ask: () => get(`${users}?property=unregistered`) },
    { name: 'facets', promise: null, ask: () => get(`${users}/facets`) },
    {
      name: 'search, a rare word',
      promise: 4,
      ask: () => search(word()),
      bare: () => bareSearch(word()),
    },
    { name: 'search, an email', promise: 4, ask: () => search(email()), bare: () => bareSearch(email()) },
    {
      name: 'search, a common word',
      promise: 6,
      ask: () => search(anyCommon()),
      bare: () => bareSearch(anyCommon()),
    },
    { name: 'search, a common word, the first time', promise: 6, ask: () => search(fresh()) },
    { name: 'one user', promise: null, ask: () => get(`${users}/${one().id}`) },
    {
      name: 'create',
      promise: 1.5,
      write: true,
      ask: () => {
        const n = made++
        const body = { firstName: 'Mira', lastName: `Hellström ${n}`, email: `m${n}@made.example`, role: 'user' }
        return { method: 'POST', path: users, headers: { cookie: caller.cookie }, body, expect: 201 }
      },
      bare: () => ({
        method: 'POST',
        path: `/?${account}`,
        body: { name: `Mira ${made}`, email: `m${made++}@made.example` },
      }),
    },
    {
      name: 'update',
      promise: 1.5,
      write: true,
      ask: () => ({
        method: 'PATCH',
        path: `${users}/${one().id}`,
        headers: { cookie: caller.cookie, 'if-match': '*' },
        body: { mobile: `+4930${String(made++).slice(-9)}` },
      }),
      bare: () => ({ method: 'PATCH', path: `/?${account}`, body: { id: one().id, name: `Mira ${made++}` } }),
    },
    {
      name: 'toggle Account Admin',
      promise: 1.5,
      write: true,
      ask: () => {
        const n = toggled++
        const role = Math.floor(n / samples.length) % 2 === 0 ? 'account_admin' : 'user'
        const headers = { cookie: caller.cookie, 'if-match': '*' }
        return { method: 'PATCH', path: `${users}/${samples[n % samples.length]!.id}`, headers, body: { role } }
      },
    },
    {
      name: 'delete',
      promise: 1.5,
      write: true,
      ask: () => ({
        method: 'DELETE',
        path: `${users}/${spare[deleted++]}`,
        headers: { cookie: caller.cookie, 'if-match': '*' },
        body: { confirm: 'delete' },
        expect: 204,
      }),
    },
    {
      name: 'SCIM create',
      promise: 1.5,
      write: true,
      ask: () => {
        const n = made++
        const body = {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: `s${n}@made.example`,
          externalId: `ext-${n}`,
          name: { givenName: 'Pat', familyName: `Person ${n}` },
          emails: [{ value: `s${n}@made.example`, type: 'work', primary: true }],
          active: true,
        }
        return { method: 'POST', path: '/scim/v2/Users', headers: scim(), body, expect: 201 }
      },
    },
    {
      name: 'SCIM filter eq',
      promise: 0.8,
      ask: () => ({
        path: `/scim/v2/Users?filter=${encodeURIComponent(`userName eq "${email()}"`)}`,
        headers: scim(),
      }),
    },
  ]
}
