import { describe, expect, test } from 'vitest'
import type { User } from '../../../../domain/users.ts'
import { blockSize, countOf, keptBlocks, noRows, outdated, placed, rowAt, trimmed, wanted, wayTo } from './user-rows.ts'

const user = (id: string) => ({ id }) as User
const page = (
  from: number,
  length: number,
  more: { next?: string | null; prev?: string | null; total?: number } = {},
) => ({
  items: Array.from({ length }, (_, index) => user(`u${from + index}`)),
  nextCursor: more.next ?? null,
  prevCursor: more.prev ?? null,
  total: more.total ?? 1000,
  totalIsExact: true,
})

describe('the way to a block', () => {
  test('far from everything known: by row number', () => {
    expect(wayTo(noRows, 7)).toEqual({ at: 7 * blockSize })
    expect(wayTo(noRows, 0)).toEqual({})
  })

  test('beside a known block: by its cursors, both ways', () => {
    const rows = placed(noRows, 5, page(5 * blockSize, blockSize, { next: 'n', prev: 'p' }))
    expect(wayTo(rows, 6)).toEqual({ cursor: 'n' })
    expect(wayTo(rows, 4)).toEqual({ cursor: 'p' })
    expect(wayTo(rows, 8)).toEqual({ at: 8 * blockSize })
  })

  test('cursors outlive the rows that were forgotten, but not a change of the list', () => {
    let rows = noRows
    for (let block = 0; block <= keptBlocks; block++)
      rows = placed(rows, block, page(block * blockSize, blockSize, { next: `n${block}` }))
    rows = trimmed(rows, keptBlocks * blockSize)
    expect(rows.blocks.size).toBe(keptBlocks)
    expect(rowAt(rows, 0)).toBeUndefined()
    expect(wayTo(rows, 1)).toEqual({ cursor: 'n0' })
    expect(wayTo(outdated(rows), 1)).toEqual({ at: blockSize })
  })
})

describe('rows in sight', () => {
  test('what is missing or stale is wanted, the middle first', () => {
    let rows = placed(noRows, 1, page(blockSize, blockSize, { next: 'n' }))
    expect(wanted(rows, 0.9 * blockSize, 3.5 * blockSize)).toEqual([2, 3, 0])
    rows = outdated(rows)
    const middle = 1.5 * blockSize
    expect(wanted(rows, middle - 2, middle + 2)).toEqual([1])
    expect(rowAt(rows, middle)?.id).toBe(`u${middle}`)
  })

  test('what comes next is wanted before it is in sight', () => {
    const rows = placed(noRows, 0, page(0, blockSize, { next: 'n' }))
    expect(wanted(rows, 0, blockSize / 2)).toEqual([])
    expect(wanted(rows, blockSize / 2, blockSize - 5)).toEqual([1])
  })

  test('nothing is wanted beyond the end, or of an empty list', () => {
    expect(wanted(noRows, 0, 20)).toEqual([])
    expect(wanted(placed(noRows, 0, page(0, 30, { total: 30 })), 0, 200)).toEqual([])
  })
})

describe('how many rows there are', () => {
  test('an exact total is the number', () => {
    expect(countOf(placed(noRows, 0, page(0, blockSize, { next: 'n', total: 312_000 })))).toBe(312_000)
  })

  test('an inexact total grows while there is more, and ends where the end is seen', () => {
    const about = (answer: ReturnType<typeof page>) => ({ ...answer, totalIsExact: false })
    const rows = placed(noRows, 9, about(page(9 * blockSize, blockSize, { next: 'n', total: 300 })))
    expect(countOf(rows)).toBe(10 * blockSize + 1)
    expect(countOf(placed(rows, 10, about(page(10 * blockSize, 40, { total: 300 }))))).toBe(10 * blockSize + 40)
  })

  test('a list that became shorter forgets the blocks beyond its end', () => {
    const rows = placed(
      placed(noRows, 1, page(blockSize, 20, { total: blockSize + 20 })),
      0,
      page(0, 30, { total: 30 }),
    )
    expect(countOf(rows)).toBe(30)
    expect(rowAt(rows, blockSize + 10)).toBeUndefined()
  })
})
