import { type Predicate, predicateOf, type UserFilter } from '../../../domain/filter.ts'
import { searchWords } from '../../../domain/fold.ts'
import { lookupGrams } from '../../../domain/grams.ts'
import type { House, TxContext } from '../../platform/context.ts'
import * as facets from './users.facets.sql.ts'
import { landmarksAround, rememberLandmark } from './users.landmarks.ts'
import * as rows from './users.list.sql.ts'
import type { Listed } from './users.row.sql.ts'
import { forgetPage, rememberedPage, rememberedTotal, rememberPage, rememberTotal, type Total } from './users.totals.ts'

// Which way a list is read (docs/decisions/0011-search.md). Without a search: the index of its sort. With one: common words
// are found on the way through the sort’s index, rare ones by their grams.

/** Matches of a search are counted exactly up to here (2.2). */
const mostCounted = 10_000
/** Accounts up to here are read plainly: nothing is faster. */
const small = 2_000
/** So many users are looked at in the order, hoping for a page of a common word. Few numbers, so that statements stay few. */
const windows = { narrow: 1_500, middle: 4_000, wide: 10_000 }
const sampled = 400
/** A page is remembered when the gram index gave so many users or more to find it. */
const dear = 200
/** A gram that so many users of the sample have is common enough to look for a page on the way: where its users are counted besides, and where not. */
const probed = { counting: 12, estimating: 3 }

type How = {
  /** The total that an earlier page counted. */
  known?: Total | undefined
  /** The total of a common word need not be counted. */
  mayEstimate?: boolean
  /** Matches are counted exactly up to here; tests count fewer, to see every way in a small account. */
  exactUpTo?: number
}

/** The page that is wanted, and how many match, by the way that is cheapest for what is searched. */
export async function findUsers(
  context: TxContext,
  wanted: rows.PageWanted,
  filter: UserFilter,
  { known, mayEstimate = false, exactUpTo = mostCounted }: How = {},
): Promise<{ rows: Listed[]; total: Total }> {
  const { tx } = context
  const words = searchWords(filter.search ?? '')
  // Both are asked for at once, so that they travel together.
  const plainly = async () => {
    // A jump goes from the nearer end, so it is known first how many there are.
    const counter = words.length === 0 && !known ? counterOf(filter) : undefined
    if (counter && wanted.at !== undefined) return jump(context, wanted, wanted.at, counter)
    if (wanted.at !== undefined && words.length === 0) {
      const total = known ?? (await totalOf(context, wanted.predicate, filter, false))
      const page = rows.selectPage(tx, { ...wanted, of: total.count })
      tx.ends()
      return { rows: await page, total }
    }
    if (counter) {
      const page = rows.selectPageAndCounts(tx, wanted)
      tx.ends()
      const { rows: found, counts } = await page
      return { rows: found, total: { count: counter(counts), exact: true } }
    }
    const both = Promise.all([
      rows.selectPage(tx, wanted),
      known ?? totalOf(context, wanted.predicate, filter, words.length > 0, exactUpTo),
    ])
    tx.ends()
    const [page, total] = await both
    return { rows: page, total }
  }
  if (words.length === 0 || filter.deleted) return plainly()
  const { common, users } = await learned(context, lookupGrams(context.accountId, words).grams.length > 0)
  if (users <= small) return plainly()
  const { grams, seen } = lookupGrams(context.accountId, words, common)
  // The name’s index holds the text too: looking at ten thousand users there costs less than finding as many by grams.
  const onlyWords = rows.isWordsOnly(wanted.predicate)
  const byName = onlyWords && wanted.order.field === 'name' && wanted.at === undefined
  const canEstimate = mayEstimate && onlyWords
  const before = rememberedPage(context, wanted, exactUpTo)
  if (before) {
    const now = await rows.selectKnown(tx, wanted, before.ids)
    if (now.changes === before.changes) return { rows: now.rows, total: known ?? before.total }
    forgetPage(context, wanted, exactUpTo)
  }
  const enough = byName && (canEstimate || known) ? probed.estimating : probed.counting
  if (wanted.at === undefined && (grams.length === 0 || seen >= enough)) {
    const window = grams.length === 0 ? windows.wide : byName ? windowFor(wanted.limit, seen) : windows.narrow
    const about = grams.length === 0 ? users : (users * seen) / rows.gramSample.users
    const estimate = { count: Math.min(exactUpTo, Math.max(wanted.limit, Math.round(about / 100) * 100)), exact: false }
    let { rows: page, changes } = await rows.probePage(tx, wanted, window)
    // A word that is one gram, and one so common that the gram index would give too many, is further on in the order.
    const isFurther = page.length < wanted.limit && byName && grams.length === 1 && about > exactUpTo * 2
    if (isFurther) ({ rows: page, changes } = await rows.probePage(tx, wanted, null))
    // Looked through to its end, the list has no more than what was found.
    if (page.length >= wanted.limit || isFurther) {
      const told = known ?? rememberedTotal(context, wanted.predicate, exactUpTo, changes)
      if (told || canEstimate) return { rows: page, total: told ?? estimate }
      const total = await totalOfCommon(context, wanted, grams, about, exactUpTo)
      rememberTotal(context, wanted.predicate, exactUpTo, changes, total)
      return { rows: page, total }
    }
  }
  if (grams.length === 0) return plainly()
  const found = await rows.selectFound(tx, wanted, grams, exactUpTo * 2)
  const remembering = (page: { rows: Listed[]; total: Total }) => {
    const ids = page.rows.map((row) => row.id)
    if (found.given >= dear) rememberPage(context, wanted, exactUpTo, found.changes, { ids, total: page.total })
    return page
  }
  if (!found.full) return remembering({ rows: found.rows, total: known ?? atMost(found.total, exactUpTo) })
  if (!byName) return plainly()
  // Common, but far away in the order: names are passed over in their index until the page is full.
  const { rows: page } = await rows.probePage(tx, wanted, null)
  return remembering({ rows: page, total: known ?? { count: exactUpTo, exact: false } })
}

