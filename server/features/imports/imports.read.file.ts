import { open } from 'node:fs/promises'
import { Problem } from '../../platform/problem.ts'
import { csvRows } from './imports.read.csv.ts'
import type { SpreadsheetKind } from './imports.read.lines.ts'
import { cleaned, type Sheet, withHeader } from './imports.read.rows.ts'

/** The first sheet of a file. What it is, is told by its first bytes, not by its name. */
export async function openSheet(path: string, fileName: string): Promise<{ kind: SpreadsheetKind; sheet: Sheet }> {
  const kind = await kindOf(path, fileName)
  const rows = kind === 'xlsx' ? (await import('./imports.read.xlsx.ts')).xlsxRows(path) : csvRows(path)
  return { kind, sheet: await withHeader(cleaned(rows)) }
}

const startsWith = (head: Buffer, ...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)
const unreadable = (detail: string) => new Problem('spreadsheet_unreadable', { detail })

async function kindOf(path: string, fileName: string): Promise<SpreadsheetKind> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
    const head = buffer.subarray(0, bytesRead)
    if (bytesRead === 0) throw new Problem('spreadsheet_empty')
    if (startsWith(head, 0x50, 0x4b, 3, 4) || startsWith(head, 0x50, 0x4b, 5, 6)) return 'xlsx'
    // An OLE file is a workbook of 1997, or the envelope of one that is encrypted: then its directory names the package.
    if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
      const whole = await file.readFile()
      const encrypted = whole.includes(Buffer.from('EncryptedPackage', 'utf16le'))
      throw new Problem(encrypted ? 'spreadsheet_encrypted' : 'spreadsheet_old_format')
    }
    if (startsWith(head, 0x25, 0x50, 0x44, 0x46)) throw unreadable('This is a PDF document.')
    if (/^\s*<(?:\?xml|!doctype|html|table)/i.test(head.toString('latin1'))) {
      throw unreadable('This is a web page or XML, whatever its name says.')
    }
    if (/\.xls[xmb]?$/i.test(fileName)) throw unreadable('The file is damaged or no spreadsheet.')
    return 'csv'
  } finally {
    await file.close()
  }
}
