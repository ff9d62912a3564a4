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
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { countFacetsOf, findUsers } from './users.find.ts'
import type { Order, Position } from './users.list.sql.ts'
import type { ListedRow } from './users.row.sql.ts'
import { toUser } from './users.shape.ts'
import type { Total } from './users.totals.ts'

/** total: as counted for the first page, so that no further page counts again. */
type Cursor = Position & { backwards: boolean; total: Total }

/** Users of the account: search, filter, sort; a page after a cursor, before one, or from a row on. */
export const listUsers = query<ListUsersQuery, Page<User>>(
  { name: 'listUsers', permission: 'users:read', mayLag: true },
  async (context, input) => {
    const predicate = predicateOf(input)
    const order: Order = { field: input.sort.replace('-', '') as SortField, descending: input.sort.startsWith('-') }
    const binding = JSON.stringify([context.accountId, input.sort, predicate])
    const cursor = input.cursor === undefined ? undefined : openCursor(context, input.cursor, binding)
    if (cursor && input.at !== undefined)
      throw new Problem('malformed', { errors: [{ field: 'at', code: 'invalid_value' }] })
    const wanted = {
      predicate,
      order,
      limit: input.limit + 1,
      from: cursor,
      backwards: cursor?.backwards,
      at: input.at,
    }
    const { rows, total } = await findUsers(context, wanted, input, {
      known: cursor?.total,
      mayEstimate: input.total === 'about',
    })
    const more = rows.length > input.limit
    // One row beyond the page tells whether it goes on; it lies at the far end of the reading direction.
    const shown = more ? (cursor?.backwards ? rows.slice(1) : rows.slice(0, -1)) : rows
    const seal = (row: ListedRow | undefined, backwards: boolean) =>
      row ? sealCursor(context, { key: row.sort_key, id: row.id, backwards, total }, binding) : null
    const hasNext = cursor?.backwards ? true : more
    const hasPrevious = cursor?.backwards ? more : cursor !== undefined || (input.at ?? 0) > 0
    return {
      items: shown.map(toUser),
      nextCursor: hasNext ? seal(shown.at(-1), false) : null,
      prevCursor: hasPrevious ? seal(shown[0], true) : null,
      total: total.count,
      totalIsExact: total.exact,
    }
  },
)

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
