import type { Attribute } from './attribute.ts'
import { fold } from './fold.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/**
 * What makes two values of an attribute the same value (SCIM-C12, SCIM-P7): value and type where there is a value,
 * else everything.
 */
function elementKey(attribute: Attribute, element: Json): string {
  if (!isObject(element)) return JSON.stringify(folded(attribute, element))
  const value = attribute.subs.get('value')
  if (!value || element.value === undefined) return JSON.stringify(element)
  return JSON.stringify([folded(value, element.value), typeof element.type === 'string' ? fold(element.type) : null])
}

function folded(attribute: Attribute, value: Json): Json {
  return typeof value === 'string' && !attribute.caseExact ? fold(value) : value
}

/** The values without repetitions; what repeats one adds its parts to it. */
export function distinct(attribute: Attribute, elements: Json[]): Json[] {
  return append(attribute, [], elements).all
}

/**
 * Adds values to others without making duplicates (SCIM-P7).
 * Out: all of them, and those that the added ones have become or were merged into.
 */
export function append(attribute: Attribute, present: Json[], added: Json[]): { all: Json[]; touched: Json[] } {
  const byKey = new Map<string, Json>()
  for (const element of present) byKey.set(elementKey(attribute, element), element)
  const touched = added.map((element) => {
    const key = elementKey(attribute, element)
    const same = byKey.get(key)
    const merged = isObject(same) && isObject(element) ? { ...same, ...element } : element
    byKey.set(key, merged)
    return merged
  })
  return { all: [...byKey.values()], touched }
}

/** How many values say that they are the preferred one. */
export function countPrimary(elements: readonly Json[]): number {
  return elements.filter(isPrimary).length
}

/**
 * At most one preferred value (SCIM-C11, SCIM-P15): if there are more, the last of those just written stays, and the
 * others become false.
 */
export function onePrimary(elements: Json[], touched: readonly Json[]): Json[] {
  if (countPrimary(elements) < 2) return elements
  const kept = touched.filter(isPrimary).at(-1) ?? elements.filter(isPrimary).at(-1)
  return elements.map((element) => (isPrimary(element) && element !== kept ? { ...element, primary: false } : element))
}

function isPrimary(element: Json): element is JsonObject {
  return isObject(element) && element.primary === true
}
