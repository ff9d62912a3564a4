import type { Json } from './json.ts'

/**
 * An SQL expression that holds a single value.
 * - folded: text already in the form in which it compares; `fold` is how it was made, if not by `fold.ts`
 * - text: text as sent; folded here unless the schema says caseExact
 * - uuid, timestamp, boolean, number: of that PostgreSQL type
 * - constant: the same for every row, such as meta.resourceType
 */
export type SqlScalar =
  | { kind: 'folded'; sql: string; fold?: (text: string) => string }
  | { kind: 'text' | 'uuid' | 'timestamp' | 'boolean' | 'number'; sql: string }
  | { kind: 'constant'; value: Json }

/**
 * A multi-valued attribute that has a table of its own. `exists` wraps a condition on one row into a condition on
 * the resource; `subs` are that row's columns by sub-attribute. Where a filter needs a sub-attribute that is not
 * there, the document answers and the table only narrows down. `sort` is the value that sortBy goes by.
 */
export type SqlElements = {
  kind: 'elements'
  exists: (condition: string) => string
  subs: Readonly<Record<string, SqlScalar>>
  sort?: string
}

/**
 * Where a filter's answer is found. `columns` by canonical path (see `pathName`): `userName`, `emails`,
 * `meta.lastModified`, `urn:…:User:department`. All else is read from `document`, a jsonb expression that holds
 * the resource in canonical spelling. `foldSql` must fold as `fold` does.
 */
export type SqlTarget = {
  columns: ReadonlyMap<string, SqlScalar | SqlElements>
  document: string
  foldSql?: (expression: string) => string
}

/** A condition or expression with its values; numbering starts at the parameter that the caller names. */
export type SqlFragment = { text: string; values: unknown[] }

/** A text as an SQL literal. Only names out of the schemas come here; values are always parameters. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
