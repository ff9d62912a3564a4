import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { productCatalogue } from '../../domain/products.ts'
import { licencesQuery } from '../queries.ts'

const known = new Map(productCatalogue.map(({ id, name }) => [id, name]))

/** The name of a product of an account; further products come by configuration and are known by their licences. */
export function useProductNames(accountId: string): (id: string) => string {
  const { data } = useQuery(licencesQuery(accountId))
  return useCallback((id) => data?.find(({ product }) => product === id)?.name ?? known.get(id) ?? id, [data])
}