/** A jump in a list of which the account’s counters know the length. */
async function jump(context: TxContext, wanted: rows.PageWanted, at: number, counter: (counts: rows.Counts) => number) {
  const { tx } = context
  const counts = await rows.selectCounts(tx)
  const total = { count: counter(counts), exact: true }
  const around = landmarksAround(context, { ...wanted, changes: counts.changes }, at, wanted.limit)
  const page = rows.selectPageAndCounts(tx, { ...wanted, of: total.count, around })
  tx.ends()
  const { rows: found, counts: now } = await page
  const [first] = found
  // Had somebody come or gone in between, the row’s number would be another than what was counted to.
  if (first && now.changes === counts.changes)
    rememberLandmark(context, { ...wanted, changes: now.changes }, { at, key: first.sort_key, id: first.id })
  return { rows: found, total }
}

/** How many users to look at for a page. @param seen how often the word’s rarest gram stood in the sample */
function windowFor(limit: number, seen: number): number {
  const hoped = (2 * limit * rows.gramSample.users) / seen
  return hoped <= windows.narrow ? windows.narrow : hoped <= windows.middle ? windows.middle : windows.wide
}

/** What is remembered of an account: which grams are common, and about how many users it has. */
type Learned = { common: ReadonlyMap<number, number>; users: number; at: number }
const accountsOf = new WeakMap<House, Map<string, Learned>>()
/** Both change slowly, and decide the way only, not the answer. */
const remembered = { accounts: 100, ms: 600_000 }

/** The same, from memory or a sample. @param wantsGrams else no sample is taken for it */
async function learned({ house, accountId, tx }: TxContext, wantsGrams = true): Promise<Learned> {
  const accounts = accountsOf.get(house) ?? new Map<string, Learned>()
  accountsOf.set(house, accounts)
  const now = house.clock.monotonicMs()
  const known = accounts.get(accountId)
  if (known && now - known.at < remembered.ms) return known
  const { users } = await rows.selectCounts(tx)
  // A small account may grow in a minute, and its size is asked for cheaply.
  if (users <= small || !wantsGrams) return { common: new Map(), users, at: now }
  const common = await rows.selectCommonGrams(tx)
  if (accounts.size >= remembered.accounts) accounts.clear()
  const fresh = { common, users, at: now }
  accounts.set(accountId, fresh)
  return fresh
}

const atMost = (count: number, exactUpTo = mostCounted): Total =>
  count > exactUpTo ? { count: exactUpTo, exact: false } : { count, exact: true }

/**
 * The total of a common word. Far more matches than are counted exactly need no count: a sample from both ends of the
 * account’s history says so, and is asked where there may be so many.
 * @param about how many users have the word’s rarest gram
 */
