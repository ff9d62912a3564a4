import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { quoted, refusal } from './errors.ts'
import type { Scope } from './filter.ts'
import { valueAt } from './filter-match.ts'
import { compareText, fold } from './fold.ts'
import { parseInstant } from './instant.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** `path` ends at a simple attribute; of a multi-valued one the primary or first value counts (SCIM-S1). */
export type Sort = { path: AttributePath; descending: boolean }

/**
 * Reads sortBy and sortOrder (RFC 7644 §3.4.2.3). Out: undefined if nothing is to be sorted by; sortOrder alone means
 * nothing. Throws 400 invalidValue for unknown attributes and words.
 */
export function readSort(scope: Scope, sortBy: string | undefined, sortOrder: string | undefined): Sort | undefined {
  const order = sortOrder?.toLowerCase() ?? 'ascending'
  if (order !== 'ascending' && order !== 'descending') {
    throw refusal('invalidValue', `sortOrder must be ascending or descending, not ${quoted(order)}.`)
  }
  if (sortBy === undefined || sortBy === '') return undefined
  const found = scope(sortBy.trim())
  if (!found) throw refusal('invalidValue', `sortBy names an unknown attribute ${quoted(sortBy)}.`)
  const { attribute } = found
  const sub = found.sub ?? attribute.subs.get('value')
  if (attribute.type === 'complex' && !sub) {
    throw refusal('invalidValue', `sortBy must name a part of ${attribute.name}, such as ${partOf(attribute)}.`)
  }
  return { path: sub ? { ...found, sub } : found, descending: order === 'descending' }
}

function partOf(attribute: Attribute): string {
  return `${attribute.name}.${attribute.subAttributes[0]?.name}`
}

/** Compares two resources; missing values last, descending first; ties by id. The reference for the SQL. */
export function compareResources({ path, descending }: Sort, a: JsonObject, b: JsonObject): number {
  const [x, y] = [sortValue(path, a), sortValue(path, b)]
  const order = x === undefined || y === undefined ? Number(x === undefined) - Number(y === undefined) : compare(x, y)
  if (order !== 0) return descending ? -order : order
  return compareText(String(a.id), String(b.id))
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b))
}

function sortValue({ sub, ...whole }: AttributePath, resource: JsonObject): string | number | undefined {
  const value = valueAt(whole, resource)
  const one = Array.isArray(value) ? (value.find((item) => isObject(item) && item.primary === true) ?? value[0]) : value
  const target = sub ?? whole.attribute
  return sortable(target, sub && isObject(one) ? one[sub.name] : one)
}

function sortable(attribute: Attribute, value: Json | undefined): string | number | undefined {
  if (attribute.type === 'dateTime') return typeof value === 'string' ? parseInstant(value) : undefined
  if (typeof value === 'string') return attribute.caseExact ? value : fold(value)
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' ? value : undefined
}
