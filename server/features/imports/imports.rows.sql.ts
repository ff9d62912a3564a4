import type { CellFault, ImportCells } from '../../../domain/import-rules.ts'
import type { Tx } from '../../platform/db.ts'
import { raw, type Sql, sql } from '../../platform/sql.ts'
import type { ImportCounts } from './imports.sql.ts'

export type RowRecord = {
  row: number
  id: string
  version: number
  cells: string[]
  fixes: Partial<ImportCells>
  email_key: string | null
  faults: CellFault[] | null
  twice: boolean
  holder_id: string | null
  wants_update: boolean
  removed: boolean
  products: string[]
  outcome: 'created' | 'updated' | 'unchanged' | null
  status: 'new' | 'update' | 'error' | 'removed'
  user_id: string
  /** Why it was not carried out. */
  failure: string | null
}

export type StagedRow = {
  row: number
  id: string
  cells: readonly string[]
  search: string
  key: string | null
  faults: readonly CellFault[] | null
  products: readonly string[]
}

/** Rows of the file as they are read; one of them twice is kept once. */
export const insertRows = (
  tx: Tx,
  importId: string,
  rows: readonly StagedRow[],
  wantsUpdate: boolean,
): Promise<number> =>
  tx.run(sql`
    insert into import_rows (account_id, import_id, row, id, cells, search_text, email_key, faults, products, wants_update)
    select ${tx.accountId}::uuid, ${importId}::uuid, g.row, g.id, g.cells, g.search, g.key,
      case when jsonb_typeof(g.faults) = 'array' then g.faults end, g.products, ${wantsUpdate}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g (row integer, id uuid, cells text[], search text, key text, faults jsonb, products text[])`)

export type JudgedRecord = {
  row: number
  fixes?: Partial<ImportCells>
  search: string
  key: string | null
  faults: readonly CellFault[] | null
  products: readonly string[]
}

/** Rows that were corrected, or judged anew by other columns. Their version rises where `corrected`. */
export const updateRows = (
  tx: Tx,
  importId: string,
  rows: readonly JudgedRecord[],
  corrected: boolean,
): Promise<number> =>
  tx.run(sql`
    update import_rows r set fixes = coalesce(g.fixes, r.fixes), search_text = g.search, email_key = g.key,
      faults = case when jsonb_typeof(g.faults) = 'array' then g.faults end, products = g.products,
      version = r.version + ${corrected ? 1 : 0}::integer,
      twice = r.twice and g.key is not null, holder_id = case when g.key is not null then r.holder_id end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g (row integer, fixes jsonb, search text, key text, faults jsonb, products text[])
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.row = g.row`)

export const deleteRows = (tx: Tx, importId: string): Promise<number> =>
  tx.run(sql`delete from import_rows where account_id = ${tx.accountId} and import_id = ${importId}`)

/**
 * Says of every row, or of those with these emails, whether another row has the email (all rows concerned are marked, R31)
 * and which user has it.
 */
export async function refreshRows(tx: Tx, importId: string, keys: readonly string[] | null): Promise<void> {
  const wanted = keys === null ? raw('r.email_key is not null') : sql`r.email_key = any(${keys}::text[])`
  // Nobody has counted the rows of a young import: PostgreSQL takes them for a few, and would compare each with each.
  const nested = (word: 'on' | 'off') => tx.run(sql`select set_config('enable_nestloop', ${word}, true)`)
  if (keys === null) await nested('off')
  await tx.run(sql`
    with seen as materialized (
      select r.row, u.id as holder,
        not r.removed and count(*) filter (where not r.removed) over (partition by r.email_key) > 1 as twice
      from import_rows r left join users u
        on u.account_id = ${tx.accountId} and u.email_key = r.email_key and u.deleted_at is null
      where r.account_id = ${tx.accountId} and r.import_id = ${importId} and ${wanted})
    update import_rows r set twice = s.twice, holder_id = s.holder from seen s
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.row = s.row
      and (r.twice <> s.twice or r.holder_id is distinct from s.holder)`)
  if (keys === null) await nested('on')
}

export const updateRemoved = (tx: Tx, importId: string, row: number): Promise<number> =>
  tx.run(sql`
    update import_rows set removed = true, version = version + 1
    where account_id = ${tx.accountId} and import_id = ${importId} and row = ${row}`)

