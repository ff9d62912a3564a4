/** How a number is shown: as one, as a date, or with zeros before it (format 0000). */
export type NumberStyle = { kind: 'number' } | { kind: 'date' } | { kind: 'zeros'; digits: number }

const plain: NumberStyle = { kind: 'number' }
/** Formats that have no code in the file (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 in East Asian programs). */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** @param code the format’s own code, where the file has one */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return isBuiltInDate(id) ? { kind: 'date' } : plain
  if (code.length > 255) return plain
  if (/^0{2,20}$/.test(code)) return { kind: 'zeros', digits: code.length }
  // Texts in quotation marks, colours and conditions in brackets and escaped signs are not part of the pattern.
  const [pattern = ''] = code.replace(/"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]/gi, '').split(';')
  return /[ymdhs]/i.test(pattern) && !/general/i.test(pattern) ? { kind: 'date' } : plain
}

/** A stored number as text: whole ones with all their digits, dates by ISO 8601. @param epoch1904 days count from 1904 */
export function numberText(stored: string, style: NumberStyle, epoch1904: boolean): string {
  const value = Number(stored)
  if (stored.trim() === '' || !Number.isFinite(value)) return stored
  if (style.kind === 'date' && value >= 0 && value < 2_958_466) return dateText(value, epoch1904)
  const text = written(value)
  return style.kind === 'zeros' && /^\d+$/.test(text) ? text.padStart(style.digits, '0') : text
}

/** Spreadsheets keep 15 digits; what is beyond them is the noise of binary fractions. */
function written(value: number): string {
  const exact = Number.isInteger(value) ? value : Number(value.toPrecision(15))
  return Math.abs(exact) >= 1e21 ? BigInt(exact).toString() : String(exact)
}

const dayMs = 86_400_000

function dateText(serial: number, epoch1904: boolean): string {
  const seconds = Math.round((serial % 1) * 86_400)
  const time = new Date(seconds * 1000).toISOString().slice(11, 19)
  if (serial < 1 && !epoch1904) return time
  // 1900 was no leap year, but the spreadsheet’s calendar says so: its days before March are one too many.
  const days = Math.floor(serial) + (epoch1904 ? 1462 : serial < 60 ? 1 : 0)
  const date = new Date(Date.UTC(1899, 11, 30) + days * dayMs + (seconds === 86_400 ? dayMs : 0))
    .toISOString()
    .slice(0, 10)
  return seconds % 86_400 === 0 ? date : `${date} ${time}`
}

/** `_x000D_`: how a workbook writes characters that XML has no room for. */
export const decodedEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
