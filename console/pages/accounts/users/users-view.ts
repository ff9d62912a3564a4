import type { UserFilter } from '../../../../domain/filter.ts'
import {
  invitationFilters,
  lastSignInFilters,
  type Property,
  properties,
  type SortField,
  sortFields,
} from '../../../../domain/filter-values.ts'
import { type Origin, origins } from '../../../../domain/sources.ts'

/** The filter kinds of + Add Filter, in the order in which they are offered (2.4). */
export const filterKinds = ['property', 'product', 'invitation', 'source', 'lastSignIn'] as const
export type FilterKind = (typeof filterKinds)[number]

/** What the Users page shows, as a value. The URL holds exactly this. */
export type UsersView = {
  search: string
  property: Property[]
  product: string[]
  invitation: (typeof invitationFilters)[number][]
  source: Origin[]
  lastSignIn: (typeof lastSignInFilters)[number][]
  deleted: boolean
  sort: { field: SortField; descending: boolean }
  /** Column ids as chosen; null: nobody chose, as many as fit are shown. */
  columns: string[] | null
}

export const emptyView: UsersView = {
  search: '',
  property: [],
  product: [],
  invitation: [],
  source: [],
  lastSignIn: [],
  deleted: false,
  sort: { field: 'name', descending: false },
  columns: null,
}

const productId = /^[a-z][a-z0-9_]{1,60}$/
const columnId = /^[a-zA-Z]{1,40}$/

const words = (given: unknown): string[] =>
  typeof given === 'string' ? [...new Set(given.split(',').filter(Boolean))].slice(0, 50) : []

/** The words that are among the known values, in catalogue order, so that equal views have equal addresses. */
const known = <T extends string>(values: readonly T[], given: unknown): T[] => {
  const wanted = new Set(words(given))
  return values.filter((value) => wanted.has(value))
}

const sortOf = (given: unknown): UsersView['sort'] => {
  const text = typeof given === 'string' ? given : ''
  const descending = text.startsWith('-')
  const field = sortFields.find((name) => name === (descending ? text.slice(1) : text))
  return field ? { field, descending } : emptyView.sort
}

/**
 * Reads the view from the parameters of the address. What is unknown is left out instead of refused: a shared link
 * of another version still opens.
 */
export function viewOf(parameters: Readonly<Record<string, unknown>>): UsersView {
  const columns = words(parameters.columns).filter((id) => columnId.test(id))
  return {
    // The router may have read digits as a number.
    search: parameters.search === undefined ? '' : String(parameters.search).slice(0, 200),
    property: known(properties, parameters.property),
    product: words(parameters.product).filter((id) => productId.test(id)),
    invitation: known(invitationFilters, parameters.invitation),
    source: known(origins, parameters.source),
    lastSignIn: known(lastSignInFilters, parameters.lastSignIn),
    deleted: parameters.deleted === true || parameters.deleted === 'true',
    sort: sortOf(parameters.sort),
    columns: columns.length > 0 ? columns : null,
  }
}

const csv = (values: readonly string[]) => (values.length > 0 ? values.join(',') : undefined)
const sortText = ({ field, descending }: UsersView['sort']) => (descending ? `-${field}` : field)

/** The filter of a view, as the API takes it; absent where nothing is asked. */
export const filterQueryOf = (view: UsersView) => ({
  search: view.search.trim() || undefined,
  property: csv(view.property),
  product: csv(view.product),
  invitation: csv(view.invitation),
  source: csv(view.source),
  lastSignIn: csv(view.lastSignIn),
  deleted: view.deleted ? ('true' as const) : undefined,
})

/** The view as parameters of the address; what is at its default is absent. The inverse of viewOf. */
export function parametersOf(view: UsersView): Record<string, string> {
  const sort = sortText(view.sort)
  const all = {
    ...filterQueryOf(view),
    search: view.search || undefined,
    sort: sort === sortText(emptyView.sort) ? undefined : sort,
    columns: view.columns ? csv(view.columns) : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** What the list is asked for; columns don’t matter. */
export const listQueryOf = (view: UsersView) => ({ ...filterQueryOf(view), sort: sortText(view.sort) })
export type ListQuery = ReturnType<typeof listQueryOf>

/** Equal for views with equal rows. */
export const listKeyOf = (query: ListQuery): string => JSON.stringify(query)

export const filterCount = (view: UsersView): number => filterKinds.reduce((sum, kind) => sum + view[kind].length, 0)

/** Whether anything narrows the list (the deleted view is another list, not a narrowed one). */
export const isNarrowed = (view: UsersView): boolean => view.search.trim() !== '' || filterCount(view) > 0

/** The view without search and filters; sort, columns and the deleted view stay. */
export const cleared = (view: UsersView): UsersView => ({
  ...emptyView,
  deleted: view.deleted,
  sort: view.sort,
  columns: view.columns,
})

/** Sets one value of a filter kind, or takes it away. */
export function toggled(view: UsersView, kind: FilterKind, value: string): UsersView {
  const before: readonly string[] = view[kind]
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value]
  // viewOf puts the values into catalogue order.
  return viewOf({ ...parametersOf(view), [kind]: after.join(',') })
}

/** A click on a header: the same field turns around, another begins ascending. */
export const sortedBy = (view: UsersView, field: SortField): UsersView => ({
  ...view,
  sort: { field, descending: view.sort.field === field && !view.sort.descending },
})

/** The filter as it goes into a selection or facets under the current search. */
export type FacetQuery = Pick<UserFilter, 'search' | 'deleted'>
