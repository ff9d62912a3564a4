import type { Attribute } from './attribute.ts'
import { coerce } from './coerce.ts'
import { quoted, refusal } from './errors.ts'
import { externalIds } from './external.ts'
import { byLowerKey, isObject, type Json, type JsonObject, sameJson } from './json.ts'
import { refuseImmutable } from './patch-draft.ts'
import { countPrimary } from './plural.ts'
import { requireValue } from './required.ts'
import { coreAttribute, type ResourceType } from './resource-type.ts'
import { sharedAttributes } from './schema.ts'
import { checkSchemas } from './schemas-attribute.ts'

/** `strict` refuses unknown attributes instead of leaving them out (SCIM-T9). */
export type WriteOptions = { strict?: boolean }

/** `external` are the ids of attributes kept outside the document, by name: all of them, as after a replacement. */
export type Written = { resource: JsonObject; external: Record<string, string[]> }

/**
 * The body of a POST as a resource (RFC 7644 §3.3; SCIM-C1, C2, C3, C10, C11, T8 to T10): canonical names, values by
 * the schema, without what is read-only, unknown, unassigned or only to be discarded. id and meta are the caller's.
 * Throws 400 invalidValue or invalidSyntax.
 */
export function readCreate(type: ResourceType, body: JsonObject, options: WriteOptions = {}): Written {
  const written = readBody(type, body, options)
  for (const attribute of type.schema.attributes) requireValue(attribute, written.resource[attribute.name])
  return written
}

/**
 * The body of a PUT merged with what is there (RFC 7644 §3.5.1; SCIM-C8): what is writable and omitted is cleared,
 * but `active` stays; read-only attributes stay whatever the body says; an immutable one must not differ.
 * In: the full representation, id and meta included. Out: the given resource itself if nothing changed.
 * Throws 400 invalidValue, invalidSyntax or mutability.
 */
export function readReplace(
  type: ResourceType,
  current: JsonObject,
  body: JsonObject,
  options: WriteOptions = {},
): Written & { changed: boolean } {
  const { resource: given, external } = readCreate(type, body, options)
  const resource = merge([...sharedAttributes.values(), ...type.schema.attributes], current, given)
  for (const { schema } of type.extensions) {
    const [before, after] = [current[schema.urn], given[schema.urn]].map((home) => (isObject(home) ? home : {}))
    const home = merge(schema.attributes, before ?? {}, after ?? {})
    if (Object.keys(home).length > 0) resource[schema.urn] = home
  }
  const changed = !sameJson(current, resource)
  return { resource: changed ? resource : current, external, changed }
}

function merge(attributes: readonly Attribute[], current: JsonObject, given: JsonObject): JsonObject {
  const merged: JsonObject = {}
  for (const attribute of attributes) {
    const [before, after] = [current[attribute.name], given[attribute.name]]
    const kept = attribute.mutability === 'readOnly' || (after === undefined && keeps(attribute))
    if (!kept) refuseImmutable(attribute, before, after)
    const value = kept ? before : withDerived(attribute, before, after)
    if (value !== undefined) merged[attribute.name] = value
  }
  return merged
}

/** The name of a manager is ours to tell: it stays as long as the manager is the same. */
function withDerived(attribute: Attribute, before: Json | undefined, after: Json | undefined): Json | undefined {
  if (!isObject(before) || !isObject(after) || before.value !== after.value) return after
  const derived = attribute.subAttributes.filter(({ mutability, name }) => mutability === 'readOnly' && name in before)
  return { ...after, ...Object.fromEntries(derived.map(({ name }) => [name, before[name] ?? null])) }
}

/** What an omission does not clear. */
function keeps(attribute: Attribute): boolean {
  return attribute.keptByPut || attribute.mutability === 'immutable'
}

function readBody(type: ResourceType, body: JsonObject, { strict = false }: WriteOptions): Written {
  const given = byLowerKey(body)
  checkSchemas(type, given.get('schemas'))
  const written: Written = { resource: {}, external: {} }
  const attributes = [...sharedAttributes.values(), ...type.schema.attributes]
  readAttributes(attributes, given, written.resource, written.external)
  for (const { schema } of type.extensions) {
    const part = given.get(schema.urn.toLowerCase())
    if (part === undefined || part === null) continue
    if (!isObject(part)) throw refusal('invalidValue', `The value of ${schema.urn} must be an object.`)
    const home: JsonObject = {}
    readAttributes(schema.attributes, byLowerKey(part), home, written.external)
    if (strict) refuseUnknown(Object.keys(part), (name) => schema.byName.has(name.toLowerCase()))
    if (Object.keys(home).length > 0) written.resource[schema.urn] = home
  }
  const extensions = new Set(type.extensions.map(({ schema }) => schema.urn.toLowerCase()))
  const known = (name: string) => coreAttribute(type, name) !== undefined || extensions.has(name.toLowerCase())
  if (strict) refuseUnknown(Object.keys(body), known)
  return written
}

function readAttributes(
  attributes: readonly Attribute[],
  given: ReadonlyMap<string, Json>,
  home: JsonObject,
  external: Record<string, string[]>,
) {
  for (const attribute of attributes) {
    const value = given.get(attribute.name.toLowerCase())
    if (attribute.mutability === 'readOnly') continue
    if (attribute.external) {
      external[attribute.name] = externalIds(attribute, value)
      continue
    }
    const coerced = coerce(attribute, value)
    if (coerced === undefined || attribute.mutability === 'writeOnly') continue
    if (Array.isArray(coerced) && countPrimary(coerced) > 1) {
      throw refusal('invalidValue', `Only one value of ${attribute.name} can be primary.`)
    }
    home[attribute.name] = coerced
  }
}

function refuseUnknown(names: string[], isKnown: (name: string) => boolean) {
  const unknown = names.find((name) => !isKnown(name))
  if (unknown !== undefined) throw refusal('invalidSyntax', `There is no attribute ${quoted(unknown)}.`)
}
