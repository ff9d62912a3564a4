import { describe, expect, test } from 'vitest'
import type { Page } from '../../../../domain/page.ts'
import type { User } from '../../../../domain/users.ts'
import { createRowSource } from './row-source.ts'
import { blockSize, rowAt } from './user-rows.ts'
import { emptyView, listQueryOf } from './users-view.ts'

type Asked = {
  search: string | undefined
  at?: number
  cursor?: string
  signal: AbortSignal
  answer: (page: Partial<Page<User>>) => Promise<void>
  fail: (error: Error) => Promise<void>
}

type Counted = { signal: AbortSignal; answer: (total: number, isExact?: boolean) => Promise<void> }

/** A server whose answers come when and in the order in which the test gives them. */
function slowServer() {
  const asked: Asked[] = []
  const counts: Counted[] = []
  const settled = () => new Promise<void>((done) => setImmediate(done))
  const source = createRowSource(
    (query, way, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        asked.push({
          search: query.search,
          ...way,
          signal,
          answer: (page) => {
            resolve({
              items: [],
              nextCursor: null,
              prevCursor: null,
              total: page.items?.length ?? 0,
              totalIsExact: true,
              ...page,
            })
            return settled()
          },
          fail: (error) => {
            reject(error)
            return settled()
          },
        })
      }),
    (_, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        counts.push({
          signal,
          answer: (total, totalIsExact = true) => {
            resolve({ items: [], nextCursor: null, prevCursor: null, total, totalIsExact })
            return settled()
          },
        })
      }),
  )
  return { asked, counts, source }
}

const query = (search: string) => listQueryOf({ ...emptyView, search })
const users = (prefix: string, length: number) =>
  Array.from({ length }, (_, row) => ({ id: `${prefix}${row}` }) as User)
const full = (prefix: string, more: Partial<Page<User>> = {}) => ({
  items: users(prefix, blockSize),
  nextCursor: 'next',
  total: 1000,
  ...more,
})

describe('type-ahead', () => {
  test('an answer to an out-of-date search is never shown, even when it comes last', async () => {
    const { asked, source } = slowServer()
    source.show(query('a'))
    source.show(query('an'))
    expect(asked[0]?.signal.aborted).toBe(true)
    await asked[1]?.answer({ items: users('new', 1) })
    await asked[0]?.answer({ items: users('old', 2) })
    expect(rowAt(source.snapshot().rows, 0)?.id).toBe('new0')
    expect(source.snapshot().rows.total).toBe(1)
  })

  test('old rows stay until the new ones are there', async () => {
    const { asked, source } = slowServer()
    source.show(query('a'))
    await asked[0]?.answer({ items: users('a', 2) })
    source.show(query('ab'))
    expect(source.snapshot().isBehind).toBe(true)
    expect(rowAt(source.snapshot().rows, 0)?.id).toBe('a0')
    await asked[1]?.answer({ items: [] })
    expect(source.snapshot()).toMatchObject({ isBehind: false, rows: { total: 0 } })
  })

  test('going back to the search in sight gives up the one between', async () => {
    const { asked, source } = slowServer()
    source.show(query('a'))
    await asked[0]?.answer({ items: users('a', 2) })
    source.show(query('ab'))
    source.show(query('a'))
    expect(asked).toHaveLength(2)
    expect(asked[1]?.signal.aborted).toBe(true)
    expect(source.snapshot().isBehind).toBe(false)
  })
})

