import type { Attribute } from './attribute.ts'
import type { Filter } from './filter.ts'
import { elementMatches } from './filter-match.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** The words for `type` that RFC 7643 §4.1.2 knows of, for any attribute. */
const types = ['work', 'home', 'other', 'mobile', 'fax', 'pager']

/** What a filter says for certain about a value: the comparisons with `eq` that must all hold. */
export function pinned(filter: Filter): JsonObject {
  const parts = filter.kind === 'and' ? filter.terms : [filter]
  return Object.fromEntries(
    parts.flatMap((part) =>
      part.kind === 'compare' && part.operator === 'eq' ? [[part.path.attribute.name, part.value]] : [],
    ),
  )
}

/**
 * The value that an `add` or `replace` makes where its path matches none (SCIM-P8, decision 2): only if the filter is
 * a conjunction of `eq`, a `type` is one of the known words, and the new value then matches. Else undefined.
 */
export function createElement(attribute: Attribute, filter: Filter, part: Json): Json | undefined {
  const terms = filter.kind === 'and' ? filter.terms : [filter]
  const pins = pinned(filter)
  if (!isObject(part) || !terms.every((term) => term.kind === 'compare' && term.operator === 'eq')) return undefined
  if (pins.type !== undefined && !isKnownType(attribute, String(pins.type))) return undefined
  const created = { ...pins, ...part }
  return elementMatches(filter, attribute, created) ? created : undefined
}

function isKnownType(attribute: Attribute, type: string): boolean {
  const known = [...types, ...(attribute.subs.get('type')?.canonicalValues ?? [])]
  return known.includes(type.toLowerCase())
}
