import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import type { Filter } from './filter.ts'
import { answers } from './filter-value.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/**
 * Whether a resource, or one value of a multi-valued attribute, answers the filter.
 * The reference for the SQL compiler, and what the value paths of PATCH go by. A filter is at most some dozens of
 * levels deep, so plain recursion is safe.
 */
export function matches(filter: Filter, container: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every((term) => matches(term, container))
    case 'or':
      return filter.terms.some((term) => matches(term, container))
    case 'not':
      return !matches(filter.term, container)
    case 'present':
      return isPresent(valueAt(filter.path, container))
    case 'compare':
      return answers(
        filter.path.sub ?? filter.path.attribute,
        filter.operator,
        filter.value,
        valueAt(filter.path, container),
      )
    case 'element':
      return elements(filter.path, container).some((element) => matches(filter.term, element))
  }
}

/** Whether one value of an attribute answers a filter; a simple value counts as `{ value }`. */
export function elementMatches(filter: Filter, attribute: Attribute, element: Json): boolean {
  return matches(filter, asElement(attribute, element))
}

/** Not null, not empty: a list with a value, an object with something in it (SCIM-F10). */
export function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return isObject(value) ? Object.values(value).some(isPresent) : true
}

/** The value at a path; undefined where any step is missing. */
export function valueAt({ urn, attribute, sub }: AttributePath, container: JsonObject): Json | undefined {
  const home = urn === undefined ? container : container[urn]
  const whole = isObject(home) ? home[attribute.name] : undefined
  if (!sub) return whole
  return isObject(whole) ? whole[sub.name] : undefined
}

function elements(path: AttributePath, container: JsonObject): JsonObject[] {
  const whole = valueAt(path, container)
  const list = Array.isArray(whole) ? whole : whole === undefined || whole === null ? [] : [whole]
  return list.map((element) => asElement(path.attribute, element))
}

function asElement(attribute: Attribute, element: Json): JsonObject {
  if (attribute.type !== 'complex') return { value: element }
  return isObject(element) ? element : {}
}
