import type { Page } from '../../../../domain/page.ts'
import type { User } from '../../../../domain/users.ts'
import {
  blockOf,
  blockSize,
  counted,
  countOf,
  noRows,
  outdated,
  placed,
  type Rows,
  replaced,
  trimmed,
  wanted,
  wayTo,
} from './user-rows.ts'
import { type ListQuery, listKeyOf } from './users-view.ts'

/** Fetches one block of a list, whose total may be estimated. Rejects when `signal` aborts. */
export type FetchBlock = (
  query: ListQuery,
  way: { cursor?: string; at?: number },
  signal: AbortSignal,
) => Promise<Page<User>>

/** Any page of a list, with its total counted. */
export type FetchCount = (query: ListQuery, signal: AbortSignal) => Promise<Page<User>>

export type Snapshot = {
  /** Which list the rows are of; null before the first answer. */
  key: string | null
  query: ListQuery | null
  rows: Rows
  /** Another list was asked for and has not answered yet; the rows in sight are of the list before. */
  isBehind: boolean
  /** Why the last request failed. */
  error: unknown
}

/** The rows of the Users page, outside of React: it survives leaving the page and coming back. */
export type RowSource = {
  subscribe: (listener: () => void) => () => void
  snapshot: () => Snapshot
  /** Asks for a list; `row` is where it is looked at first. Lists asked for before are given up. */
  show: (query: ListQuery, row?: number) => void
  /** These rows are in sight: what is missing of them is fetched, what is no longer in sight is given up. */
  look: (first: number, last: number) => void
  /** The list may have changed; rows in sight are fetched again. */
  refresh: () => void
  retry: () => void
  /** A user was changed elsewhere: its row shows so at once. */
  replace: (user: User) => void
  /** Gives up everything under way. */
  stop: () => void
}

const mostRequests = 3

export function createRowSource(fetchBlock: FetchBlock, fetchCount: FetchCount): RowSource {
  let state: Snapshot = { key: null, query: null, rows: noRows, isBehind: false, error: null }
  let sight = { first: 0, last: 0 }
  let asked: { query: ListQuery; key: string; row: number; controller: AbortController } | null = null
  let counting: AbortController | null = null
  const running = new Map<number, AbortController>()
  const listeners = new Set<() => void>()

  const set = (change: Partial<Snapshot>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  const stopCount = () => {
    counting?.abort()
    counting = null
  }

  /** Of the list in sight, everything: blocks and count. */
  const stopList = () => {
    for (const controller of running.values()) controller.abort()
    running.clear()
    stopCount()
  }

  /** Rows are shown without waiting for their count; where their total is an estimate it is asked for now. */
  const count = async () => {
    const { key, query, rows } = state
    if (!query || rows.isCounted || counting) return
    const mine = new AbortController()
    counting = mine
    try {
      const answer = await fetchCount(query, mine.signal)
      if (counting === mine && state.key === key) set({ rows: counted(state.rows, answer) })
    } catch {
      // The rows are there, and their total stays about.
    } finally {
      if (counting === mine) counting = null
    }
  }

  /** First block of a list: until it is there the rows of the list before stay. */
  const ask = async (query: ListQuery, key: string, row: number) => {
    asked?.controller.abort()
    const mine = { query, key, row, controller: new AbortController() }
    asked = mine
    stopCount()
    set({ isBehind: true, error: null })
    try {
      const block = blockOf(row)
      let page = await fetchBlock(query, wayTo(noRows, block), mine.controller.signal)
      let at = block
      if (asked === mine && block > 0 && page.items.length === 0) {
        // The list is shorter than it was.
        at = 0
        page = await fetchBlock(query, {}, mine.controller.signal)
      }
      if (asked !== mine) return
      asked = null
      stopList()
      set({ key, query, rows: placed(noRows, at, page), isBehind: false, error: null })
      void count()
    } catch (error) {
      if (asked === mine && !mine.controller.signal.aborted) set({ error })
    }
  }

  const load = async (query: ListQuery, key: string, block: number) => {
    const controller = new AbortController()
    running.set(block, controller)
    const isCurrent = () => running.get(block) === controller && state.key === key
    try {
      let page = await fetchBlock(query, wayTo(state.rows, block), controller.signal)
      // Rows went away before this block: its cursor no longer stands for its row number.
      if (isCurrent() && block > 0 && page.nextCursor && page.items.length < blockSize) {
        set({ rows: outdated(state.rows) })
        page = await fetchBlock(query, wayTo(state.rows, block), controller.signal)
      }
      if (!isCurrent()) return
      running.delete(block)
      const middle = Math.floor((sight.first + sight.last) / 2)
      set({ rows: trimmed(placed(state.rows, block, page), middle), error: null })
      fill()
      void count()
    } catch (error) {
      if (!isCurrent()) return
      running.delete(block)
      if (!controller.signal.aborted) set({ error })
    }
  }

  const fill = () => {
    if (!state.key || !state.query) return
    const missing = wanted(state.rows, sight.first, sight.last)
    for (const [block, controller] of running) {
      if (!missing.includes(block)) {
        running.delete(block)
        controller.abort()
      }
    }
    for (const block of missing) {
      if (running.size >= mostRequests) return
      if (!running.has(block)) void load(state.query, state.key, block)
    }
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => state,
    show: (query, row = 0) => {
      const key = listKeyOf(query)
      if (key === (asked?.key ?? state.key)) return
      if (key === state.key) {
        // Back to what is in sight: the request between is given up.
        asked?.controller.abort()
        asked = null
        set({ isBehind: false, error: null })
        void count()
        return
      }
      void ask(query, key, row)
    },
    look: (first, last) => {
      sight = { first, last }
      // A request that failed is repeated by hand only.
      if (state.error === null) fill()
    },
    refresh: () => {
      if (!state.key) return
      stopList()
      set({ rows: outdated(state.rows), error: null })
      if (countOf(state.rows) === 0 && state.query) void ask(state.query, state.key, 0)
      else fill()
    },
    retry: () => {
      if (asked) void ask(asked.query, asked.key, asked.row)
      else {
        set({ error: null })
        fill()
      }
    },
    replace: (user) => set({ rows: replaced(state.rows, user) }),
    stop: () => {
      asked?.controller.abort()
      asked = null
      stopList()
      set({ isBehind: false })
    },
  }
}
