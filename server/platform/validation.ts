import type { z } from 'zod'
import { type FieldCode, fieldCodes } from '../../domain/problems.ts'
import { type FieldError, Problem } from './problem.ts'

type Issue = z.core.$ZodIssue

/**
 * Parses input by a schema of the domain. What is malformed, of a wrong type or unknown is 400; a value that breaks
 * a rule, or a required one that is missing, is 422 (product.md §4). In a query everything is 400.
 */
export function validated<T extends z.ZodType>(schema: T, input: unknown, where: 'body' | 'query'): z.output<T> {
  const parsed = schema.safeParse(input, { reportInput: true })
  if (parsed.success) {
    const field = nulIn(input)
    if (field === null) return parsed.data
    throw new Problem(where === 'query' ? 'malformed' : 'invalid', { errors: [{ field, code: 'invalid_value' }] })
  }
  const issues = parsed.error.issues.flatMap((issue) => flatten(issue))
  const errors = issues.map((issue) => fieldError(issue))
  const unreadable = issues.filter((issue) => isMalformed(issue, input))
  if (where === 'query') {
    const unknown = issues.some((issue) => issue.code === 'unrecognized_keys')
    throw new Problem(unknown ? 'unknown_parameter' : 'malformed', { errors })
  }
  if (unreadable.length > 0) throw new Problem('malformed', { errors: unreadable.map(fieldError) })
  const roleRefused = errors.some((error) => error.code === 'role_not_assignable')
  const unconfirmed = errors.some((error) => error.code === 'confirmation_missing')
  throw new Problem(roleRefused ? 'role_not_assignable' : unconfirmed ? 'confirmation_missing' : 'invalid', { errors })
}

/** Where a text holds the character NUL, which PostgreSQL keeps in no text; null: nowhere. */
function nulIn(value: unknown): string | null {
  if (typeof value === 'string') return value.includes('\0') ? '' : null
  if (value === null || typeof value !== 'object') return null
  for (const [key, one] of Object.entries(value)) {
    const inner = nulIn(one)
    if (inner !== null) return inner === '' ? key : `${key}.${inner}`
  }
  return null
}

/** Of a union, the member that came furthest speaks; unknown keys become one issue each. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a))[0]!
    return best.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }) as Issue)
  }
  return [issue]
}

const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length))

function isMalformed(issue: Issue, input: unknown): boolean {
  if (issue.code === 'unrecognized_keys') return true
  if (issue.code !== 'invalid_type') return false
  // A required value that is missing or null is a rule broken, not a shape.
  return issue.path.length === 0 || (valueAt(input, issue.path) ?? null) !== null
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (value === null || value === undefined ? undefined : (value as Record<PropertyKey, unknown>)[key]),
    input,
  )

function fieldError(issue: Issue): FieldError {
  return { field: issue.path.map(String).join('.'), code: codeOf(issue) }
}

/** Short and long are texts and lists; a number or date is only wrong. */
const hasLength = ({ origin }: { origin: string }) => origin === 'string' || origin === 'array'

function codeOf(issue: Issue): FieldCode {
  const custom = issue.code === 'custom' ? (issue.params as { code?: string } | undefined)?.code : issue.message
  if (custom && (fieldCodes as readonly string[]).includes(custom)) return custom as FieldCode
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'unknown_key'
    case 'invalid_type':
      return (issue.input ?? null) === null ? 'required' : 'wrong_type'
    case 'too_big':
      return hasLength(issue) ? 'too_long' : 'invalid_value'
    case 'too_small':
      if (!hasLength(issue)) return 'invalid_value'
      return issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'too_short'
    default:
      return 'invalid_value'
  }
}
