import type { z } from 'zod'
import { headerKey } from '../../../domain/import-headers.ts'
import { cellsOf, cleanCell, type ImportCells } from '../../../domain/import-rules.ts'
import type { ImportMend } from '../../../domain/import-words.ts'
import type { Import, ImportRow, mapColumnsBody, mendRowsBody, patchImportRowBody } from '../../../domain/imports.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { columnsOf, judgedAnew, rulesOf } from './imports.judge.ts'
import { readImport, showRows } from './imports.list.ts'
import * as rows from './imports.rows.sql.ts'
import { settleRows } from './imports.settle.ts'
import * as imports from './imports.sql.ts'

// Corrections of the preview. They change no user, so that they have no event; who uploads answers for all of them.

const permission = 'imports:update' as const
const stretch = 1_000

/** The import under its lock, as long as it can be changed. @throws not_found · import_not_open */
export async function lockOpen(context: TxContext, importId: string): Promise<imports.ImportRecord> {
  const record = await imports.lockImport(context.tx, importId)
  if (!record) throw new Problem('not_found')
  if (record.state !== 'preview') throw new Problem('import_not_open')
  return record
}

type Stretch = Pick<rows.RowRecord, 'row' | 'cells' | 'fixes'>

/** Judges rows anew, stretch by stretch. @param fix the row’s corrections; undefined: leave the row alone */
async function judgeAll(
  context: TxContext,
  importId: string,
  columns: imports.FileColumn[],
  options: { status: string | null; corrected: boolean; fix(row: Stretch): Partial<ImportCells> | undefined },
): Promise<void> {
  const rules = await rulesOf(context)
  for (let after = -1; ; ) {
    const found = await rows.selectStretch(context.tx, importId, after, stretch, options.status)
    if (found.length === 0) break
    const fixed = found.flatMap((row) => {
      const fixes = options.fix(row)
      return fixes ? [judgedAnew({ ...row, fixes }, columns, rules)] : []
    })
    if (fixed.length > 0) await rows.updateRows(context.tx, importId, fixed, options.corrected)
    after = found.at(-1)!.row
  }
  await settleRows(context, importId, columns, null)
}

/**
 * Says what each column of the file is; remembered for the next file of this account.
 * @throws invalid another number of columns than the file has, or one thing twice
 */
export const mapImportColumns = command<z.output<typeof mapColumnsBody> & { importId: string }, Import>(
  { name: 'mapImportColumns', permission },
  async (context, { importId, columns: wanted }) => {
    const record = await lockOpen(context, importId)
    const chosen = wanted.filter((column) => column !== null)
    if (wanted.length !== record.columns.length || new Set(chosen).size !== chosen.length)
      throw fieldProblem('columns', 'invalid_value')
    const columns = record.columns.map((one, index) => ({ ...one, column: wanted[index]!, remembered: true }))
    const keyed = columns.map(({ header, column }) => ({ key: headerKey(header), field: column }))
    await imports.upsertMappings(
      context.tx,
      keyed.filter(({ key }) => key !== ''),
    )
    await imports.updateColumns(context.tx, importId, columns)
    await judgeAll(context, importId, columns, { status: null, corrected: false, fix: (row) => row.fixes })
    return { changed: 0, result: await readImport(context, importId) }
  },
)

type Mend = z.output<typeof mendRowsBody>

const trimmed = (text: string) => text.replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, ' ').trim()

/** What a mend makes of the cells of a row: only those that it changes. */
const mends: Record<
  Exclude<ImportMend, 'update_existing'>,
  (cells: ImportCells, mend: Mend) => Partial<ImportCells>
> = {
  set_role: (_, { role }) => ({ role: role === 'account_admin' ? 'Account Admin' : 'User' }),
  trim: (cells) => Object.fromEntries(Object.entries(cells).map(([column, text]) => [column, trimmed(text)])),
  swap_names: ({ firstName, lastName }) => ({ firstName: lastName, lastName: firstName }),
  lower_case_emails: ({ email }) => ({ email: email.toLowerCase() }),
}

