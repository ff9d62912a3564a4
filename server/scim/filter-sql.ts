import type { Attribute } from './attribute.ts'
import { type AttributePath, pathName } from './attribute-path.ts'
import { elementAttributes, type Filter } from './filter.ts'
import { compareSql, presentSql } from './scalar-sql.ts'
import { literal, type SqlElements, type SqlFragment, type SqlScalar, type SqlTarget } from './sql-target.ts'

/** Where names are looked up: the resource, or one value of a multi-valued attribute. */
type Place = { columns: ReadonlyMap<string, SqlScalar | SqlElements>; document: string | undefined }

type Compiler = { values: unknown[]; first: number; aliases: number; foldSql: SqlTarget['foldSql'] }

type ElementFilter = Extract<Filter, { kind: 'element' }>

/**
 * A filter as a parameterised SQL condition (SCIM-F4, F5, F8, F10, F12).
 * In: the filter, where its attributes are, and the number of the first parameter. Out: text and values.
 * The condition may be null where it is false, so use it in WHERE, or behind `is true`. Comparisons of mapped
 * columns stay bare (`column = $1`), so that an index can serve them.
 */
export function compileFilter(filter: Filter, target: SqlTarget, firstParameter = 1): SqlFragment {
  const compiler = { values: [], first: firstParameter, aliases: 0, foldSql: target.foldSql }
  return { text: compile(compiler, filter, { ...target, document: `(${target.document})` }), values: compiler.values }
}

function compile(to: Compiler, filter: Filter, place: Place): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.terms.map((term) => compile(to, term, place)).join(` ${filter.kind} `)})`
    case 'not':
      // Comparisons with a missing value are null; "not" must make them true.
      return `((${compile(to, filter.term, place)}) is not true)`
    case 'present':
      return present(to, filter.path, place)
    case 'compare': {
      const column = scalarAt(filter.path, place)
      return compareSql(
        column,
        filter.path.sub ?? filter.path.attribute,
        filter,
        (value) => bind(to, value),
        to.foldSql,
      )
    }
    case 'element':
      return element(to, filter, place)
  }
}

function bind(to: Compiler, value: unknown): string {
  to.values.push(value)
  return `$${to.first + to.values.length - 1}`
}

function present(to: Compiler, path: AttributePath, place: Place): string {
  const { attribute, sub } = path
  if (attribute.multiValued) {
    const column = place.columns.get(pathName(path))
    if (column?.kind === 'elements') return column.exists('true')
    return inDocument(to, path, place, () => 'true')
  }
  if (attribute.type !== 'complex' || sub) return presentSql(scalarAt(path, place), sub ?? attribute)
  const parts = attribute.subAttributes.map((part) => presentSql(scalarAt({ ...path, sub: part }, place), part))
  return `(${parts.join(' or ')})`
}

function element(to: Compiler, filter: ElementFilter, place: Place): string {
  const column = place.columns.get(pathName(filter.path))
  if (column?.kind !== 'elements') return inDocument(to, filter.path, place, (inner) => compile(to, filter.term, inner))
  const row: Place = { columns: new Map(Object.entries(column.subs)), document: undefined }
  if (namesOf(filter.term).every((name) => row.columns.has(name))) return column.exists(compile(to, filter.term, row))
  // The table lacks something that is asked. What must be true of the value anyway, and is there, narrows down.
  const known = conjuncts(filter.term).filter((term) => namesOf(term).every((name) => row.columns.has(name)))
  const whole = inDocument(to, filter.path, place, (inner) => compile(to, filter.term, inner))
  if (known.length === 0) return whole
  return `(${column.exists(known.map((term) => compile(to, term, row)).join(' and '))} and ${whole})`
}

function conjuncts(filter: Filter): Filter[] {
  return filter.kind === 'and' ? filter.terms.flatMap(conjuncts) : [filter]
}

function namesOf(filter: Filter): string[] {
  if ('terms' in filter) return filter.terms.flatMap(namesOf)
  return 'term' in filter ? namesOf(filter.term) : [pathName(filter.path)]
}

/** A condition on some value of an attribute that is kept in the document only. */
function inDocument(to: Compiler, path: AttributePath, place: Place, condition: (inner: Place) => string): string {
  if (place.document === undefined) return 'false'
  const { attribute } = path
  const value = jsonAt(path, place.document)
  const list = attribute.multiValued
    ? `case jsonb_typeof(${value}) when 'array' then ${value} else '[]'::jsonb end`
    : `case jsonb_typeof(${value}) when 'object' then jsonb_build_array(${value}) else '[]'::jsonb end`
  const alias = `v${++to.aliases}`
  const inner: Place =
    attribute.type === 'complex'
      ? { columns: mappedParts(path, place), document: `${alias}.item` }
      : { columns: simpleItem(attribute, `${alias}.item`), document: undefined }
  return `exists (select 1 from jsonb_array_elements(${list}) as ${alias}(item) where ${condition(inner)})`
}

/** `name[familyName eq "x"]` may use the columns of `name.familyName`, since there is only one name. */
function mappedParts(path: AttributePath, place: Place): Map<string, SqlScalar | SqlElements> {
  const parts = new Map<string, SqlScalar | SqlElements>()
  if (path.attribute.multiValued) return parts
  for (const sub of path.attribute.subAttributes) {
    const column = place.columns.get(pathName({ ...path, sub }))
    if (column) parts.set(sub.name, column)
  }
  return parts
}

function simpleItem(attribute: Attribute, sql: string): Map<string, SqlScalar> {
  const [value] = elementAttributes(attribute).values()
  return new Map([['value', value ? fromText(value, `(${sql} #>> '{}')`) : { kind: 'constant', value: null }]])
}

/** The column of a single-valued path, or its place in the document. */
function scalarAt(path: AttributePath, place: Place): SqlScalar {
  const column = place.columns.get(pathName(path))
  if (column && column.kind !== 'elements') return column
  if (place.document === undefined) return { kind: 'constant', value: null }
  return documentScalar(path, place.document)
}

/** A single value read out of the document, typed as the schema says. */
export function documentScalar(path: AttributePath, document: string): SqlScalar {
  const { urn, attribute, sub } = path
  const home = urn === undefined ? document : `${document} -> ${literal(urn)}`
  const json = sub ? `${home} -> ${literal(attribute.name)}` : home
  return fromText(sub ?? attribute, `(${json} ->> ${literal((sub ?? attribute).name)})`)
}

/** A value that jsonb gives as text. What is stored has been checked against its type, so that the casts hold. */
function fromText(attribute: Attribute, sql: string): SqlScalar {
  if (attribute.type === 'boolean') return { kind: 'boolean', sql: `${sql}::boolean` }
  if (attribute.type === 'dateTime') return { kind: 'timestamp', sql: `${sql}::timestamptz` }
  if (attribute.type === 'integer' || attribute.type === 'decimal') return { kind: 'number', sql: `${sql}::numeric` }
  return { kind: 'text', sql }
}

export function jsonAt({ urn, attribute }: AttributePath, document: string): string {
  return `(${document} -> ${urn === undefined ? '' : `${literal(urn)} -> `}${literal(attribute.name)})`
}
