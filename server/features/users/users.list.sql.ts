import {
  invitationFilters,
  lastSignInFilters,
  type Predicate,
  properties,
  type SortField,
} from '../../../domain/filter.ts'
import { origins } from '../../../domain/sources.ts'
import type { Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'
import { predicateSql, sortKeys } from './users.filter.sql.ts'
import { selectedUser, type UserRow } from './users.row.sql.ts'

export type Order = { field: SortField; descending: boolean }
export type Position = { key: string; id: string }
export type ListedRow = UserRow & { sort_key: string }

/**
 * One page by keyset: the rows after (or before) a position in the order, or from a row number on.
 * Page n costs what page 1 costs, but for `at`, which skips over the index.
 */
export async function selectPage(
  tx: Tx,
  input: { predicate: Predicate; order: Order; limit: number; from?: Position; backwards?: boolean; at?: number },
): Promise<ListedRow[]> {
  const { expression, type } = sortKeys[input.order.field]
  const descending = input.order.descending !== Boolean(input.backwards)
  const direction = raw(descending ? 'desc' : 'asc')
  const key = raw(`(${expression})${type === 'text' ? ' collate "C"' : ''}`)
  const beyond: Sql = input.from
    ? sql` and (${key}, u.id) ${raw(descending ? '<' : '>')} (${input.from.key}::${raw(type)}, ${input.from.id}::uuid)`
    : raw('')
  const rows = await tx.query<ListedRow>(sql`
    ${withSortKey(key)} where u.account_id = ${tx.accountId} and ${predicateSql(input.predicate)}${beyond}
    order by ${key} ${direction}, u.id ${direction} limit ${input.limit} offset ${input.at ?? 0}`)
  return input.backwards ? rows.reverse() : rows
}

/** The sort key as text that casts back to itself. */
const withSortKey = (key: Sql): Sql =>
  raw(selectedUser.text.replace('select ', `select (${key.text})::text as sort_key, `))

/** Counts up to a limit: above it the total is said to be about (2.2). */
export async function countUpTo(tx: Tx, predicate: Predicate, limit: number | null): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    limit === null
      ? sql`select count(*) as n from users u where u.account_id = ${tx.accountId} and ${predicateSql(predicate)}`
      : sql`select count(*) as n from (
          select from users u where u.account_id = ${tx.accountId} and ${predicateSql(predicate)} limit ${limit + 1}) matches`,
  )
  return row!.n
}

type Counted = { kind: string; value: string; n: number }

/** How many users match each value of each kind, in one pass over the matches. */
export async function countFacets(tx: Tx, predicate: Predicate): Promise<Counted[]> {
  const counted: { kind: string; value: string; of: Predicate }[] = [
    ...properties.map((is) => ({ kind: 'property', value: is, of: { kind: 'property', is } as const })),
    ...invitationFilters.map((is) => ({ kind: 'invitation', value: is, of: { kind: 'invitation', is } as const })),
    ...origins.map((is) => ({ kind: 'source', value: is, of: { kind: 'source', is } as const })),
    ...lastSignInFilters.map((is) => ({ kind: 'lastSignIn', value: is, of: { kind: 'lastSignIn', is } as const })),
  ]
  const columns = counted.map(
    ({ of }, index) => sql`count(*) filter (where ${predicateSql(of)}) as ${raw(`c${index}`)}`,
  )
  const [row] = await tx.query<Record<string, number>>(
    sql`select ${join(columns, ', ')} from users u where u.account_id = ${tx.accountId} and ${predicateSql(predicate)}`,
  )
  const products = await tx.query<{ product_id: string; n: number }>(sql`
    select i.product_id, count(*) as n from licences i join users u on u.account_id = i.account_id and u.id = i.user_id
    where i.account_id = ${tx.accountId} and u.account_id = ${tx.accountId} and ${predicateSql(predicate)} group by 1`)
  return [
    ...counted.map(({ kind, value }, index) => ({ kind, value, n: row![`c${index}`]! })),
    ...products.map(({ product_id, n }) => ({ kind: 'product', value: product_id, n })),
  ]
}
