import type { AttributePath } from './attribute-path.ts'
import { valueAt } from './filter-match.ts'
import { byLowerKey, isObject, type Json, type JsonObject, sameJson } from './json.ts'

/** Whether a value says of a read-only attribute what it is already; of `meta` a part is enough (SCIM-P14). */
export function repeats(resource: JsonObject, path: AttributePath, value: Json | undefined): boolean {
  const current = valueAt(path, resource)
  if (!isObject(value) || !isObject(current)) return same(value, current)
  const parts = byLowerKey(current)
  return [...byLowerKey(value)].every(([key, part]) => same(part, parts.get(key)))
}

function same(value: Json | undefined, current: Json | undefined): boolean {
  return isUnassigned(value) ? isUnassigned(current) : sameJson(value, current)
}

function isUnassigned(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
