import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ListUsersQuery } from '../../../../domain/filter.ts'
import type { User } from '../../../../domain/users.ts'
import { api } from '../../../api.ts'
import { fetchFresh } from '../../../query.ts'
import { useLookedAgain } from '../../../ui/use-looked-again.ts'
import { createRowSource, type RowSource } from './row-source.ts'
import { blockSize } from './user-rows.ts'
import { type ListQuery, listKeyOf } from './users-view.ts'

const sourceKey = (accountId: string) => ['userRows', accountId] as const

/** Counts wait until the typing rests, milliseconds: the next letter’s rows are not to wait for them. */
const resting = 200

const rest = (signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, resting)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })

const newSource = (client: QueryClient, accountId: string): RowSource => {
  const fetchPage = (query: ListQuery, how: Partial<ListUsersQuery>, signal: AbortSignal) =>
    fetchFresh(client, ['listUsers', accountId, query, how], signal, async (own) => {
      return (await api.listUsers({ params: { accountId }, query: { ...query, ...how }, signal: own })).data
    })
  return createRowSource(
    (query, way, signal) => fetchPage(query, { ...way, limit: blockSize, total: 'about' }, signal),
    async (query, signal) => {
      await rest(signal)
      return fetchPage(query, { limit: 1 }, signal)
    },
  )
}

/** The rows that were in sight, if the list is the same one as when it was left. */
function sourceOf(client: QueryClient, accountId: string, key: string): RowSource {
  const kept = client.getQueryData<RowSource>(sourceKey(accountId))
  if (kept?.snapshot().key === key) return kept
  const made = newSource(client, accountId)
  client.setQueryData(sourceKey(accountId), made)
  return made
}

/**
 * The rows of a list, fetched as they come in sight. The rows of a list that was left are shown again at once, and
 * fetched anew behind them.
 * @param row where the first list is looked at first; others begin at their beginning
 */
export function useUserRows(accountId: string, query: ListQuery, row: number) {
  const client = useQueryClient()
  const key = listKeyOf(query)
  const [source] = useState(() => sourceOf(client, accountId, key))
  const snapshot = useSyncExternalStore(source.subscribe, source.snapshot)
  const [start] = useState({ key, row })
  // Asking for what is shown already asks nothing.
  useEffect(() => source.show(query, key === start.key ? start.row : 0), [source, query, key, start])
  useEffect(() => {
    source.refresh()
    return source.stop
  }, [source])
  useLookedAgain(source.refresh)
  return { source, snapshot }
}

/** After a user was changed: the kept list shows it at once, and puts it where it belongs when it is fetched anew. */
export function keepUser(client: QueryClient, user: User): void {
  client.getQueryData<RowSource>(sourceKey(user.accountId))?.replace(user)
  void client.invalidateQueries({ queryKey: ['getFacets', user.accountId] })
}

/** After users were added or went: the kept list is of before. */
export function forgetUsers(client: QueryClient, accountId: string): void {
  client.removeQueries({ queryKey: sourceKey(accountId) })
  void client.invalidateQueries({ queryKey: ['getFacets', accountId] })
}
