import type { Tx } from '../../platform/db.ts'
import { raw, type Sql, sql } from '../../platform/sql.ts'

/** Events that an import leaves on a user whom it made or changed. */
export const leftByImport = ['user.created', 'user.updated', 'user.licence_assigned'] as const

/** created: the import made the user · unchanged: nobody changed the user since. */
export type ImportedFacts = { created: boolean; unchanged: boolean }

/** The users that an import made or changed, in groups of equal facts, as keepPlan wants them. */
export const importedGroups = (tx: Tx, jobId: string): Sql => sql`
  select jsonb_build_object('created', created, 'unchanged', unchanged) as facts, count(*)::integer as size,
    sum(uuid_hash_extended(id, 1))::text as a, sum(uuid_hash_extended(id, 2))::text as b, array_agg(id) as ids
  from (select u.id, c.created, u.version = c.version as unchanged from (
      select e.user_id, bool_or(e.name = 'user.created') as created, max(e.version) as version from events e
      where e.account_id = ${tx.accountId} and e.job_id = ${jobId} and e.user_id is not null
        and e.name = any(${[...leftByImport]}::text[])
      group by e.user_id) c
    join users u on u.account_id = ${tx.accountId} and u.id = c.user_id) u
  group by created, unchanged, uuid_hash_extended(id, 3) & 31`

export type LeftByImport = { user_id: string; created: boolean; version: number; products: string[] }

/** What an import left on these users, user by user. */
export const selectLeftByImport = (tx: Tx, jobId: string, ids: readonly string[]): Promise<LeftByImport[]> =>
  tx.query(sql`
    select g.user_id, e.created, e.version, e.products from unnest(${ids}::uuid[]) as g (user_id) cross join lateral (
      select bool_or(e.name = 'user.created') as created, max(e.version) as version,
        coalesce(array_agg(e.data ->> 'product') filter (where e.name = 'user.licence_assigned'), '{}') as products
      from events e where e.account_id = ${tx.accountId} and e.user_id = g.user_id and (e.job_id = ${jobId}) is true
        and e.name = any(${[...leftByImport]}::text[])) e
    where ${raw('e.version is not null')}`)
