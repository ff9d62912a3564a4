import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  type Geometry,
  heightOf,
  isScaled,
  offsetOf,
  type Position,
  rowsInSight,
  scrolledTo,
  scrollTopOf,
  topToShow,
} from './row-window.ts'

/** Rows drawn beyond each edge, so that a step of the wheel finds them there. */
const overscan = 6
/** Milliseconds without scrolling after which the list rests: what flies over is not asked for, and a shortened scroll range is put right. */
const rest = 80

type Input = {
  scroller: RefObject<HTMLElement | null>
  geometry: Geometry
  /** Where the list stands at first, in rows (2.5: half of row 2 is above the edge). */
  start: number
  /** Other rows are shown: the list goes back to its beginning. */
  listKey: string | null
}

export type RowScroll = {
  first: number
  last: number
  /** The scroll bar is dragged: rows leap by faster than anybody reads them. */
  isFlying: boolean
  /**
   * Which element draws a row: that of a row that is no longer in sight, so that scrolling changes texts instead of
   * making elements. After a leap the first row is drawn by the first element: none changes its place among the others.
   */
  slot: (row: number) => number
  /** Height of the scrolled element, pixels. */
  height: number
  /** Pixels from the top of the scrolled element. */
  offset: (row: number) => number
  /** Scrolls as little as needed for the row to be in sight. */
  show: (row: number) => void
  /** Rows above the edge now. */
  place: () => number
}

/** Ties a scrolling element to the window model: which rows to draw, and where. */
export function useRowScroll({ scroller, geometry, start, listKey }: Input): RowScroll {
  const [position, setPosition] = useState<Position>({ scrollTop: 0, top: 0 })
  const [isFlying, setFlying] = useState(false)
  const now = useRef(position)
  const latest = useRef(geometry)
  latest.current = geometry
  const sight = rowsInSight(position.top, geometry, overscan)
  const slots = Math.ceil(geometry.viewport / geometry.rowHeight) + 1 + 2 * overscan
  const drawn = useRef({ first: 0, base: 0 })
  if (Math.abs(sight.first - drawn.current.first) >= slots) drawn.current.base = sight.first
  drawn.current.first = sight.first
  const { base } = drawn.current

  const moveTo = useCallback(
    (top: number) => {
      const element = scroller.current
      const scrollTop = scrollTopOf(top, latest.current)
      now.current = { scrollTop, top: Math.max(0, top) }
      if (element && Math.abs(element.scrollTop - scrollTop) >= 1) element.scrollTop = scrollTop
      setPosition(now.current)
    },
    [scroller],
  )

  const begun = useRef<string | null>(null)
  const from = useRef(start)
  const { viewport } = geometry
  useLayoutEffect(() => {
    if (listKey === null || viewport === 0 || begun.current === listKey) return
    const top = begun.current === null ? from.current * latest.current.rowHeight : 0
    begun.current = listKey
    // A list that stands there already is not measured, nor drawn twice.
    if (top !== now.current.top) moveTo(top)
  }, [listKey, moveTo, viewport])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const settle = () => {
      timer = undefined
      setFlying(false)
      if (isScaled(latest.current)) moveTo(now.current.top)
    }
    const follow = () => {
      frame = 0
      // The browser rounds what a script sets; that is no scrolling.
      const scrollTop =
        Math.abs(element.scrollTop - now.current.scrollTop) < 1 ? now.current.scrollTop : element.scrollTop
      if (scrollTop === now.current.scrollTop) return
      const before = now.current.top
      now.current = scrolledTo(now.current, scrollTop, latest.current)
      setPosition(now.current)
      // One leap is a click beside the thumb; leap upon leap is a drag.
      if (timer !== undefined && Math.abs(now.current.top - before) > latest.current.viewport) setFlying(true)
      clearTimeout(timer)
      timer = setTimeout(settle, rest)
    }
    const onScroll = () => {
      frame ||= requestAnimationFrame(follow)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      element.removeEventListener('scroll', onScroll)
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [scroller, moveTo])

  const show = useCallback((row: number) => moveTo(topToShow(row, now.current.top, latest.current)), [moveTo])
  const place = useCallback(() => now.current.top / latest.current.rowHeight, [])
  return {
    ...sight,
    isFlying,
    slot: (row) => (((row - base) % slots) + slots) % slots,
    height: heightOf(geometry),
    offset: (row) => offsetOf(row, position, geometry),
    show,
    place,
  }
}
