import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ImportRow } from '../../../../domain/imports.ts'
import { blockSize, createImportRows, type FetchRows } from './import-rows.ts'

const total = 100_000
const row = (number: number, status: ImportRow['status'] = 'error') =>
  ({ row: number, version: 1, status, errors: [] }) as unknown as ImportRow

type Asked = Parameters<FetchRows>[0] & { signal: AbortSignal; answer: () => void }
let asked: Asked[] = []
/** A server that answers when it is told to: rows from 2, as a spreadsheet numbers them. */
const slow: FetchRows = (query, signal) =>
  new Promise((resolve) => {
    const from = query.cursor ? Number(query.cursor) - 1 : (query.at ?? 0)
    const items = Array.from({ length: query.limit }, (_, n) => row(from + n + 2))
    asked.push({ ...query, signal, answer: () => resolve({ items, nextCursor: null, total }) })
  })
const answerAll = async () => {
  for (const one of asked.splice(0)) one.answer()
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
})

describe('rows of a preview', () => {
  test('rows that are scrolled past are never asked for, and what is under way for them is given up', async () => {
    const rows = createImportRows(slow)
    rows.show({})
    await answerAll()
    for (let top = 0; top < total; top += 500) rows.look(top, top + 30)
    expect(asked).toEqual([])
    rows.look(50_000, 50_030)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked.map(({ at }) => at)).toEqual([50_000])
    const [left] = asked
    rows.look(80_010, 80_040)
    await vi.advanceTimersByTimeAsync(200)
    expect(left!.signal.aborted).toBe(true)
    await answerAll()
    expect(rows.snapshot().rowAt(80_010)?.row).toBe(80_012)
    expect(rows.snapshot().rowAt(50_000)).toBeUndefined()
  })

  test('a mended row stays in its place among the errors, and what follows goes on after it', async () => {
    const rows = createImportRows(slow)
    rows.show({ status: 'error' })
    await answerAll()
    rows.replace({ ...row(3), status: 'new' })
    expect(rows.snapshot().rowAt(1)?.status).toBe('new')
    expect(rows.snapshot()).toMatchObject({ total, mended: 1 })
    rows.look(blockSize, blockSize + 20)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked[0]).toMatchObject({ cursor: String(blockSize + 1), status: 'error' })
    await answerAll()
    rows.look(70_000, 70_020)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked[0]).toMatchObject({ at: 69_999 })
  })

  test('other rows concerned are asked for together, only where they are shown', async () => {
    const rows = createImportRows(slow)
    rows.show({})
    await answerAll()
    rows.look(50_000, 50_030)
    await vi.advanceTimersByTimeAsync(200)
    await answerAll()
    void rows.refreshRows([50_010, 12, 7, 90_000])
    expect(asked.map(({ cursor, limit }) => [cursor, limit])).toEqual([
      ['6', 6],
      ['50009', 1],
    ])
  })
})
