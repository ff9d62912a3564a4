import { isIPv6 } from 'node:net'
import type { House } from './context.ts'
import { sha256 } from './ids.ts'
import { Problem } from './problem.ts'
import { type Sql, sql } from './sql.ts'

/**
 * A limit on tries of one kind. `free` tries pass at once; each one after waits twice as long as the one before
 * (`first`, by default 1; 2, 4 …, at most `longest`). Without a try for `forget`, counting starts again. In seconds.
 * A refused try counts nothing: a flood can’t push the next free moment away (SEC-6).
 */
export type Limit = { name: string; free: number; first?: number; longest: number; forget: number }

/** One counter of a limit: whose tries. The subject is kept as a keyed hash only. */
export type Counter = { limit: Limit; subject: string }

const keyOf = (house: House, { limit, subject }: Counter): Buffer =>
  sha256(house.secrets.sign('throttle', `${limit.name}\n${subject}`))

/**
 * Counts one try at each counter before it is made, so that tries at the same moment are counted too.
 * @throws too_many_requests with Retry-After, when one of them is exhausted; then none has counted
 */
export async function countTry(house: House, counters: readonly Counter[]): Promise<void> {
  for (const [index, counter] of counters.entries()) {
    if (await counted(house, counter)) continue
    await takeBack(house, counters.slice(0, index))
    throw new Problem('too_many_requests', { retryAfterSeconds: await secondsLeft(house, counter) })
  }
  // Rarely, by chance: what nobody asks for again goes (the longest memory is a month).
  if (Math.random() < 0.002) await house.db.global(sql`delete from throttles where since < now() - interval '31 days'`)
}

/** How long a counter with so many tries waits for the next one. */
const waits = ({ free, first = 1, longest }: Limit): Sql =>
  sql`least(${longest}::integer, ${first}::integer * 2 ^ least(t.tries - ${free}::integer, 30))`

/** Exact at any concurrency: the row is locked while it is judged and raised. */
async function counted(house: House, counter: Counter): Promise<boolean> {
  const { free, forget } = counter.limit
  const rows = await house.db.global(sql`
    insert into throttles as t (key, tries, since) values (${keyOf(house, counter)}, 1, now())
    on conflict (key) do update set since = greatest(t.since, now()),
      tries = case when t.since < now() - ${forget}::integer * interval '1 second' then 1 else t.tries + 1 end
    where t.tries < ${free}::integer or t.since < now() - ${forget}::integer * interval '1 second'
      or t.since + ${waits(counter.limit)} * interval '1 second' <= now()
    returning true as counted`)
  return rows.length > 0
}

async function secondsLeft(house: House, counter: Counter): Promise<number> {
  const [row] = await house.db.global<{ left: number }>(sql`
    select extract(epoch from t.since - now())::double precision + ${waits(counter.limit)} as left
    from throttles t where t.key = ${keyOf(house, counter)}`)
  return Math.max(1, Math.ceil(row?.left ?? 1))
}

/** The try was a rightful one: it doesn’t count. */
export async function takeBack(house: House, counters: readonly Counter[]): Promise<void> {
  if (counters.length === 0) return
  const keys = counters.map((counter) => keyOf(house, counter))
  await house.db.global(sql`update throttles set tries = tries - 1 where key = any(${keys}::bytea[]) and tries > 0`)
}

/** Counting starts again. */
export async function forgetTries(house: House, counters: readonly Counter[]): Promise<void> {
  const keys = counters.map((counter) => keyOf(house, counter))
  await house.db.global(sql`delete from throttles where key = any(${keys}::bytea[])`)
}

/** Remembers a fact about a subject for the limit’s `forget` time. */
export async function remember(house: House, mark: Counter): Promise<void> {
  await house.db.global(sql`
    insert into throttles (key, tries) values (${keyOf(house, mark)}, 0)
    on conflict (key) do update set since = now()`)
}

export async function isRemembered(house: House, mark: Counter): Promise<boolean> {
  const rows = await house.db.global(sql`
    select from throttles where key = ${keyOf(house, mark)}
      and since > now() - ${mark.limit.forget}::integer * interval '1 second'`)
  return rows.length > 0
}

/** Where a request comes from, as one subject: an IPv4 address, or the /64 that one IPv6 customer has. */
export function sourceOf(ip: string | null): string {
  if (ip === null || !isIPv6(ip)) return ip ?? 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped) return mapped[1]!
  const [head = '', tail] = ip.split('%')[0]!.split('::')
  const first = head.split(':').filter(Boolean)
  const last = tail?.split(':').filter(Boolean) ?? []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  return [...first, ...Array<string>(zeros).fill('0'), ...last]
    .slice(0, 4)
    .map((group) => group.toLowerCase())
    .join(':')
}
