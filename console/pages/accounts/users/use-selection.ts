import { notifications } from '@mantine/notifications'
import { useCallback, useMemo, useRef, useState } from 'react'
import { mostIds } from '../../../../domain/job-states.ts'
import type { User } from '../../../../domain/users.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { allMatching, type Filter, isTicked, nobody, type Selected, ticked } from '../../../parts/selection.ts'
import type { ListQuery } from './users-view.ts'

const pageSize = 200

/** Ids of a stretch of the list, also of rows that were never in sight. */
async function idsOf(accountId: string, query: ListQuery, first: number, last: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = first; at <= last; at += pageSize) {
    const limit = Math.min(pageSize, last - at + 1)
    const { data } = await api.listUsers({ params: { accountId }, query: { ...query, at, limit } })
    ids.push(...data.items.map(({ id }) => id))
  }
  return ids
}

/** What is selected in the list, and how to tick: one row, a stretch with Shift, or all that match. */
export function useSelection(accountId: string, query: ListQuery, rowAt: (row: number) => User | undefined) {
  const [selected, setSelected] = useState<Selected>(nobody)
  const filter = useMemo((): Filter => {
    const { sort: _, ...rest } = query
    return rest
  }, [query])
  const anchor = useRef<{ row: number; key: Filter } | null>(null)

  // Rows are drawn again when how to tick changes, so that it stays the same function.
  const latest = useRef({ rowAt, selected, filter, query })
  latest.current = { rowAt, selected, filter, query }
  const tick = useCallback(
    async (row: number, withShift: boolean) => {
      const { rowAt, selected, filter, query } = latest.current
      const user = rowAt(row)
      if (!user) return
      const on = !isTicked(selected, user.id, filter)
      const from = withShift && anchor.current?.key === filter ? anchor.current.row : row
      anchor.current = { row, key: filter }
      const [first, last] = [Math.min(from, row), Math.max(from, row)]
      const known = Array.from({ length: Math.min(last - first + 1, mostIds) }, (_, n) => rowAt(first + n)?.id)
      const isKnown = known.every((id) => id !== undefined)
      const ids = last - first >= mostIds ? null : isKnown ? known : await idsOf(accountId, query, first, last)
      const next = ids && ticked(latest.current.selected, ids, on, filter)
      if (next) setSelected(next)
      else notifications.show({ color: 'red', message: t('select.tooMany', { count: mostIds }) })
    },
    [accountId],
  )
  return {
    selected,
    filter,
    tick,
    isTicked: useCallback((user: User) => isTicked(selected, user.id, filter), [selected, filter]),
    selectAll: useCallback(
      (total: number, isAbout: boolean) => setSelected(allMatching(latest.current.filter, total, isAbout)),
      [],
    ),
    clear: useCallback(() => setSelected(nobody), []),
  }
}
