import { isObject, type Json, type JsonObject } from './json.ts'

/** What a bulkId stands for: an id, or `later` while the resource that it names is itself waiting for this one. */
export type Lookup = (bulkId: string) => string | typeof later

export const later = Symbol('later')

const whole = /^bulkId:(.+)$/s
const inPath = /(?<=\/)bulkId:([^/]+)/g
/** in the filter of a PATCH path: `members[value eq "bulkId:x"]` */
const inFilter = /(?<=")bulkId:([^"]+)(?=")/g

/** The bulkIds that a path or the data of an operation refers to (RFC 7644 §3.7.2). */
export function references(path: string, data: JsonObject | undefined): { path: string[]; data: string[] } {
  const found = { path: new Set<string>(), data: new Set<string>() }
  resolvePath(path, (bulkId) => note(found.path, bulkId))
  if (data) resolveData(data, (bulkId) => note(found.data, bulkId))
  return { path: [...found.path], data: [...found.data] }
}

function note(found: Set<string>, bulkId: string): string {
  found.add(bulkId)
  return bulkId
}

export function resolvePath(path: string, lookup: (bulkId: string) => string): string {
  return path.replace(inPath, (_, bulkId: string) => encodeURIComponent(lookup(bulkId)))
}

/**
 * The data with ids for bulkIds. What stands for `later` is left out, with the value of a list or the attribute that
 * it is in; `waiting` are the paths of those attributes, to be completed by a PATCH (SCIM-B2: circles).
 */
export function resolveData(data: JsonObject, lookup: Lookup): { data: JsonObject; waiting: string[] } {
  const waiting: string[] = []
  const resolve = (object: JsonObject, prefix: string): JsonObject => {
    const resolved: JsonObject = {}
    for (const [key, value] of Object.entries(object)) {
      // An extension holds attributes, so that only the one concerned has to wait.
      const walked =
        prefix === '' && key.includes(':') && isObject(value)
          ? { value: resolve(value, `${key}:`), waits: false }
          : walk(value, lookup)
      if (walked.value !== undefined) resolved[key] = walked.value
      if (walked.waits) waiting.push(prefix + key)
    }
    return resolved
  }
  return { data: resolve(data, ''), waiting }
}

/** The value at one of the `waiting` paths. */
export function valueOfPath(data: JsonObject, path: string): Json | undefined {
  if (Object.hasOwn(data, path)) return data[path]
  const split = path.lastIndexOf(':')
  const home = data[path.slice(0, split)]
  return isObject(home) ? home[path.slice(split + 1)] : undefined
}

function walk(value: Json, lookup: Lookup): { value: Json | undefined; waits: boolean } {
  if (typeof value === 'string') return walkText(value, lookup)
  if (Array.isArray(value)) {
    const items = value.map((item) => walk(item, lookup))
    return {
      value: items.map((item) => item.value).filter((item) => item !== undefined),
      waits: items.some((item) => item.waits),
    }
  }
  if (!isObject(value)) return { value, waits: false }
  const parts = Object.entries(value).map(([key, part]) => [key, walk(part, lookup)] as const)
  const waits = parts.some(([, part]) => part.waits)
  if (parts.some(([, part]) => part.value === undefined)) return { value: undefined, waits }
  return { value: Object.fromEntries(parts.map(([key, part]) => [key, part.value as Json])), waits }
}

function walkText(text: string, lookup: Lookup): { value: Json | undefined; waits: boolean } {
  const bulkId = whole.exec(text)?.[1]
  if (bulkId === undefined) {
    return { value: text.replace(inFilter, (_, id: string) => String(lookup(id).toString())), waits: false }
  }
  const id = lookup(bulkId)
  return id === later ? { value: undefined, waits: true } : { value: id, waits: false }
}
