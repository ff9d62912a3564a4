import { refusal } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'

/** An HMAC under a key that only the server has; `sign` gives characters of the URI unreserved set only. */
export type CursorKey = { sign: (text: string) => string; verify: (text: string, signature: string) => boolean }

/**
 * What a cursor is good for: the account and source, and every parameter of the query but the cursor itself, in one
 * spelling. It is signed, not stored, so that a cursor of another account or query fails as a forged one (SCIM-S6).
 */
export type CursorQuery = { principal: string; parameters: Record<string, Json | undefined> }

/** A cursor for a position in a list; the position is the caller's. `now` in milliseconds. */
export function writeCursor(key: CursorKey, query: CursorQuery, position: Json, now: number): string {
  const payload = Buffer.from(JSON.stringify({ p: position, t: now })).toString('base64url')
  return `${payload}.${key.sign(signedText(query, payload))}`
}

/**
 * The position in a cursor (SCIM-S4, S6). `now` in milliseconds.
 * Throws 400 invalidCursor for anything that was not written for this query, 400 expiredCursor if it is too old.
 */
export function readCursor(key: CursorKey, query: CursorQuery, cursor: string, now: number): Json {
  const [, payload = '', signature = ''] = /^([\w-]{1,4096})\.([\w.~-]{1,512})$/.exec(cursor) ?? []
  if (payload === '' || !key.verify(signedText(query, payload), signature)) {
    throw refusal('invalidCursor', 'The cursor does not belong to this query. Begin again with an empty cursor.')
  }
  const content = decode(payload)
  if (typeof content?.t !== 'number') throw refusal('invalidCursor', 'The cursor is broken.')
  if (now - content.t > limits.cursorSeconds * 1000) {
    throw refusal('expiredCursor', `The cursor is older than ${limits.cursorSeconds} seconds. Begin again.`)
  }
  return content.p ?? null
}

function decode(payload: string): JsonObject | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return isObject(content) ? content : undefined
  } catch {
    return undefined
  }
}

function signedText({ principal, parameters }: CursorQuery, payload: string): string {
  const sorted = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null)
  return JSON.stringify([principal, sorted.sort(([a], [b]) => (a < b ? -1 : 1)), payload])
}
