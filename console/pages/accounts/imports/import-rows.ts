import type { ImportRow, ImportRowStatus } from '../../../../domain/imports.ts'
import type { Page } from '../../../../domain/page.ts'

/** Rows are fetched in blocks: block b holds the matching rows from b × blockSize. */
export const blockSize = 100
/** Blocks kept in memory; those farthest from view go first. */
const keptBlocks = 40
const mostRequests = 3
/** Milliseconds that far rows are in sight before they are asked for: what a drag of the scroll bar flies over never is. */
const restMs = 150

export type RowsQuery = { status?: ImportRowStatus; search?: string }
/** Fetches rows; `cursor`: those after this row of the file, `at`: from the n-th match. Rejects when `signal` aborts. */
export type FetchRows = (
  query: RowsQuery & { cursor?: string; at?: number; limit: number },
  signal: AbortSignal,
) => Promise<Page<ImportRow>>

export type RowsSnapshot = {
  /** Which rows these are; null before the first answer. */
  key: string | null
  total: number
  /** Some row in memory was corrected, by whomever. */
  hasCorrections: boolean
  /** Rows that were corrected or left out since, and match no more: they stay until the list is asked for anew. */
  mended: number
  isBehind: boolean
  error: unknown
  rowAt: (index: number) => ImportRow | undefined
}

export type ImportRows = {
  subscribe: (listener: () => void) => () => void
  snapshot: () => RowsSnapshot
  show: (query: RowsQuery) => void
  /** These are in sight: what is missing is fetched, what is out of sight is given up. */
  look: (first: number, last: number) => void
  /** Everything may have changed. */
  refresh: () => void
  retry: () => void
  /** The row as it is now, in its place, whether it still matches or not. */
  replace: (row: ImportRow) => void
  /** The newest state known of a row of the file, by its number. */
  known: (row: number) => ImportRow | undefined
  /** Rows of the file that are in memory are asked for again, each in its place; those near each other at once. */
  refreshRows: (rows: readonly number[]) => Promise<void>
  stop: () => void
}

export const keyOf = ({ status, search }: RowsQuery): string => `${status ?? ''} ${search?.trim() ?? ''}`

/** Row numbers in stretches that one request answers: first and last of each. */
function stretchesOf(rows: readonly number[]): [from: number, to: number][] {
  const stretches: [number, number][] = []
  for (const row of rows.toSorted((a, b) => a - b)) {
    const before = stretches.at(-1)
    if (before && row - before[0] < blockSize) before[1] = row
    else stretches.push([row, row])
  }
  return stretches
}

/** A row begins with version 1. */
const isCorrected = ({ version }: ImportRow) => version > 1

