import type { Attribute } from './attribute.ts'
import { coreAttribute, type ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

/** An attribute, found: `urn` is the extension that holds it, absent for core and shared attributes. */
export type AttributePath = Readonly<{ urn?: string; attribute: Attribute; sub?: Attribute }>

/** The one spelling of a path, such as `name.familyName` or `urn:…:User:department`; the key of column maps. */
export function pathName({ urn, attribute, sub }: AttributePath): string {
  return `${urn === undefined ? '' : `${urn}:`}${attribute.name}${sub === undefined ? '' : `.${sub.name}`}`
}

/**
 * Splits off a URN by the longest known one: URNs have dots and colons of their own (`2.0:User`), so that
 * neither the first dot nor the last colon can be trusted (SCIM-F3). `rest` is '' for a URN alone.
 * Undefined if the text begins with a URN that is none of this type's.
 */
export function splitUrn(type: ResourceType, text: string): { schema?: Schema; rest: string } | undefined {
  if (!/^urn:/i.test(text)) return { rest: text }
  const lower = text.toLowerCase()
  const known = [type.schema, ...type.extensions.map((extension) => extension.schema)].filter(({ urn }) => {
    const key = urn.toLowerCase()
    return lower === key || lower.startsWith(`${key}:`)
  })
  const schema = known.sort((a, b) => b.urn.length - a.urn.length)[0]
  return schema && { schema, rest: text.slice(schema.urn.length + 1) }
}

/**
 * Finds `[URN:]attr[.sub]` in any case (SCIM-F3, SCIM-P5). A name without URN is looked for in the core schema,
 * then in the extensions, since Entra ID sends `manager` bare.
 * In: the text of the path without a filter. Out: undefined if no such attribute is known.
 */
export function findAttribute(type: ResourceType, text: string): AttributePath | undefined {
  const split = splitUrn(type, text)
  if (!split) return undefined
  const [name = '', subName, ...more] = split.rest.split('.')
  const found = split.schema ? inSchema(type, split.schema, name) : anywhere(type, name)
  if (!found || more.length > 0) return undefined
  if (subName === undefined) return found
  const sub = found.attribute.subs.get(subName.toLowerCase())
  return sub && { ...found, sub }
}

function inSchema(type: ResourceType, schema: Schema, name: string): AttributePath | undefined {
  // Shared attributes belong to no schema, yet some clients write the core URN before externalId.
  if (schema === type.schema) return wrap(coreAttribute(type, name))
  return wrap(schema.byName.get(name.toLowerCase()), schema.urn)
}

function anywhere(type: ResourceType, name: string): AttributePath | undefined {
  const core = coreAttribute(type, name)
  if (core) return { attribute: core }
  for (const { schema } of type.extensions) {
    const found = wrap(schema.byName.get(name.toLowerCase()), schema.urn)
    if (found) return found
  }
  return undefined
}

function wrap(attribute: Attribute | undefined, urn?: string): AttributePath | undefined {
  return attribute && (urn === undefined ? { attribute } : { urn, attribute })
}
