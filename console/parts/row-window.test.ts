import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  heightOf,
  isScaled,
  offsetOf,
  pageStep,
  rowsInSight,
  scrolledTo,
  scrollTopOf,
  tallest,
  topToShow,
} from './row-window.ts'

const short = { count: 60, rowHeight: 44, viewport: 600 }
const long = { count: 10_000_000, rowHeight: 44, viewport: 600 }

describe('rows in sight', () => {
  test('of an empty list there are none', () => {
    const { first, last } = rowsInSight(0, { ...short, count: 0 }, 8)
    expect(last).toBeLessThan(first)
  })

  test('with the overscan, and never beyond the ends', () => {
    expect(rowsInSight(0, short, 4)).toEqual({ first: 0, last: 17 })
    expect(rowsInSight(60 * 44 - 600, short, 4)).toEqual({ first: 42, last: 59 })
  })

  test('cover the viewport wherever the list stands', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60 * 44 - 600, noNaN: true }), (top) => {
        const { first, last } = rowsInSight(top, short, 0)
        expect(first * 44).toBeLessThanOrEqual(top)
        expect((last + 1) * 44).toBeGreaterThanOrEqual(top + 600)
      }),
    )
  })
})

describe('a list higher than browsers draw', () => {
  test('keeps its element under the limit and reaches its last row', () => {
    expect(isScaled(short)).toBe(false)
    expect(isScaled(long)).toBe(true)
    expect(heightOf(long)).toBe(tallest)
    const end = scrolledTo({ scrollTop: 0, top: 0 }, tallest - 600, long)
    expect(rowsInSight(end.top, long, 0).last).toBe(9_999_999)
    const start = scrolledTo(end, 0, long)
    expect(rowsInSight(start.top, long, 0).first).toBe(0)
  })

  test('a step of the wheel moves it by as many pixels as a short list', () => {
    const before = { scrollTop: 4_000_000, top: scrolledTo({ scrollTop: 0, top: 0 }, 4_000_000, long).top }
    const after = scrolledTo(before, 4_000_100, long)
    expect(after.top - before.top).toBe(100)
    // What stood 300 px below the upper edge stands 200 px below it.
    const row = Math.floor((before.top + 300) / 44)
    const moved = offsetOf(row, after, long) - after.scrollTop - (offsetOf(row, before, long) - before.scrollTop)
    expect(moved).toBeCloseTo(-100)
  })

  test('a drag of the scroll bar moves it in proportion', () => {
    const half = scrolledTo({ scrollTop: 0, top: 0 }, (tallest - 600) / 2, long)
    expect(rowsInSight(half.top, long, 0).first).toBeCloseTo(5_000_000, -2)
  })

  test('scrollTopOf undoes scrolledTo after a leap', () => {
    const top = 123_456_789
    expect(scrolledTo({ scrollTop: 0, top: 0 }, scrollTopOf(top, long), long).top).toBeCloseTo(top, 1)
    expect(scrollTopOf(1000, short)).toBe(1000)
    expect(scrollTopOf(1_000_000, short)).toBe(60 * 44 - 600)
  })
})

describe('moving by keyboard', () => {
  test('a row in sight moves nothing, one outside comes to the nearer edge', () => {
    expect(topToShow(5, 44, short)).toBe(44)
    expect(topToShow(0, 44, short)).toBe(0)
    expect(topToShow(20, 0, short)).toBe(21 * 44 - 600)
  })

  test('PageDown keeps one row for orientation', () => {
    expect(pageStep(short)).toBe(12)
    expect(pageStep({ ...short, viewport: 10 })).toBe(1)
  })
})
