import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, expect, test } from 'vitest'
import { guessColumns } from '../../../domain/import-headers.ts'
import { importColumnNames } from '../../../domain/import-words.ts'
import { written } from '../../../test/harness/workbooks.ts'
import { type SheetKind, writeSheet } from '../../platform/spreadsheet.ts'
import { type FailedRow, failedRowsXlsx } from './imports.failed.ts'
import { openSheet } from './imports.read.file.ts'
import { templateCsv, templateXlsx } from './imports.template.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The file as the import reads it. */
async function read(content: Buffer | string) {
  const { kind, sheet } = await openSheet(written(join(folder, 'users'), content), 'users')
  const rows = []
  for await (const { cells } of sheet.rows) rows.push(cells)
  return { kind, headers: sheet.headers, rows }
}

const columns = ['FIRST NAME', 'LAST NAME', 'NAME', 'EMAIL', 'ROLE']

test('6.1 the templates have exactly the header, and no user in them', async () => {
  expect(await read(await templateXlsx('en'))).toEqual({ kind: 'xlsx', headers: columns, rows: [] })
  expect(await read(templateCsv())).toEqual({ kind: 'csv', headers: columns, rows: [] })
})

test('6.1 the workbook offers User and Account Admin, keeps its header in sight and has a sheet of instructions', async () => {
  const { sheets } = await readXlsx(await templateXlsx('en'))
  expect(sheets.map(({ name }) => name)).toEqual(['Users', 'Instructions'])
  expect(sheets[0]!.freezePane).toMatchObject({ rows: 1 })
  expect(sheets[0]!.dataValidations).toMatchObject([
    { type: 'list', values: ['User', 'Account Admin'], range: 'E2:E200001', allowBlank: true },
  ])
  expect(sheets[1]!.rows.flat().join('\n')).toContain('ROLE: User or Account Admin. Empty means User.')
  expect(sheets[1]!.rows.flat().join('\n')).toContain('200,000')
})

const failed = (email: string, reasons: string[]): FailedRow => ({
  values: {
    firstName: '=cmd',
    lastName: '',
    name: '',
    email,
    role: 'Boss',
    mobile: '+41 79',
    extension: '0123',
    products: 'a,b',
  },
  reasons,
})

test('R33 rows that were not imported come back with their reason, and are taken again as they are', async () => {
  async function* stretches() {
    yield [failed('a@example.com', ['The role is not known.', 'The email is used by Ann.']), failed('', [])]
    yield [failed('b@example.com', ['@'])]
  }
  const { headers, rows } = await read(await buffer(failedRowsXlsx(stretches())))
  expect(headers).toEqual([...columns, 'MOBILE', 'EXTENSION', 'PRODUCTS', 'REASON'])
  expect(guessColumns(headers).map(({ column }) => column)).toEqual([...importColumnNames, null])
  const values = ['=cmd', '', '', 'a@example.com', 'Boss', '+41 79', '0123', 'a,b']
  expect(rows[0]).toEqual([...values, 'The role is not known. The email is used by Ann.'])
  expect(rows.map((cells) => cells[3])).toEqual(['a@example.com', '', 'b@example.com'])
})

/** What a cell can hold and a person can see: no control characters but tabs and ends of lines, no spaces around it. */
const cell = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom("'", '=', '+', '@', '-', '＝', '_x000D_', 'a', '"', ',', ';', '\n', '<', '&'),
      maxLength: 6,
    }),
    fc.constantFrom(
      '=1+1',
      '＝1',
      "'=x",
      '\t=1',
      '\r@',
      '+41 79 123',
      '_x0041_',
      '="0123"',
      'sep=;',
      '0123',
      '1e5',
      'TRUE',
      '2024-01-01',
    ),
  )
  .map((text) =>
    text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/^[ \u00a0\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/gu, ''),
  )
  .filter((text) => !/^[\s\u200b\u2060]/.test(text) || /^[\t\r\n]/.test(text))

test.each<SheetKind>([
  'csv',
  'xlsx',
])('SEC-34 whatever is written into a .%s is read from it as it was', async (kind) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, fc.constant('end')), { minLength: 1, maxLength: 8 }),
      async (rows) => {
        async function* stretches() {
          yield rows
        }
        const sheet = {
          name: 'Users',
          columns: [{ header: 'A' }, { header: 'B' }, { header: 'C' }],
          stretches: stretches(),
        }
        expect((await read(await buffer(writeSheet(kind, sheet)))).rows).toEqual(rows)
      },
    ),
    { numRuns: 300 },
  )
})
