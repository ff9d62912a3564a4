import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../api.ts'

/** Milliseconds between two looks at a file that is being read. */
const readingMs = 500
/** Somebody else may work on it too. */
const previewMs = 15_000

/** One import; asked again and again while it goes on without us. */
export const importQuery = (accountId: string, importId: string) =>
  queryOptions({
    queryKey: ['getImport', accountId, importId],
    queryFn: async ({ signal }) => (await api.getImport({ params: { accountId, importId }, signal })).data,
    refetchInterval: ({ state }) => {
      const now = state.data?.state
      if (now === 'reading' || now === 'committing') return readingMs
      return now === 'preview' ? previewMs : false
    },
  })

/** Imports that wait for somebody, newest first. */
export const openImportsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listImports', accountId, 'open'],
    queryFn: async ({ signal }) =>
      (await api.listImports({ params: { accountId }, query: { state: 'open', limit: 20 }, signal })).data,
    refetchInterval: 10_000,
  })