/** The rows of a preview, outside of React: any number of them, a few blocks at a time. */
export function createImportRows(fetchRows: FetchRows): ImportRows {
  let query: RowsQuery = {}
  let blocks = new Map<number, ImportRow[]>()
  let sight = { first: 0, last: 0 }
  let first: AbortController | null = null
  let resting: ReturnType<typeof setTimeout> | undefined
  const stale = new Set<number>()
  const gone = new Set<number>()
  const running = new Map<number, AbortController>()
  const listeners = new Set<() => void>()
  const rowAt = (index: number) => blocks.get(Math.floor(index / blockSize))?.[index % blockSize]
  let state: RowsSnapshot = {
    key: null,
    total: 0,
    hasCorrections: false,
    mended: 0,
    isBehind: false,
    error: null,
    rowAt,
  }

  const set = (change: Partial<RowsSnapshot>) => {
    const hasCorrections = state.hasCorrections || [...blocks.values()].some((rows) => rows.some(isCorrected))
    state = { ...state, mended: gone.size, hasCorrections, ...change }
    for (const listener of listeners) listener()
  }
  const stopBlocks = () => {
    for (const controller of running.values()) controller.abort()
    running.clear()
  }

  /** After the row before, where that is known; else by number, less those that match no more. */
  const wayTo = (block: number): { cursor?: string; at?: number } => {
    const before = blocks.get(block - 1)?.at(-1)
    if (block === 0) return {}
    if (before && blocks.get(block - 1)?.length === blockSize) return { cursor: String(before.row) }
    return { at: Math.max(0, block * blockSize - gone.size) }
  }

  const ask = async () => {
    first?.abort()
    const mine = new AbortController()
    first = mine
    const key = keyOf(query)
    set({ isBehind: true, error: null })
    try {
      const page = await fetchRows({ ...query, limit: blockSize }, mine.signal)
      if (first !== mine) return
      first = null
      stopBlocks()
      stale.clear()
      gone.clear()
      blocks = new Map([[0, page.items]])
      set({ key, total: page.total, isBehind: false, error: null })
      fill()
    } catch (error) {
      if (first === mine && !mine.signal.aborted) set({ error, isBehind: false })
    }
  }

  const load = async (block: number) => {
    const controller = new AbortController()
    running.set(block, controller)
    const { key } = state
    const isCurrent = () => running.get(block) === controller && state.key === key
    try {
      const page = await fetchRows({ ...query, ...wayTo(block), limit: blockSize }, controller.signal)
      if (!isCurrent()) return
      running.delete(block)
      stale.delete(block)
      blocks.set(block, page.items)
      trim()
      set({ total: Math.max(page.total + gone.size, 0), error: null })
      fill()
    } catch (error) {
      if (!isCurrent()) return
      running.delete(block)
      if (!controller.signal.aborted) set({ error })
    }
  }

  const trim = () => {
    const middle = Math.floor((sight.first + sight.last) / 2 / blockSize)
    const near = [...blocks.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    for (const block of near.slice(keptBlocks)) blocks.delete(block)
  }

  const fill = () => {
    if (state.key === null || first) return
    const missing: number[] = []
    const last = Math.min(sight.last, state.total - 1)
    for (let block = Math.floor(sight.first / blockSize); block * blockSize <= last; block++)
      if (!blocks.has(block) || stale.has(block)) missing.push(block)
    for (const [block, controller] of running) {
      if (missing.includes(block)) continue
      running.delete(block)
      controller.abort()
    }
    for (const block of missing) {
      if (running.size >= mostRequests) return
      if (!running.has(block)) void load(block)
    }
  }

  const placeOf = (row: number): [block: number, place: number] | undefined => {
    for (const [block, rows] of blocks) {
      const place = rows.findIndex((one) => one.row === row)
      if (place >= 0) return [block, place]
    }
    return undefined
  }

  const put = (row: ImportRow) => {
    const at = placeOf(row.row)
    if (!at) return
    const [block, place] = at
    blocks.set(block, (blocks.get(block) ?? []).with(place, row))
    if (query.status && row.status !== query.status) gone.add(row.row)
    else gone.delete(row.row)
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => state,
    show: (wanted) => {
      if (state.key !== null && keyOf(wanted) === keyOf(query)) return
      query = wanted
      void ask()
    },
    look: (from, to) => {
      const isFar = Math.abs(from - sight.first) > blockSize
      sight = { first: from, last: to }
      // A request that failed is repeated by hand only.
      if (state.error !== null) return
      if (!isFar && resting === undefined) return fill()
      clearTimeout(resting)
      resting = setTimeout(() => {
        resting = undefined
        fill()
      }, restMs)
    },
    refresh: () => {
      if (state.key === null) return
      stopBlocks()
      if (gone.size > 0 || query.status || query.search) return void ask()
      for (const block of blocks.keys()) stale.add(block)
      set({ error: null })
      fill()
    },
    retry: () => void ask(),
    replace: (row) => {
      put(row)
      set({})
    },
    known: (row) => {
      const at = placeOf(row)
      return at && blocks.get(at[0])?.[at[1]]
    },
    refreshRows: async (rows) => {
      const { signal } = new AbortController()
      const seen = rows.filter((row) => placeOf(row))
      const pages = await Promise.all(
        stretchesOf(seen).map(([from, to]) =>
          fetchRows({ cursor: String(from - 1), limit: to - from + 1 }, signal).catch(() => null),
        ),
      )
      for (const page of pages) for (const row of page?.items ?? []) put(row)
      set({})
    },
    stop: () => {
      first?.abort()
      first = null
      clearTimeout(resting)
      stopBlocks()
    },
  }
}
