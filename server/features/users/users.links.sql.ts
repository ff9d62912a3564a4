import type { ExternalKind, OwnableField } from '../../../domain/sources.ts'
import type { Tx } from '../../platform/db.ts'
import { among, sql } from '../../platform/sql.ts'

/** What a source ever sent, the newest of each; an explicit null counts. active: whether it wants the user active. */
export type Sent = { [field in OwnableField]?: string | null } & { active?: boolean }

/** The tie of a user to an external source, with what the source sent for each field and as it came. */
export type LinkRow = {
  id: string
  user_id: string
  source_id: string
  source_name: string
  kind: ExternalKind
  external_id: string | null
  state: 'linked' | 'released' | 'gone'
  sent: Sent
  raw: Record<string, unknown>
  first_seen_at: Date
  last_seen_at: Date
}

const selected = sql`
  select l.id, l.user_id, l.source_id, s.name as source_name, l.kind, l.external_id, l.state, l.sent, l.raw, l.first_seen_at,
    l.last_seen_at
  from links l join sources s on s.account_id = l.account_id and s.id = l.source_id`

export const selectLinks = (tx: Tx, userIds: readonly string[]): Promise<LinkRow[]> =>
  tx.query<LinkRow>(sql`
    ${selected} where l.account_id = ${tx.accountId} and l.user_id ${among(userIds)} order by l.user_id, l.kind, l.id`)

export type WrittenLink = {
  id: string
  userId: string
  sourceId: string
  kind: ExternalKind
  externalId: string | null
  sent: Sent
  raw: Record<string, unknown>
}

/** A link as a write left it: its version, and when what was sent last differed. */
export type LinkState = { userId: string; version: number; changedAt: Date }

/**
 * Makes or renews links as one set. A field that was ever sent stays sent, until the link ends; the raw data is the
 * newest. The link’s version rises when what was sent is different.
 */
export const upsertLinks = (tx: Tx, links: readonly WrittenLink[]): Promise<LinkState[]> =>
  tx.query<LinkState>(sql`
    insert into links (account_id, id, source_id, user_id, kind, external_id, sent, raw)
    select ${tx.accountId}::uuid, id, "sourceId", "userId", kind, "externalId", sent, raw
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
      as g (id uuid, "sourceId" uuid, "userId" uuid, kind text, "externalId" text, sent jsonb, raw jsonb)
    on conflict (account_id, source_id, user_id) do update set external_id = excluded.external_id, state = 'linked',
      sent = case links.state when 'linked' then links.sent || excluded.sent else excluded.sent end, raw = excluded.raw,
      last_seen_at = now(), ended_at = null,
      version = links.version + case when row (links.raw, links.external_id, links.state)
        is distinct from row (excluded.raw, excluded.external_id, excluded.state) then 1 else 0 end,
      changed_at = case when row (links.raw, links.external_id, links.state)
        is distinct from row (excluded.raw, excluded.external_id, excluded.state) then now() else links.changed_at end
    returning user_id as "userId", version, changed_at as "changedAt"`)

/** The users’ links of these kinds end; null: of every kind. */
export const updateLinkStates = (
  tx: Tx,
  userIds: readonly string[],
  kinds: readonly ExternalKind[] | null,
  state: 'gone' | 'released',
): Promise<number> =>
  tx.run(sql`
    update links set state = ${state}, ended_at = now()
    where account_id = ${tx.accountId} and user_id ${among(userIds)} and state = 'linked'
      and (${kinds}::text[] is null or kind = any(${kinds}::text[]))`)

/** The links that the deletion ended come back, but where somebody was provisioned with the same id in between. */
export const updateLinksBack = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`
    update links l set state = 'linked', ended_at = null from users u
    where l.account_id = ${tx.accountId} and u.account_id = l.account_id and u.id = l.user_id
      and u.id ${among(userIds)} and l.state = 'gone'
      and l.ended_at = coalesce(u.deleted_at, u.cloudlink_removed_at)
      and not exists (select from links other where other.account_id = l.account_id
        and other.state = 'linked' and (other.source_id = l.source_id and other.external_id = l.external_id
          or l.kind = 'scim' and other.kind = 'scim' and other.user_name_key = l.user_name_key))`)

/** The kinds of a user’s live links, kept beside the user for filters and facts. */
export const updateLinkKinds = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`
    update users u set link_kinds = coalesce((select array_agg(distinct l.kind order by l.kind) from links l
      where l.account_id = u.account_id and l.user_id = u.id and l.state = 'linked'), '{}')
    where u.account_id = ${tx.accountId} and u.id ${among(userIds)}`)

/** Links of one source end; userIds null: all of them. Returns whose. */
export async function updateSourceLinks(
  tx: Tx,
  sourceId: string,
  userIds: readonly string[] | null,
  state: 'gone' | 'released',
): Promise<string[]> {
  const rows = await tx.query<{ user_id: string }>(sql`
    update links set state = ${state}, ended_at = now()
    where account_id = ${tx.accountId} and source_id = ${sourceId} and state = 'linked'
      and (${userIds}::uuid[] is null or user_id = any(${userIds}::uuid[]))
    returning user_id`)
  return rows.map((row) => row.user_id)
}
