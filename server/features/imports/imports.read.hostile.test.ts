import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { excelBook, inlineRows, type Part, sheetXml, written, zipOf } from '../../../test/harness/workbooks.ts'
import { openSheet } from './imports.read.file.ts'
import { readerLimits } from './imports.read.limits.ts'
import { readSpreadsheet } from './imports.read.ts'

const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'users.xlsx')
const root = join(import.meta.dirname, '../../..')

const sheet = inlineRows([
  ['NAME', 'EMAIL'],
  ['Anna', 'anna@example.com'],
])
const book = (further: Part[] = [], xml = sheet) => excelBook({ sheets: [{ name: 'Users', xml }], further })
const megabytes = (count: number, of = ' ') => of.repeat((count * 1024 * 1024) / of.length)
const replaced = (parts: Part[], name: string, change: Partial<Part>) =>
  parts.map((part) => (part.name === name ? { ...part, ...change } : part))
const firstSheet = 'xl/worksheets/sheet1.xml'

/** What the reading process says, and what it took. */
function measured(content: Buffer | readonly Part[], what: 'probe' | 'read' = 'read') {
  written(path, content)
  const flags = [...readerLimits.flags, '--import', join(root, 'test/harness/reader-measure.mjs')]
  const reader = join(import.meta.dirname, 'imports.reader.ts')
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, reader, what, path, 'users.xlsx'], { env: {} })
  const lines = stdout.toString().trimEnd().split('\n')
  return {
    said: JSON.parse(lines.at(-1)!),
    took: JSON.parse(stderr.toString()) as { cpuMs: number; residentKb: number },
  }
}

const inflating = zipOf(replaced(book(), firstSheet, { data: sheetXml(`<row>${megabytes(250)}</row>`) }))
const bombs: [string, () => Buffer | Part[], string][] = [
  ['a sheet that inflates a thousandfold', () => inflating, 'bytes'],
  [
    'texts that inflate a thousandfold',
    () => replaced(book(), 'xl/sharedStrings.xml', { data: megabytes(60, '<si><t/></si>') }),
    'bytes',
  ],
  [
    'a sheet that says it is small',
    () => replaced(book(), firstSheet, { data: sheetXml(`<row>${megabytes(60)}</row>`), size: 900 }),
    '',
  ],
  [
    'parts without number',
    () => [...book(), ...Array.from({ length: 2_000 }, (_, n) => ({ name: `xl/media/${n}.png`, data: '' }))],
    'parts',
  ],
  [
    'a style sheet of a hundred megabytes',
    () => replaced(book(), 'xl/styles.xml', { data: megabytes(20, '<xf numFmtId="0"/>') }),
    'bytes',
  ],
]

test.each(bombs)('SEC-33 %s is refused under 2 s and 100 MB', (_, content, reason) => {
  const { said, took } = measured(content())
  expect(said.problem).toMatchObject(
    reason ? { code: 'spreadsheet_too_large', with: { reason } } : { code: 'spreadsheet_unreadable' },
  )
  expect(took.cpuMs).toBeLessThan(2_000)
  expect(took.residentKb).toBeLessThan(100 * 1024)
})

const entityBomb = `<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`
const outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
const overlapping = () => {
  const bytes = zipOf([...book(), { name: 'xl/media/a.png', data: randomBytes(5_000) }])
  // The directory says that a small part has the bytes of all others too.
  const at = bytes.lastIndexOf('PK\x01\x02')
  bytes.writeUInt32LE(bytes.length, at + 20)
  return bytes
}
const linkedBook = () =>
  replaced(book(), 'xl/_rels/workbook.xml.rels', {
    data: '<Relationships><Relationship Id="rId1" Type="http://x/relationships/externalLinkPath" Target="\\\\host\\share\\a.xlsx" TargetMode="External"/></Relationships>',
  })

