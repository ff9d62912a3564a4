import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { api } from '../../../api.ts'
import { useProductNames } from '../../../parts/product-names.ts'
import { licencesQuery } from '../../../queries.ts'
import { filterKindsShown, licensedProducts } from './filter-kinds.ts'
import type { UsersView } from './users-view.ts'

/**
 * The filter kinds with their counts under the current search. They are counted when the menu is opened.
 * @param typed the search, as it is being typed
 */
export function useFilterKinds(accountId: string, typed: string, view: UsersView) {
  const { data: licences } = useQuery(licencesQuery(accountId))
  const productName = useProductNames(accountId)
  const search = typed.trim() || undefined
  const deleted = view.deleted ? ('true' as const) : undefined
  const {
    data: facets,
    isFetching,
    isError,
    refetch,
  } = useQuery({
    queryKey: ['getFacets', accountId, { search, deleted }],
    queryFn: async ({ signal }) =>
      (await api.getFacets({ params: { accountId }, query: { search, deleted }, signal })).data,
    enabled: false,
    placeholderData: keepPreviousData,
  })
  const kinds = useMemo(
    () => filterKindsShown(facets, licensedProducts(licences ?? [], facets, view), productName),
    [facets, licences, view, productName],
  )
  const count = useCallback(() => void refetch(), [refetch])
  return { kinds, productName, isCounting: isFetching, hasFailed: isError, count }
}
