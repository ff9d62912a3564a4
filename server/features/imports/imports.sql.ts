import type { ImportColumn } from '../../../domain/import-words.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { raw, sql } from '../../platform/sql.ts'

export type FileColumn = { header: string; column: ImportColumn | null; remembered: boolean; samples: string[] }
export type ImportCounts = {
  rows: number
  new: number
  update: number
  error: number
  removed: number
  skippedFields: number
}

export type ImportRecord = {
  id: string
  file_name: string
  kind: 'xlsx' | 'csv' | 'rows'
  /** done: its job has ended. */
  state: 'reading' | 'preview' | 'committing' | 'done' | 'cancelled'
  columns: FileColumn[]
  update_existing: boolean
  job_id: string | null
  error: string | null
  started_by: { kind: string; id: string | null; name: string }
  attempt: number
  created_at: Date
  ended_at: Date | null
  swept: boolean
  counts: ImportCounts | null
}

const jobEnded = raw(`coalesce(j.state in ('done', 'cancelled', 'failed'), false)`)
const columns =
  raw(`i.id, i.file_name, i.kind, i.columns, i.update_existing, i.job_id, i.started_by, i.attempt, i.created_at,
  i.swept, i.counts, case when ${jobEnded.text} then 'done' else i.state end as state, coalesce(i.error, j.error) as error,
  coalesce(i.ended_at, j.ended_at) as ended_at`)
const from = raw('from imports i left join jobs j on j.account_id = i.account_id and j.id = i.job_id')

export type NewImport = Pick<ImportRecord, 'id' | 'file_name' | 'kind' | 'columns' | 'update_existing'> & {
  state: 'reading' | 'preview'
  startedBy: ImportRecord['started_by']
}

export const insertImport = (tx: Tx, one: NewImport): Promise<number> =>
  tx.run(sql`
    insert into imports (account_id, id, file_name, kind, state, columns, update_existing, started_by)
    values (${tx.accountId}, ${one.id}, ${one.file_name}, ${one.kind}, ${one.state}, ${JSON.stringify(one.columns)}::jsonb,
      ${one.update_existing}, ${JSON.stringify(one.startedBy)}::jsonb)`)

export async function selectImport(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  const [row] = await tx.query<ImportRecord>(
    sql`select ${columns} ${from} where i.account_id = ${tx.accountId} and i.id = ${id}`,
  )
  return row
}

/** One at a time changes an import. */
export async function lockImport(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  await tx.run(sql`select from imports where account_id = ${tx.accountId} and id = ${id} for update`)
  return selectImport(tx, id)
}

/** Newest first. @param ended null: all */
export const selectImports = (
  tx: Tx,
  wanted: { ended: boolean | null; before: { at: string; id: string } | null; limit: number },
): Promise<(ImportRecord & { at: string })[]> => {
  const { before } = wanted
  const after = before ? sql`and (i.created_at, i.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : raw('')
  return tx.query(sql`
    select i.created_at::text as at, ${columns} ${from} where i.account_id = ${tx.accountId} ${after}
      and (${wanted.ended}::boolean is null or (i.state = 'cancelled' or ${jobEnded}) = ${wanted.ended}::boolean)
    order by i.created_at desc, i.id desc limit ${wanted.limit}`)
}

export async function countImports(tx: Tx, ended: boolean | null): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n ${from} where i.account_id = ${tx.accountId}
      and (${ended}::boolean is null or (i.state = 'cancelled' or ${jobEnded}) = ${ended}::boolean)`)
  return row!.n
}

/** Imports that somebody may still work on. */
export async function countOpen(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from imports where account_id = ${tx.accountId} and state in ('reading', 'preview')`)
  return row!.n
}

export const touchImport = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update imports set touched_at = now() where account_id = ${tx.accountId} and id = ${id}`)

export const updateColumns = (tx: Tx, id: string, columns: readonly FileColumn[]): Promise<number> =>
  tx.run(sql`
    update imports set columns = ${JSON.stringify(columns)}::jsonb, touched_at = now()
    where account_id = ${tx.accountId} and id = ${id}`)

export const updateCommitted = (tx: Tx, id: string, jobId: string): Promise<number> =>
  tx.run(sql`
    update imports set state = 'committing', job_id = ${jobId}, touched_at = now()
    where account_id = ${tx.accountId} and id = ${id}`)

