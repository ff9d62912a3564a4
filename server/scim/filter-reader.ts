import { refusal } from './errors.ts'
import { isStorable } from './json.ts'
import { limits } from './limits.ts'

/** A text, how far it has been read, and what it has cost so far. Every step is linear in what it reads. */
export type Reader = { readonly text: string; at: number; nodes: number; depth: number }

/** Starts to read; throws 400 invalidFilter for a text over the limit (SCIM-F14). */
export function reader(text: string): Reader {
  // The length in UTF-16 units is a lower bound, and cheap for a megabyte.
  if (text.length > limits.filterBytes || Buffer.byteLength(text) > limits.filterBytes) {
    throw refusal('invalidFilter', `The filter is longer than ${limits.filterBytes} bytes.`)
  }
  return { text, at: 0, nodes: 0, depth: 0 }
}

/** An error that says where: positions count from 1. */
export function broken(reader: Reader, expected: string): Error {
  const where = reader.at >= reader.text.length ? 'at its end' : `at character ${reader.at + 1}`
  return refusal('invalidFilter', `The filter can't be read ${where}: expected ${expected}.`)
}

/** Takes what the sticky expression matches here, or nothing. */
function take(reader: Reader, form: RegExp): string | undefined {
  form.lastIndex = reader.at
  const found = form.exec(reader.text)?.[0]
  if (found !== undefined) reader.at += found.length
  return found
}

export function skipSpace(reader: Reader): void {
  take(reader, /[ \t\r\n]*/y)
}

/** Takes one character if it stands here. */
export function takeMark(reader: Reader, mark: string): boolean {
  if (reader.text[reader.at] !== mark) return false
  reader.at++
  return true
}

/** Takes the word, in any case, if it stands here whole. */
export function takeWord(reader: Reader, word: string): boolean {
  const start = reader.at
  if (take(reader, /[A-Za-z]+(?![\w.:$-])/y)?.toLowerCase() === word) return true
  reader.at = start
  return false
}

/** Takes an attribute name, possibly with URN and sub-attribute. */
export function takeName(reader: Reader): string | undefined {
  return take(reader, /[A-Za-z$_][\w$:.-]*/y)
}

/** Counts a comparison or connective; throws 400 tooMany past the limit (SCIM-F13, SCIM-F14). */
export function countNode(reader: Reader): void {
  reader.nodes++
  if (reader.nodes > limits.filterNodes) {
    throw refusal('tooMany', `The filter has more than ${limits.filterNodes} terms. Ask in several requests.`)
  }
}

/** Runs one level deeper; throws 400 invalidFilter past the limit, long before the stack is at its end. */
export function deeper<T>(reader: Reader, run: () => T): T {
  reader.depth++
  if (reader.depth > limits.filterDepth) {
    throw refusal('invalidFilter', `The filter is nested more than ${limits.filterDepth} levels deep.`)
  }
  const result = run()
  reader.depth--
  return result
}

/** Takes a JSON literal (SCIM-F2). Bare words and single quotes are no literals. */
export function takeLiteral(reader: Reader): string | number | boolean | null {
  const literal =
    take(reader, /"[^"\\]*(?:\\.[^"\\]*)*"/sy) ??
    take(reader, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y) ??
    take(reader, /(?:true|false|null)(?![\w.])/y)
  if (literal === undefined) throw broken(reader, 'a value: a text in double quotes, a number, true, false or null')
  try {
    const value: unknown = JSON.parse(literal)
    if (typeof value === 'string' && isStorable(value)) return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (typeof value === 'boolean' || value === null) return value
  } catch {}
  throw refusal('invalidFilter', 'The filter has a value that is not a valid JSON literal.')
}
