import { refusal } from './errors.ts'
import type { Json } from './json.ts'
import { limits } from './limits.ts'

/** How a list is paged: by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865), '' being the first page. */
export type Page =
  | { kind: 'index'; startIndex: number; count: number }
  | { kind: 'cursor'; cursor: string; count: number }

export type PageParameters = { startIndex?: Json; count?: Json; cursor?: Json }

/**
 * Reads startIndex, count and cursor out of a query string or a SearchRequest (SCIM-S2, S4). Index paging is the
 * default. Counts above the limit are capped. Throws 400 invalidValue, for cursors invalidCount.
 */
export function readPage({ startIndex, count, cursor }: PageParameters): Page {
  if (cursor === undefined || cursor === null) {
    const from = readInteger(startIndex) ?? 1
    const size = readInteger(count) ?? limits.pageDefault
    if (Number.isNaN(from)) throw refusal('invalidValue', 'startIndex must be a whole number.')
    if (Number.isNaN(size)) throw refusal('invalidValue', 'count must be a whole number.')
    return { kind: 'index', startIndex: Math.max(1, from), count: capped(size) }
  }
  if (typeof cursor !== 'string') throw refusal('invalidCursor', 'cursor must be a text.')
  if (startIndex !== undefined && startIndex !== null) {
    throw refusal('invalidValue', 'Ask with startIndex or with cursor, not with both.')
  }
  const size = readInteger(count) ?? limits.pageDefault
  if (Number.isNaN(size) || size < 1) {
    throw refusal('invalidCount', `count must be a whole number from 1 to ${limits.pageMax}.`)
  }
  return { kind: 'cursor', cursor, count: capped(size) }
}

function capped(count: number): number {
  return Math.min(limits.pageMax, Math.max(0, count))
}

/** NaN for what is no whole number, undefined for nothing. */
function readInteger(value: Json | undefined): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const digits = typeof value === 'number' ? String(value) : value
  return typeof digits === 'string' && /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN
}