test.each<[string, () => Buffer | Part[], string, string | undefined]>([
  [
    'a document type with entities',
    () => replaced(book(), firstSheet, { data: entityBomb }),
    'spreadsheet_refused',
    'document_type',
  ],
  [
    'a document type of another file',
    () => replaced(book(), firstSheet, { data: outside }),
    'spreadsheet_refused',
    'document_type',
  ],
  ['macros', () => book([{ name: 'xl/vbaProject.bin', data: 'x' }]), 'spreadsheet_refused', 'macros'],
  [
    'links to other workbooks',
    () => book([{ name: 'xl/externalLinks/externalLink1.xml', data: '<x/>' }]),
    'spreadsheet_refused',
    'external_links',
  ],
  ['links to other workbooks among its relations', linkedBook, 'spreadsheet_refused', 'external_links'],
  [
    'an archive in the archive',
    () => book([{ name: 'xl/embeddings/a.zip', data: 'x' }]),
    'spreadsheet_refused',
    'nested_archive',
  ],
  ['parts that lie over each other', overlapping, 'spreadsheet_refused', 'overlapping'],
  ['a part twice', () => book([{ name: 'xl/Styles.xml', data: '<x/>' }]), 'spreadsheet_refused', 'overlapping'],
  ['encrypted parts', () => replaced(book(), firstSheet, { flags: 1 }), 'spreadsheet_encrypted', undefined],
  [
    'an entity that nobody declared',
    () => book([], '<row><c t="str"><v>&who;</v></c></row>'),
    'spreadsheet_unreadable',
    undefined,
  ],
  ['a tag that never ends', () => book([], `<row ${'a'.repeat(2_000_000)}`), 'spreadsheet_unreadable', undefined],
  [
    'elements that are not closed',
    () => replaced(book(), 'xl/workbook.xml', { data: '<workbook><sheets>' }),
    'spreadsheet_unreadable',
    undefined,
  ],
  [
    'a path out of the archive',
    () => [{ name: '../evil.xml', data: 'x' }, ...book()],
    'spreadsheet_unreadable',
    undefined,
  ],
  ['no workbook', () => [{ name: 'a.txt', data: 'hello' }], 'spreadsheet_unreadable', undefined],
  [
    'a binary workbook',
    () => [
      {
        name: '_rels/.rels',
        data: '<Relationships><Relationship Id="rId1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
      },
      { name: 'xl/workbook.bin', data: 'x' },
    ],
    'spreadsheet_unreadable',
    undefined,
  ],
  ['an old workbook', () => Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), 'spreadsheet_old_format', undefined],
  [
    'a workbook with a password',
    () =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(2_000),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
    'spreadsheet_encrypted',
    undefined,
  ],
  [
    'cells beyond the last column',
    () => book([], '<row><c r="XFD1" t="str"><v>x</v></c></row>'),
    'spreadsheet_too_large',
    'columns',
  ],
  [
    'only empty cells',
    () => book([], '<row r="1048576"><c r="A1048576" t="str"><v> </v></c></row>'),
    'spreadsheet_empty',
    undefined,
  ],
])('SEC-33 a workbook with %s is refused in clear words', (_, content, code, reason) => {
  const { problem } = measured(content(), 'probe').said
  expect(problem).toMatchObject({ code, ...(reason ? { with: { reason } } : {}) })
})

test('SEC-33 the process that reads has neither our environment nor a right to write or to start others', async () => {
  written(path, book())
  const script = `const fs = require('node:fs'); const out = []
    try { fs.writeFileSync(${JSON.stringify(join(folder, 'x'))}, '') } catch (error) { out.push(error.code) }
    try { require('node:child_process').spawnSync('true') } catch (error) { out.push(error.code) }
    console.log(JSON.stringify(out))`
  const { stdout } = spawnSync(process.execPath, [...readerLimits.flags, '-e', script], { env: {} })
  expect(JSON.parse(stdout.toString())).toEqual(['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED'])
})

const changes = fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { minLength: 1, maxLength: 8 })
const random = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes))
const disguised = random.map((bytes) => Buffer.concat([Buffer.from('PK\x03\x04'), bytes]))
/** A workbook with bytes changed, and every third cut off. */
const damaged = fc.tuple(changes, fc.nat(5_000)).map(([changed, end]) => {
  const whole = zipOf(book())
  const bytes = Buffer.from(whole.subarray(0, end % 3 === 0 ? end : whole.length))
  for (const [at, byte] of changed) if (at < bytes.length) bytes[at] = byte
  return bytes
})
const pieces = fc.constantFrom(
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '<row>',
  '</row>',
  '<c r="A1">',
  ']]>',
  '<!--',
  '<![CDATA[',
  '<?',
  '\0',
  '&#0;',
)
/** A sheet with markup put in anywhere. */
const mangled = fc.array(fc.tuple(fc.nat(sheet.length), pieces), { minLength: 1, maxLength: 6 }).map((inserts) => {
  const xml = inserts.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), sheet)
  return zipOf(book([], xml))
})
const files = fc.oneof(damaged, random, disguised, mangled)

test('SEC-33 whatever bytes a file has, reading it comes to an end', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (bytes) => {
      written(path, bytes)
      const reading = openSheet(path, 'users.xlsx').then(async ({ sheet }) => {
        for await (const { row } of sheet.rows) expect(row).toBeGreaterThan(0)
      })
      await reading.catch((error) => expect(error).toBeInstanceOf(Error))
    }),
    { numRuns: 600 },
  )
}, 60_000)

test('SEC-33 whatever bytes a file has, the server gets rows or a problem in words', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (bytes) => {
      written(path, bytes)
      const reading = readSpreadsheet(path, 'xlsx').next()
      await reading.catch((error) => expect(error).toMatchObject({ code: expect.stringMatching(/^spreadsheet_/) }))
    }),
    { numRuns: 12 },
  )
}, 60_000)
