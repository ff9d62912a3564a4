import type { Attribute } from './attribute.ts'
import { refusal } from './errors.ts'
import type { Filter } from './filter.ts'
import { byLowerKey, isObject, type Json } from './json.ts'

/**
 * What to do with the values of an attribute that is kept outside the document, in this order (SCIM-P11, P12).
 * All but `removeWhere` name ids and need no look at what is there; `removeWhere` is a filter on one value, to be
 * compiled to SQL. Without a `removeWhere` there is one `replace`, or a `remove` and an `add` with no id in common.
 */
export type ExternalStep = { op: 'replace' | 'add' | 'remove'; ids: string[] } | { op: 'removeWhere'; filter: Filter }

/** Steps being gathered; a thousand operations with one id each become one or two statements. */
export type ExternalDraft = { done: ExternalStep[]; replaces: boolean; remove: Set<string>; add: Set<string> }

export function externalDraft(): ExternalDraft {
  return { done: [], replaces: false, remove: new Set(), add: new Set() }
}

export function replaceIds(draft: ExternalDraft, ids: string[]) {
  // Whatever came before is overwritten.
  Object.assign(draft, { ...externalDraft(), replaces: true, add: new Set(ids) })
}

export function addIds(draft: ExternalDraft, ids: string[]) {
  for (const id of ids) {
    draft.remove.delete(id)
    draft.add.add(id)
  }
}

export function removeIds(draft: ExternalDraft, ids: string[]) {
  for (const id of ids) {
    draft.add.delete(id)
    draft.remove.add(id)
  }
}

export function removeWhere(draft: ExternalDraft, filter: Filter) {
  const ids = idsOfFilter(filter)
  if (ids) return removeIds(draft, ids)
  const done: ExternalStep[] = [...externalSteps(draft), { op: 'removeWhere', filter }]
  Object.assign(draft, { ...externalDraft(), done })
}

/** The steps gathered so far. */
export function externalSteps(draft: ExternalDraft): ExternalStep[] {
  const steps = [...draft.done]
  if (draft.replaces) return [...steps, { op: 'replace', ids: [...draft.add] }]
  if (draft.remove.size > 0) steps.push({ op: 'remove', ids: [...draft.remove] })
  if (draft.add.size > 0) steps.push({ op: 'add', ids: [...draft.add] })
  return steps
}

/** The ids that a value names: `[{value}]`, `{value}`, "id" or a list of those; null is none. */
export function externalIds(attribute: Attribute, value: Json | undefined): string[] {
  if (value === null || value === undefined) return []
  const ids = new Set<string>()
  for (const item of Array.isArray(value) ? value : [value]) {
    const id = isObject(item) ? byLowerKey(item).get('value') : item
    if (typeof id !== 'string' || id === '') {
      throw refusal('invalidValue', `Each of ${attribute.name} must have the id of a resource in "value".`)
    }
    ids.add(id)
  }
  return [...ids]
}

/** The ids that a filter on values selects, if it selects by nothing else. */
function idsOfFilter(filter: Filter): string[] | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.attribute.name === 'value') {
    return [String(filter.value)]
  }
  if (filter.kind !== 'and' && filter.kind !== 'or') return undefined
  const sets: string[][] = []
  for (const term of filter.terms) {
    const ids = idsOfFilter(term)
    if (!ids) return undefined
    sets.push(ids)
  }
  return filter.kind === 'or'
    ? [...new Set(sets.flat())]
    : sets.reduce((all, ids) => all.filter((id) => ids.includes(id)))
}
