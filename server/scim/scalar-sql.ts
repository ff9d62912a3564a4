import type { Attribute } from './attribute.ts'
import type { Filter } from './filter.ts'
import { answers } from './filter-value.ts'
import { foldSql as defaultFoldSql, fold } from './fold.ts'
import { instantText } from './instant.ts'
import type { SqlScalar } from './sql-target.ts'

type Comparison = Pick<Extract<Filter, { kind: 'compare' }>, 'operator' | 'value'>
type Bind = (value: unknown) => string

const signs = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const
const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** One comparison as SQL; null where the column is null, but for `ne`, which is then true (SCIM-F10). */
export function compareSql(
  column: SqlScalar,
  attribute: Attribute,
  { operator, value }: Comparison,
  bind: Bind,
  foldSql = defaultFoldSql,
): string {
  switch (column.kind) {
    case 'constant':
      return String(answers(attribute, operator, value, column.value ?? undefined))
    case 'folded':
      return compareText(column.sql, operator, (column.fold ?? fold)(String(value)), bind)
    case 'text':
      return attribute.caseExact
        ? compareText(column.sql, operator, String(value), bind)
        : compareText(foldSql(column.sql), operator, fold(String(value)), bind)
    case 'uuid':
      return compareUuid(column.sql, operator, String(value), bind)
    case 'timestamp':
      return compareInstant(column.sql, operator, String(value), bind)
    case 'boolean':
      return compareOrdered(column.sql, operator, `${bind(value)}::boolean`)
    case 'number':
      return compareOrdered(column.sql, operator, `${bind(value)}::numeric`)
  }
}

/** Whether a column has something in it. An empty text is nothing. */
export function presentSql(column: SqlScalar, attribute: Attribute): string {
  if (column.kind === 'constant') return String(column.value !== null && column.value !== '')
  const isText = column.kind === 'folded' || column.kind === 'text'
  return isText && attribute.type !== 'boolean' ? `(${column.sql} <> '')` : `(${column.sql} is not null)`
}

function compareText(sql: string, operator: Comparison['operator'], value: string, bind: Bind): string {
  switch (operator) {
    case 'co':
      return `(${sql} like ${bind(`%${escapeLike(value)}%`)})`
    case 'sw':
      return `(${sql} like ${bind(`${escapeLike(value)}%`)})`
    case 'ew':
      return `(${sql} like ${bind(`%${escapeLike(value)}`)})`
    case 'eq':
    case 'ne':
      return compareOrdered(sql, operator, `${bind(value)}::text`)
    default:
      return compareOrdered(`${sql} collate "C"`, operator, `${bind(value)}::text`)
  }
}

/** A text in which % _ and \ stand for themselves (SCIM-F4). */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function compareOrdered(sql: string, operator: Comparison['operator'], parameter: string): string {
  if (operator === 'eq') return `(${sql} = ${parameter})`
  if (operator === 'ne') return `(${sql} is distinct from ${parameter})`
  return `(${sql} ${signs[operator as keyof typeof signs]} ${parameter})`
}

/** Ids compare exactly: a text that is not a UUID in lower case is nobody's id, and must not reach a cast. */
function compareUuid(sql: string, operator: Comparison['operator'], value: string, bind: Bind): string {
  if (operator !== 'eq' && operator !== 'ne') return compareText(`${sql}::text`, operator, value, bind)
  if (!canonicalUuid.test(value)) return operator === 'eq' ? 'false' : 'true'
  return compareOrdered(sql, operator, `${bind(value)}::uuid`)
}

/**
 * Instants compare to the millisecond, which is what meta shows; the column has microseconds. A half-open range
 * keeps an index usable.
 */
function compareInstant(sql: string, operator: Comparison['operator'], value: string, bind: Bind): string {
  const from = `${bind(instantText(value))}::timestamptz`
  const to = `${from} + interval '1 millisecond'`
  switch (operator) {
    case 'eq':
      return `(${sql} >= ${from} and ${sql} < ${to})`
    case 'ne':
      return `((${sql} >= ${from} and ${sql} < ${to}) is not true)`
    case 'gt':
      return `(${sql} >= ${to})`
    case 'le':
      return `(${sql} < ${to})`
    default:
      return compareOrdered(sql, operator, from)
  }
}
