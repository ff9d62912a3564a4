import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { api } from '../../../api.ts'
import { createImportRows, type RowsQuery } from './import-rows.ts'

/** The rows of a preview that match, fetched as they come in sight; fresh whenever the page is looked at again. */
export function useImportRows(accountId: string, importId: string, query: RowsQuery) {
  const client = useQueryClient()
  const [rows] = useState(() =>
    createImportRows((wanted, signal) => {
      // By way of the cache’s client, so that a session that ended is noticed.
      const queryKey = ['listImportRows', accountId, importId, wanted]
      signal.addEventListener('abort', () => void client.cancelQueries({ queryKey, exact: true }))
      return client.fetchQuery({
        queryKey,
        staleTime: 0,
        gcTime: 0,
        queryFn: async ({ signal: own }) =>
          (await api.listImportRows({ params: { accountId, importId }, query: wanted, signal: own })).data,
      })
    }),
  )
  const { status, search } = query
  const asked = useMemo(() => ({ status, search }), [status, search])
  const snapshot = useSyncExternalStore(rows.subscribe, rows.snapshot)
  useEffect(() => rows.show(asked), [rows, asked])
  useEffect(() => {
    const again = () => document.visibilityState === 'visible' && rows.refresh()
    document.addEventListener('visibilitychange', again)
    return () => {
      document.removeEventListener('visibilitychange', again)
      rows.stop()
    }
  }, [rows])
  return { rows, snapshot }
}
