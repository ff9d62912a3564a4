import type { Predicate, SortField } from '../../../domain/filter.ts'
import type { Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'
import { containing, predicateSql, sortKeys } from './users.filter.sql.ts'
import { type Listed, type Part, readListed } from './users.row.sql.ts'

export type Order = { field: SortField; descending: boolean }
export type Position = { key: string; id: string }

export type PageWanted = {
  predicate: Predicate
  order: Order
  limit: number
  from?: Position | undefined
  backwards?: boolean | undefined
  at?: number | undefined
  /** With `at`: how many match; a jump beyond the middle then counts from the end. */
  of?: number | undefined
  /** With `at`: known rows at the first one or before it, and behind the last one. */
  around?: { before?: Landmark | undefined; after?: Landmark | undefined }
  /** What is read of each (users.shown.ts). */
  part?: Part | undefined
}

/** Users of an account, those who are registered, and how often users came, went or got other texts so far. */
export type Counts = { users: number; registered: number; changes: number }
/** A row of a list whose number is known. */
export type Landmark = Position & { at: number }

type Way = { key: Sql; direction: Sql; beyond: (key: Sql, inclusive?: boolean) => Sql }

/** How the wanted page is read: the sort key, its direction, and what lies beyond the position, or at it too. */
function wayOf({ order, from, backwards }: PageWanted): Way {
  const { expression, type } = sortKeys[order.field]
  const descending = order.descending !== Boolean(backwards)
  const beyond = (key: Sql, inclusive = false) =>
    from
      ? sql` and (${key}, u.id) ${raw(`${descending ? '<' : '>'}${inclusive ? '=' : ''}`)} (${from.key}::${raw(type)}, ${from.id}::uuid)`
      : raw('')
  return { key: raw(expression), direction: raw(descending ? 'desc' : 'asc'), beyond }
}

/** A sort key in JSON: as text that casts back to itself. */
const asText = (key: Sql): Sql => raw(`(${key.text})::text`)

const inOrder = (rows: Listed[], wanted: PageWanted) => (wanted.backwards ? rows.reverse() : rows)

/**
 * A limit that stands in the statement’s text: with one as a parameter PostgreSQL plans every request anew, since a plan
 * for any limit looks dear to it. Few limits, so that prepared statements stay few; what is read too much is cut off.
 */
const plannedLimit = (limit: number): Sql => {
  const rounded = [51, 101, 201].find((one) => one >= limit)
  return rounded === undefined ? sql`${limit}` : raw(String(rounded))
}

/** Users of known ids, in the wanted order. Planning them for each page cost as much as reading them. */
async function rowsOf<Beside>(tx: Tx, wanted: PageWanted, ids: readonly string[], beside?: Sql) {
  const { key, direction } = wayOf(wanted)
  tx.planOnce()
  const answer = await readListed<Beside>(tx, {
    key: asText(key),
    rest: sql`where u.account_id = ${tx.accountId} and u.id = any(${ids}::uuid[]) order by ${key} ${direction}, u.id ${direction}`,
    beside,
    part: wanted.part,
  })
  return { ...answer, rows: inOrder(answer.rows, wanted) }
}

/** Users of known ids, whole and with their stamps, in any order. */
export async function selectListed(tx: Tx, ids: readonly string[]): Promise<Listed[]> {
  tx.planOnce()
  const rest = sql`where u.account_id = ${tx.accountId} and u.id = any(${ids}::uuid[])`
  const { rows } = await readListed(tx, { key: raw('null'), rest, part: 'both' })
  return rows
}

/** The rows from a number on, counted from the nearest row that is known, or from an end of the order. */
function stretchOf(wanted: PageWanted, at: number): Sql {
  const { limit, of = 0, around: { before, after } = {} } = wanted
  const end = after?.at ?? of
  const counted = at - (before?.at ?? 0)
  const backwards = at < end && end - at < counted
  const mark = backwards ? after : before
  const turned = backwards !== Boolean(wanted.backwards)
  const { key, direction, beyond } = wayOf({ ...wanted, backwards: turned, from: mark })
  // From a row on, or back from before one.
  const order = sql`${beyond(key, !backwards)} order by ${key} ${direction}, u.id ${direction}`
  return backwards
    ? sql`${order} limit ${Math.min(limit, end - at)} offset ${Math.max(0, end - at - limit)}`
    : sql`${order} limit ${limit} offset ${counted}`
}

/** One page by keyset: the rows after (or before) a position in the order, or from a row number on. */
export const selectPage = async (tx: Tx, wanted: PageWanted): Promise<Listed[]> =>
  (await pageBeside(tx, wanted, undefined)).rows

/** The same with the account's counters, in one statement. */
export async function selectPageAndCounts(tx: Tx, wanted: PageWanted): Promise<{ rows: Listed[]; counts: Counts }> {
  const counts = sql`(select json_build_object('users', coalesce(sum(users), 0), 'registered', coalesce(sum(registered), 0),
    'changes', coalesce(sum(changes), 0)) from user_counts where account_id = ${tx.accountId})`
  const { rows, beside } = await pageBeside<Counts>(tx, wanted, counts)
  return { rows, counts: beside }
}

async function pageBeside<Beside>(
  tx: Tx,
  wanted: PageWanted,
  beside: Sql | undefined,
): Promise<{ rows: Listed[]; beside: Beside }> {
  const { key, direction, beyond } = wayOf(wanted)
  const order = sql`order by ${key} ${direction}, u.id ${direction}`
  // A jump skips ids in the index; only the rows that are shown are read.
  const skipped = wanted.at
    ? sql` and u.id in (select u.id from users u where u.account_id = ${tx.accountId} and ${predicateSql(wanted.predicate)}
        ${stretchOf(wanted, wanted.at)})`
    : raw('')
  // Without filters the way is the same in every account: the index of the sort. Planning it costs as much as going it,
  // and for an account of unknown size PostgreSQL would plan anew each time.
  const simple = wanted.at === undefined && wanted.predicate.kind === 'all' && wanted.predicate.of.length === 1
  if (simple) tx.planOnce()
  const page = await readListed<Beside>(tx, {
    key: asText(key),
    rest: sql`where u.account_id = ${tx.accountId} and ${predicateSql(wanted.predicate)}${beyond(key)}${skipped}
      ${order} limit ${plannedLimit(wanted.limit)}`,
    beside,
    part: wanted.part,
  })
  return { rows: inOrder(page.rows.slice(0, wanted.limit), wanted), beside: page.beside }
}

/** How often users of the account came, went or got other texts so far. */
const changesOf = (tx: Tx): Sql =>
  sql`(select coalesce(sum(changes), 0)::bigint from user_counts where account_id = ${tx.accountId})`

/** A page of which the users are known, unless the account’s changes tell that they may be others now. */
export async function selectKnown(
  tx: Tx,
  wanted: PageWanted,
  ids: readonly string[],
): Promise<{ rows: Listed[]; changes: number }> {
  const { rows, beside } = await rowsOf<number>(tx, wanted, ids, changesOf(tx))
  return { rows, changes: beside }
}

/**
 * The page of a search for a common word: looks at no more than the next `window` users in the order, until enough match.
 * Fewer than a page: the word is too rare for this way, or the list is at its end.
 * @param window null: all that are left
 * @returns changes: how often users of the account came, went or got other texts so far
 */
export async function probePage(
  tx: Tx,
  wanted: PageWanted,
  window: number | null,
): Promise<{ rows: Listed[]; changes: number }> {
  const { key, direction, beyond } = wayOf(wanted)
  const order = sql`order by ${key} ${direction}, u.id ${direction}`
  const onlyWords = isWordsOnly(wanted.predicate)
  const others = onlyWords ? raw('') : sql`and ${predicateSql(wanted.predicate)} `
  tx.planOnce()
  // Search words are judged outside the window; live or deleted is what its index says.
  const { rows, beside } = await readListed<number>(tx, {
    key: asText(key),
    rest: sql`where u.account_id = ${tx.accountId} and u.id = any(array(
      select u.id from (
        select u.id, u.search_text from users u where u.account_id = ${tx.accountId} and u.deleted_at is null${beyond(key)}
        ${order} limit ${raw(String(window ?? 'all'))}) u
      where ${join(wordsOf(wanted.predicate), ' and ')} limit ${onlyWords ? wanted.limit : wanted.limit * 4}))
      ${others}${order}`,
    beside: changesOf(tx),
    part: wanted.part,
  })
  return { rows: inOrder(rows.slice(0, wanted.limit), wanted), changes: beside }
}

const wordsIn = (predicate: Predicate): string[] =>
  predicate.kind === 'all' ? predicate.of.flatMap((part) => (part.kind === 'word' ? [part.word] : [])) : []
/** Nothing but words is asked of live users: what the gram index finds is the answer. */
export const isWordsOnly = (predicate: Predicate): boolean =>
  predicate.kind === 'all' &&
  predicate.of.every((part) => part.kind === 'word' || (part.kind === 'deleted' && !part.is))
const wordsOf = (predicate: Predicate): Sql[] => wordsIn(predicate).map((word) => predicateSql({ kind: 'word', word }))

/**
 * The page and the total of a search for a rare word: ids by the gram index, joined back under row-level security with
 * what else is wanted.
 * @param most ids that the index may give
 * @returns given: how many it gave · full: it had more, so that page and total are not whole · changes: as of probePage()
 */
export async function selectFound(
  tx: Tx,
  wanted: PageWanted,
  grams: readonly number[],
  most: number,
): Promise<{ rows: Listed[]; total: number; given: number; full: boolean; changes: number }> {
  const { key, direction, beyond } = wayOf(wanted)
  const patterns = wordsIn(wanted.predicate).map(containing)
  const found =
    wanted.order.field === 'name' && isWordsOnly(wanted.predicate)
      ? raw('select u.id, u.name_key as sort_key from given u')
      : sql`select u.id, ${key} as sort_key from given
          join users u on u.account_id = ${tx.accountId} and u.id = given.id and ${predicateSql(wanted.predicate)}`
  const [page] = await tx.query<{ given: number; total: number; ids: string[] | null; changes: number }>(sql`
    with given as materialized (select id, name_key from search_users(${grams}::integer[], ${patterns}::text[], ${most})),
      found as materialized (${found})
    select ${changesOf(tx)} as changes, (select count(*) from given) as given, (select count(*) from found) as total, (select array_agg(id) from (
      select u.id from found u where true${beyond(raw('u.sort_key'))} order by u.sort_key ${direction}, u.id ${direction}
      limit ${wanted.limit} offset ${wanted.at ?? 0}) page) as ids`)
  const { ids, ...counted } = { ...page!, full: page!.given >= most }
  if (!ids) return { ...counted, rows: [] }
  return { ...counted, rows: (await rowsOf(tx, wanted, ids)).rows }
}

/** How many users match the words and nothing else is wanted, up to a limit: the gram index alone judges that. */
export async function countFound(
  tx: Tx,
  predicate: Predicate,
  grams: readonly number[],
  most: number,
): Promise<number> {
  const patterns = wordsIn(predicate).map(containing)
  const [row] = await tx.query<{ n: number }>(
    sql`select count(*) as n from search_users(${grams}::integer[], ${patterns}::text[], ${most})`,
  )
  return row!.n
}

/**
 * About how many users match the words, from some of the oldest and some of the newest; the smaller share of both, so that
 * a batch of alike users does not mislead.
 */
export async function estimateMatches(tx: Tx, predicate: Predicate, size: number): Promise<number> {
  const end = (direction: 'asc' | 'desc') => sql`
    select avg((${join(wordsOf(predicate), ' and ')})::int)::float8 as share from (select u.search_text from user_grams u
      where u.account_id = ${tx.accountId} order by u.user_id ${raw(direction)} limit ${raw(String(size))}) u`
  const [row] = await tx.query<{ n: number | null }>(sql`
    select min(share) * (select sum(users) from user_counts where account_id = ${tx.accountId})::float8 as n
    from (${end('asc')} union all ${end('desc')}) ends`)
  return row?.n ?? 0
}

/** Of how many users the sample of grams is, and from how many of them on a gram counts as common. */
export const gramSample = { users: 512, common: 3 }

/** How often each common gram stands in a sample of the account: some of the oldest users and some of the newest. */
export async function selectCommonGrams(tx: Tx): Promise<Map<number, number>> {
  const end = (direction: 'asc' | 'desc') => sql`(select k.grams from user_grams k where k.account_id = ${tx.accountId}
    order by k.user_id ${raw(direction)} limit ${gramSample.users / 2})`
  const rows = await tx.query<{ gram: number; n: number }>(sql`
    select gram, count(*) as n from (${end('asc')} union all ${end('desc')}) k, unnest(k.grams) as gram
    group by gram having count(*) >= ${gramSample.common}`)
  return new Map(rows.map(({ gram, n }) => [gram, n]))
}

/** Counts up to a limit: above it the total is said to be about (2.2). */
export async function countUpTo(tx: Tx, predicate: Predicate, limit: number | null): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    limit === null
      ? sql`select count(*) as n from users u where u.account_id = ${tx.accountId} and ${predicateSql(predicate)}`
      : sql`select count(*) as n from (
          select from users u where u.account_id = ${tx.accountId} and ${predicateSql(predicate)} limit ${limit + 1}) matches`,
  )
  return row!.n
}

/** All users of the account, and the registered ones, from the counters. */
export async function selectCounts(tx: Tx): Promise<Counts> {
  const [row] = await tx.query<Counts>(sql`
    select coalesce(sum(users), 0)::bigint as users, coalesce(sum(registered), 0)::bigint as registered,
      coalesce(sum(changes), 0)::bigint as changes from user_counts where account_id = ${tx.accountId}`)
  return row!
}

/** Ids of matches, up to a limit; what a facet count with a search looks at. */
export async function selectMatches(
  tx: Tx,
  predicate: Predicate,
  grams: readonly number[],
  limit: number,
): Promise<string[]> {
  const patterns = wordsIn(predicate).map(containing)
  const from = grams.length
    ? sql`search_users(${grams}::integer[], ${patterns}::text[], ${limit * 2}) given
        join users u on u.account_id = ${tx.accountId} and u.id = given.id`
    : sql`users u`
  const rows = await tx.query<{ id: string }>(sql`
    select u.id from ${from} where u.account_id = ${tx.accountId} and ${predicateSql(predicate)} limit ${limit}`)
  return rows.map((row) => row.id)
}
