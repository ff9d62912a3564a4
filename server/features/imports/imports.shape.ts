import {
  type CellFault,
  cellsOf,
  type ImportCells,
  type ImportRules,
  importDifferences,
  judgeRow,
} from '../../../domain/import-rules.ts'
import { type ImportFault, importFaults } from '../../../domain/import-words.ts'
import type { Import, ImportRow } from '../../../domain/imports.ts'
import type { User } from '../../../domain/users.ts'
import { columnsOf } from './imports.judge.ts'
import type { RowRecord } from './imports.rows.sql.ts'
import type { FileColumn, ImportCounts, ImportRecord } from './imports.sql.ts'

/** From rows of the database to what people read. Pure. */

const iso = (date: Date | null) => date?.toISOString() ?? null

export const toImport = (record: ImportRecord, counts: ImportCounts, licences: Import['licences'] = []): Import => ({
  id: record.id,
  state: record.state,
  fileName: record.file_name,
  counts,
  columns: record.columns,
  licences,
  jobId: record.job_id,
  error: record.error,
  startedBy: record.started_by.name,
  createdAt: record.created_at.toISOString(),
  endedAt: iso(record.ended_at),
})

/** Fields that people read as columns of the sheet. */
const columnOf: Partial<Record<ImportFault, CellFault['column']>> = {
  email_taken: 'email',
  email_twice: 'email',
  licences_insufficient: 'products',
}

export const messageOf = (code: string): string =>
  Object.hasOwn(importFaults, code) ? importFaults[code as ImportFault] : importFaults.internal

/** Everything that is wrong with a row: its cells, its twins, who has the email, and why it was not carried out. */
export function errorsOf(row: RowRecord): ImportRow['errors'] {
  if (row.removed) return []
  const faults: { column: CellFault['column']; code: string }[] = [...(row.faults ?? [])]
  if (row.twice) faults.push({ column: 'email', code: 'email_twice' })
  if (row.holder_id && !row.wants_update && row.outcome === null) faults.push({ column: 'email', code: 'email_taken' })
  if (row.failure) faults.push({ column: columnOf[row.failure as ImportFault] ?? null, code: row.failure })
  return faults.map(({ column, code }) => ({ column, code, message: messageOf(code) }))
}

export type Shown = {
  columns: readonly FileColumn[]
  rules: ImportRules
  /** Users who have an email of the file, by id. */
  holders: ReadonlyMap<string, User>
  /** Rows that share an email. */
  sharing: ReadonlyMap<string, readonly number[]>
}

export function toRow(row: RowRecord, shown: Shown): ImportRow {
  const values: ImportCells = cellsOf(row.cells, columnsOf(shown.columns), row.fixes)
  const holder = row.holder_id ? shown.holders.get(row.holder_id) : undefined
  const twins = row.twice && row.email_key ? shown.sharing.get(row.email_key) : undefined
  const outcome = row.failure ? 'failed' : row.outcome
  return {
    row: row.row,
    version: row.version,
    values,
    status: row.status,
    errors: errorsOf(row),
    ...(twins ? { sameEmailRows: twins.filter((other) => other !== row.row) } : {}),
    ...(holder ? { holder: holderOf(holder) } : {}),
    ...(holder && outcome === null && !row.removed
      ? { differences: importDifferences(judgeRow(values, shown.rules), holder) }
      : {}),
    ...(outcome ? { outcome } : {}),
  }
}

const holderOf = (user: User): NonNullable<ImportRow['holder']> => ({
  id: user.id,
  displayName: user.displayName,
  status: user.status,
  sources: user.sources.map(({ name }) => name),
  sourceActive: user.sourceActive,
  suspendedByAdmin: user.suspendedByAdmin,
})
