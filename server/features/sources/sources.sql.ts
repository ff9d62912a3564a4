import type { ExternalKind } from '../../../domain/sources.ts'
import type { Tx } from '../../platform/db.ts'
import { raw, sql } from '../../platform/sql.ts'

export type SourceRow = {
  id: string
  kind: ExternalKind
  name: string
  state: 'active' | 'paused' | 'removed'
  settings: Record<string, unknown>
  version: number
  created_at: Date
  last_sync_at: Date | null
}

const selected = sql`select s.id, s.kind, s.name, s.state, s.settings, s.version, s.created_at, s.last_sync_at from sources s`

export const insertSource = (
  tx: Tx,
  row: { id: string; kind: ExternalKind; name: string; settings: Record<string, unknown> },
): Promise<number> =>
  tx.run(sql`
    insert into sources (account_id, id, kind, name, settings)
    values (${tx.accountId}, ${row.id}, ${row.kind}, ${row.name}, ${JSON.stringify(row.settings)}::jsonb)`)

export async function selectSource(tx: Tx, id: string): Promise<SourceRow | undefined> {
  const [row] = await tx.query<SourceRow>(
    sql`${selected} where s.account_id = ${tx.accountId} and s.id = ${id} and s.state <> 'removed'`,
  )
  return row
}

/** Held until the transaction ends: tokens are counted and settings changed by one at a time. */
export async function lockSource(tx: Tx, id: string): Promise<SourceRow | undefined> {
  const [row] = await tx.query<SourceRow>(
    sql`${selected} where s.account_id = ${tx.accountId} and s.id = ${id} and s.state <> 'removed' for no key update`,
  )
  return row
}

export const updateLastSync = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update sources set last_sync_at = now() where account_id = ${tx.accountId} and id = ${id}`)

export const updateSourceRow = (
  tx: Tx,
  id: string,
  to: { name: string; state: SourceRow['state']; settings: Record<string, unknown> },
): Promise<number> =>
  tx.run(sql`
    update sources set name = ${to.name}, state = ${to.state}, settings = ${JSON.stringify(to.settings)}::jsonb,
      version = version + 1
    where account_id = ${tx.accountId} and id = ${id}`)

/**
 * A conflict c that an admin must still decide: not one that has settled itself, since those who were in the way are
 * deleted or the directory has its user.
 */
export const undecided = raw(`c.state = 'open'
  and exists (select from users cu where cu.account_id = c.account_id and cu.id = any(c.candidates) and cu.deleted_at is null)
  and not exists (select from links cl where cl.account_id = c.account_id and cl.source_id = c.source_id
    and cl.user_name_key = c.user_name_key and cl.state = 'linked' and cl.kind = 'scim')`)

export type ShownSourceRow = SourceRow & {
  users: number
  waiting: number
  groups: number
  open_conflicts: number
  integration_on: boolean
  tokens: { id: string; createdAt: string; lastUsedAt: string | null }[] | null
}

/** Sources with what the page tells of them. id null: all that are not removed. */
export const selectShownSources = (tx: Tx, id: string | null): Promise<ShownSourceRow[]> =>
  tx.query<ShownSourceRow>(sql`
    select s.id, s.kind, s.name, s.state, s.settings, s.version, s.created_at, s.last_sync_at,
      (select count(*) from links l where l.account_id = s.account_id and l.source_id = s.id and l.state = 'linked') as users,
      (select count(*) from links l join users u on u.account_id = l.account_id and u.id = l.user_id
        where l.account_id = s.account_id and l.source_id = s.id and l.state = 'linked' and u.registered_at is null
          and u.deleted_at is null and u.email is not null) as waiting,
      (select count(*) from groups g where g.account_id = s.account_id and g.source_id = s.id) as groups,
      (select count(*) from conflicts c where c.account_id = s.account_id and c.source_id = s.id
        and ${undecided}) as open_conflicts,
      exists (select from integrations i where i.account_id = s.account_id and i.enabled and i.integration =
        case s.kind when 'pbx' then 'cloudlink_gateway' else s.kind end) as integration_on,
      (select jsonb_agg(jsonb_build_object('id', t.id, 'createdAt', t.created_at, 'lastUsedAt', t.last_used_at) order by t.id)
        from source_tokens t where t.account_id = s.account_id and t.source_id = s.id and t.revoked_at is null) as tokens
    from sources s where s.account_id = ${tx.accountId} and s.state <> 'removed'
      and (${id}::uuid is null or s.id = ${id}::uuid)
    order by s.created_at, s.id`)

export const insertToken = (tx: Tx, row: { id: string; sourceId: string; hash: Buffer }): Promise<number> =>
  tx.run(sql`
    insert into source_tokens (account_id, id, source_id, token_hash)
    values (${tx.accountId}, ${row.id}, ${row.sourceId}, ${row.hash})`)

export async function countTokens(tx: Tx, sourceId: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from source_tokens
    where account_id = ${tx.accountId} and source_id = ${sourceId} and revoked_at is null`)
  return row!.n
}

/** tokenId null: all of the source. */
export const revokeTokens = (tx: Tx, sourceId: string, tokenId: string | null): Promise<number> =>
  tx.run(sql`
    update source_tokens set revoked_at = now()
    where account_id = ${tx.accountId} and source_id = ${sourceId} and revoked_at is null
      and (${tokenId}::uuid is null or id = ${tokenId}::uuid)`)

export type TokenRow = Pick<SourceRow, 'id' | 'kind' | 'name' | 'state' | 'settings'> & {
  token_id: string
  integration_on: boolean
}

/** The source behind a live token. A deactivated account’s tokens are dead (SEC-30). */
export async function selectTokenSource(tx: Tx, hash: Buffer): Promise<TokenRow | undefined> {
  const [row] = await tx.query<TokenRow>(sql`
    select s.id, s.kind, s.name, s.state, s.settings, t.id as token_id,
      exists (select from integrations i where i.account_id = s.account_id and i.enabled and i.integration =
        case s.kind when 'pbx' then 'cloudlink_gateway' else s.kind end) as integration_on
    from source_tokens t join sources s on s.account_id = t.account_id and s.id = t.source_id
      join accounts a on a.id = t.account_id
    where t.account_id = ${tx.accountId} and t.token_hash = ${hash} and t.revoked_at is null and s.state <> 'removed'
      and a.state = 'active'`)
  return row
}

/** Kept to the minute: the newest use of a token, and the newest word of its source. */
export const updateUse = (tx: Tx, sourceId: string, tokenId: string): Promise<number> =>
  tx.run(sql`
    with token as (
      update source_tokens set last_used_at = now() where account_id = ${tx.accountId} and id = ${tokenId}
        and (last_used_at is null or last_used_at < now() - interval '1 minute') returning 1)
    update sources set last_sync_at = now() where account_id = ${tx.accountId} and id = ${sourceId}
      and exists (select from token)`)
