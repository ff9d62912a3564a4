import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'

type Input = {
  scroller: RefObject<HTMLElement | null>
  listKey: string | null
  count: number
  /** Rows that are drawn. */
  first: number
  last: number
  /** Rows that PageDown goes on by. */
  step: number
  start: number
  show: (row: number) => void
}

/**
 * One row of a long list is the one that Tab comes to; arrows, Page, Home and End move on from it. While it holds the
 * focus it is drawn wherever the list stands; without the focus it is a row in sight.
 */
export function useRowFocus({ scroller, listKey, count, first, last, step, start, show }: Input) {
  const [active, setActive] = useState(start)
  const [hasFocus, setFocus] = useState(false)
  const known = Math.min(active, Math.max(0, count - 1))
  const current = hasFocus ? known : Math.min(Math.max(known, first), Math.max(first, last))

  const shownKey = useRef(listKey)
  useEffect(() => {
    // Other rows begin at the first; the place of a list that comes back is kept.
    if (shownKey.current !== null && shownKey.current !== listKey) setActive(0)
    shownKey.current = listKey
  }, [listKey])

  // A row takes the focus as soon as it is drawn; while it loads, the frame keeps it.
  useEffect(() => {
    if (!hasFocus) return
    const holder = document.activeElement
    if (holder !== document.body && holder !== scroller.current && !holder?.closest('tr[data-row]')) return
    const target = scroller.current?.querySelector<HTMLElement>('[data-active] a') ?? scroller.current
    if (target && target !== holder && !holder?.closest('[data-active]')) target.focus({ preventScroll: true })
  })

  const moveTo = (row: number) => {
    const target = Math.min(Math.max(0, row), count - 1)
    setFocus(true)
    setActive(target)
    show(target)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || count === 0) return
    if (event.target instanceof HTMLElement && event.target.closest('thead, [data-actions]')) return
    const targets: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + step,
      PageUp: current - step,
      Home: 0,
      End: count - 1,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    moveTo(target)
  }

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const row = event.target.closest<HTMLElement>('tr[data-row]')
    if (row) setActive(Number(row.dataset.row))
    if (!event.target.closest('thead')) setFocus(true)
  }
  const onBlur = ({ target, relatedTarget }: FocusEvent<HTMLElement>) => {
    if (relatedTarget) {
      if (!scroller.current?.contains(relatedTarget)) setFocus(false)
      return
    }
    // Nobody took the focus: a click beside, another window, or the row is being drawn anew.
    setTimeout(() => {
      if (target.isConnected && document.hasFocus() && document.activeElement === document.body) setFocus(false)
    })
  }
  return { current, hasFocus, setActive, frame: { onKeyDown, onFocus, onBlur } }
}