/** Corrects many rows in one way. @throws invalid set_role without a role */
export const mendImportRows = command<Mend & { importId: string }, Import>(
  { name: 'mendImportRows', permission },
  async (context, { importId, ...mend }) => {
    const record = await lockOpen(context, importId)
    const { status = null } = mend
    if (mend.mend === 'set_role' && mend.role === undefined) throw fieldProblem('role', 'required')
    if (mend.mend === 'update_existing') {
      await rows.updateAllWanted(context.tx, importId, mend.update ?? true, status)
      await settleRows(context, importId, record.columns, null)
    } else {
      const change = mends[mend.mend]
      await judgeAll(context, importId, record.columns, {
        status,
        corrected: true,
        fix(row) {
          const cells = cellsOf(row.cells, columnsOf(record.columns), row.fixes)
          const wanted = Object.entries(change(cells, mend)).filter(([name, text]) => cells[name as 'name'] !== text)
          return wanted.length > 0 ? { ...row.fixes, ...Object.fromEntries(wanted) } : undefined
        },
      })
    }
    await imports.touchImport(context.tx, importId)
    return { changed: 0, result: await readImport(context, importId) }
  },
)

type RowInput = { importId: string; row: string; ifMatch: number | '*' | null }
export type VersionedRow = { row: ImportRow; version: number }

async function lockRow(context: TxContext, record: imports.ImportRecord, input: RowInput): Promise<rows.RowRecord> {
  const number = /^\d{1,7}$/.test(input.row) ? Number(input.row) : -1
  const row = await rows.selectRow(context.tx, record.id, null, number)
  if (!row) throw new Problem('not_found')
  if (input.ifMatch !== '*' && input.ifMatch !== null && input.ifMatch !== row.version) {
    const [current] = await showRows(context, record, [row])
    throw new Problem('version_stale', { with: { current, currentVersion: row.version } })
  }
  if (row.removed) throw new Problem('import_not_open')
  return row
}

/**
 * Corrects cells of a row, or says that it updates whoever has the email (R35). The row and all rows of its old and new email
 * are judged anew.
 * @throws version_stale with the row as another admin left it
 */
export const patchImportRow = command<RowInput & { body: z.output<typeof patchImportRowBody> }, VersionedRow>(
  { name: 'patchImportRow', permission },
  async (context, { body, ...input }) => {
    const record = await lockOpen(context, input.importId)
    const before = await lockRow(context, record, input)
    const { update, ...given } = body
    const cells = Object.entries(given).map(([column, text]) => [column, cleanCell(text ?? '')])
    const fixes = { ...before.fixes, ...Object.fromEntries(cells) }
    const after = judgedAnew({ ...before, fixes }, record.columns, await rulesOf(context))
    await rows.updateRows(context.tx, record.id, [after], true)
    if (update !== undefined) await rows.updateWanted(context.tx, record.id, before.row, update)
    const keys = [before.email_key, after.key].filter((key) => key !== null)
    await settleRows(context, record.id, record.columns, keys)
    await imports.touchImport(context.tx, record.id)
    const row = (await rows.selectRow(context.tx, record.id, null, before.row))!
    const [shown] = await showRows(context, record, [row])
    return { changed: 0, result: { row: shown!, version: row.version } }
  },
)

/** Leaves a row out; rows that shared its email are judged anew. */
export const removeImportRow = command<RowInput, void>(
  { name: 'removeImportRow', permission },
  async (context, input) => {
    const record = await lockOpen(context, input.importId)
    const row = await lockRow(context, record, input)
    await rows.updateRemoved(context.tx, record.id, row.row)
    await settleRows(context, record.id, record.columns, row.email_key ? [row.email_key] : [])
    await imports.touchImport(context.tx, record.id)
    return { changed: 0, result: undefined }
  },
)