async function totalOfCommon(
  context: TxContext,
  wanted: rows.PageWanted,
  grams: number[],
  about: number,
  exactUpTo: number,
): Promise<Total> {
  const isOpen = about > exactUpTo && rows.isWordsOnly(wanted.predicate)
  if (isOpen && (await rows.estimateMatches(context.tx, wanted.predicate, sampled)) > exactUpTo * 2)
    return { count: exactUpTo, exact: false }
  return countSearch(context, wanted, grams, exactUpTo)
}

async function countSearch(
  { tx }: TxContext,
  wanted: rows.PageWanted,
  grams: number[],
  exactUpTo: number,
): Promise<Total> {
  if (grams.length > 0 && rows.isWordsOnly(wanted.predicate))
    return atMost(await rows.countFound(tx, wanted.predicate, grams, exactUpTo + 1), exactUpTo)
  if (grams.length > 0) {
    const found = await rows.selectFound(tx, { ...wanted, limit: 0, from: undefined }, grams, exactUpTo * 2)
    if (!found.full) return atMost(found.total, exactUpTo)
  }
  return atMost(await rows.countUpTo(tx, wanted.predicate, exactUpTo), exactUpTo)
}

/** What of the account’s counters a filter without a search asks for, if they know it. */
function counterOf(filter: UserFilter): ((counts: rows.Counts) => number) | undefined {
  const { deleted, property, product, invitation, source, lastSignIn } = filter
  if (deleted || product?.length || invitation?.length || source?.length || lastSignIn?.length) return undefined
  if (!property?.length || property.includes('users')) return ({ users }) => users
  if (property.length > 1) return undefined
  if (property[0] === 'registered') return ({ registered }) => registered
  if (property[0] === 'unregistered') return ({ users, registered }) => users - registered
  return undefined
}

/** The total of a list: from the counters where they know it. */
async function totalOf(
  context: TxContext,
  predicate: Predicate,
  filter: UserFilter,
  search: boolean,
  exactUpTo = mostCounted,
): Promise<Total> {
  const { tx } = context
  if (search) return atMost(await rows.countUpTo(tx, predicate, exactUpTo), exactUpTo)
  const counter = counterOf(filter)
  if (counter) return { count: counter(await rows.selectCounts(tx)), exact: true }
  return { count: await rows.countUpTo(tx, predicate, null), exact: true }
}

/**
 * Counts of every filter value, each kind under the filters of the other kinds, so that what else may be chosen stays in
 * sight: exact up to 10,000 matches, above it of so many of them.
 */
export async function countFacetsOf(
  context: TxContext,
  filter: UserFilter,
): Promise<{ counted: facets.Counted[]; exact: boolean }> {
  const chosen = facets.facetKinds.filter((kind) => filter[kind]?.length)
  const free = facets.facetKinds.filter((kind) => !chosen.includes(kind))
  const counts = await rows.selectCounts(context.tx)
  const parts = [{ filter, kinds: free as readonly facets.FacetKind[] }].concat(
    chosen.map((kind) => ({ filter: { ...filter, [kind]: undefined }, kinds: [kind] })),
  )
  const counted: facets.Counted[] = []
  let exact = true
  for (const part of parts) {
    const answer = await countKinds(context, part.filter, part.kinds, counts)
    counted.push(...answer.counted)
    exact &&= answer.exact
  }
  return { counted, exact }
}

async function countKinds(
  context: TxContext,
  filter: UserFilter,
  kinds: readonly facets.FacetKind[],
  { users, registered }: { users: number; registered: number },
): Promise<{ counted: facets.Counted[]; exact: boolean }> {
  const { tx } = context
  const predicate = predicateOf(filter)
  if (users <= mostCounted || filter.deleted)
    return { counted: await facets.countFacets(tx, predicate, null, kinds), exact: true }
  const words = searchWords(filter.search ?? '')
  if (words.length === 0 && !filter.deleted && facets.facetKinds.every((kind) => !filter[kind]?.length)) {
    const known: Record<string, number> = { users, registered, unregistered: users - registered }
    const counted = await facets.countFacetsUpTo(tx, mostCounted, kinds, known, users)
    return {
      counted,
      exact: !counted.some(({ kind, value, n }) => kind !== 'product' && !(value in known) && n > mostCounted),
    }
  }
  const { grams } = lookupGrams(context.accountId, words, words.length ? (await learned(context)).common : undefined)
  const ids = await rows.selectMatches(tx, predicate, grams, mostCounted + 1)
  return {
    counted: await facets.countFacets(tx, predicate, ids.slice(0, mostCounted), kinds),
    exact: ids.length <= mostCounted,
  }
}
