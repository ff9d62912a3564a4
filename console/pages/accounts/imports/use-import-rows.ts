import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { api } from '../../../api.ts'
import { fetchFresh } from '../../../query.ts'
import { useLookedAgain } from '../../../ui/use-looked-again.ts'
import { createImportRows, type RowsQuery } from './import-rows.ts'

/** The rows of a preview that match, fetched as they come in sight; fresh whenever the page is looked at again. */
export function useImportRows(accountId: string, importId: string, query: RowsQuery) {
  const client = useQueryClient()
  const [rows] = useState(() =>
    createImportRows((wanted, signal) =>
      fetchFresh(
        client,
        ['listImportRows', accountId, importId, wanted],
        signal,
        async (own) => (await api.listImportRows({ params: { accountId, importId }, query: wanted, signal: own })).data,
      ),
    ),
  )
  const { status, search } = query
  const asked = useMemo(() => ({ status, search }), [status, search])
  const snapshot = useSyncExternalStore(rows.subscribe, rows.snapshot)
  useEffect(() => rows.show(asked), [rows, asked])
  useEffect(() => rows.stop, [rows])
  useLookedAgain(rows.refresh)
  return { rows, snapshot }
}
