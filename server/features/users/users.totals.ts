import type { Predicate } from '../../../domain/filter.ts'
import type { TxContext } from '../../platform/context.ts'
import { type Memory, openMemory } from '../../platform/memory.ts'
import { isWordsOnly, type PageWanted } from './users.list.sql.ts'

// What searches found, remembered until a user of the account comes, goes or gets other texts: counting a common word, and
// looking for it far down the order, cost more than its page (docs/decisions/0011-search.md).

export type Total = { count: number; exact: boolean }
/** The users of a page, in any order, with the total. */
export type FoundPage = { ids: readonly string[]; total: Total }

/** changes: the account’s when it was found (user_counts). */
export type Remembered<T> = { changes: number; value: T }
const totals = openMemory<Remembered<Total>>(2_000)
const pages = openMemory<Remembered<FoundPage>>(500)

/**
 * @param changes read before it was found: what changed in between makes it something that nobody asks for again
 */
export function remember<T>(
  memory: Memory<Remembered<T>>,
  { house, tx }: TxContext,
  key: string | undefined,
  changes: number,
  value: T,
): void {
  // What a transaction changed itself may never be.
  if (key !== undefined && tx.recorded === 0) memory.put(house, key, { changes, value })
}

/** What was found, if it is true still. @param changes of the account, as the statement saw them that asks */
export function recall<T>(
  memory: Memory<Remembered<T>>,
  { house }: TxContext,
  key: string | undefined,
  changes: number,
): T | undefined {
  const found = key === undefined ? undefined : memory.get(house, key)
  return found?.changes === changes ? found.value : undefined
}

/** Words alone depend on nothing but texts; every other filter also on what raises no changes, or on time. */
const keyOf = ({ accountId }: TxContext, predicate: Predicate, exactUpTo: number): string | undefined =>
  isWordsOnly(predicate) ? `${accountId} ${exactUpTo} ${JSON.stringify(predicate)}` : undefined

/** @param changes of the account, as the page’s own statement saw them */
export const rememberedTotal = (
  context: TxContext,
  predicate: Predicate,
  exactUpTo: number,
  changes: number,
): Total | undefined => recall(totals, context, keyOf(context, predicate, exactUpTo), changes)

export const rememberTotal = (
  context: TxContext,
  predicate: Predicate,
  exactUpTo: number,
  changes: number,
  total: Total,
): void => remember(totals, context, keyOf(context, predicate, exactUpTo), changes, total)

/** Which users a page by a text shows depends on texts alone, too. */
function keyOfPage(context: TxContext, wanted: PageWanted, exactUpTo: number): string | undefined {
  const { predicate, order, limit, from, backwards, at } = wanted
  const key = order.field === 'name' || order.field === 'email' ? keyOf(context, predicate, exactUpTo) : undefined
  return key && `${key} ${JSON.stringify([order, limit, from?.key, from?.id, Boolean(backwards), at])}`
}

/** @returns with the account’s changes when it was found: the statement that reads the users tells whether they are the same */
export const rememberedPage = (
  context: TxContext,
  wanted: PageWanted,
  exactUpTo: number,
): (FoundPage & { changes: number }) | undefined => {
  const key = keyOfPage(context, wanted, exactUpTo)
  const found = key === undefined ? undefined : pages.get(context.house, key)
  return found && { ...found.value, changes: found.changes }
}

export const rememberPage = (
  context: TxContext,
  wanted: PageWanted,
  exactUpTo: number,
  changes: number,
  page: FoundPage,
): void => remember(pages, context, keyOfPage(context, wanted, exactUpTo), changes, page)

/** Its changes told that it may show others now. */
export const forgetPage = (context: TxContext, wanted: PageWanted, exactUpTo: number): void => {
  const key = keyOfPage(context, wanted, exactUpTo)
  if (key !== undefined) pages.forget(context.house, key)
}
