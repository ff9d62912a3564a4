import { invitationFilters, lastSignInFilters, type Predicate, properties } from '../../../domain/filter.ts'
import { origins } from '../../../domain/sources.ts'
import type { Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'
import { predicateSql } from './users.filter.sql.ts'

/** The kinds of filters that are counted. */
export const facetKinds = ['property', 'product', 'invitation', 'source', 'lastSignIn'] as const
export type FacetKind = (typeof facetKinds)[number]

type FacetValue = { kind: FacetKind; value: string; of: Predicate }

const facetValues: FacetValue[] = [
  ...properties.map((is) => ({ kind: 'property', value: is, of: { kind: 'property', is } }) as const),
  ...invitationFilters.map((is) => ({ kind: 'invitation', value: is, of: { kind: 'invitation', is } }) as const),
  ...origins.map((is) => ({ kind: 'source', value: is, of: { kind: 'source', is } }) as const),
  ...lastSignInFilters.map((is) => ({ kind: 'lastSignIn', value: is, of: { kind: 'lastSignIn', is } }) as const),
]

export type Counted = { kind: FacetKind; value: string; n: number }

/** Values that have the same condition are counted once. @param count how to count one */
async function countValues(
  tx: Tx,
  values: readonly FacetValue[],
  count: (of: Sql) => Sql,
  from: Sql,
): Promise<Counted[]> {
  if (values.length === 0) return []
  const conditions = new Map(values.map(({ of }) => [predicateSql(of).text, predicateSql(of)]))
  const names = new Map([...conditions.keys()].map((text, index) => [text, `c${index}`]))
  const columns = [...conditions].map(([text, of]) => sql`${count(of)} as ${raw(names.get(text)!)}`)
  const [row] = await tx.query<Record<string, number>>(sql`select ${join(columns, ', ')}${from}`)
  return values.map(({ kind, value, of }) => ({ kind, value, n: row![names.get(predicateSql(of).text)!]! }))
}

/**
 * How many of some users match each value of these kinds, in one pass.
 * @param ids null: all that the predicate matches
 */
export async function countFacets(
  tx: Tx,
  predicate: Predicate,
  ids: readonly string[] | null,
  kinds: readonly FacetKind[],
): Promise<Counted[]> {
  const given = ids === null ? raw('') : sql` and u.id = any(${ids}::uuid[])`
  const where = sql`u.account_id = ${tx.accountId} and ${predicateSql(predicate)}${given}`
  const values = facetValues.filter(({ kind }) => kinds.includes(kind))
  const counted = await countValues(
    tx,
    values,
    (of) => sql`count(*) filter (where ${of})`,
    sql` from users u where ${where}`,
  )
  if (!kinds.includes('product')) return counted
  const products = await tx.query<{ product_id: string; n: number }>(sql`
    select product_id, count(*) as n from users u, unnest(u.products) as product_id where ${where} group by 1`)
  return [...counted, ...products.map(({ product_id, n }) => ({ kind: 'product' as const, value: product_id, n }))]
}

/** Of how many users of each end of the account’s history the shares of values are taken. */
const sampled = 300

/**
 * Values that far more users have than are counted: their share of some of the oldest users and of some of the newest
 * says so, the smaller of both, so that a batch of alike users does not mislead.
 */
async function farAbove(tx: Tx, values: readonly FacetValue[], limit: number, users: number): Promise<Counted[]> {
  const end = (direction: 'asc' | 'desc') =>
    countValues(
      tx,
      values,
      (of) => sql`count(*) filter (where ${of})`,
      sql` from (select * from users u where u.account_id = ${tx.accountId} and u.deleted_at is null
        order by u.id ${raw(direction)} limit ${raw(String(sampled))}) u`,
    )
  const [oldest, newest] = await Promise.all([end('asc'), end('desc')])
  return oldest.filter(({ n }, index) => (Math.min(n, newest[index]!.n) / sampled) * users > limit * 3)
}

/**
 * The same for all users of a large account: each value counted up to a limit by its index, unless a sample says that it is
 * far above; products by their seats.
 * @param known values that need no count
 */
export async function countFacetsUpTo(
  tx: Tx,
  limit: number,
  kinds: readonly FacetKind[],
  known: Readonly<Record<string, number>>,
  users: number,
): Promise<Counted[]> {
  const isKnown = ({ kind, value }: FacetValue) => kind === 'property' && value in known
  const values = facetValues.filter(({ kind }) => kinds.includes(kind))
  const told = values.filter(isKnown).map(({ kind, value }) => ({ kind, value, n: known[value]! }))
  const open = values.filter((one) => !isKnown(one))
  const many = (await farAbove(tx, open, limit, users)).map(({ kind, value }) => ({ kind, value, n: limit + 1 }))
  const isMany = (one: FacetValue) => many.some(({ kind, value }) => kind === one.kind && value === one.value)
  const counting = countValues(
    tx,
    open.filter((one) => !isMany(one)),
    (of) => sql`(select count(*) from (select from users u where u.account_id = ${tx.accountId}
      and u.deleted_at is null and ${of} limit ${raw(String(limit + 1))}) n)`,
    raw(''),
  )
  const seats = kinds.includes('product')
    ? tx.query<{ product_id: string; n: number }>(
        sql`select product_id, assigned as n from seats where account_id = ${tx.accountId} and assigned > 0`,
      )
    : []
  const [counted, products] = await Promise.all([counting, seats])
  return [
    ...told,
    ...many,
    ...counted,
    ...products.map(({ product_id, n }) => ({ kind: 'product' as const, value: product_id, n })),
  ]
}
