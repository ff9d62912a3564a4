import { failure, refusal } from './errors.ts'
import { limits } from './limits.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** Keys that reach an object's prototype in careless code; no SCIM attribute is called so (SCIM-T12). */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Media types that are certainly not JSON: answered with 415 without a look at the body. */
const notJson = /^(text|multipart|image|audio|video|font)\/|[/+]xml$|^application\/x-www-form-urlencoded$/

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The body of a request as a JSON object within the limits (SCIM-T6, T7, T12, X3).
 * In: the Content-Type header, if any, and the body decoded as UTF-8.
 * Throws 415 for another media type or charset, 400 invalidSyntax for anything but a JSON object.
 */
export function parseBody(contentType: string | undefined, text: string): JsonObject {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map((part) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(part)?.[1]).find(Boolean)
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw failure(415, 'Send the body as UTF-8.')
  }
  if (notJson.test(type.trim())) throw failure(415, 'Send the body as application/scim+json.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refusal('invalidSyntax', 'The body is not valid JSON.')
  }
  return checkJson(value)
}

/**
 * Checks what a JSON parser has made of a body: an object, not too deep, without forbidden keys, and
 * every text storable (PostgreSQL takes neither NUL nor half a surrogate pair). Walks without recursion.
 */
export function checkJson(value: unknown): JsonObject {
  if (!isObject(value)) throw refusal('invalidSyntax', 'The body must be a JSON object.')
  let level: (Json[] | JsonObject)[] = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limits.jsonDepth) throw refusal('invalidSyntax', 'The body is nested too deeply.')
    const next: (Json[] | JsonObject)[] = []
    for (const container of level) {
      for (const [key, item] of Object.entries<Json>(container as JsonObject)) {
        if (forbiddenKeys.has(key.toLowerCase())) {
          throw refusal('invalidSyntax', `The body has a key that is not allowed: ${key}.`)
        }
        if (!isStorable(key) || (typeof item === 'string' && !isStorable(item))) {
          throw refusal('invalidValue', 'The body has a text with a NUL or with half a surrogate pair.')
        }
        if (typeof item === 'object' && item !== null) next.push(item)
      }
    }
    level = next
  }
  return value
}

/** Whether PostgreSQL can keep this text. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** An object's members by lower-case key: JSON names are case-insensitive on input (SCIM-T8). The last one wins. */
export function byLowerKey(object: JsonObject): Map<string, Json> {
  return new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
}

/** Equal as SCIM data: key order never matters, nor does the order of the values of an array (SCIM-T10). */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return sameList(a, b)
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}

function sameList(a: Json[], b: Json[]): boolean {
  if (a.length !== b.length) return false
  // Nearly always the order is the same too; only otherwise the values are put in one.
  if (a.every((item, at) => sameJson(item, b[at]))) return true
  const [x, y] = [a, b].map((list) => list.map(canonical).sort())
  return x?.every((item, at) => item === y?.[at]) ?? false
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.keys(value).sort()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
}
