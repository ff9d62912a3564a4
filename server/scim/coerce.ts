import type { Attribute } from './attribute.ts'
import { refusal } from './errors.ts'
import { parseInstant } from './instant.ts'
import { byLowerKey, isObject, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { distinct } from './plural.ts'

/**
 * A value as the schema wants it, in canonical spelling (SCIM-P13, C16, C18, T9).
 * Lenient where clients are known to differ: "True" for true, `[x]` for x, `x` for `[x]`, "x" for `{value: "x"}`.
 * Null, empty arrays and empty objects are unassigned: undefined. Read-only and unknown parts are left out.
 * Texts are kept as sent, never transformed (SCIM-C19). Throws 400 invalidValue for anything else.
 */
export function coerce(attribute: Attribute, value: Json | undefined, name = attribute.name): Json | undefined {
  if (attribute.multiValued) return coerceMany(attribute, value, name)
  return coerceOne(attribute, Array.isArray(value) ? onlyItem(value, name) : value, name)
}

/** One value of a multi-valued attribute, or the value of a single-valued one. */
export function coerceOne(attribute: Attribute, value: Json | undefined, name = attribute.name): Json | undefined {
  if (value === null || value === undefined) return undefined
  if (attribute.type === 'complex') return coerceComplex(attribute, value, name)
  const coerced = coerceSimple(attribute, value)
  if (coerced === undefined) throw refusal('invalidValue', `The value of ${name} must be ${expected[attribute.type]}.`)
  return coerced
}

const expected: Record<Attribute['type'], string> = {
  string: 'a text',
  reference: 'a text',
  binary: 'a text in base64',
  boolean: 'true or false',
  integer: 'a whole number',
  decimal: 'a number',
  dateTime: 'a date and time with a zone, such as 2026-01-31T08:00:00Z',
  complex: 'an object',
}

function coerceSimple(attribute: Attribute, value: Json): Json | undefined {
  switch (attribute.type) {
    case 'boolean':
      if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
      return Number.isSafeInteger(value) ? value : undefined
    case 'decimal':
      return Number.isFinite(value) ? value : undefined
    case 'dateTime':
      return typeof value === 'string' && parseInstant(value, true) !== undefined ? value : undefined
    default:
      return typeof value === 'string' ? value : undefined
  }
}

function coerceMany(attribute: Attribute, value: Json | undefined, name: string): Json | undefined {
  if (value === null || value === undefined) return undefined
  const list = Array.isArray(value) ? value : [value]
  if (list.length > limits.elements) throw tooManyElements(name)
  const items = list.map((item) => coerceOne(attribute, item, name)).filter((item) => item !== undefined)
  return items.length === 0 ? undefined : distinct(attribute, items)
}

export function tooManyElements(name: string): Error {
  return refusal('invalidValue', `${name} can have at most ${limits.elements} values.`)
}

export function onlyItem(list: Json[], name: string): Json | undefined {
  if (list.length > 1) throw refusal('invalidValue', `${name} can have one value only.`)
  return list[0]
}

function coerceComplex(attribute: Attribute, value: Json, name: string): Json | undefined {
  const valuePart = attribute.subs.get('value')
  const object = typeof value === 'string' && valuePart ? { value } : value
  if (!isObject(object)) throw refusal('invalidValue', `The value of ${name} must be ${expected.complex}.`)
  return withoutEmptyReference(attribute, coerceParts(attribute, object, name))
}

/** The known, writable parts of an object, in the order of the schema. */
function coerceParts(attribute: Attribute, object: JsonObject, name: string): JsonObject {
  const given = byLowerKey(object)
  const parts: JsonObject = {}
  for (const sub of attribute.subAttributes) {
    if (sub.mutability === 'readOnly') continue
    const part = coerce(sub, given.get(sub.name.toLowerCase()), `${name}.${sub.name}`)
    if (part !== undefined) parts[sub.name] = part
  }
  return parts
}

/** An empty object is unassigned, and so is a manager whose value is "" (SCIM-C16). */
export function withoutEmptyReference(attribute: Attribute, object: JsonObject): JsonObject | undefined {
  const emptied = !attribute.multiValued && object.value === ''
  return emptied || Object.keys(object).length === 0 ? undefined : object
}
