import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply } from 'fastify'
import { writeXlsxStream } from 'hucre/xlsx'
import { neutral, neutralCell } from './formulas.ts'

export type SheetKind = 'csv' | 'xlsx'
/** width: in characters, where a workbook has columns of different width. */
export type SheetColumn = { header: string; width?: number }
export type SheetOf = {
  /** Of the sheet, at most 31 characters. */
  name: string
  columns: readonly SheetColumn[]
  /** Rows in stretches of any length. */
  stretches: AsyncIterable<readonly (readonly string[])[]>
}

const types: Record<SheetKind, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** A spreadsheet that is written while it is read: memory does not grow with it. No cell is a formula (SEC-34). */
export const writeSheet = (kind: SheetKind, sheet: SheetOf): Readable =>
  kind === 'csv' ? Readable.from(csvText(sheet)) : xlsxBytes(sheet)

/** Answers with a spreadsheet to save. @param name of the file, without what follows the dot */
export function sendSheet(
  reply: FastifyReply,
  name: string,
  kind: SheetKind,
  content: Readable | Buffer | string,
): void {
  reply.header('content-disposition', `attachment; filename="${name}.${kind}"`).type(types[kind]).send(content)
}

/** Lines of a .csv. White space that a reader would drop, and what some take for an end of line or cell, is quoted. */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((cells) => cells.map(neutral)),
    { record_delimiter: '\r\n', quoted_match: /[;\t\r\n]|^\s|\s$/ },
  )

/** The mark of byte order tells spreadsheet programs that the text is UTF-8. */
async function* csvText({ columns, stretches }: SheetOf): AsyncGenerator<string> {
  yield `\ufeff${csvLines([columns.map(({ header }) => header)])}`
  for await (const rows of stretches) if (rows.length > 0) yield csvLines(rows)
}

/** Cells are marked as text, so that what is typed into one stays as typed: a zero at the front, a plus, an equals sign. */
export const textFormat = '@'

/** What looks like the workbook’s way to write a character (`_x0041_`) is written so that it stays. */
const literal = (text: string): string => text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')

function xlsxBytes({ name, columns, stretches }: SheetOf): Readable {
  async function* rows(): AsyncGenerator<(string | null)[]> {
    for await (const some of stretches)
      for (const cells of some) yield cells.map((text) => literal(neutralCell(text)) || null)
  }
  const styled = columns.map(({ header, width = 20 }) => ({ header, width, numFmt: textFormat }))
  const bytes = writeXlsxStream(rows(), { name, columns: styled, freezePane: { rows: 1 } })
  return Readable.fromWeb(bytes as ReadableStream<Uint8Array>)
}
