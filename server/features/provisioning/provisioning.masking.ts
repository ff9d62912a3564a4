import { isObject, type Json } from '../../scim/json.ts'

/** What may stand in the log of requests: the shape of everything, the values of nobody. Pure. */

const dots = '•••'
const idLike = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Values that say what was asked, not of whom. */
const protocolWord =
  /^(urn:ietf:params:scim:[\w:.]+|http:\/\/schemas\.microsoft\.com\/[\w./]+|add|remove|replace|get|post|put|patch|delete|true|false|work|home|other|mobile|fax|pager|user|group|direct|indirect|ascending|descending)$/i
const attributeName = /^[$\w][$\w:.,-]{0,200}$/
const longest = 4000

/** A body without secrets and personal data; null for what is too long to be worth keeping. */
export function masked(body: unknown): Json {
  if (!isObject(body)) return null
  const shown = maskedValue('', body as Json)
  return JSON.stringify(shown).length > longest ? { note: 'too long to be shown' } : shown
}

const expressions = new Set(['path', 'filter', 'sortby', 'attributes', 'excludedattributes'])
const numbers = new Set(['startindex', 'count', 'failonerrors'])

function maskedValue(key: string, value: Json): Json {
  const name = key.toLowerCase()
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => maskedValue(key, item))
  if (isObject(value)) {
    const entries = Object.entries(value).map(([sub, item]) => [maskedKey(sub), maskedValue(sub, item)])
    return Object.fromEntries(entries)
  }
  if (typeof value === 'number') return numbers.has(name) ? value : dots
  if (typeof value !== 'string' || value === '') return value
  if (expressions.has(name)) return value.startsWith('/') ? maskedUrl(value) : maskedExpression(value)
  if (name === 'bulkid' && /^[\w-]{1,64}$/.test(value)) return value
  return protocolWord.test(value) || idLike.test(value) ? value : dots
}

const maskedKey = (key: string): string => (attributeName.test(key) ? key : maskedExpression(key.slice(0, 200)))

/** Quoted values keep their first letter: enough for an admin to see which request it was. */
export const maskedText = (text: string): string =>
  text.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, inner: string) =>
    inner === '' || idLike.test(inner) || protocolWord.test(inner) ? whole : `"${[...inner][0]}${dots}"`,
  )

const comparison = /^(eq|ne|co|sw|ew|gt|ge|lt|le)$/i

/** A filter or a path as far as it is one: what follows a value that is none is left out. */
function maskedExpression(text: string): string {
  let shown = ''
  let before = ''
  for (const [token] of text.slice(0, 1000).matchAll(/"(?:[^"\\]|\\.)*"|[()[\]]|\s+|[^\s()[\]"]+|[\s\S]/g)) {
    const isValue = comparison.test(before)
    const isPlain = /^[\s()[\]]+$/.test(token) || (isValue ? protocolWord : /^\.?[$\w][$\w:.,-]*$/).test(token)
    if (token.length > 1 && token.startsWith('"')) shown += maskedText(token)
    else if (isPlain) shown += token
    else return shown + dots
    if (token.trim() !== '') before = token
  }
  return shown
}

const places = new Set('scim v1 v2 Users Groups Schemas ResourceTypes ServiceProviderConfig Bulk Me .search'.split(' '))
const shownParameters = new Set([...expressions, ...numbers, 'sortorder', 'aadoptscim062020'])

/** The address of a request: which resource, and what was asked of it. */
export function maskedUrl(url: string): string {
  const [path = '', ...rest] = url.split('?')
  const segments = path.split('/').map((segment) => {
    const text = decoded(segment)
    return text === '' || places.has(text) || idLike.test(text) || protocolWord.test(text) ? text : dots
  })
  const query = rest.join('?')
  return segments.join('/') + (query === '' ? '' : `?${query.split('&').map(maskedParameter).join('&')}`)
}

function maskedParameter(parameter: string): string {
  const [name = '', ...rest] = parameter.split('=')
  const value = decoded(rest.join('=').replaceAll('+', ' '))
  if (!shownParameters.has(name.toLowerCase())) return `${/^[A-Za-z]\w{0,40}$/.test(name) ? name : dots}=${dots}`
  return rest.length === 0 ? name : `${name}=${maskedExpression(value)}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('\0', '')
  } catch {
    return dots
  }
}
