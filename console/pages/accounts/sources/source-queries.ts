import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../../../api.ts'

export const sourcesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listSources', accountId],
    queryFn: async ({ signal }) => (await api.listSources({ params: { accountId }, signal })).data.items,
  })

export const sourceQuery = (accountId: string, sourceId: string) =>
  queryOptions({
    queryKey: ['getSource', accountId, sourceId],
    queryFn: async ({ signal }) => (await api.getSource({ params: { accountId, sourceId }, signal })).data,
  })

export const requestsQuery = (accountId: string, sourceId: string) =>
  queryOptions({
    queryKey: ['listSourceRequests', accountId, sourceId],
    queryFn: async ({ signal }) => (await api.listSourceRequests({ params: { accountId, sourceId }, signal })).data,
    refetchInterval: 10_000,
  })

export const conflictsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listConflicts', accountId],
    queryFn: async ({ signal }) => (await api.listConflicts({ params: { accountId }, signal })).data.items,
  })

/** After a change of a source: everything that shows sources, and the users who belong to them. */
export function sourcesChanged(client: QueryClient, accountId: string): void {
  for (const key of ['listSources', 'getSource', 'listConflicts', 'listSourceRequests', 'listUsers', 'getUser']) {
    void client.invalidateQueries({ queryKey: [key, accountId] })
  }
}
