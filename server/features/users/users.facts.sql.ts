import { predicateOf } from '../../../domain/filter.ts'
import type { Selection } from '../../../domain/jobs.ts'
import type { Facts } from '../../../domain/user-actions.ts'
import type { Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'
import { predicateSql } from './users.filter.sql.ts'
import { invitationState } from './users.row.sql.ts'

/**
 * The facts of a group of users. unchanged: still as a job left them, where one is undone · emailTaken: somebody has the
 * email of a deleted user by now, where restoring is planned.
 */
export type GroupFacts = Facts & { unchanged?: boolean; emailTaken?: boolean }

/** Column by column what can() reads (domain/user-actions.ts). @param product the action’s */
const facts = (product: string | null, selfId: string | null): Record<keyof Facts, Sql> => ({
  role: raw('u.role'),
  registered: raw('u.registered_at is not null'),
  sourceActive: raw('u.source_active'),
  leftInactive: raw(`not u.source_active and not exists (select from links l where l.account_id = u.account_id
    and l.user_id = u.id and l.state = 'linked' and l.sent @> '{"active": false}')`),
  suspendedByAdmin: raw('u.suspended_by_admin'),
  hasEmail: raw('u.email is not null'),
  linkKinds: raw('u.link_kinds'),
  invitation: invitationState,
  cloudlinkRemoved: raw('u.cloudlink_removed_at is not null'),
  deleted: raw('u.deleted_at is not null'),
  licensed: product === null ? raw('false') : sql`${product} = any(u.products)`,
  isSelf: selfId === null ? raw('false') : sql`u.id = ${selfId}::uuid`,
})

const emailTaken = raw(`u.deleted_at is not null and exists (select from users h where h.account_id = u.account_id
  and h.email_key = u.email_key and h.deleted_at is null)`)

/** Who is selected: what the list can show, a selection can say. */
const selected = (selection: Selection): Sql => {
  if ('ids' in selection) return sql`u.id = any(${selection.ids}::uuid[])`
  if ('all' in selection) return raw('u.deleted_at is null')
  return sql`${predicateSql(predicateOf(selection.matching))} and not u.id = any(${selection.except}::uuid[])`
}

export type FactsWanted = { product: string | null; selfId: string | null; withEmails?: boolean; withIds: boolean } & (
  | { selection: Selection }
  | { undoneJob: string; names: readonly string[] }
)

/**
 * The ids of a group stand in so many rows, each with a sample of all pages of the table: a chunk of neighbours would crowd
 * their pages, and PostgreSQL would have to write every index for each of them.
 */
const samples = 32

/**
 * One row for users of equal facts: facts, count, two sums of hashes over their ids, and the ids where they are wanted.
 * Hashes are of 64 bits each and summed, so that the order does not matter.
 */
export function groupedFacts(tx: Tx, wanted: FactsWanted): Sql {
  const undone = 'undoneJob' in wanted
  const columns: Record<string, Sql> = {
    ...facts(wanted.product, wanted.selfId),
    ...(undone ? { unchanged: raw('u.version = c.version') } : {}),
    ...(wanted.withEmails ? { emailTaken } : {}),
  }
  const names = Object.keys(columns)
  const named = Object.values(columns).map((value, index) => sql`${value} as ${raw(`f${index}`)}`)
  const object = raw(names.map((name, index) => `'${name}', f${index}`).join(', '))
  const from = undone
    ? sql`${changedBy(tx, wanted.undoneJob, wanted.names)} c join users u on u.account_id = ${tx.accountId} and u.id = c.user_id`
    : raw('users u')
  const where = undone ? raw('true') : selected(wanted.selection)
  return sql`
    select jsonb_build_object(${object}) as facts, count(*)::integer as size, sum(uuid_hash_extended(id, 1))::text as a,
      sum(uuid_hash_extended(id, 2))::text as b, ${raw(wanted.withIds ? 'array_agg(id)' : 'null::uuid[]')} as ids
    from (select u.id, ${join(named, ', ')} from ${from}
      where u.account_id = ${tx.accountId} and ${where}) u
    group by ${raw(names.map((_, index) => `f${index}`).join(', '))}
      ${raw(wanted.withIds ? `, uuid_hash_extended(id, 3) & ${samples - 1}` : '')}`
}

/** The users that a job changed, with the version at which it left each. */
const changedBy = (tx: Tx, jobId: string, names: readonly string[]): Sql => sql`(
  select distinct on (e.user_id) e.user_id, e.version from events e
  where e.account_id = ${tx.accountId} and e.job_id = ${jobId} and e.user_id is not null and e.name = any(${names}::text[])
  order by e.user_id, e.id desc)`

/**
 * The newest event that a job left on each of these users: user by user, since a job leaves many. `is true` keeps the index
 * of jobs out, of which PostgreSQL knows nothing yet while the job is young.
 */
const leftOn = (tx: Tx, jobId: string, names: readonly string[], ids: readonly string[]): Sql => sql`
  unnest(${ids}::uuid[]) as g (user_id) cross join lateral (
    select e.id, e.version from events e
    where e.account_id = ${tx.accountId} and e.user_id = g.user_id and (e.job_id = ${jobId}) is true and e.name = any(${names}::text[])
    order by e.id desc limit 1) e`

export type LockedFacts = { id: string; version: number; email: string | null; facts: Facts }

/**
 * The facts of users under the lock of their rows, in id order. What other tables say is read by statements of their own:
 * one that waited for the lock would see links as they were before.
 */
export async function lockFacts(
  tx: Tx,
  ids: readonly string[],
  wanted: { product: string | null; selfId: string | null },
): Promise<LockedFacts[]> {
  const { leftInactive, ...own } = facts(wanted.product, wanted.selfId)
  const named = Object.entries(own).map(([name, value]) => sql`${value} as ${raw(`"${name}"`)}`)
  const rows = await tx.query<Omit<LockedFacts, 'facts'> & Omit<Facts, 'leftInactive'>>(sql`
    select u.id, u.version, u.email, ${join(named, ', ')} from users u
    where u.account_id = ${tx.accountId} and u.id = any(${ids}::uuid[]) order by u.id for update`)
  const idsOf = async (statement: Sql) => new Set((await tx.query<{ id: string }>(statement)).map(({ id }) => id))
  const inactive = rows.filter((row) => !row.sourceActive).map(({ id }) => id)
  const left = inactive.length
    ? await idsOf(sql`select u.id from users u
        where u.account_id = ${tx.accountId} and u.id = any(${inactive}::uuid[]) and ${leftInactive}`)
    : new Set()
  return rows.map(({ id, version, email, ...rest }) => ({
    id,
    version,
    email,
    facts: { ...rest, leftInactive: left.has(id) },
  }))
}

/** Of these users, the version at which a job left each. */
export const selectVersionsLeft = (
  tx: Tx,
  jobId: string,
  names: readonly string[],
  ids: readonly string[],
): Promise<{ user_id: string; version: number }[]> =>
  tx.query(sql`select g.user_id, e.version from ${leftOn(tx, jobId, names, ids)}`)

/** What a job found of these users, by the names of the events that it left. */
export const selectBefore = (
  tx: Tx,
  jobId: string,
  names: readonly string[],
  ids: readonly string[],
): Promise<{ user_id: string; before: Record<string, unknown> }[]> =>
  tx.query(sql`
    select g.user_id, v.before from ${leftOn(tx, jobId, names, ids)}
    join event_values v on v.account_id = ${tx.accountId} and v.event_id = e.id`)

/** Licensed users whose seats could be had back, each counted for the first reason that holds (R22). */
export async function countReclaimable(
  tx: Tx,
  product: string,
): Promise<{ inactive: number; unregistered: number; notSignedIn: number }> {
  const inactive = raw('(not u.source_active or u.suspended_by_admin)')
  const [row] = await tx.query<{ inactive: number; unregistered: number; notSignedIn: number }>(sql`
    select count(*) filter (where ${inactive}) as inactive,
      count(*) filter (where not ${inactive} and u.registered_at is null) as unregistered,
      count(*) filter (where not ${inactive} and u.registered_at is not null
        and coalesce(u.last_sign_in_at, u.registered_at) < now() - interval '90 days') as "notSignedIn"
    from licences i join users u on u.account_id = i.account_id and u.id = i.user_id
    where i.account_id = ${tx.accountId} and i.product_id = ${product} and u.deleted_at is null`)
  return row!
}

/** Admins who can sign in (R14). */
export async function countAbleAdmins(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from users where account_id = ${tx.accountId} and role in ('account_admin', 'partner')
      and deleted_at is null and registered_at is not null and source_active and not suspended_by_admin`)
  return row!.n
}
