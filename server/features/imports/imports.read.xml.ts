import { Problem } from '../../platform/problem.ts'
import { sheetLimits } from './imports.read.limits.ts'

/** An XML document as it comes: a tag that opens (its attributes still as text), one that closes, or text between tags. */
export type XmlPart =
  | { kind: 'open'; name: string; attributes: string }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

const unreadable = () => new Problem('spreadsheet_unreadable', { detail: 'The workbook is damaged.' })

/**
 * Reads what spreadsheets use of XML: elements, attributes, text, CDATA, the five entities and numeric ones; comments and
 * instructions are passed over. A document type, the door of entity bombs and foreign files, is refused (SEC-33).
 * Names come without their prefix. An element that is closed at once opens and closes.
 * @param chunks the document in pieces of bytes, UTF-8 or UTF-16
 */
export async function* xmlParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<XmlPart[]> {
  let rest = ''
  let depth = 0
  for await (const text of decoded(chunks)) {
    const parts: XmlPart[] = []
    const data = rest + text
    let at = 0
    for (;;) {
      const start = data.indexOf('<', at)
      if (start < 0) break
      const end = markupEnd(data, start)
      if (end < 0) break
      if (start > at && depth > 0) parts.push({ kind: 'text', text: unescaped(data.slice(at, start)) })
      depth += take(data.slice(start, end), parts)
      if (depth < 0) throw unreadable()
      at = end
    }
    rest = data.slice(at)
    if (rest.length > sheetLimits.markup) throw unreadable()
    if (parts.length > 0) yield parts
  }
  if (depth !== 0 || rest.trim() !== '') throw unreadable()
}

async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(
      chunk[0] === 0xff && chunk[1] === 0xfe
        ? 'utf-16le'
        : chunk[0] === 0xfe && chunk[1] === 0xff
          ? 'utf-16be'
          : 'utf-8',
      { fatal: true },
    )
    yield decoder.decode(chunk, { stream: true })
  }
}

/** Where the markup that starts here ends; -1: not yet in sight. */
function markupEnd(data: string, start: number): number {
  if (data.charCodeAt(start + 1) === 33 /* ! */) {
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<![CDATA[', ']]>'],
    ] as const) {
      if (!data.startsWith(open.slice(0, data.length - start), start)) continue
      if (data.length - start < open.length) return -1
      const end = data.indexOf(close, start + open.length)
      return end < 0 ? -1 : end + close.length
    }
    throw new Problem('spreadsheet_refused', {
      detail: 'The workbook declares a document type.',
      with: { reason: 'document_type' },
    })
  }
  for (let end = data.indexOf('>', start); end >= 0; end = data.indexOf('>', end + 1)) {
    if (quotesAreClosed(data, start, end)) return end + 1
  }
  return -1
}

/** A > inside a value in quotation marks ends nothing. */
function quotesAreClosed(data: string, start: number, end: number): boolean {
  let quote = 0
  for (let at = start; at < end; at++) {
    const code = data.charCodeAt(at)
    if (quote === 0 && (code === 34 || code === 39)) quote = code
    else if (code === quote) quote = 0
  }
  return quote === 0
}

/** Takes one piece of markup. @returns by how much the depth changes */
function take(markup: string, parts: XmlPart[]): number {
  const second = markup.charCodeAt(1)
  if (second === 63 /* ? */) return 0
  if (second === 33 /* ! */) {
    if (markup.startsWith('<![CDATA[')) parts.push({ kind: 'text', text: markup.slice(9, -3) })
    return 0
  }
  if (second === 47 /* / */) {
    parts.push({ kind: 'close', name: localName(markup.slice(2, -1).trimEnd()) })
    return -1
  }
  const closed = markup.charCodeAt(markup.length - 2) === 47
  const inner = markup.slice(1, closed ? -2 : -1)
  const space = inner.search(/\s/)
  const name = localName(space < 0 ? inner : inner.slice(0, space))
  if (name === '') throw unreadable()
  parts.push({ kind: 'open', name, attributes: space < 0 ? '' : inner.slice(space) })
  if (!closed) return 1
  parts.push({ kind: 'close', name })
  return 0
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The value of an attribute, whatever its prefix; undefined: not there. */
export function attribute(attributes: string, name: string): string | undefined {
  const found = attributePattern(name).exec(attributes)
  return found ? unescaped(found[1] ?? found[2]!) : undefined
}

const patterns = new Map<string, RegExp>()
function attributePattern(name: string): RegExp {
  let pattern = patterns.get(name)
  if (!pattern) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    patterns.set(name, pattern)
  }
  return pattern
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;]*);?/g, (whole, entity: string) => {
    if (!whole.endsWith(';')) throw unreadable()
    const number = /^#(?:(\d{1,7})|x([0-9a-f]{1,6}))$/i.exec(entity)
    const code = number ? Number.parseInt(number[1] ?? number[2]!, number[1] ? 10 : 16) : -1
    const character = number ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : named[entity]
    if (character === undefined) throw unreadable()
    return character
  })
}
