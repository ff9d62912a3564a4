import { restored } from '../../platform/formulas.ts'
import { Problem } from '../../platform/problem.ts'
import { sheetLimits } from './imports.read.limits.ts'
import type { SheetRow } from './imports.read.lines.ts'

export type Sheet = { headers: string[]; rows: AsyncGenerator<SheetRow> }

/** Without white space at both ends; no-break and zero-width spaces are some. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start]!)) start++
  while (end > start && isSpace(text[end - 1]!)) end--
  return text.slice(start, end)
}
const isSpace = (character: string): boolean => /[\s\u200b\u2060]/.test(character)

/**
 * A cell as a person sees it. What is longer than a cell may be is cut: it is too long for every field, and said to be.
 */
export function cellText(raw: string): string {
  const text = restored(trimmed(raw))
  return text.length > sheetLimits.cellCharacters ? text.slice(0, sheetLimits.cellCharacters) : text
}

/** Rows with their cells cleaned, without empty rows and trailing empty cells, up to the limits. */
export async function* cleaned(rows: AsyncIterable<SheetRow>): AsyncGenerator<SheetRow> {
  let count = 0
  for await (const { row, cells } of rows) {
    const texts = cells.map(cellText)
    while (texts.length > 0 && texts.at(-1) === '') texts.pop()
    if (texts.length === 0) continue
    if (texts.length > sheetLimits.columns) throw tooLarge('columns')
    // The header is no row of data.
    if (++count > sheetLimits.rows + 1) throw tooLarge('rows')
    yield { row, cells: texts }
  }
}

export const tooLarge = (reason: 'rows' | 'columns' | 'bytes' | 'parts') =>
  new Problem('spreadsheet_too_large', {
    detail: {
      rows: `A spreadsheet may have ${sheetLimits.rows} rows.`,
      columns: `A spreadsheet may have ${sheetLimits.columns} columns.`,
      bytes: 'The spreadsheet is too large once it is unpacked.',
      parts: 'The spreadsheet has too many parts.',
    }[reason],
    with: { reason },
  })

/**
 * Finds the header: the first row with two cells or more, since a single one above others is a title; else the first
 * row. No row with an email address is lost: the first of them is data, what stands above it the header, and where that
 * is no row of cells, columns are named by their letters.
 */
export async function withHeader(all: AsyncGenerator<SheetRow>): Promise<Sheet> {
  const head: SheetRow[] = []
  while (head.length < sheetLimits.headerWithin) {
    const next = await all.next()
    if (next.done) break
    head.push(next.value)
    if (filled(next.value) > 1) break
  }
  if (head.length === 0) throw new Problem('spreadsheet_empty')
  const wide = Math.max(
    head.findIndex((row) => filled(row) > 1),
    0,
  )
  const data = head.findIndex(({ cells }) => cells.some((cell) => /^\S+@\S+\.\S+$/.test(cell)))
  const isHeadless = data === 0 || data === wide
  const start = data < 0 || isHeadless ? wide : data - 1
  const first = isHeadless ? data : start + 1
  const headers = isHeadless ? head[data]!.cells.map((_, index) => `Column ${letters(index)}`) : head[start]!.cells
  async function* rows() {
    yield* head.slice(first)
    yield* all
  }
  return { headers, rows: rows() }
}

const filled = ({ cells }: SheetRow) => cells.filter((cell) => cell !== '').length

/** A, B, … Z, AA, as spreadsheet programs name columns. @param index from 0 */
const letters = (index: number): string =>
  (index > 25 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