describe('the total', () => {
  const about = (prefix: string, total: number) => full(prefix, { total, totalIsExact: false })

  test('is counted after the rows are there, where it is an estimate; later blocks leave it', async () => {
    const { asked, counts, source } = slowServer()
    source.show(query('a'))
    await asked[0]?.answer(about('a', 900))
    expect(source.snapshot().rows).toMatchObject({ total: 900, totalIsExact: false })
    await counts[0]?.answer(843)
    expect(source.snapshot().rows).toMatchObject({ total: 843, totalIsExact: true })
    source.look(1.4 * blockSize, 1.5 * blockSize)
    await asked[1]?.answer(about('b', 900))
    expect(source.snapshot().rows).toMatchObject({ total: 843, totalIsExact: true })
    expect(counts).toHaveLength(1)
  })

  test('above what is counted it stays about, and is not asked for again until the list may have changed', async () => {
    const { asked, counts, source } = slowServer()
    source.show(query('a'))
    await asked[0]?.answer(about('a', 8_000))
    await counts[0]?.answer(10_000, false)
    expect(source.snapshot().rows).toMatchObject({ total: 10_000, totalIsExact: false })
    source.look(1.4 * blockSize, 1.5 * blockSize)
    await asked[1]?.answer(about('b', 8_000))
    expect(source.snapshot().rows.total).toBe(10_000)
    expect(counts).toHaveLength(1)
    source.refresh()
    await asked[2]?.answer(about('b', 8_000))
    expect(counts).toHaveLength(2)
  })

  test('is not asked for where it is known, and given up with its list', async () => {
    const { asked, counts, source } = slowServer()
    source.show(query('anna'))
    await asked[0]?.answer({ items: users('anna', 3) })
    expect(counts).toHaveLength(0)
    source.show(query('a'))
    await asked[1]?.answer(about('a', 900))
    source.show(query('ab'))
    expect(counts[0]?.signal.aborted).toBe(true)
    source.show(query('a'))
    expect(counts).toHaveLength(2)
    source.show(query('ab'))
    await asked[3]?.answer({ items: users('ab', 2) })
    expect(source.snapshot().rows).toMatchObject({ total: 2, totalIsExact: true })
  })
})

describe('scrolling', () => {
  test('a jump asks by row number, gives up what is out of sight, then goes on by cursor', async () => {
    const { asked, source } = slowServer()
    source.show(query(''))
    await asked[0]?.answer(full('a'))
    source.look(1.4 * blockSize, 1.5 * blockSize)
    expect(asked[1]).toMatchObject({ cursor: 'next' })
    source.look(8.4 * blockSize, 8.5 * blockSize)
    expect(asked[1]?.signal.aborted).toBe(true)
    expect(asked[2]).toMatchObject({ at: 8 * blockSize })
    await asked[2]?.answer(full('i', { prevCursor: 'before' }))
    source.look(7.8 * blockSize, 8 * blockSize - 1)
    expect(asked[3]).toMatchObject({ cursor: 'before' })
  })

  test('a view that comes back begins at its row; a list that became shorter begins at its start', async () => {
    const { asked, source } = slowServer()
    source.show(query(''), 4.5 * blockSize)
    expect(asked[0]).toMatchObject({ at: 4 * blockSize })
    await asked[0]?.answer({ items: [], total: 20 })
    expect(asked[1]?.at).toBeUndefined()
    await asked[1]?.answer({ items: users('a', 20) })
    expect(rowAt(source.snapshot().rows, 19)?.id).toBe('a19')
  })

  test('when rows went away before a block, the block is fetched again by its row number', async () => {
    const { asked, source } = slowServer()
    source.show(query(''))
    await asked[0]?.answer(full('a'))
    source.look(1.4 * blockSize, 1.5 * blockSize)
    await asked[1]?.answer({ items: users('b', blockSize - 10), nextCursor: 'more', total: 900 })
    expect(asked[2]).toMatchObject({ at: blockSize })
    expect(rowAt(source.snapshot().rows, blockSize)).toBeUndefined()
  })
})

describe('failure and refresh', () => {
  test('a failure is told once and repeated by hand; rows in sight stay', async () => {
    const { asked, source } = slowServer()
    source.show(query(''))
    await asked[0]?.answer(full('a'))
    source.look(1.4 * blockSize, 1.5 * blockSize)
    await asked[1]?.fail(new Error('offline'))
    source.look(1.4 * blockSize + 1, 1.5 * blockSize + 1)
    expect(asked).toHaveLength(2)
    expect(source.snapshot().error).toEqual(new Error('offline'))
    source.retry()
    expect(asked).toHaveLength(3)
    expect(rowAt(source.snapshot().rows, 0)?.id).toBe('a0')
  })

  test('a refresh keeps the rows and fetches those in sight again', async () => {
    const { asked, source } = slowServer()
    source.show(query(''))
    await asked[0]?.answer(full('a'))
    source.look(0, 10)
    source.refresh()
    expect(rowAt(source.snapshot().rows, 3)?.id).toBe('a3')
    await asked[1]?.answer(full('b'))
    expect(rowAt(source.snapshot().rows, 3)?.id).toBe('b3')
    expect(asked).toHaveLength(2)
  })
})