export const updateCancelled = (
  tx: Tx,
  id: string,
  error: string | null,
  counts: ImportCounts | null,
): Promise<number> =>
  tx.run(sql`
    update imports set state = 'cancelled', error = ${error}, ended_at = now(), touched_at = now(), swept = true, columns = '[]',
      lease_until = null, counts = ${counts ? JSON.stringify(counts) : null}::jsonb
    where account_id = ${tx.accountId} and id = ${id}`)

export const updateSwept = (tx: Tx, id: string, counts: ImportCounts): Promise<number> =>
  tx.run(sql`
    update imports set swept = true, columns = '[]', counts = ${JSON.stringify(counts)}::jsonb
    where account_id = ${tx.accountId} and id = ${id}`)

/** Imports that nobody touched for so long and whose rows are still there; one that is carried out is let end. */
export const selectUnswept = (tx: Tx, keptDays: number, limit: number): Promise<ImportRecord[]> =>
  tx.query<ImportRecord>(sql`
    select ${columns} ${from} where i.account_id = ${tx.accountId} and not i.swept
      and i.touched_at < now() - ${keptDays}::integer * interval '1 day' and (i.state <> 'committing' or ${jobEnded})
    order by i.touched_at limit ${limit}`)

export const selectAccountsToSweep = (db: Database, keptDays: number): Promise<{ account_id: string }[]> =>
  db.global(sql`select account_id from imports_to_sweep(${keptDays}::integer * interval '1 day')`)

// The file, in pieces, until it is read.

export const insertPiece = (tx: Tx, importId: string, n: number, bytes: Buffer): Promise<number> =>
  tx.run(sql`
    insert into import_files (account_id, import_id, n, bytes) values (${tx.accountId}, ${importId}, ${n}, ${bytes})`)

export async function selectPiece(tx: Tx, importId: string, n: number): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ bytes: Buffer }>(sql`
    select bytes from import_files where account_id = ${tx.accountId} and import_id = ${importId} and n = ${n}`)
  return row?.bytes
}

export const deleteFile = (tx: Tx, importId: string): Promise<number> =>
  tx.run(sql`delete from import_files where account_id = ${tx.accountId} and import_id = ${importId}`)

/** Takes up reading, unless somebody does. @returns the number of the attempt: an earlier one writes nothing any more */
export async function takeReading(tx: Tx, id: string, leaseSeconds: number): Promise<number | undefined> {
  const [row] = await tx.query<{ attempt: number }>(sql`
    update imports set attempt = attempt + 1, lease_until = now() + ${leaseSeconds}::integer * interval '1 second'
    where account_id = ${tx.accountId} and id = ${id} and state = 'reading' and (lease_until is null or lease_until < now())
    returning attempt`)
  return row?.attempt
}

/** 0: the attempt does not count any more. */
export const keepReading = (tx: Tx, id: string, attempt: number, leaseSeconds: number): Promise<number> =>
  tx.run(sql`
    update imports set lease_until = now() + ${leaseSeconds}::integer * interval '1 second'
    where account_id = ${tx.accountId} and id = ${id} and state = 'reading' and attempt = ${attempt}`)

export const updateRead = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update imports set state = 'preview', lease_until = null, touched_at = now()
    where account_id = ${tx.accountId} and id = ${id}`)

/** Somebody else may take it up at once. */
export const letGo = (tx: Tx, id: string, attempt: number): Promise<number> =>
  tx.run(sql`
    update imports set lease_until = null
    where account_id = ${tx.accountId} and id = ${id} and state = 'reading' and attempt = ${attempt}`)

export const selectStalled = (
  db: Database,
  quietSeconds: number,
): Promise<{ account_id: string; import_id: string }[]> =>
  db.global(sql`select account_id, import_id from imports_stalled(${quietSeconds}::integer * interval '1 second')`)

// What headers were taken for.

export const selectMappings = (
  tx: Tx,
  keys: readonly string[],
): Promise<{ header_key: string; field: ImportColumn | null }[]> =>
  tx.query(sql`
    select header_key, field from import_mappings
    where account_id = ${tx.accountId} and header_key = any(${keys}::text[])`)

export const upsertMappings = (
  tx: Tx,
  mappings: readonly { key: string; field: ImportColumn | null }[],
): Promise<number> =>
  tx.run(sql`
    insert into import_mappings (account_id, header_key, field)
    select distinct on (key) ${tx.accountId}::uuid, key, field
    from jsonb_to_recordset(${JSON.stringify(mappings)}::jsonb) as g (key text, field text) order by key, field
    on conflict (account_id, header_key) do update set field = excluded.field`)
