import type { Attribute } from './attribute.ts'
import { refusal } from './errors.ts'
import type { CompareOperator } from './filter.ts'
import { compareText, fold } from './fold.ts'
import { parseInstant } from './instant.ts'
import type { Json } from './json.ts'

const equality = ['eq', 'ne']
const ordering = [...equality, 'gt', 'ge', 'lt', 'le']

/** What can be asked of each type; text operators have no meaning for the others (SCIM-F8). */
const meaningful: Partial<Record<Attribute['type'], readonly string[]>> = {
  boolean: equality,
  binary: equality,
  dateTime: ordering,
  integer: ordering,
  decimal: ordering,
  complex: [],
}

/**
 * The literal as it is compared with the attribute. Throws 400 invalidFilter for an operator or a value without
 * meaning for its type. "True" and "False" are booleans where the attribute is one: Entra ID sends
 * `roles[primary eq "True"]`.
 */
export function comparable(
  attribute: Attribute,
  operator: CompareOperator,
  value: string | number | boolean,
): string | number | boolean {
  const { name, type } = attribute
  if (type === 'complex') {
    throw refusal('invalidFilter', `${name} has several parts; compare one of them, such as ${example(attribute)}.`)
  }
  if (!(meaningful[type] ?? [operator]).includes(operator)) {
    throw refusal('invalidFilter', `"${operator}" can't be used with ${name}, which is of type ${type}.`)
  }
  const fitting = ofType(type, value)
  if (fitting === undefined) {
    throw refusal('invalidFilter', `The value compared with ${name} does not fit its type ${type}.`)
  }
  return fitting
}

function example(attribute: Attribute): string {
  return `${attribute.name}.${attribute.subAttributes[0]?.name}`
}

function ofType(type: Attribute['type'], value: string | number | boolean): string | number | boolean | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined
    case 'dateTime':
      return typeof value === 'string' && parseInstant(value) !== undefined ? value : undefined
    default:
      return typeof value === 'string' ? value : undefined
  }
}

/** Whether an attribute's value, undefined if absent, answers the comparison (SCIM-F4, F8, F10). */
export function answers(
  attribute: Attribute,
  operator: CompareOperator,
  expected: string | number | boolean,
  actual: Json | undefined,
): boolean {
  const order = compareWith(attribute, expected, actual)
  if (operator === 'ne') return order !== 0
  if (order === undefined) return false
  if (operator === 'eq') return order === 0
  if (operator === 'gt') return order > 0
  if (operator === 'ge') return order >= 0
  if (operator === 'lt') return order < 0
  if (operator === 'le') return order <= 0
  return contains(operator, folded(attribute, String(actual)), folded(attribute, String(expected)))
}

function contains(operator: 'co' | 'sw' | 'ew', whole: string, part: string): boolean {
  if (operator === 'sw') return whole.startsWith(part)
  return operator === 'ew' ? whole.endsWith(part) : whole.includes(part)
}

function folded(attribute: Attribute, text: string): string {
  return attribute.caseExact ? text : fold(text)
}

/** Below, at or above zero as the actual value lies to the expected one; undefined if the two can't be compared. */
function compareWith(
  attribute: Attribute,
  expected: string | number | boolean,
  actual: Json | undefined,
): number | undefined {
  if (attribute.type === 'dateTime') {
    const [a, b] = [actual, expected].map((one) => (typeof one === 'string' ? parseInstant(one) : undefined))
    return a === undefined || b === undefined ? undefined : a - b
  }
  if (typeof actual === 'string' && typeof expected === 'string') {
    return compareText(folded(attribute, actual), folded(attribute, expected))
  }
  if (typeof actual === 'number' && typeof expected === 'number') return actual - expected
  return typeof actual === 'boolean' && typeof expected === 'boolean' ? Number(actual) - Number(expected) : undefined
}
