import type { Tx } from '../../platform/db.ts'
import { brokenConstraint } from '../../platform/db.ts'
import { type Sql, sql } from '../../platform/sql.ts'
import { fold } from '../../scim/fold.ts'
import type { JsonObject } from '../../scim/json.ts'

/** Constraint → attribute: what two requests at once can break. */
const attributeOf: Record<string, string> = {
  links_user_name: 'userName',
  links_of_source_id: 'externalId',
  users_email: 'emails',
  groups_name: 'displayName',
  groups_external_id: 'externalId',
}
export const takenAttribute = (error: unknown): string | undefined => attributeOf[brokenConstraint(error) ?? '']

/** The addresses that a directory sent of a user, by their keys. */
export const replaceAddresses = (tx: Tx, sourceId: string, userId: string, keys: readonly string[]): Promise<number> =>
  tx.run(sql`
    with gone as (
      delete from provisioned_emails where account_id = ${tx.accountId} and source_id = ${sourceId}
        and user_id = ${userId} and not email_key = any(${keys}::text[]))
    insert into provisioned_emails (account_id, source_id, user_id, email_key)
    select ${tx.accountId}::uuid, ${sourceId}::uuid, ${userId}::uuid, key from unnest(${keys}::text[]) as key
    on conflict do nothing`)

/** One operation of a bulk request fails alone (SCIM-B5). */
export async function inSavepoint<T>(tx: Tx, run: () => Promise<T>): Promise<T> {
  const before = tx.recorded
  await tx.run(sql`savepoint one`)
  try {
    const result = await run()
    await tx.run(sql`release savepoint one`)
    return result
  } catch (error) {
    await tx.run(sql`rollback to savepoint one`)
    // What was recorded since is gone with it.
    tx.recorded = before
    throw error
  }
}

/** What linking a user has changed, so that the decision can be undone. */
export type LinkChanges = {
  fields: { [field in string]?: [before: string | null, after: string | null] }
  inactive: boolean
}

export type ConflictRow = {
  id: string
  source_id: string
  source_name: string
  source_settings: Record<string, unknown>
  rule: 'review' | 'refused' | 'other_source' | 'two_candidates'
  state: 'open' | 'linked' | 'kept_apart' | 'ignored'
  external_id: string | null
  resource: JsonObject
  candidates: string[]
  user_id: string | null
  tries: number
  first_seen_at: Date
  last_seen_at: Date
  /** changes: what a link has changed of the user. */
  decided_by: { kind: string; id: string | null; name: string; changes?: LinkChanges } | null
}

/** Notes a conflict, or that it came again. Returns its state and whether it is new to the admin. */
export async function upsertConflict(
  tx: Tx,
  row: {
    id: string
    sourceId: string
    userName: string
    externalId: string | null
    rule: string
    resource: JsonObject
    candidates: readonly string[]
  },
): Promise<{ id: string; state: ConflictRow['state']; isNew: boolean }> {
  const [noted] = await tx.query<{ id: string; state: ConflictRow['state']; tries: number }>(sql`
    insert into conflicts as c (account_id, id, source_id, user_name_key, external_id, rule, resource, candidates)
    values (${tx.accountId}, ${row.id}, ${row.sourceId}, ${fold(row.userName)}, ${row.externalId}, ${row.rule},
      ${JSON.stringify(row.resource)}::jsonb, ${row.candidates}::uuid[])
    on conflict (account_id, source_id, user_name_key) do update set last_seen_at = now(), external_id = excluded.external_id,
      rule = excluded.rule, resource = excluded.resource, candidates = excluded.candidates,
      -- Decided for other people than these, or linked and released since: to be decided again.
      state = case when c.state = 'linked' or c.candidates <> excluded.candidates then 'open' else c.state end,
      tries = case when c.state = 'linked' or c.candidates <> excluded.candidates then 1 else c.tries + 1 end
    returning c.id, c.state, c.tries`)
  return { id: noted!.id, state: noted!.state, isNew: noted!.state === 'open' && noted!.tries === 1 }
}

const selectedConflict = sql`
  select c.id, c.source_id, s.name as source_name, s.settings as source_settings, c.rule, c.state, c.external_id, c.resource, c.candidates, c.user_id,
    c.tries, c.first_seen_at, c.last_seen_at, c.decided_by
  from conflicts c join sources s on s.account_id = c.account_id and s.id = c.source_id and s.state <> 'removed'`

