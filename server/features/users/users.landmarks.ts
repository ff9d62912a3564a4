import type { Predicate } from '../../../domain/filter.ts'
import type { TxContext } from '../../platform/context.ts'
import { openMemory } from '../../platform/memory.ts'
import type { Landmark, Order } from './users.list.sql.ts'
import { type Remembered, recall, remember } from './users.totals.ts'

// Rows of long lists whose numbers are known from jumps, remembered until a user of the account comes, goes or gets other
// texts: the next jump counts from the nearest of them and not from an end of the list (docs/decisions/0011-search.md).

/** Of each list its marks by number, so many at most. */
const lists = openMemory<Remembered<Landmark[]>>(200)
const mostMarks = 250

/** The list of all users by a text: nothing but texts decides who stands where. */
const keyOf = ({ accountId }: TxContext, { field, descending }: Order, predicate: Predicate): string | undefined => {
  const isWhole = predicate.kind === 'all' && predicate.of.length === 1
  return isWhole && (field === 'name' || field === 'email') ? `${accountId} ${field} ${descending}` : undefined
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
  const marks = recall(lists, context, keyOf(context, list.order, list.predicate), list.changes)
  if (!marks) return {}
  const place = placeOf(marks, at)
  return {
    before: marks[place]?.at === at ? marks[place] : marks[place - 1],
    after: marks[placeOf(marks, at + limit)],
  }
}

/** @param changes of the account, as those statements saw them that counted the list and found the row */
export function rememberLandmark(
  context: TxContext,
  list: { order: Order; predicate: Predicate; changes: number },
  mark: Landmark,
): void {
  const key = keyOf(context, list.order, list.predicate)
  // What a transaction changed itself may never be.
  if (context.tx.recorded !== 0) return
  const known = recall(lists, context, key, list.changes)
  if (!known) {
    remember(lists, context, key, list.changes, [mark])
    return
  }
  const place = placeOf(known, mark.at)
  if (known[place]?.at === mark.at) return
  // A neighbour makes room, so that the others stay.
  if (known.length >= mostMarks) known[Math.min(place, known.length - 1)] = mark
  else known.splice(place, 0, mark)
}
