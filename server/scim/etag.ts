import { failure } from './errors.ts'

/** The weak entity tag of a version, as it stands in meta.version and in the ETag header (RFC 7644 §3.14). */
export function etag(version: number | string): string {
  return `W/"${version}"`
}

/** Refuses a write on another version than the client has seen (SCIM-E1). Throws 412. */
export function checkIfMatch(header: string | undefined, current: string): void {
  if (header !== undefined && !names(header, current)) {
    throw failure(412, 'The resource has changed since it was read. Read it again, then repeat the change.')
  }
}

/** Whether the client has this version already, so that the answer is 304 (SCIM-E1). */
export function isNotModified(header: string | undefined, current: string): boolean {
  return header !== undefined && names(header, current)
}

/** Weak comparison: our tags are weak, and RFC 7644 uses them in If-Match all the same. */
function names(header: string, current: string): boolean {
  const wanted = opaque(current)
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === wanted)
}

function opaque(tag: string): string {
  return tag
    .trim()
    .replace(/^W\//i, '')
    .replace(/^"(.*)"$/, '$1')
}
