import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { paths } from '../../../paths.ts'
import { rememberColumns, rememberedColumns } from './chosen-columns.ts'
import { parametersOf, type UsersView, viewOf } from './users-view.ts'

/** Milliseconds without a key press after which the search is written into the address. */
const rest = 250

/**
 * The view of the page and how to change it. It lives in the address; what is being typed runs ahead of it, so that
 * each key press searches at once and the history doesn’t fill with letters.
 */
export function useUsersView(accountId: string) {
  const parameters = useSearch({ from: `/signed-in${paths.users}` })
  const navigate = useNavigate()
  const inAddress = useMemo(() => viewOf(parameters), [parameters])
  const [typed, setTyped] = useState(inAddress.search)
  const [known, setKnown] = useState({ search: inAddress.search, written: [] as readonly string[] })
  if (known.search !== inAddress.search) {
    // What was written arrives a moment later, while the typing goes on; Back, Forward or a link: the address wins.
    const at = known.written.indexOf(inAddress.search)
    if (at < 0) setTyped(inAddress.search)
    setKnown({ search: inAddress.search, written: at < 0 ? [] : known.written.slice(at + 1) })
  }
  const view = useMemo(() => ({ ...inAddress, search: typed }), [inAddress, typed])

  const write = useCallback(
    (next: UsersView, replace: boolean) => {
      setKnown(({ search, written }) => ({
        search,
        written: next.search === (written.at(-1) ?? search) ? written : [...written, next.search],
      }))
      setTyped(next.search)
      void navigate({ to: paths.users, params: { accountId }, search: parametersOf(next), replace, resetScroll: false })
    },
    [navigate, accountId],
  )

  const latest = useRef(view)
  latest.current = view
  /** Writes what was typed into the address now. A search that begins is a step that Back undoes. */
  const settle = useCallback(() => {
    if (latest.current.search !== inAddress.search) write(latest.current, inAddress.search !== '')
  }, [inAddress.search, write])
  useEffect(() => {
    if (typed === inAddress.search) return
    const timer = setTimeout(settle, rest)
    return () => clearTimeout(timer)
  }, [typed, inAddress.search, settle])

  // Columns that were chosen on an earlier visit belong to the view, and so to its address.
  useEffect(() => {
    const remembered = rememberedColumns()
    if (remembered && !latest.current.columns && !latest.current.deleted) {
      write(viewOf({ ...parametersOf(latest.current), columns: remembered }), true)
    }
  }, [write])

  const change = useCallback((next: UsersView) => write(next, false), [write])
  const update = useCallback((how: (view: UsersView) => UsersView) => write(how(latest.current), false), [write])
  const now = useCallback(() => latest.current, [])
  const setColumns = useCallback(
    (columns: string[] | null) => {
      rememberColumns(columns)
      write({ ...latest.current, columns }, true)
    },
    [write],
  )
  return {
    view,
    /** As the address has it: the same value while a search is being typed. */
    inAddress,
    now,
    type: setTyped,
    settle,
    change,
    update,
    setColumns,
  }
}
