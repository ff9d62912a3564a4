import { sheetLimits } from './imports.read.limits.ts'
import type { SheetRow } from './imports.read.lines.ts'
import { tooLarge } from './imports.read.rows.ts'
import { decodedEscapes, numberText } from './imports.read.values.ts'
import { readWorkbook, type Workbook } from './imports.read.workbook.ts'
import { attribute, xmlParts } from './imports.read.xml.ts'
import { openParts } from './imports.read.zip.ts'

/** The rows of the first visible sheet that has any. Rows are read whether they are shown or not. */
export async function* xlsxRows(path: string): AsyncGenerator<SheetRow> {
  const parts = await openParts(path)
  const workbook = await readWorkbook(parts)
  try {
    for (const sheet of workbook.sheets) {
      let any = false
      for await (const row of sheetRows(parts.read(sheet), workbook)) {
        any ||= row.cells.some((cell) => cell.trim() !== '')
        if (any) yield row
      }
      if (any) return
    }
  } finally {
    await workbook.texts.close()
  }
}

type Cell = { column: number; type: string; style: number; value: string; inline: string }

/** Formulas are read by the value that was stored with them. A cell may say where it stands, or follow the one before. */
async function* sheetRows(bytes: AsyncIterable<Buffer>, workbook: Workbook): AsyncGenerator<SheetRow> {
  let row: SheetRow = { row: 0, cells: [] }
  let cell: Cell | undefined
  let inside = ''
  let inReading = false
  for await (const parts of xmlParts(bytes)) {
    for (const part of parts) {
      if (part.kind === 'text') {
        if (!cell || inReading) continue
        if (inside === 'v') cell.value += part.text
        else if (inside === 't') cell.inline += part.text
      } else if (part.kind === 'open') {
        if (part.name === 'row') row = { row: rowNumber(part.attributes, row.row), cells: [] }
        else if (part.name === 'c') cell = newCell(part.attributes, row.cells.length)
        else if (part.name === 'rPh') inReading = true
        inside = part.name
      } else {
        inside = ''
        if (part.name === 'rPh') inReading = false
        else if (part.name === 'c' && cell) {
          const index = cell.type === 's' ? Number(cell.value) : -1
          if (index >= workbook.texts.known.length) await workbook.texts.upTo(index)
          place(row.cells, cell.column, textOf(cell, workbook))
          cell = undefined
        } else if (part.name === 'row') yield row
        else if (part.name === 'sheetData') return
      }
    }
  }
}

function rowNumber(attributes: string, before: number): number {
  const said = Number(attribute(attributes, 'r'))
  return Number.isSafeInteger(said) && said > 0 ? said : before + 1
}

function newCell(attributes: string, next: number): Cell {
  const reference = /^([A-Za-z]{1,3})\d*$/.exec(attribute(attributes, 'r') ?? '')?.[1]
  return {
    column: reference === undefined ? next : columnOf(reference),
    type: attribute(attributes, 't') ?? 'n',
    style: Number(attribute(attributes, 's') ?? 0),
    value: '',
    inline: '',
  }
}

/** The place of a column from 0, by its letters. */
const columnOf = (reference: string): number =>
  [...reference.toUpperCase()].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1

function place(cells: string[], column: number, text: string): void {
  if (text === '') {
    // Empty cells count only where the next one follows them without saying where it stands.
    if (column === cells.length && column < sheetLimits.columns) cells.push('')
    return
  }
  if (column >= sheetLimits.columns) throw tooLarge('columns')
  while (cells.length <= column) cells.push('')
  cells[column] = text
}

function textOf({ type, style, value, inline }: Cell, { texts, styles, epoch1904 }: Workbook): string {
  if (type === 's') return texts.known[Number(value)] ?? ''
  if (type === 'inlineStr') return decodedEscapes(inline)
  if (type === 'b') return value === '1' || value === 'true' ? 'TRUE' : value === '' ? '' : 'FALSE'
  if (type === 'n') return numberText(value, styles[style] ?? { kind: 'number' }, epoch1904)
  return decodedEscapes(value)
}
