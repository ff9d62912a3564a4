import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { written } from '../../../test/harness/workbooks.ts'
import { probeSpreadsheet, readSpreadsheet } from './imports.read.ts'

const folder = mkdtempSync(join(tmpdir(), 'csv-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (content: string | Buffer) => written(join(folder, 'users.csv'), content)

async function all(content: string | Buffer) {
  const path = file(content)
  const { kind, headers } = await probeSpreadsheet(path, 'users.csv')
  const rows = []
  for await (const batch of readSpreadsheet(path, kind)) rows.push(...batch)
  return { headers, rows }
}

const headers = ['FIRST NAME', 'LAST NAME', 'EMAIL']
const person = ['Zoë', 'Müller', 'zoe@example.com']
const textOf = (separator: string, end = '\r\n') =>
  [headers, person].map((cells) => cells.join(separator) + end).join('')

test.each([
  ['an empty file', '', 'spreadsheet_empty'],
  ['empty lines only', '\r\n;;\r\n', 'spreadsheet_empty'],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 9, 9, 9]), 'spreadsheet_unreadable'],
  ['a PDF', '%PDF-1.7\n', 'spreadsheet_unreadable'],
  ['a web page', '<html><table><tr><td>EMAIL</td></tr></table></html>', 'spreadsheet_unreadable'],
  [
    'a quotation mark that is never closed',
    `EMAIL,NAME\n"${'a@example.com,Anna\n'.repeat(70_000)}`,
    'spreadsheet_unreadable',
  ],
  ['too many columns', `${'x,'.repeat(100)}x\n`, 'spreadsheet_too_large'],
])('6.2 %s is refused with its own words', async (_, content, code) => {
  await expect(all(content)).rejects.toMatchObject({ code })
})

test('6.2 more rows than an import may have are refused where they begin', async () => {
  await expect(all(`NAME,EMAIL\n${'A,b@example.com\n'.repeat(200_001)}`)).rejects.toMatchObject({
    code: 'spreadsheet_too_large',
    extras: { with: { reason: 'rows' } },
  })
})

test.each([
  ['UTF-8', Buffer.from(textOf(','))],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${textOf(';')}`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${textOf('\t')}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${textOf('\t')}`, 'utf16le').swap16()],
  ['UTF-16 without its mark', Buffer.from(textOf('\t'), 'utf16le')],
  ['Windows-1252', Buffer.from(textOf(';'), 'latin1')],
  ['commas', textOf(',')],
  ['semicolons', textOf(';')],
  ['tabs', textOf('\t')],
  ['bars', textOf('|')],
  ['lines of Unix', textOf(',', '\n')],
  ['lines of an old Mac', textOf(',', '\r')],
  ['a separator that is said', `sep=;\r\n${textOf(';')}`],
  ['no end of the last line', textOf(',').trimEnd()],
])('6.2 %s is read', async (_, content) => {
  const { rows, ...found } = await all(content)
  expect(found.headers).toEqual(headers)
  expect(rows).toEqual([{ row: 2, cells: person }])
})

test('6.2 a title above the header is passed over, empty lines are numbered but left out', async () => {
  expect(await all('Staff 2026;;\n\nNAME;EMAIL;\nAnna;anna@example.com;\n;;\n"Bo\nBerg";bo@example.com')).toEqual({
    headers: ['NAME', 'EMAIL'],
    rows: [
      { row: 4, cells: ['Anna', 'anna@example.com'] },
      { row: 6, cells: ['Bo\nBerg', 'bo@example.com'] },
    ],
  })
})

test('6.2 a file without a header names its columns by letters and loses no row', async () => {
  expect(await all('Anna,anna@example.com\nBo,bo@example.com\n')).toEqual({
    headers: ['Column A', 'Column B'],
    rows: [
      { row: 1, cells: ['Anna', 'anna@example.com'] },
      { row: 2, cells: ['Bo', 'bo@example.com'] },
    ],
  })
})

test('6.2 a row that is wider than those above it takes none of them away', async () => {
  const first = { row: 2, cells: ['anna@example.com'] }
  expect(await all('EMAIL\nanna@example.com\nbo@example.com;a note\n')).toEqual({
    headers: ['EMAIL', ''],
    rows: [first, { row: 3, cells: ['bo@example.com', 'a note'] }],
  })
  const without = await all('Staff 2026\nAnna;anna@example.com\n')
  expect(without).toEqual({
    headers: ['Column A', 'Column B'],
    rows: [{ row: 2, cells: ['Anna', 'anna@example.com'] }],
  })
})

test('6.2 quotation marks, separators and zeros inside cells stay, spaces around them go', async () => {
  const { rows } = await all(
    'NAME,EMAIL,EXTENSION\n"Doe, ""JJ"" Jane" ,\u00a0jane@example.com\u200b,="0123"\nBo "B" Berg,bo@example.com,0044\n',
  )
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['Doe, "JJ" Jane', 'jane@example.com', '0123'],
    ['Bo "B" Berg', 'bo@example.com', '0044'],
  ])
})

test('6.2 one comma in a name does not make commas the separator', async () => {
  const { rows } = await all('NAME;EMAIL\nDoe, Jane;jane@example.com\nRoe, Rick;rick@example.com\n')
  expect(rows[0]!.cells).toEqual(['Doe, Jane', 'jane@example.com'])
})

test('6.2 rows come in batches of at most 1,000, and reading ends with the loop', async () => {
  const path = file(`NAME,EMAIL\n${'A,b@example.com\n'.repeat(2_500)}`)
  const sizes = []
  for await (const batch of readSpreadsheet(path, 'csv')) sizes.push(batch.length)
  expect(sizes).toEqual([1000, 1000, 500])
  for await (const batch of readSpreadsheet(path, 'csv')) {
    expect(batch[0]!.row).toBe(2)
    break
  }
  await expect(readSpreadsheet(path, 'csv', AbortSignal.abort()).next()).rejects.toMatchObject({ name: 'AbortError' })
})
