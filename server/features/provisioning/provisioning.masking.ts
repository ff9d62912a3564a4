import { isObject, type Json } from '../../scim/json.ts'

/** What may stand in the log of requests: the shape of everything, the values of nobody. Pure. */

const dots = '•••'
/** Values that say what was asked, not of whom. */
const plain = new Set(['schemas', 'op', 'type', 'primary', 'active', 'method', 'bulkid', 'resourcetype', 'version'])
const idLike = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const longest = 4000

/** A body without secrets and personal data; null for what is too long to be worth keeping. */
export function masked(body: unknown): Json {
  if (!isObject(body)) return null
  const shown = maskedValue('', body as Json)
  return JSON.stringify(shown).length > longest ? { note: 'too long to be shown' } : shown
}

function maskedValue(key: string, value: Json): Json {
  const name = key.toLowerCase()
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => maskedValue(key, item))
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([sub, item]) => [sub.slice(0, 200), maskedValue(sub, item)]))
  }
  if (typeof value !== 'string') return value
  if (name === 'path') return maskedText(value)
  if (plain.has(name) || idLike.test(value) || /^(true|false)$/i.test(value)) return value.slice(0, 200)
  return value === '' ? '' : dots
}

/** Quoted values keep their first letter: enough for an admin to see which request it was. */
export const maskedText = (text: string): string =>
  text.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, inner: string) =>
    idLike.test(inner) || /^(work|home|other|mobile|fax|true|false)$/i.test(inner) || /^\d*$/.test(inner)
      ? whole
      : `"${[...inner][0] ?? ''}${dots}"`,
  )
