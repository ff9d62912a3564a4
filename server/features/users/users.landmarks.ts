import type { Predicate } from '../../../domain/filter.ts'
import type { TxContext } from '../../platform/context.ts'
import type { Landmark, Order } from './users.list.sql.ts'

// Rows of long lists whose numbers are known from jumps, remembered until a user of the account comes, goes or gets other
// texts: the next jump counts from the nearest of them and not from an end of the list (docs/decisions/0011-search.md).

/** changes: the account’s, of which the numbers are (user_counts). marks: by number. */
type Remembered = { changes: number; marks: Landmark[] }
const listsOf = new WeakMap<object, Map<string, Remembered>>()
const limits = { lists: 200, marks: 1_000 }

/** The list of all users by a text: nothing but texts decides who stands where. */
const keyOf = ({ accountId }: TxContext, { field, descending }: Order, predicate: Predicate): string | undefined => {
  const isWhole = predicate.kind === 'all' && predicate.of.length === 1
  return isWhole && (field === 'name' || field === 'email') ? `${accountId} ${field} ${descending}` : undefined
}

const listOf = (context: TxContext, key: string | undefined, changes: number): Landmark[] | undefined => {
  const found = key === undefined ? undefined : listsOf.get(context.house)?.get(key)
  return found?.changes === changes ? found.marks : undefined
}

/** The place of the first mark at or after a number. */
function placeOf(marks: readonly Landmark[], at: number): number {
  let [low, high] = [0, marks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.at < at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The known rows on both sides of a stretch of a list.
 * @returns before: at its first row or before it · after: behind its last row
 */
export function landmarksAround(
  context: TxContext,
  list: { order: Order; predicate: Predicate; changes: number },
  at: number,
  limit: number,
): { before?: Landmark | undefined; after?: Landmark | undefined } {
  const marks = listOf(context, keyOf(context, list.order, list.predicate), list.changes)
  if (!marks) return {}
  const place = placeOf(marks, at)
  return {
    before: marks[place]?.at === at ? marks[place] : marks[place - 1],
    after: marks[placeOf(marks, at + limit)],
  }
}

/** @param changes of the account, as the statement saw them that found the row */
export function rememberLandmark(
  context: TxContext,
  list: { order: Order; predicate: Predicate; changes: number },
  mark: Landmark,
): void {
  const key = keyOf(context, list.order, list.predicate)
  // What a transaction changed itself may never be.
  if (key === undefined || context.tx.recorded !== 0) return
  const lists = listsOf.get(context.house) ?? new Map<string, Remembered>()
  listsOf.set(context.house, lists)
  let marks = listOf(context, key, list.changes)
  if (!marks || marks.length >= limits.marks) {
    marks = []
    lists.delete(key)
    if (lists.size >= limits.lists) lists.delete(lists.keys().next().value!)
    lists.set(key, { changes: list.changes, marks })
  }
  const place = placeOf(marks, mark.at)
  if (marks[place]?.at !== mark.at) marks.splice(place, 0, mark)
}
