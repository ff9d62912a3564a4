import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isProblem } from './problem.ts'

/**
 * The cache of one visit. Refusals are answers, so only silence and 503 are tried again.
 * @param onSignedOut called when any answer says that the session has ended
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isProblem(error, 'sign_in_required')) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // What is offline says so, instead of waiting in silence.
        networkMode: 'always',
        retry: (count, error) => count < 2 && isProblem(error, 'offline', 'unavailable'),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/**
 * Fetches once, past what is cached, but by way of the cache’s client, so that a session that ended is noticed.
 * @param signal gives the request up
 */
export function fetchFresh<T>(
  client: QueryClient,
  queryKey: readonly unknown[],
  signal: AbortSignal,
  fetch: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.addEventListener('abort', () => void client.cancelQueries({ queryKey, exact: true }))
  return client.fetchQuery({ queryKey, staleTime: 0, gcTime: 0, queryFn: ({ signal: own }) => fetch(own) })
}
