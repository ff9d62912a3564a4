import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { coerceOne, withoutEmptyReference } from './coerce.ts'
import { refusal } from './errors.ts'
import type { Filter } from './filter.ts'
import { answers } from './filter-value.ts'
import { isObject, type Json } from './json.ts'
import { assignList, type Draft, homeOf, matching, refuseImmutable, valuesOf } from './patch-draft.ts'

/**
 * `remove` at an attribute (RFC 7644 §3.5.2.2; SCIM-P10, P11). What is not there is removed already. A multi-valued
 * attribute with a value loses just the values that it describes; OneLogin sends that.
 * Throws 400 mutability where the attribute is required.
 */
export function removeAt(draft: Draft, path: AttributePath & { filter?: Filter }, value: Json | undefined): void {
  const { attribute, filter, sub } = path
  if (sub?.required) throw refusal('mutability', `${attribute.name}.${sub.name} is required; it can't be removed.`)
  const home = homeOf(draft, path)
  const list = valuesOf(home, attribute)
  const matched = filter ? matching(draft, attribute, list, filter) : described(attribute, sub, list, value)
  const next = list.flatMap((element, index) => (matched.has(index) ? without(attribute, sub, element) : [element]))
  if (attribute.required && next.length === 0) {
    throw refusal('mutability', `${attribute.name} is required; it can't be removed.`)
  }
  assignList(home, attribute, next)
}

/** All values, or of a multi-valued attribute those that have all parts of one of the given ones. */
function described(
  attribute: Attribute,
  sub: Attribute | undefined,
  list: Json[],
  value: Json | undefined,
): Set<number> {
  if (sub || !attribute.multiValued || value === undefined || value === null) return new Set(list.keys())
  const given = (Array.isArray(value) ? value : [value])
    .map((item) => coerceOne(attribute, item))
    .filter((item) => item !== undefined)
  return new Set([...list.keys()].filter((index) => given.some((item) => hasAll(attribute, list[index] ?? null, item))))
}

function hasAll(attribute: Attribute, element: Json, described: Json): boolean {
  if (!isObject(described)) return isScalar(described) && answers(attribute, 'eq', described, element)
  return Object.entries(described).every(([name, part]) => {
    const sub = attribute.subs.get(name.toLowerCase())
    return sub && isScalar(part) && isObject(element) && answers(sub, 'eq', part, element[sub.name])
  })
}

function isScalar(value: Json): value is string | number | boolean {
  return typeof value !== 'object'
}

function without(attribute: Attribute, sub: Attribute | undefined, element: Json): Json[] {
  if (!sub || !isObject(element)) return []
  const { [sub.name]: before, ...rest } = element
  refuseImmutable(sub, before, undefined)
  // A reference without its id refers to nobody.
  const gone = sub.name === 'value' && attribute.subs.has('$ref')
  const kept = gone ? undefined : withoutEmptyReference(attribute, rest)
  return kept === undefined ? [] : [kept]
}
