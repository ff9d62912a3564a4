import { coerce } from './coerce.ts'
import { refusal } from './errors.ts'
import {
  addIds,
  type ExternalStep,
  externalDraft,
  externalIds,
  externalSteps,
  removeIds,
  removeWhere,
  replaceIds,
} from './external.ts'
import { isObject, type Json, type JsonObject, sameJson } from './json.ts'
import { type Draft, dropEmptyExtensions } from './patch-draft.ts'
import { removeAt } from './patch-remove.ts'
import { type PatchOperation, readPatch } from './patch-request.ts'
import { writeAt } from './patch-write.ts'
import { type PatchPath, parsePath } from './path.ts'
import { repeats } from './repeats.ts'
import type { ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'
import { namesKnownSchemas } from './schemas-attribute.ts'

type Op = PatchOperation['op']
type TargetPath = Extract<PatchPath, { kind: 'attribute' }>

/** `resource` is the given one, untouched, if nothing changed; `external` the steps by attribute name. */
export type PatchOutcome = { resource: JsonObject; changed: boolean; external: Record<string, ExternalStep[]> }

/**
 * Applies a PATCH (RFC 7644 §3.5.2; SCIM-P1 to P16) to the full representation of a resource, id and meta included.
 * All or nothing: the given resource is never written to, and any operation that fails throws.
 * `changed` says nothing about `external`, which only the caller can know after doing the steps.
 * Throws invalidSyntax, invalidPath, invalidFilter, invalidValue, mutability, noTarget, tooMany (all 400).
 */
export function patch(type: ResourceType, resource: JsonObject, body: JsonObject): PatchOutcome {
  const draft: Draft = { type, resource: structuredClone(resource), external: new Map(), work: 0 }
  for (const { op, path, value } of readPatch(type, body)) {
    if (path) apply(draft, op, path, value, false)
    else applyPathless(draft, op, '', value)
    dropEmptyExtensions(draft)
  }
  const changed = !sameJson(resource, draft.resource)
  const external = [...draft.external].map(([name, gathered]) => [name, externalSteps(gathered)])
  return { resource: changed ? draft.resource : resource, changed, external: Object.fromEntries(external) }
}

function apply(draft: Draft, op: Op, path: PatchPath, value: Json | undefined, pathless: boolean) {
  if (path.kind === 'attribute') return applyToAttribute(draft, op, path, value, pathless)
  if (path.kind === 'resource') return applyPathless(draft, op, '', value)
  const empties = op === 'replace' && (value === null || value === '')
  if (op === 'remove' || empties) return removeExtension(draft, path.schema)
  applyPathless(draft, op, `${path.schema.urn}:`, value)
}

/** Each key is a path of its own: a name, a dotted path, one with a URN, a URN alone, a path with a filter (SCIM-P6). */
function applyPathless(draft: Draft, op: Op, prefix: string, value: Json | undefined) {
  if (op === 'remove') throw refusal('noTarget', 'A "remove" needs the path of what it removes.')
  const object = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (!isObject(object)) throw refusal('invalidValue', 'Without the path of an attribute the value must be an object.')
  for (const [key, item] of Object.entries(object)) {
    if (prefix === '' && key.toLowerCase() === 'schemas') namesKnownSchemas(draft.type, item)
    else apply(draft, op, parsePath(draft.type, prefix + key), item, true)
  }
}

function removeExtension(draft: Draft, { urn, attributes }: Schema) {
  for (const attribute of attributes) {
    if (attribute.mutability !== 'readOnly') removeAt(draft, { urn, attribute }, undefined)
  }
}

function applyToAttribute(draft: Draft, op: Op, path: TargetPath, value: Json | undefined, pathless: boolean) {
  const { attribute, sub } = path
  if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') {
    // Okta repeats the id beside what it changes (SCIM-P14).
    if (pathless && repeats(draft.resource, path, value)) return
    throw refusal('mutability', `${attribute.name}${sub ? `.${sub.name}` : ''} is read-only.`)
  }
  if (attribute.external) return applyToExternal(draft, op, path, value)
  if (attribute.mutability === 'writeOnly') return void coerce(attribute, op === 'remove' ? undefined : value)
  if (op === 'remove') removeAt(draft, path, value)
  else writeAt(draft, op, path, value)
}

function applyToExternal({ external }: Draft, op: Op, { attribute, filter, sub }: TargetPath, value: Json | undefined) {
  const gathered = external.get(attribute.name) ?? externalDraft()
  external.set(attribute.name, gathered)
  if (sub || (filter && op !== 'remove')) {
    throw refusal('mutability', `The values of ${attribute.name} can be added and removed, but not changed.`)
  }
  if (filter) removeWhere(gathered, filter)
  else if (op === 'add') addIds(gathered, externalIds(attribute, value))
  else if (op === 'replace') replaceIds(gathered, externalIds(attribute, value))
  else if (value === undefined || value === null) replaceIds(gathered, [])
  else removeIds(gathered, externalIds(attribute, value))
}