export const updateWanted = (tx: Tx, importId: string, row: number, wants: boolean): Promise<number> =>
  tx.run(sql`
    update import_rows set wants_update = ${wants}
    where account_id = ${tx.accountId} and import_id = ${importId} and row = ${row}`)

/** Many rows are to update whoever has their email, or not. @param status of which rows; null: all */
export const updateAllWanted = (tx: Tx, importId: string, wants: boolean, status: string | null): Promise<number> =>
  tx.run(sql`
    update import_rows set wants_update = ${wants}, version = version + 1
    where account_id = ${tx.accountId} and import_id = ${importId} and wants_update <> ${wants} and not removed
      and (${status}::text is null or status = ${status})`)

/** Values that stay since a source owns them, of rows that update a user with a source. */
export const updateOwned = (
  tx: Tx,
  importId: string,
  rows: readonly { row: number; owned: number }[],
): Promise<number> =>
  tx.run(sql`
    update import_rows r set owned = g.owned
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (row integer, owned smallint)
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.row = g.row and r.owned <> g.owned`)

/** The job that carries an import out, and whether it has ended. */
export type Carried = { jobId: string; ended: boolean }

const failures = (tx: Tx, carried: Carried | null): Sql =>
  carried
    ? sql`left join job_results f on f.account_id = ${tx.accountId} and f.job_id = ${carried.jobId} and f.user_id = r.user_id
        and r.status in ('new', 'update') and r.outcome is null`
    : raw('')
const failure = (carried: Carried | null): Sql =>
  carried
    ? sql`coalesce(f.code, case when ${carried.ended} and r.outcome is null and r.status in ('new', 'update') then 'not_imported' end)`
    : raw('null::text')
const shown = (carried: Carried | null): Sql =>
  carried ? sql`case when ${failure(carried)} is not null then 'error' else r.status end` : raw('r.status')

const columns =
  raw(`r.row, r.id, r.version, r.cells, r.fixes, r.email_key, r.faults, r.twice, r.holder_id, r.wants_update, r.removed,
  r.products, r.outcome, r.user_id`)

export type RowsWanted = {
  status: string | null
  search: readonly string[]
  after: number | null
  at: number | null
  limit: number
}

const matching = (tx: Tx, importId: string, carried: Carried | null, wanted: RowsWanted): Sql => {
  const status = wanted.status === null ? raw('true') : sql`${shown(carried)} = ${wanted.status}`
  const search =
    wanted.search.length === 0
      ? raw('true')
      : sql`r.search_text like all (${wanted.search.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)}::text[])`
  return sql`from import_rows r ${failures(tx, carried)}
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and ${status} and ${search}`
}

/** In the order of the file. */
export const selectRows = (
  tx: Tx,
  importId: string,
  carried: Carried | null,
  wanted: RowsWanted,
): Promise<RowRecord[]> =>
  tx.query<RowRecord>(sql`
    select ${columns}, ${shown(carried)} as status, ${failure(carried)} as failure
    ${matching(tx, importId, carried, wanted)} and (${wanted.after}::integer is null or r.row > ${wanted.after}::integer)
    order by r.row offset ${wanted.at ?? 0} limit ${wanted.limit}`)

export async function countRows(
  tx: Tx,
  importId: string,
  carried: Carried | null,
  wanted: RowsWanted,
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`select count(*) as n ${matching(tx, importId, carried, wanted)}`)
  return row!.n
}

export async function selectRow(
  tx: Tx,
  importId: string,
  carried: Carried | null,
  row: number,
): Promise<RowRecord | undefined> {
  const [found] = await tx.query<RowRecord>(sql`
    select ${columns}, ${shown(carried)} as status, ${failure(carried)} as failure
    from import_rows r ${failures(tx, carried)}
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.row = ${row}`)
  return found
}

/** Rows by what would become of them, or became. */
export async function selectCounts(tx: Tx, importId: string, carried: Carried | null): Promise<ImportCounts> {
  const [row] = await tx.query<ImportCounts>(sql`
    select count(*) as rows, count(*) filter (where status = 'new') as new, count(*) filter (where status = 'update') as update,
      count(*) filter (where status = 'error') as error, count(*) filter (where status = 'removed') as removed,
      coalesce(sum(owned) filter (where status = 'update'), 0)::bigint as "skippedFields"
    from (select ${shown(carried)} as status, r.owned from import_rows r ${failures(tx, carried)}
      where r.account_id = ${tx.accountId} and r.import_id = ${importId}) r`)
  return row!
}

