import { writeFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'

// Workbooks built by hand, as the usual programs write them, and archives that no program writes.

/** Says of a part what is not so: its size unpacked, its flags. */
export type Part = { name: string; data: string | Buffer; store?: boolean; size?: number; flags?: number }

/** A zip archive, part by part. */
export function zipOf(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const data = Buffer.from(part.data as string)
    const packed = part.store ? data : deflateRawSync(data)
    const name = Buffer.from(part.name)
    // Version, flags, method, time, date, checksum, sizes, length of the name: the same in both headers.
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(part.flags ?? 0, 2)
    facts.writeUInt16LE(part.store ? 0 : 8, 4)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(part.size ?? data.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, place, name]))
    bodies.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, ...directory, Buffer.from('PK\x05\x06'), end])
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

export type SheetOf = { name: string; xml: string; state?: 'hidden' | 'veryHidden' }
type BookOf = { sheets: SheetOf[]; strings?: string; styles?: string; date1904?: boolean; further?: Part[] }

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`

/** As Excel writes: relative targets, the sheets before the texts, references at every cell. */
export function excelBook({ sheets, strings = '', styles = '', date1904, further = [] }: BookOf): Part[] {
  return [
    {
      name: '[Content_Types].xml',
      data: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    },
    {
      name: '_rels/.rels',
      data: `${head}<Relationships xmlns="${packages}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `${head}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${date1904 ? ' date1904="1"' : ''} defaultThemeVersion="166925"/><sheets>${sheets
        .map(
          ({ name, state }, index) =>
            `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `${head}<Relationships xmlns="${packages}">${relation('rId91', 'styles', 'styles.xml')}${relation('rId90', 'sharedStrings', 'sharedStrings.xml')}${sheets
        .map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`))
        .join('')}</Relationships>`,
    },
    ...sheets.map(({ xml }, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, data: sheetXml(xml) })),
    { name: 'xl/styles.xml', data: `${head}<styleSheet xmlns="${main}">${styles}</styleSheet>` },
    { name: 'xl/sharedStrings.xml', data: `${head}<sst xmlns="${main}" count="9" uniqueCount="9">${strings}</sst>` },
    ...further,
  ]
}

export const sheetXml = (rows: string): string =>
  `${head}<worksheet xmlns="${main}" xmlns:r="${office}"><dimension ref="A1"/><sheetData>${rows}</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>`

/** As LibreOffice writes: relations in another order with absolute targets, texts before sheets, no declaration of it all. */
export const libreBook = ({ sheets, strings = '', styles = '' }: BookOf): Part[] => [
  {
    name: 'xl/_rels/workbook.xml.rels',
    data: `${head}<Relationships xmlns="${packages}">${sheets
      .map((_, index) => relation(`rId${index + 5}`, 'worksheet', `/xl/worksheets/sheet${index + 1}.xml`))
      .join(
        '\n',
      )}${relation('rId2', 'styles', '/xl/styles.xml')}${relation('rId3', 'sharedStrings', '/xl/sharedStrings.xml')}</Relationships>`,
  },
  { name: 'xl/sharedStrings.xml', data: `${head}<sst xmlns="${main}">${strings}</sst>` },
  ...sheets.map(({ xml }, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, data: sheetXml(xml) })),
  {
    name: 'xl/workbook.xml',
    data: `${head}<workbook xmlns="${main}" xmlns:r="${office}"><fileVersion appName="Calc"/><workbookPr backupFile="false" showObjects="all" date1904="false"/><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${name}" sheetId="${index + 1}" state="${state ?? 'visible'}" r:id="rId${index + 5}"/>`,
      )
      .join('')}</sheets></workbook>`,
  },
  { name: 'xl/styles.xml', data: `${head}<styleSheet xmlns="${main}">${styles}</styleSheet>` },
  {
    name: '_rels/.rels',
    data: `${head}<Relationships xmlns="${packages}">${relation('rId3', 'extended-properties', 'docProps/app.xml')}${relation('rId1', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
  },
  {
    name: '[Content_Types].xml',
    data: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
  },
]

/** Rows of texts, each in its own cell, as Google Sheets and many libraries write them. */
export const inlineRows = (rows: readonly (readonly string[])[]): string =>
  rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells
          .map((text, column) =>
            text === ''
              ? ''
              : `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
          )
          .join('')}</row>`,
    )
    .join('')

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

export function written(path: string, content: Buffer | string | readonly Part[]): string {
  writeFileSync(path, Array.isArray(content) ? zipOf(content) : (content as Buffer | string))
  return path
}
