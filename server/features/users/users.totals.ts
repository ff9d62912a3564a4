import type { Predicate } from '../../../domain/filter.ts'
import type { TxContext } from '../../platform/context.ts'
import { isWordsOnly } from './users.list.sql.ts'

// Totals of searches, remembered until a user of the account comes, goes or gets other texts: counting a common word costs
// more than its page (docs/decisions/0011-search.md).

export type Total = { count: number; exact: boolean }

/** changes: the account’s, when it was counted (user_counts). */
type Remembered = { changes: number; total: Total; at: number }
const totalsOf = new WeakMap<object, Map<string, Remembered>>()
const limits = { totals: 2_000, ms: 600_000 }

/** Words alone depend on nothing but texts; every other filter also on what raises no changes, or on time. */
const keyOf = ({ accountId }: TxContext, predicate: Predicate, exactUpTo: number): string | undefined =>
  isWordsOnly(predicate) ? `${accountId} ${exactUpTo} ${JSON.stringify(predicate)}` : undefined

/** @param changes of the account, as the page’s own statement saw them */
export function rememberedTotal(
  context: TxContext,
  predicate: Predicate,
  exactUpTo: number,
  changes: number,
): Total | undefined {
  const key = keyOf(context, predicate, exactUpTo)
  const found = key === undefined ? undefined : totalsOf.get(context.house)?.get(key)
  if (!found || found.changes !== changes) return undefined
  return context.house.clock.monotonicMs() - found.at < limits.ms ? found.total : undefined
}

/**
 * @param changes read before the total was counted: what changed in between makes it a total that nobody asks for again
 */
export function rememberTotal(
  context: TxContext,
  predicate: Predicate,
  exactUpTo: number,
  changes: number,
  total: Total,
): void {
  const key = keyOf(context, predicate, exactUpTo)
  // What a transaction changed itself may never be.
  if (key === undefined || context.tx.recorded !== 0) return
  const totals = totalsOf.get(context.house) ?? new Map<string, Remembered>()
  totalsOf.set(context.house, totals)
  totals.delete(key)
  if (totals.size >= limits.totals) totals.delete(totals.keys().next().value!)
  totals.set(key, { changes, total, at: context.house.clock.monotonicMs() })
}
