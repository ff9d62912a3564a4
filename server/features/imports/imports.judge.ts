import {
  cellsOf,
  cleanCell,
  type ImportCells,
  type ImportRules,
  importSearchText,
  type JudgedRow,
  judgeRow,
  productKey,
} from '../../../domain/import-rules.ts'
import type { TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { getAccount } from '../accounts/accounts.ts'
import { listLicences } from '../licences/licences.ts'
import type { JudgedRecord, StagedRow } from './imports.rows.sql.ts'
import type { FileColumn } from './imports.sql.ts'

/** What this account allows: which products can be assigned in it, and whom it has. */
export async function rulesOf(context: TxContext): Promise<ImportRules> {
  const { account } = await getAccount(context, undefined)
  const { items } = await listLicences(context, undefined)
  const manageable = new Set(items.filter((licence) => licence.manageable).map((licence) => licence.product))
  return {
    partnerAccount: account.kind === 'partner',
    productOf: new Map(
      context.house.settings.products.flatMap(({ id, name }) =>
        [id, name].map((word) => [productKey(word), { id, manageable: manageable.has(id) }] as const),
      ),
    ),
  }
}

export const columnsOf = (columns: readonly FileColumn[]) => columns.map(({ column }) => column)

/** A row with its cells by what they are, and what they come to. */
export function judge(
  row: { cells: readonly string[]; fixes?: Partial<ImportCells> },
  columns: readonly FileColumn[],
  rules: ImportRules,
): { cells: ImportCells; judged: JudgedRow } {
  const cells = cellsOf(row.cells, columnsOf(columns), row.fixes)
  return { cells, judged: judgeRow(cells, rules) }
}

const recordOf = (cells: ImportCells, judged: JudgedRow) => ({
  search: importSearchText(cells),
  key: judged.emailKey,
  faults: judged.faults.length > 0 ? judged.faults : null,
  products: judged.products,
})

/** A row of the file as it is staged. */
export function staged(
  row: { row: number; cells: readonly string[] },
  columns: readonly FileColumn[],
  rules: ImportRules,
): StagedRow {
  const kept = row.cells.slice(0, columns.length).map(cleanCell)
  const { cells, judged } = judge({ cells: kept }, columns, rules)
  return { row: row.row, id: newId(), cells: kept, ...recordOf(cells, judged) }
}

/** A staged row judged anew: corrected, or under other columns. */
export function judgedAnew(
  row: { row: number; cells: readonly string[]; fixes: Partial<ImportCells> },
  columns: readonly FileColumn[],
  rules: ImportRules,
): JudgedRecord {
  const { cells, judged } = judge(row, columns, rules)
  return { row: row.row, fixes: row.fixes, ...recordOf(cells, judged) }
}
