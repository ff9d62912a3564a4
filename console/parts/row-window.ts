/**
 * Which rows of a long list are in sight: a fixed row height, any number of rows. Browsers end an element at some
 * 17 million pixels, so a list that would be taller gets a shorter scroll range: small steps move it pixel by pixel,
 * a drag of the scroll bar moves it in proportion.
 */
export type Geometry = {
  count: number
  /** Pixels. */
  rowHeight: number
  /** Height of the part in which rows are seen, pixels. */
  viewport: number
}

/** scrollTop: of the browser. top: how far the list is scrolled, as if it had its full height. Pixels. */
export type Position = { scrollTop: number; top: number }

export const tallest = 15_000_000

const fullHeight = ({ count, rowHeight }: Geometry) => count * rowHeight

/** Height of the scrolled element, pixels. */
export const heightOf = (geometry: Geometry): number => Math.min(fullHeight(geometry), tallest)

const range = (height: number, viewport: number) => Math.max(0, height - viewport)
const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** True when the scroll range is shorter than the list. */
export const isScaled = (geometry: Geometry): boolean => fullHeight(geometry) > tallest

/** The browser’s scrollTop that stands for `top`. */
export function scrollTopOf(top: number, geometry: Geometry): number {
  const full = range(fullHeight(geometry), geometry.viewport)
  const inSight = within(top, 0, full)
  if (!isScaled(geometry)) return inSight
  return full === 0 ? 0 : (inSight / full) * range(heightOf(geometry), geometry.viewport)
}

/** Where the list is after the browser scrolled to `scrollTop`. */
export function scrolledTo(before: Position, scrollTop: number, geometry: Geometry): Position {
  const full = range(fullHeight(geometry), geometry.viewport)
  if (!isScaled(geometry)) return { scrollTop, top: within(scrollTop, 0, full) }
  const most = range(heightOf(geometry), geometry.viewport)
  const step = scrollTop - before.scrollTop
  // Ends are ends, and a leap is a drag of the scroll bar.
  if (scrollTop <= 0 || scrollTop >= most || Math.abs(step) > geometry.viewport) {
    return { scrollTop, top: (within(scrollTop, 0, most) / most) * full }
  }
  return { scrollTop, top: within(before.top + step, 0, full) }
}

/** First and last row to draw: those in sight and `overscan` beyond each edge. last < first when there are none. */
export function rowsInSight(top: number, geometry: Geometry, overscan: number): { first: number; last: number } {
  const { count, rowHeight, viewport } = geometry
  return {
    first: within(Math.floor(top / rowHeight) - overscan, 0, Math.max(0, count - 1)),
    last: Math.min(count - 1, Math.ceil((top + viewport) / rowHeight) - 1 + overscan),
  }
}

/** Where a row is drawn inside the scrolled element, pixels from its top. */
export const offsetOf = (row: number, position: Position, geometry: Geometry): number =>
  isScaled(geometry) ? row * geometry.rowHeight - position.top + position.scrollTop : row * geometry.rowHeight

/** The nearest `top` at which the whole row is in sight. */
export function topToShow(row: number, top: number, geometry: Geometry): number {
  const start = row * geometry.rowHeight
  const least = start + geometry.rowHeight - geometry.viewport
  // A viewport lower than a row shows the row’s beginning.
  return Math.max(0, start < top || least > start ? start : Math.max(top, least))
}

/** Rows that PageDown goes on by. */
export const pageStep = ({ rowHeight, viewport }: Geometry): number => Math.max(1, Math.floor(viewport / rowHeight) - 1)
