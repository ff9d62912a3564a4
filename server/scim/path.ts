import { type AttributePath, findAttribute, splitUrn } from './attribute-path.ts'
import { quoted, refusal } from './errors.ts'
import { elementAttributes, type Filter } from './filter.ts'
import { parseElementFilter } from './filter-parse.ts'
import { reader, takeMark } from './filter-reader.ts'
import type { ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

/** What a PATCH operation is about (SCIM-P5): the resource or an extension as a whole, or an attribute. */
export type PatchPath =
  | { kind: 'resource' }
  | { kind: 'extension'; schema: Schema }
  | ({ kind: 'attribute'; filter?: Filter } & AttributePath)

/**
 * Reads a path: `attr`, `attr.sub`, `URN:attr`, `URN:attr.sub`, `URN`, `attr[filter]`, `attr[filter].sub`, and the
 * last two with a URN. Throws 400 invalidPath for syntax and unknown attributes, 400 invalidFilter for what stands
 * in the brackets.
 */
export function parsePath(type: ResourceType, text: string): PatchPath {
  const path = text.trim()
  const bracket = path.indexOf('[')
  if (bracket >= 0) return filteredPath(type, path, bracket)
  const split = splitUrn(type, path)
  if (split?.schema && split.rest === '') {
    return split.schema === type.schema ? { kind: 'resource' } : { kind: 'extension', schema: split.schema }
  }
  const found = findAttribute(type, path)
  if (!found) throw unknown(type, path)
  return { kind: 'attribute', ...found }
}

function filteredPath(type: ResourceType, path: string, bracket: number): PatchPath {
  const name = path.slice(0, bracket)
  const found = findAttribute(type, name)
  if (!found) throw unknown(type, name)
  if (found.sub) throw refusal('invalidPath', `Only a whole attribute can be filtered with [ ], not ${quoted(name)}.`)
  const at = reader(path)
  at.at = bracket
  const filter = parseElementFilter(at, found.attribute)
  if (at.at === path.length) return { kind: 'attribute', ...found, filter }
  const sub = takeMark(at, '.') ? elementAttributes(found.attribute).get(path.slice(at.at).toLowerCase()) : undefined
  if (!sub) throw refusal('invalidPath', `What follows "]" in a path must be a known sub-attribute of ${quoted(name)}.`)
  return { kind: 'attribute', ...found, filter, sub }
}

function unknown(type: ResourceType, path: string): Error {
  return refusal('invalidPath', `${type.name} has no attribute ${quoted(path)}.`)
}