/** Rows of each of these emails, for those that share one. */
export const selectSharing = (
  tx: Tx,
  importId: string,
  keys: readonly string[],
  most: number,
): Promise<{ email_key: string; row: number }[]> =>
  tx.query(sql`
    select k.email_key, r.row from unnest(${keys}::text[]) as k (email_key) cross join lateral (
      select row from import_rows r where r.account_id = ${tx.accountId} and r.import_id = ${importId}
        and r.email_key = k.email_key and not r.removed order by row limit ${most}) r`)

/** Seats that the rows would take, by product: whoever has the licence already takes none. */
export const selectSeatsNeeded = (tx: Tx, importId: string): Promise<{ product: string; needed: number }[]> =>
  tx.query(sql`
    select p.product, count(*) filter (where l.user_id is null) as needed
    from import_rows r cross join lateral unnest(r.products) as p (product)
    left join licences l on l.account_id = ${tx.accountId} and l.user_id = r.holder_id and l.product_id = p.product
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.status in ('new', 'update') and r.products <> '{}'
    group by p.product order by p.product`)

/** A stretch of rows in the order of the file, for judging them anew. @param status of which rows; null: all */
export const selectStretch = (
  tx: Tx,
  importId: string,
  after: number,
  limit: number,
  status: string | null = null,
): Promise<Pick<RowRecord, 'row' | 'cells' | 'fixes'>[]> =>
  tx.query(sql`
    select row, cells, fixes from import_rows where account_id = ${tx.accountId} and import_id = ${importId} and row > ${after}
      and (${status}::text is null or status = ${status}) and not removed
    order by row limit ${limit}`)

/** Rows that update somebody whom a source knows. */
export const selectLinkedUpdates = (
  tx: Tx,
  importId: string,
  after: number,
  limit: number,
  keys: readonly string[] | null,
): Promise<Pick<RowRecord, 'row' | 'cells' | 'fixes' | 'holder_id'>[]> =>
  tx.query(sql`
    select r.row, r.cells, r.fixes, r.holder_id from import_rows r
    join users u on u.account_id = ${tx.accountId} and u.id = r.holder_id
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.status = 'update' and r.row > ${after}
      and u.link_kinds <> '{}' and (${keys}::text[] is null or r.email_key = any(${keys}::text[]))
    order by r.row limit ${limit}`)

/** Groups of the users that the rows make or update, for a plan: as keepPlan wants them. */
export const plannedUsers = (tx: Tx, importId: string, stretch: number): Sql => sql`
  select jsonb_build_object('stretch', part) as facts, count(*)::integer as size,
    sum(uuid_hash_extended(user_id, 1))::text as a, sum(uuid_hash_extended(user_id, 2))::text as b,
    array_agg(user_id order by row) as ids
  from (select user_id, row, (row_number() over (order by row) - 1) / ${stretch}::integer as part from import_rows
    where account_id = ${tx.accountId} and import_id = ${importId} and status in ('new', 'update')) r
  group by part order by part`

/** The rows of these users, locked until the end of the chunk. */
export const lockPlanned = (tx: Tx, importId: string, userIds: readonly string[]): Promise<RowRecord[]> =>
  tx.query<RowRecord>(sql`
    select ${columns}, r.status, null::text as failure from import_rows r
    where r.account_id = ${tx.accountId} and r.import_id = ${importId} and r.user_id = any(${userIds}::uuid[])
      and r.status in ('new', 'update') and r.outcome is null
    order by r.row for update`)

/** What became of rows, in the transaction in which it did (R37). */
export const updateOutcomes = (
  tx: Tx,
  importId: string,
  outcome: 'created' | 'updated' | 'unchanged',
  rows: readonly number[],
): Promise<number> =>
  tx.run(sql`
    update import_rows set outcome = ${outcome}
    where account_id = ${tx.accountId} and import_id = ${importId} and row = any(${rows}::integer[])`)

/** Rows whose user is there without all licences: there was no seat. */
export const updateUnlicensed = (tx: Tx, importId: string, rows: readonly number[]): Promise<number> =>
  tx.run(sql`
    update import_rows set faults = '[{"column": "products", "code": "licences_insufficient"}]'
    where account_id = ${tx.accountId} and import_id = ${importId} and row = any(${rows}::integer[])`)
