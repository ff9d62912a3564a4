import { refusal } from './errors.ts'
import { type Filter, filterScope } from './filter.ts'
import { parseFilter } from './filter-parse.ts'
import { byLowerKey, type Json, type JsonObject } from './json.ts'
import { type Page, readPage } from './page.ts'
import type { ResourceType } from './resource-type.ts'
import { type NameList, readSelection, type Selection } from './selection.ts'
import { readSort, type Sort } from './sort.ts'
import { sameUrn, urns } from './urns.ts'

/** A query, read and checked. `parameters` is its one spelling, for the signature of cursors. */
export type ListQuery = {
  filter?: Filter
  sort?: Sort
  page: Page
  /** by the name of the resource type */
  selection: Record<string, Selection>
  parameters: Record<string, Json | undefined>
}

/**
 * Reads a query out of a query string or the body of a `.search` (RFC 7644 §3.4.2, §3.4.3; SCIM-Q1). Names in any
 * case; unknown parameters are ignored, since Entra ID's flag arrives on every path. A search at the root has several
 * types. Throws 400 invalidFilter, invalidValue, invalidCount, invalidCursor.
 */
export function readQuery(
  types: readonly ResourceType[],
  given: Readonly<Record<string, Json | undefined>>,
): ListQuery {
  const by = byLowerKey(given as JsonObject)
  const scope = filterScope(...types)
  const filter = textOf(by, 'filter')
  const sort = readSort(scope, textOf(by, 'sortBy'), textOf(by, 'sortOrder'))
  const page = readPage({ startIndex: by.get('startindex'), count: by.get('count'), cursor: by.get('cursor') })
  const names = [namesOf(by, 'attributes'), namesOf(by, 'excludedAttributes')] as const
  return {
    filter: filter === undefined || filter.trim() === '' ? undefined : parseFilter(filter, scope),
    sort,
    page,
    selection: Object.fromEntries(types.map((type) => [type.name, readSelection(type, ...names)])),
    parameters: {
      filter,
      sortBy: textOf(by, 'sortBy'),
      sortOrder: textOf(by, 'sortOrder'),
      count: page.count,
      attributes: by.get('attributes'),
      excludedAttributes: by.get('excludedattributes'),
      types: types.map((type) => type.name),
    },
  }
}

/** Checks that a `.search` body says that it is one (SCIM-Q1). Throws 400 invalidSyntax. */
export function readSearch(types: readonly ResourceType[], body: JsonObject): ListQuery {
  const schemas = byLowerKey(body).get('schemas')
  if (!Array.isArray(schemas) || !schemas.some((urn) => sameUrn(urn, urns.searchRequest))) {
    throw refusal('invalidSyntax', `A search must name ${urns.searchRequest} in its schemas.`)
  }
  return readQuery(types, body)
}

function textOf(given: ReadonlyMap<string, Json>, name: string): string | undefined {
  const value = given.get(name.toLowerCase())
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  throw refusal('invalidValue', `${name} must be given once, as a text.`)
}

function namesOf(given: ReadonlyMap<string, Json>, name: string): NameList {
  const value = given.get(name.toLowerCase())
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value : [value]
  const texts = list.filter((one) => typeof one === 'string')
  if (texts.length < list.length) throw refusal('invalidValue', `${name} must be a list of names.`)
  return texts
}

export type ListAnswer = {
  resources: readonly JsonObject[]
  totalResults?: number
  page: Page
  nextCursor?: string
  previousCursor?: string
}

/**
 * A ListResponse (RFC 7644 §3.4.2, RFC 9865 §2; SCIM-C7, S2, S4). `Resources` is always there, since Entra ID and Okta
 * read it; `startIndex` only for index paging, the cursors only for cursor paging.
 */
export function listResponse({ resources, totalResults, page, nextCursor, previousCursor }: ListAnswer): JsonObject {
  return {
    schemas: [urns.listResponse],
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(page.kind === 'index' ? { startIndex: page.startIndex } : {}),
    itemsPerPage: resources.length,
    ...(page.kind === 'cursor' && nextCursor !== undefined ? { nextCursor } : {}),
    ...(page.kind === 'cursor' && previousCursor !== undefined ? { previousCursor } : {}),
    Resources: [...resources],
  }
}
