import {
  type Facets,
  type ListUsersQuery,
  predicateOf,
  type SortField,
  type UserFilter,
} from '../../../domain/filter.ts'
import type { Page } from '../../../domain/page.ts'
import type { User } from '../../../domain/users.ts'
import type { Context } from '../../platform/context.ts'
import type { Written } from '../../platform/http.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { countFacetsOf, findUsers } from './users.find.ts'
import { type Order, type Position, selectListed } from './users.list.sql.ts'
import { type Listed, type Part, wholeRow } from './users.row.sql.ts'
import { toUser } from './users.shape.ts'
import { knownUser, rememberUser, timesRead, writtenPage } from './users.shown.ts'
import type { Total } from './users.totals.ts'

/** total: as counted for the first page, so that no further page counts again. */
type Cursor = Position & { backwards: boolean; total: Total }

type Read = { rows: Listed[]; more: boolean; total: Total; seal: (one: Listed, backwards: boolean) => string } & Pick<
  Cursor,
  'backwards'
>

const readPage = query<ListUsersQuery & { part: Part }, Read>(
  { name: 'listUsers', permission: 'users:read', mayLag: true },
  async (context, { part, ...input }) => {
    const predicate = predicateOf(input)
    const order: Order = { field: input.sort.replace('-', '') as SortField, descending: input.sort.startsWith('-') }
    const binding = JSON.stringify([context.accountId, input.sort, predicate])
    const cursor = input.cursor === undefined ? undefined : openCursor(context, input.cursor, binding)
    if (cursor && input.at !== undefined)
      throw new Problem('malformed', { errors: [{ field: 'at', code: 'invalid_value' }] })
    const backwards = cursor?.backwards ?? false
    const wanted = { predicate, order, limit: input.limit + 1, from: cursor, backwards, at: input.at, part }
    const { rows, total } = await findUsers(context, wanted, input, {
      known: cursor?.total,
      mayEstimate: input.total === 'about',
    })
    const more = rows.length > input.limit
    return {
      // One row beyond the page tells whether it goes on; it lies at the far end of the reading direction.
      rows: more ? (backwards ? rows.slice(1) : rows.slice(0, -1)) : rows,
      more,
      total,
      backwards,
      seal: ({ id, sort_key }, backwards) => sealCursor(context, { key: sort_key, id, backwards, total }, binding),
    }
  },
)

/** Users of known ids, whole. */
const readRows = query<{ ids: string[] }, Listed[]>(
  { name: 'listUsers', permission: 'users:read', mayLag: true },
  ({ tx }, { ids }) => selectListed(tx, ids),
)

/** Users of the account: search, filter, sort; a page after a cursor, before one, or from a row on. */
export async function listUsers(context: Context, input: ListUsersQuery): Promise<Page<User> | Written> {
  // What a transaction wrote itself may never be, and has no number of its own yet.
  const times = context.tx ? 0 : timesRead(context.house, JSON.stringify([context.accountId, input]))
  const again = times > 1 && (await readAgain(context, input))
  if (again) return writtenPage(again.items, pageOf(input, again.page))
  const page = await readPage(context, { ...input, part: times === 0 ? 'whole' : 'both' })
  if (times === 0) return { items: page.rows.map((one) => toUser(wholeRow(one))), ...pageOf(input, page) }
  return writtenPage(
    page.rows.map((one) => rememberUser(context.house, one)),
    pageOf(input, page),
  )
}

function pageOf(input: ListUsersQuery, { rows, more, backwards, total, seal }: Read): Omit<Page<User>, 'items'> {
  const [first, last] = [rows[0], rows.at(-1)]
  const hasNext = backwards || more
  const hasPrevious = backwards ? more : input.cursor !== undefined || (input.at ?? 0) > 0
  return {
    nextCursor: hasNext && last ? seal(last, false) : null,
    prevCursor: hasPrevious && first ? seal(first, true) : null,
    total: total.count,
    totalIsExact: total.exact,
  }
}

/** A page of which most users are known already. @returns undefined: somebody changed between two looks */
async function readAgain(
  context: Context,
  input: ListUsersQuery,
): Promise<{ page: Read; items: string[] } | undefined> {
  const page = await readPage(context, { ...input, part: 'brief' })
  const texts = page.rows.map((one) => knownUser(context.house, one))
  const unknown = page.rows.flatMap(({ id }, place) => (texts[place] === undefined ? [id] : []))
  if (unknown.length > 0) {
    const found = await readRows(context, { ids: unknown })
    const whole = new Map(found.map((one) => [`${one.id} ${one.stamp}`, one]))
    for (const [place, { id, stamp }] of page.rows.entries()) {
      const read = whole.get(`${id} ${stamp}`)
      if (read) texts[place] = rememberUser(context.house, read)
    }
  }
  const items = texts.filter((text) => text !== undefined)
  return items.length === texts.length ? { page, items } : undefined
}

/** How many users match each filter value under the current search and filters (2.4); in large accounts *about*. */
export const getFacets = query<UserFilter, Facets>(
  { name: 'getFacets', permission: 'users:read', mayLag: true },
  async (context, input) => {
    const { counted, exact } = await countFacetsOf(context, input)
    const facets: Facets = {
      property: {},
      product: {},
      invitation: {},
      source: {},
      lastSignIn: {},
      totalIsExact: exact,
    }
    for (const { kind, value, n } of counted) (facets[kind as keyof Facets] as Record<string, number>)[value] = n
    return facets
  },
)

/** Opaque and authenticated, bound to account, filters and sort: another list’s cursor is refused. */
function sealCursor(context: Context, cursor: Cursor, binding: string): string {
  const text = JSON.stringify([
    cursor.key,
    cursor.id,
    cursor.backwards ? 1 : 0,
    cursor.total.count,
    cursor.total.exact ? 1 : 0,
  ])
  return `${Buffer.from(text).toString('base64url')}.${context.house.secrets.sign('cursor', `${binding}\n${text}`)}`
}

function openCursor(context: Context, sealed: string, binding: string): Cursor {
  const [encoded, mac] = sealed.split('.')
  const text = Buffer.from(encoded ?? '', 'base64url').toString()
  if (mac !== context.house.secrets.sign('cursor', `${binding}\n${text}`)) throw new Problem('cursor_invalid')
  const [key, id, backwards, count, exact] = JSON.parse(text) as [string, string, number, number, number]
  return { key, id, backwards: backwards === 1, total: { count, exact: exact === 1 } }
}
