import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Problem } from '../../platform/problem.ts'
import { sheetLimits } from './imports.read.limits.ts'
import type { SheetRow } from './imports.read.lines.ts'
import { cut, separatorOf } from './imports.read.separator.ts'

const sampleBytes = 64 * 1024
const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
type Encoding = (typeof encodings)[number]

/** Every record of a .csv, empty ones too, since spreadsheet programs number them. Encoding and separator are found out. */
export async function* csvRows(path: string): AsyncGenerator<SheetRow> {
  const encoding = await encodingOf(path)
  const { delimiter, skip } = separatorOf(await headOf(path, encoding))
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    // People’s files: a quotation mark inside a cell, rows of different length.
    relax_quotes: true,
    relax_column_count: true,
    // Spaces around quotation marks; a tab that separates is none.
    trim: delimiter !== '\t',
    max_record_size: sheetLimits.recordBytes,
  })
  const text = Readable.from(textOf(path, encoding, skip))
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  let row = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { row: ++row, cells: cells.map(withoutTrick) }
  } catch (error) {
    throw error instanceof CsvError ? unreadableAt(row, error) : error
  } finally {
    text.destroy()
    parser.destroy()
  }
}

/** `="0123"` is how programs keep zeros at the front of a number in a .csv. */
const withoutTrick = (cell: string): string => /^="([^"]*)"$/.exec(cell)?.[1] ?? cell

const unreadableAt = (row: number, error: CsvError): Problem =>
  new Problem('spreadsheet_unreadable', {
    detail:
      error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
        ? `A quotation mark that opens after row ${row} is never closed.`
        : `The file can’t be read after row ${row}.`,
    cause: error,
  })

/** The text in pieces, in its encoding, from the first row of cells on. */
async function* textOf(path: string, encoding: Encoding, skip: number): AsyncGenerator<string> {
  let left = skip
  for await (const text of decoded(path, encoding)) {
    const taken = Math.min(left, text.length)
    left -= taken
    if (text.length > taken) yield text.slice(taken)
  }
}

/** Control characters but tabs and ends of lines and pages; those above 127 stand for bytes that Windows-1252 leaves free. */
const noText = /[^\P{Cc}\t\n\v\f\r\u0080-\u009f]/u

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const bytes of createReadStream(path)) {
    const text = decoder.decode(bytes as Buffer, { stream: true })
    if (noText.test(text)) throw new Problem('spreadsheet_unreadable', { detail: 'This is no text.' })
    yield text
  }
  yield decoder.decode()
}

async function headOf(path: string, encoding: Encoding): Promise<string> {
  let head = ''
  for await (const text of decoded(path, encoding)) {
    head += text
    if (head.length >= sampleBytes) break
  }
  return cut(head, sampleBytes)
}

/** By the mark of byte order; else by the zeros of UTF-16; else UTF-8 where the whole file is that; else Windows-1252. */
async function encodingOf(path: string): Promise<Encoding> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0).finally(() => file.close())
  const head = buffer.subarray(0, bytesRead)
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2]!++
  if (zeros[1]! > bytesRead / 8 && zeros[0] === 0) return 'utf-16le'
  if (zeros[0]! > bytesRead / 8 && zeros[1] === 0) return 'utf-16be'
  return (await isUtf8(path)) ? 'utf-8' : 'windows-1252'
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of createReadStream(path)) decoder.decode(bytes as Buffer, { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
