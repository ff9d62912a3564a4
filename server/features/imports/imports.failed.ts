import type { Readable } from 'node:stream'
import { type ImportColumn, importColumnNames, importColumns } from '../../../domain/import-words.ts'
import { writeSheet } from '../../platform/spreadsheet.ts'

/** A row that was not imported. reasons: in words, one a fault. */
export type FailedRow = { values: Record<ImportColumn, string>; reasons: readonly string[] }

/**
 * Rows that were not imported as an .xlsx, each with its REASON (R33): mended, it can be uploaded again as it is, since no
 * field is called so. Written while it is read.
 */
export function failedRowsXlsx(stretches: AsyncIterable<readonly FailedRow[]>): Readable {
  const columns = [
    ...importColumnNames.map((column) => ({ header: importColumns[column] })),
    { header: 'REASON', width: 60 },
  ]
  async function* rows() {
    for await (const some of stretches) {
      yield some.map(({ values, reasons }) => [...importColumnNames.map((column) => values[column]), reasons.join(' ')])
    }
  }
  return writeSheet('xlsx', { name: 'Failed rows', columns, stretches: rows() })
}
