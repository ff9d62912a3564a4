import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { refusal } from './errors.ts'
import type { ExternalDraft } from './external.ts'
import { countNodes, type Filter } from './filter.ts'
import { elementMatches } from './filter-match.ts'
import { isObject, type Json, type JsonObject, sameJson } from './json.ts'
import { limits } from './limits.ts'
import type { ResourceType } from './resource-type.ts'

/** The resource being patched, a copy that may be thrown away, what it has cost to find values, and set steps. */
export type Draft = {
  readonly type: ResourceType
  readonly resource: JsonObject
  readonly external: Map<string, ExternalDraft>
  work: number
}

/** The object that holds a path's attribute, made if it is an extension that is not there yet. */
export function homeOf(draft: Draft, { urn }: AttributePath): JsonObject {
  if (urn === undefined) return draft.resource
  const home = draft.resource[urn]
  if (isObject(home)) return home
  const made: JsonObject = {}
  draft.resource[urn] = made
  return made
}

/** An extension without data is not there (SCIM-T10). */
export function dropEmptyExtensions(draft: Draft): void {
  for (const { schema } of draft.type.extensions) {
    const home = draft.resource[schema.urn]
    if (isObject(home) && Object.keys(home).length === 0) delete draft.resource[schema.urn]
  }
}

/** The values of an attribute as a list, one or none for a single-valued one. */
export function valuesOf(home: JsonObject, attribute: Attribute): Json[] {
  const value = home[attribute.name]
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

/** Puts a value in place; none, an empty list and an empty object take the attribute away. */
export function assign(home: JsonObject, attribute: Attribute, value: Json | undefined): void {
  refuseImmutable(attribute, home[attribute.name], value)
  const empty = value === undefined || (Array.isArray(value) && value.length === 0)
  if (empty) delete home[attribute.name]
  else home[attribute.name] = value
}

/** Puts a list of values in place, or the only one of a single-valued attribute. */
export function assignList(home: JsonObject, attribute: Attribute, list: Json[]) {
  assign(home, attribute, attribute.multiValued ? list : list[0])
}

/** What is immutable can be set once (RFC 7643 §7). Throws 400 mutability. */
export function refuseImmutable(attribute: Attribute, before: Json | undefined, after: Json | undefined): void {
  if (attribute.mutability !== 'immutable' || before === undefined || sameJson(before, after)) return
  throw refusal('mutability', `${attribute.name} can't be changed once it is set.`)
}

/** The positions of the values that a filter selects. Throws 400 tooMany past the limit of work. */
export function matching(draft: Draft, attribute: Attribute, list: Json[], filter: Filter): Set<number> {
  draft.work += countNodes(filter) * list.length
  if (draft.work > limits.patchWork) {
    throw refusal('tooMany', 'This PATCH looks at too many values. Send it in several requests.')
  }
  return new Set(list.flatMap((element, index) => (elementMatches(filter, attribute, element) ? [index] : [])))
}
