import { type Attribute, text } from './attribute.ts'
import { type AttributePath, findAttribute } from './attribute-path.ts'
import type { ResourceType } from './resource-type.ts'

export const compareOperators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const
export type CompareOperator = (typeof compareOperators)[number]

/**
 * A filter (RFC 7644 §3.4.2.2) with every name resolved. A multi-valued attribute occurs only as the `path` of
 * `element` and `present`: whatever binds to one of its values stands inside one `element`, so that terms can't
 * cross from one value to another (SCIM-F5). Paths inside `element` are relative to the value.
 */
export type Filter =
  | { kind: 'and' | 'or'; terms: Filter[] }
  | { kind: 'not'; term: Filter }
  | { kind: 'compare'; path: AttributePath; operator: CompareOperator; value: string | number | boolean }
  | { kind: 'present'; path: AttributePath }
  | { kind: 'element'; path: AttributePath; term: Filter }

/** Finds the attribute that a name in a filter means; undefined is an unknown attribute. */
export type Scope = (name: string) => AttributePath | undefined

/**
 * The names of one resource type, or of several for a search at the root (SCIM-F15). There a name that only one
 * type has is absent from the others. What is never returned can't be asked for either.
 */
export function filterScope(...types: ResourceType[]): Scope {
  return (name) => {
    for (const type of types) {
      const found = findAttribute(type, name)
      if (found && found.attribute.returned !== 'never') return found
    }
    return undefined
  }
}

/** The names inside `attribute[…]`. */
export function elementScope(attribute: Attribute): Scope {
  return (name) => {
    const sub = elementAttributes(attribute).get(name.toLowerCase())
    return sub && { attribute: sub }
  }
}

/** The parts of one value; a value of a simple attribute has the implicit part `value` (RFC 7643 §2.4). */
export function elementAttributes(attribute: Attribute): ReadonlyMap<string, Attribute> {
  return attribute.type === 'complex' ? attribute.subs : new Map([['value', simpleValue(attribute)]])
}

function simpleValue(attribute: Attribute): Attribute {
  const { type, caseExact } = attribute
  return { ...text('value', attribute.description), type, caseExact }
}

/** Comparisons and connectives: the measure of what a filter costs. */
export function countNodes(filter: Filter): number {
  if ('terms' in filter) return filter.terms.reduce((sum, term) => sum + countNodes(term), 1)
  return 'term' in filter ? 1 + countNodes(filter.term) : 1
}
