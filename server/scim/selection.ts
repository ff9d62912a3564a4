import type { Attribute } from './attribute.ts'
import { type AttributePath, findAttribute, pathName, splitUrn } from './attribute-path.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { ResourceType } from './resource-type.ts'
import { sharedAttributes } from './schema.ts'

/** What a request asks to see: the canonical names after `attributes` or `excludedAttributes`. */
export type Selection = { only?: ReadonlySet<string>; without?: ReadonlySet<string> }

/** A query parameter or a field of a SearchRequest. */
export type NameList = string | readonly string[] | undefined

/**
 * Reads `attributes` and `excludedAttributes` (RFC 7644 §3.4.2.5, §3.9; SCIM-A1, A3): names in any case, with URN or
 * sub-attribute, a URN alone for a whole extension; a filter behind a name and unknown names are ignored. If both are
 * given, `attributes` wins.
 */
export function readSelection(type: ResourceType, attributes: NameList, excludedAttributes: NameList): Selection {
  const only = split(attributes)
  if (only.length > 0) return { only: canonicalNames(type, only) }
  const without = split(excludedAttributes)
  return without.length > 0 ? { without: canonicalNames(type, without) } : {}
}

/** Whether an attribute will be shown, so that it need not be read (SCIM-A2: members). In: its canonical name. */
export function isSelected({ only, without }: Selection, name: string): boolean {
  return only ? [...only].some((one) => one === name || one.startsWith(`${name}.`)) : !without?.has(name)
}

/**
 * The representation of a resource (RFC 7643 §3.1, §7 `returned`; SCIM-A1, T8, T10): in the order of the schema, with
 * `schemas` derived from what is there. Nothing that is never returned gets out, whatever is stored.
 */
export function present(type: ResourceType, resource: JsonObject, selection: Selection = {}): JsonObject {
  const { schemas: _derived, meta, ...shared } = pick([...sharedAttributes.values()], resource, selection)
  const core = pick(type.schema.attributes, resource, selection)
  const extensions: JsonObject = {}
  for (const { schema } of type.extensions) {
    const home = resource[schema.urn]
    const part = isObject(home) ? pick(schema.attributes, home, selection, schema.urn) : {}
    if (Object.keys(part).length > 0) extensions[schema.urn] = part
  }
  const schemas = [type.schema.urn, ...Object.keys(extensions)]
  return { schemas, ...shared, ...core, ...extensions, ...(meta === undefined ? {} : { meta }) }
}

function pick(attributes: readonly Attribute[], home: JsonObject, selection: Selection, urn?: string): JsonObject {
  const picked: JsonObject = {}
  for (const attribute of attributes) {
    const path = urn === undefined ? { attribute } : { urn, attribute }
    const value = home[attribute.name]
    if (value === undefined || value === null) continue
    const shown = Array.isArray(value)
      ? value.map((element) => shownPart(path, element, selection)).filter((element) => element !== undefined)
      : shownPart(path, value, selection)
    if (shown !== undefined && !(Array.isArray(shown) && shown.length === 0)) picked[attribute.name] = shown
  }
  return picked
}

function shownPart(path: AttributePath, value: Json, selection: Selection): Json | undefined {
  const { attribute, urn } = path
  const whole = isShown(attribute, selection, [pathName(path), ...(urn === undefined ? [] : [urn])])
  if (attribute.type !== 'complex' || !isObject(value)) return whole ? value : undefined
  const parts: JsonObject = {}
  for (const sub of attribute.subAttributes) {
    const part = value[sub.name]
    if (part === undefined || part === null) continue
    const name = pathName({ ...path, sub })
    // Asking for the whole asks for each part; excluding a part leaves the others.
    const shown = selection.only && whole ? sub.returned !== 'never' : isShown(sub, selection, [name])
    if (shown && (whole || selection.only)) parts[sub.name] = part
  }
  return Object.keys(parts).length > 0 ? parts : undefined
}

function isShown(attribute: Attribute, { only, without }: Selection, names: string[]): boolean {
  if (attribute.returned === 'always') return true
  if (attribute.returned === 'never') return false
  if (only) return names.some((name) => only.has(name))
  return attribute.returned === 'default' && !names.some((name) => without?.has(name))
}

function split(list: NameList): string[] {
  const texts = list === undefined ? [] : typeof list === 'string' ? [list] : list
  return texts
    .flatMap((text) => text.replace(/\[[^\]]*\]/g, '').split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function canonicalNames(type: ResourceType, names: string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => namesOf(type, name)))
}

/** A URN alone means all of its schema; an unknown name means nothing. */
function namesOf(type: ResourceType, name: string): string[] {
  const urn = splitUrn(type, name)
  if (urn?.schema && urn.rest === '') {
    return urn.schema === type.schema ? type.schema.attributes.map((one) => one.name) : [urn.schema.urn]
  }
  const path = findAttribute(type, name)
  return path ? [pathName(path)] : []
}
