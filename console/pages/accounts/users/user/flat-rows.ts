export type FlatRow = { path: string; value: string }

/**
 * Nested data as lines that can be read: `name.givenName`, `emails[0].value`; the attributes of an extension stand
 * behind a colon, as SCIM writes them.
 */
export function flatRows(value: unknown, path = '', separator = '.'): FlatRow[] {
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null)
    if (isPlain) return [{ path, value: value.join(', ') }]
    return value.flatMap((item, index) => flatRows(item, `${path}[${index}]`))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => {
      const isExtension = path === '' && key.startsWith('urn:')
      return flatRows(inner, path === '' ? key : `${path}${separator}${key}`, isExtension ? ':' : '.')
    })
  }
  return [{ path, value: value === null || value === undefined ? '' : String(value) }]
}