/** Those to be decided, and those decided within a month. */
export const selectConflicts = (tx: Tx, undecided: Sql): Promise<ConflictRow[]> =>
  tx.query<ConflictRow>(sql`
    ${selectedConflict} where c.account_id = ${tx.accountId}
      and ((${undecided}) or (c.state <> 'open' and c.decided_at > now() - interval '30 days'))
    order by c.state <> 'open', c.last_seen_at desc, c.id limit 200`)

export async function lockConflict(tx: Tx, id: string): Promise<ConflictRow | undefined> {
  const [row] = await tx.query<ConflictRow>(
    sql`${selectedConflict} where c.account_id = ${tx.accountId} and c.id = ${id} for update of c`,
  )
  return row
}

export const updateConflict = (
  tx: Tx,
  id: string,
  to: { state: ConflictRow['state']; userId: string | null; by: unknown },
): Promise<number> =>
  tx.run(sql`
    update conflicts set state = ${to.state}, user_id = ${to.userId}, decided_by = ${JSON.stringify(to.by)}::jsonb,
      decided_at = case when ${to.state} = 'open' then null else now() end
    where account_id = ${tx.accountId} and id = ${id}`)

/** Decided or not: who was a candidate, and whom the directory made although they look like somebody. */
export const deleteConflictsOf = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`
    delete from conflicts c where c.account_id = ${tx.accountId} and (c.candidates && ${userIds}::uuid[] or exists (
      select from links l where l.account_id = c.account_id and l.source_id = c.source_id
        and l.user_name_key = c.user_name_key and l.user_id = any(${userIds}::uuid[])))`)

/** The directory that a user belongs to. */
export async function selectDirectoryOf(
  tx: Tx,
  userId: string,
): Promise<{ id: string; kind: 'scim'; name: string } | undefined> {
  const [row] = await tx.query<{ id: string; kind: 'scim'; name: string }>(sql`
    select s.id, s.kind, s.name from links l join sources s on s.account_id = l.account_id and s.id = l.source_id
    where l.account_id = ${tx.accountId} and l.user_id = ${userId} and l.kind = 'scim' and l.state = 'linked' limit 1`)
  return row
}

export type LoggedRequest = {
  id: string
  at: string
  method: string
  path: string
  status: number
  detail: string | null
  ms: number
  body: unknown
}

/** Keeps the last requests of a source; the oldest beyond 300 go. */
export async function insertRequests(tx: Tx, sourceId: string, requests: readonly LoggedRequest[]): Promise<number> {
  const made = await tx.run(sql`
    insert into provisioning_requests (account_id, source_id, id, at, method, path, status, detail, ms, body)
    select ${tx.accountId}::uuid, ${sourceId}::uuid, g.*
    from jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) as g (id uuid, at timestamptz, method text, path text,
      status smallint, detail text, ms integer, body jsonb)`)
  await tx.run(sql`
    delete from provisioning_requests where account_id = ${tx.accountId} and source_id = ${sourceId}
      and id < (select r.id from provisioning_requests r where r.account_id = ${tx.accountId}
        and r.source_id = ${sourceId} order by r.id desc offset 300 limit 1)`)
  return made
}

export type RequestRow = Omit<LoggedRequest, 'at'> & { at: Date }

export const selectRequests = (tx: Tx, sourceId: string): Promise<RequestRow[]> =>
  tx.query<RequestRow>(sql`
    select id, at, method, path, status, detail, ms, body from provisioning_requests
    where account_id = ${tx.accountId} and source_id = ${sourceId} order by id desc limit 100`)

export type Activity = {
  requests: number
  refused: number
  failed: number
  created: number
  updated: number
  removed: number
  last_admin: boolean
}

/** What the last hour brought; since: its first event id, ids being in time order. */
export async function selectActivity(tx: Tx, sourceId: string, since: string): Promise<Activity> {
  const [row] = await tx.query<Activity>(sql`
    select r.*, e.* from (
      select count(*) filter (where at > now() - interval '1 hour') as requests,
        count(*) filter (where at > now() - interval '1 hour' and status between 400 and 499) as refused,
        count(*) filter (where at > now() - interval '1 hour' and status >= 500) as failed,
        coalesce(bool_or(status = 403 and detail like 'This is the last Account Admin%'
          and at > now() - interval '1 day'), false) as last_admin
      from provisioning_requests where account_id = ${tx.accountId} and source_id = ${sourceId}) r,
      (select count(*) filter (where name = 'user.created') as created,
        count(*) filter (where name in ('user.updated', 'user.source_data_changed', 'user.linked')) as updated,
        count(*) filter (where name in ('user.deleted', 'user.cloudlink_account_removed', 'user.unlinked')) as removed
      from events where account_id = ${tx.accountId} and source_id = ${sourceId} and id > ${since}::uuid) e`)
  return row!
}
