import type { Page } from '../../../../domain/page.ts'
import type { User } from '../../../../domain/users.ts'

/**
 * Rows are fetched in blocks: block b holds the rows from b × blockSize. A screen full of rows is one block, so that no
 * key press of a search waits for rows that nobody sees.
 */
export const blockSize = 50
/** So many rows beyond those in sight are fetched too: scrolling finds them there. */
const ahead = 20
/** Blocks kept in memory; the farthest from view go first, their cursors stay as bookmarks. */
export const keptBlocks = 60

/** What is known of one list: some blocks of it, and the way to others. */
export type Rows = {
  blocks: ReadonlyMap<number, readonly User[]>
  /** Blocks to fetch again when they are in sight; shown meanwhile. */
  stale: ReadonlySet<number>
  /** Cursors by the block that begins after them. */
  forward: ReadonlyMap<number, string>
  /** Cursors by the block that ends before them. */
  backward: ReadonlyMap<number, string>
  total: number
  totalIsExact: boolean
  /** The total was counted and not only estimated; above 10,000 it stays about. */
  isCounted: boolean
  /** Number of rows once the last block was seen. */
  end: number | null
}

export const noRows: Rows = {
  blocks: new Map(),
  stale: new Set(),
  forward: new Map(),
  backward: new Map(),
  total: 0,
  totalIsExact: true,
  isCounted: false,
  end: null,
}

export const blockOf = (row: number): number => Math.floor(row / blockSize)

export const rowAt = (rows: Rows, row: number): User | undefined => rows.blocks.get(blockOf(row))?.[row % blockSize]

/** How many rows the list shows. Without an exact total it grows while there is more, and ends where the end was seen. */
export function countOf(rows: Rows): number {
  if (rows.totalIsExact) return rows.total
  if (rows.end !== null) return rows.end
  let seen = 0
  for (const [block, items] of rows.blocks) {
    const last = block * blockSize + items.length
    seen = Math.max(seen, rows.forward.has(block + 1) ? last + 1 : last)
  }
  return Math.max(rows.total, seen)
}

/** How to ask for a block: by the cursor of a neighbour (keyset), else by row number. */
export function wayTo(rows: Rows, block: number): { cursor?: string; at?: number } {
  if (block === 0) return {}
  const after = rows.forward.get(block)
  if (after !== undefined) return { cursor: after }
  const before = rows.backward.get(block)
  if (before !== undefined) return { cursor: before }
  return { at: block * blockSize }
}

/** Puts an answered block in its place. */
export function placed(rows: Rows, block: number, page: Page<User>): Rows {
  const blocks = new Map(rows.blocks).set(block, page.items)
  const stale = new Set(rows.stale)
  stale.delete(block)
  const forward = new Map(rows.forward)
  const backward = new Map(rows.backward)
  if (page.nextCursor && page.items.length === blockSize) forward.set(block + 1, page.nextCursor)
  else forward.delete(block + 1)
  if (page.prevCursor && block > 0) backward.set(block - 1, page.prevCursor)
  const last = block * blockSize + page.items.length
  const isEnd = page.nextCursor === null
  const end = isEnd ? last : rows.end !== null && rows.end <= last ? null : rows.end
  // Blocks beyond the end are of a list that was longer.
  if (isEnd) for (const other of blocks.keys()) if (other > block) blocks.delete(other)
  const next = { ...rows, blocks, stale, forward, backward, end }
  const { total, totalIsExact = true } = page
  // An estimate does not take the place of what was counted.
  return rows.isCounted && !totalIsExact ? next : { ...next, total, totalIsExact, isCounted: totalIsExact }
}

/** The rows with a total that was counted apart from them. */
export const counted = (rows: Rows, { total, totalIsExact = true }: Page<unknown>): Rows => ({
  ...rows,
  total,
  totalIsExact,
  isCounted: true,
})

/** The blocks to fetch for the rows in sight and a little beyond, those in the middle first. */
export function wanted(rows: Rows, first: number, last: number): number[] {
  const count = countOf(rows)
  if (last < first || count === 0) return []
  const from = blockOf(Math.max(0, first - ahead))
  const to = blockOf(Math.min(last + ahead, count - 1))
  const middle = blockOf((first + last) / 2)
  const found: number[] = []
  for (let block = from; block <= to; block++) {
    if (!rows.blocks.has(block) || rows.stale.has(block)) found.push(block)
  }
  return found.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
}

/** Forgets the blocks farthest from `row`, so that scrolling through any list needs constant memory. */
export function trimmed(rows: Rows, row: number): Rows {
  if (rows.blocks.size <= keptBlocks) return rows
  const near = [...rows.blocks.keys()]
    .sort((a, b) => Math.abs(a - blockOf(row)) - Math.abs(b - blockOf(row)))
    .slice(0, keptBlocks)
  return { ...rows, blocks: new Map(near.map((block) => [block, rows.blocks.get(block) ?? []])) }
}

/** The list may have changed: everything stays in sight and is fetched again when looked at, without old cursors. */
export const outdated = (rows: Rows): Rows => ({
  ...rows,
  stale: new Set(rows.blocks.keys()),
  forward: new Map(),
  backward: new Map(),
  isCounted: false,
  end: null,
})

/** The rows with the newer state of one user, wherever it is among them. */
export function replaced(rows: Rows, user: User): Rows {
  for (const [block, items] of rows.blocks) {
    if (!items.some(({ id }) => id === user.id)) continue
    const changed = items.map((item) => (item.id === user.id ? user : item))
    return { ...rows, blocks: new Map(rows.blocks).set(block, changed) }
  }
  return rows
}
