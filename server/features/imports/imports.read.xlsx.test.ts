import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, expect, test } from 'vitest'
import { excelBook, inlineRows, libreBook, type Part, written } from '../../../test/harness/workbooks.ts'
import { probeSpreadsheet, readSpreadsheet } from './imports.read.ts'

const folder = mkdtempSync(join(tmpdir(), 'xlsx-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function all(content: Buffer | readonly Part[]) {
  const path = written(join(folder, 'users.xlsx'), content)
  const { kind, headers, samples } = await probeSpreadsheet(path, 'users.xlsx')
  const rows = []
  for await (const batch of readSpreadsheet(path, kind)) rows.push(...batch)
  return { kind, headers, samples, rows }
}

const texts = (...all: string[]) => all.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('')
const head = ['NAME', 'EMAIL', 'EXTENSION']
const headRow =
  '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
const cellsOf = async (row: string, more: Partial<Parameters<typeof excelBook>[0]> = {}) =>
  (
    await all(
      excelBook({
        sheets: [{ name: 'Users', xml: headRow + row }],
        strings: texts(...head, 'Anna &amp; Bo', 'line one_x000D_&#10;line two'),
        ...more,
      }),
    )
  ).rows.map(({ cells }) => cells)

const person =
  '<row r="4" hidden="1"><c r="A4" t="s"><v>3</v></c><c r="B4" t="inlineStr"><is><r><t>anna@</t></r><r><rPr><b/></rPr><t>example.com</t></r></is></c><c r="C4"><v>123</v></c></row>'

test('6.2 a workbook as Excel writes it: shared texts, hidden rows, references', async () => {
  const book = excelBook({
    sheets: [{ name: 'Users', xml: headRow + person }],
    strings: texts(...head, 'Anna &amp; Bo'),
  })
  expect(await all(book)).toEqual({
    kind: 'xlsx',
    headers: head,
    samples: [['Anna & Bo'], ['anna@example.com'], ['123']],
    rows: [{ row: 4, cells: ['Anna & Bo', 'anna@example.com', '123'] }],
  })
})

test('6.2 a workbook as LibreOffice writes it: absolute targets, another order', async () => {
  const book = libreBook({
    sheets: [{ name: 'Sheet1', xml: headRow + person }],
    strings: texts(...head, 'Anna &amp; Bo'),
  })
  expect((await all(book)).rows).toEqual([{ row: 4, cells: ['Anna & Bo', 'anna@example.com', '123'] }])
})

test('6.2 a workbook of inline texts, as Google Sheets and libraries write', async () => {
  const book = excelBook({ sheets: [{ name: 'Users', xml: inlineRows([head, ['<Anna>', 'anna@example.com', '']]) }] })
  expect((await all(book)).rows).toEqual([{ row: 2, cells: ['<Anna>', 'anna@example.com'] }])
})

test('6.2 a workbook of another writer', async () => {
  const rows = [head, ['Zoë', 'zoe@example.com', 12], [null, null, null], ['Bo', 'bo@example.com', '0044']]
  const book = Buffer.from(await writeXlsx({ sheets: [{ name: 'Users', rows }] }))
  expect((await all(book)).rows).toEqual([
    { row: 2, cells: ['Zoë', 'zoe@example.com', '12'] },
    { row: 4, cells: ['Bo', 'bo@example.com', '0044'] },
  ])
})

test('6.2 names of elements with a prefix, parts in another case and cells without a reference are read', async () => {
  const xml =
    '<x:row><x:c t="inlineStr"><x:is><x:t>NAME</x:t></x:is></x:c><x:c/><x:c t="str"><x:v>EMAIL</x:v></x:c></x:row><x:row><x:c t="str"><x:v>Bo</x:v></x:c><x:c/><x:c t="str"><x:v>b@x.org</x:v></x:c></x:row>'
  const book = excelBook({ sheets: [{ name: 'Users', xml }] }).map((part) => ({
    ...part,
    name: part.name.replace('xl/w', 'XL/W').replace('sheet1', 'Sheet1'),
  }))
  expect(await all(book)).toMatchObject({
    headers: ['NAME', '', 'EMAIL'],
    rows: [{ row: 2, cells: ['Bo', '', 'b@x.org'] }],
  })
})

test('6.2 hidden sheets are passed over, and so are empty ones', async () => {
  const book = excelBook({
    sheets: [
      { name: 'Secret', xml: inlineRows([['HIDDEN', 'SHEET']]), state: 'hidden' },
      { name: 'Lists', xml: inlineRows([['VERY', 'HIDDEN']]), state: 'veryHidden' },
      { name: 'Empty', xml: '<row r="1"><c r="A1"/></row>' },
      { name: 'Users', xml: inlineRows([['NAME', 'EMAIL']]) },
      { name: 'More', xml: inlineRows([['NOT', 'THIS']]) },
    ],
  })
  expect((await all(book)).headers).toEqual(['NAME', 'EMAIL'])
})

test('6.2 formulas are read by their stored value, merged cells by their first', async () => {
  const row =
    '<row r="2"><c r="A2" t="str"><f>B1&amp;"x"</f><v>Anna</v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><f>NOW()</f></c></row><row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3"/><c r="C3" t="e"><v>#N/A</v></c></row>'
  expect(await cellsOf(row)).toEqual([
    ['Anna', '2'],
    ['line one\r\nline two', '', '#N/A'],
  ])
})

const numberCell = (value: string, style = 0, type = 'n') =>
  `<row r="2"><c r="A2" s="${style}" t="${type}"><v>${value}</v></c></row>`
const styles =
  '<numFmts count="3"><numFmt numFmtId="170" formatCode="0000"/><numFmt numFmtId="171" formatCode="[$-409]dd\\.mm\\.yyyy;@"/><numFmt numFmtId="172" formatCode="0.00&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="22"/></cellXfs>'

test.each([
  ['a phone number in scientific notation', numberCell('1.5E+09'), '1500000000'],
  ['a long number', numberCell('41791234567890'), '41791234567890'],
  ['a very long one', numberCell('1E+22'), '10000000000000000000000'],
  ['noise of binary fractions', numberCell('0.30000000000000004'), '0.3'],
  ['a date', numberCell('45292', 1), '2024-01-01'],
  ['a date by a format of its own', numberCell('45292', 3), '2024-01-01'],
  ['a date with its time', numberCell('45292.5', 5), '2024-01-01 12:00:00'],
  ['a day of 1900', numberCell('1', 1), '1900-01-01'],
  ['a number with zeros before it', numberCell('123', 2), '0123'],
  ['a number with words behind it', numberCell('3', 4), '3'],
  ['yes', numberCell('1', 0, 'b'), 'TRUE'],
  ['no', numberCell('0', 0, 'b'), 'FALSE'],
  ['a date as text', numberCell('2024-01-01', 0, 'd'), '2024-01-01'],
])('6.2 %s in a column of texts is what a person sees', async (_, row, text) => {
  expect(await cellsOf(row, { styles })).toEqual([[text]])
})

test('6.2 a workbook that counts days from 1904', async () => {
  expect(await cellsOf(numberCell('43830', 1), { styles, date1904: true })).toEqual([['2024-01-01']])
})

test('6.2 links to mail addresses, which programs make by themselves, are no links to other files', async () => {
  const link = {
    name: 'xl/worksheets/_rels/sheet1.xml.rels',
    data: '<Relationships><Relationship Id="rId1" Type="http://x/relationships/hyperlink" Target="mailto:a@example.com" TargetMode="External"/></Relationships>',
  }
  expect(await cellsOf(numberCell('7'), { further: [link] })).toEqual([['7']])
})
