import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { coerce, coerceOne, onlyItem, tooManyElements, withoutEmptyReference } from './coerce.ts'
import { refusal } from './errors.ts'
import type { Filter } from './filter.ts'
import { byLowerKey, isObject, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { createElement, pinned } from './patch-create.ts'
import { assign, assignList, type Draft, homeOf, matching, refuseImmutable, valuesOf } from './patch-draft.ts'
import { removeAt } from './patch-remove.ts'
import { append, distinct, onePrimary } from './plural.ts'
import { requireValue } from './required.ts'

type Op = 'add' | 'replace'
type Path = AttributePath & { filter?: Filter }

/** `add` and `replace` at an attribute (RFC 7644 §3.5.2.1, §3.5.2.3; SCIM-P7, P8, P9, P13, P15). */
export function writeAt(draft: Draft, op: Op, path: Path, value: Json | undefined) {
  const home = homeOf(draft, path)
  const { attribute, filter, sub } = path
  if (filter) return writeFiltered(draft, op, home, { ...path, filter }, value)
  if (sub) return writeSub(op, home, attribute, sub, value)
  if (attribute.multiValued) return writeMany(op, home, attribute, value)
  if (attribute.type === 'complex') return writeComplex(draft, op, home, path, value)
  const next = coerce(attribute, value)
  // To add nothing is to do nothing; to replace by nothing is to remove, which a required attribute does not allow.
  if (next === undefined && op === 'add') return
  requireValue(attribute, next)
  assign(home, attribute, next)
}

function writeMany(op: Op, home: JsonObject, attribute: Attribute, value: Json | undefined) {
  const given = coerce(attribute, value)
  const list = Array.isArray(given) ? given : []
  if (op === 'replace') {
    requireValue(attribute, given)
    return assign(home, attribute, onePrimary(list, list))
  }
  const { all, touched } = append(attribute, valuesOf(home, attribute), list)
  if (all.length > limits.elements) throw tooManyElements(attribute.name)
  assign(home, attribute, onePrimary(all, touched))
}

/** The given parts are set or, if null, removed; the others stay (RFC 7644 §3.5.2.3). */
function writeComplex(draft: Draft, op: Op, home: JsonObject, path: AttributePath, value: Json | undefined) {
  const { attribute } = path
  const one = Array.isArray(value) ? onlyItem(value, attribute.name) : value
  if (one === null || one === undefined || one === '') {
    return op === 'replace' ? removeAt(draft, path, undefined) : undefined
  }
  const before = home[attribute.name]
  const coerced = coerceOne(attribute, one)
  const merged: JsonObject = { ...(isObject(before) ? before : {}), ...(isObject(coerced) ? coerced : {}) }
  const given = isObject(one) ? byLowerKey(one) : new Map<string, Json>()
  for (const sub of attribute.subAttributes) {
    if (sub.mutability !== 'readOnly' && isNothing(given.get(sub.name.toLowerCase()))) delete merged[sub.name]
  }
  if (given.get('value') === '') delete merged.value
  setComplex(home, attribute, merged, given.has('$ref'))
}

/** Null and the empty list, which are not the same as absent here. */
function isNothing(value: Json | undefined): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

/** Puts a complex value in place. With the id of another resource what was derived from the old one goes. */
function setComplex(home: JsonObject, attribute: Attribute, next: JsonObject, refGiven: boolean) {
  const before = home[attribute.name]
  const refersAnew = attribute.subs.has('$ref') && isObject(before) && before.value !== next.value
  if (refersAnew && !refGiven) delete next.$ref
  if (refersAnew) for (const sub of attribute.subAttributes) if (sub.mutability === 'readOnly') delete next[sub.name]
  const gone = refersAnew && next.value === undefined
  assign(home, attribute, gone ? undefined : withoutEmptyReference(attribute, next))
}

function writeSub(op: Op, home: JsonObject, attribute: Attribute, sub: Attribute, value: Json | undefined) {
  const part = coerce(sub, value, `${attribute.name}.${sub.name}`)
  if (part === undefined && op === 'add') return
  const list = valuesOf(home, attribute)
  const elements = list.length > 0 ? list : part === undefined ? [] : [{}]
  const written = elements.map((element) => withPart(element, sub, part))
  if (attribute.multiValued) return assign(home, attribute, distinct(attribute, onePrimary(written, written)))
  if (written[0]) setComplex(home, attribute, written[0], sub.name === '$ref')
}

function withPart(element: Json, sub: Attribute, part: Json | undefined): JsonObject {
  const { [sub.name]: before, ...rest } = isObject(element) ? element : {}
  refuseImmutable(sub, before, part)
  return part === undefined ? rest : { ...(isObject(element) ? element : {}), [sub.name]: part }
}

function writeFiltered(
  draft: Draft,
  op: Op,
  home: JsonObject,
  path: Path & { filter: Filter },
  value: Json | undefined,
) {
  const { attribute, filter, sub } = path
  const part = sub
    ? coerce(sub, value, `${attribute.name}.${sub.name}`)
    : coerceOne(attribute, Array.isArray(value) ? onlyItem(value, attribute.name) : value)
  if (part === undefined) return op === 'replace' ? removeAt(draft, path, undefined) : undefined
  const list = valuesOf(home, attribute)
  const matched = matching(draft, attribute, list, filter)
  if (matched.size === 0) {
    if (!attribute.multiValued && list.length > 0) throw noMatch(attribute)
    const created = createElement(attribute, filter, sub ? { [sub.name]: part } : part)
    if (created === undefined) throw noMatch(attribute)
    const { all, touched } = append(attribute, list, [created])
    if (all.length > limits.elements) throw tooManyElements(attribute.name)
    return assignList(home, attribute, onePrimary(all, touched))
  }
  const write = (element: Json): Json => {
    if (sub) return withPart(element, sub, part)
    if (!isObject(part)) return part
    return op === 'add' && isObject(element) ? { ...element, ...part } : { ...pinned(filter), ...part }
  }
  const next = list.map((element, index) => (matched.has(index) ? write(element) : element))
  const touched = next.filter((_, index) => matched.has(index))
  assignList(home, attribute, distinct(attribute, onePrimary(next, touched)))
}

function noMatch(attribute: Attribute): Error {
  return refusal('noTarget', `No value of ${attribute.name} matches the filter in the path.`)
}
