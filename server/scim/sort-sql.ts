import type { Attribute } from './attribute.ts'
import { pathName } from './attribute-path.ts'
import { documentScalar, jsonAt } from './filter-sql.ts'
import { foldSql as defaultFoldSql } from './fold.ts'
import type { Sort } from './sort.ts'
import type { SqlScalar, SqlTarget } from './sql-target.ts'

/**
 * The ORDER BY of a sort, without the words ORDER BY (SCIM-S1): PostgreSQL puts missing values last ascending and
 * first descending by itself. In: where the attributes are, and the expression of the id, which decides ties.
 */
export function orderBy({ path, descending }: Sort, target: SqlTarget, id: string): string {
  const { sub, ...whole } = path
  const attribute = sub ?? path.attribute
  const column = target.columns.get(pathName(path))
  const elements = target.columns.get(pathName(whole))
  let key: string
  if (column && column.kind !== 'elements') key = sortKey(column, attribute, target)
  else if (elements?.kind === 'elements') key = elements.sort ?? 'null::text'
  else if (path.attribute.multiValued) key = sortKey(preferred(path, target), attribute, target)
  else key = sortKey(documentScalar(path, `(${target.document})`), attribute, target)
  return `${key} ${descending ? 'desc' : 'asc'}, ${id}`
}

function sortKey(column: SqlScalar, attribute: Attribute, { foldSql = defaultFoldSql }: SqlTarget): string {
  if (column.kind === 'constant') return 'null::text'
  if (column.kind === 'folded') return `${column.sql} collate "C"`
  if (column.kind !== 'text') return column.sql
  return `${attribute.caseExact ? column.sql : foldSql(column.sql)} collate "C"`
}

/** The primary value of a multi-valued attribute, else its first. */
function preferred(path: Sort['path'], target: SqlTarget): SqlScalar {
  const list = jsonAt(path, `(${target.document})`)
  const value = path.sub
    ? documentScalar({ attribute: path.sub }, 'v.item')
    : { kind: 'text', sql: "(v.item #>> '{}')" }
  if (!('sql' in value)) return { kind: 'constant', value: null }
  const sql =
    `(select ${value.sql} from jsonb_array_elements(case jsonb_typeof(${list}) when 'array' then ${list} ` +
    `else '[]'::jsonb end) with ordinality as v(item, at) order by (v.item ->> 'primary') is distinct from 'true', at limit 1)`
  return { kind: value.kind as 'text', sql }
}
