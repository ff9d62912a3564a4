import { resetLinkMinutes, welcomeLinkDays } from '../../../domain/users.ts'
import type { Tx } from '../../platform/db.ts'
import { among, columnOf, type Sql, sql } from '../../platform/sql.ts'

export type Purpose = 'welcome' | 'reset'

export type LinkRow = {
  id: string
  user_id: string
  purpose: Purpose
  generation: number
  token_hash: Buffer
  used: boolean
  voided: boolean
  expired: boolean
  /** The user may still use links: not deleted, not inactive, in an active account. */
  alive: boolean
}

/** Time to live runs from the first hand-over, by the database’s clock (SEC-11); a link not handed over is open. */
const expired: Sql = sql`coalesce(l.handed_over_at + case l.purpose
  when 'welcome' then ${welcomeLinkDays}::double precision * interval '1 day'
  else ${resetLinkMinutes}::double precision * interval '1 minute' end <= now(), false)`

const columns: Sql = sql`l.id, l.user_id, l.purpose, l.generation, l.token_hash, l.used_at is not null as used,
  l.voided_at is not null as voided, ${expired} as expired,
  u.deleted_at is null and u.source_active and not u.suspended_by_admin and a.state = 'active' as alive`

/** Locks users in id order: whoever issues, redeems or voids links of a user waits here, never at the links. */
export const lockUsersOfLinks = (tx: Tx, userIds: readonly string[]): Promise<{ id: string }[]> =>
  tx.query(sql`select id from users where account_id = ${tx.accountId} and id ${among(userIds)}
    order by id for no key update`)

/** The newest generation of each user who ever had a link of this purpose; open: there is one to void. */
export const selectGenerations = (
  tx: Tx,
  userIds: readonly string[],
  purpose: Purpose,
): Promise<{ user_id: string; generation: number; open: boolean }[]> =>
  tx.query(sql`
    select user_id, max(generation) as generation, bool_or(used_at is null and voided_at is null) as open from one_time_links
    where account_id = ${tx.accountId} and user_id ${among(userIds)} and purpose = ${purpose} group by user_id`)

export type NewLink = { id: string; user_id: string; generation: number; token_hash: string; code_hash: string | null }

/** Hashes come as hexadecimal text. Column by column, since JSON costs a third of the row. */
export const insertLinks = (tx: Tx, purpose: Purpose, links: readonly NewLink[]): Promise<number> =>
  tx.run(sql`insert into one_time_links (account_id, id, user_id, purpose, generation, token_hash, code_hash)
    select ${tx.accountId}::uuid, id, user_id, ${purpose}, generation, decode(token_hash, 'hex'), decode(code_hash, 'hex')
    from unnest(${columnOf(links, 'id')}::uuid[], ${columnOf(links, 'user_id')}::uuid[],
      ${columnOf(links, 'generation')}::integer[], ${columnOf(links, 'token_hash')}::text[],
      ${columnOf(links, 'code_hash')}::text[]) as g (id, user_id, generation, token_hash, code_hash)`)

export const updateVoided = (tx: Tx, userIds: readonly string[], purposes: readonly Purpose[]): Promise<number> =>
  tx.run(sql`update one_time_links set voided_at = now()
    where account_id = ${tx.accountId} and user_id ${among(userIds)} and purpose = any(${purposes}::text[])
      and used_at is null and voided_at is null`)

export const selectLink = async (tx: Tx, id: string): Promise<LinkRow | undefined> =>
  (
    await tx.query<LinkRow>(sql`select ${columns} from one_time_links l
    join users u on u.account_id = l.account_id and u.id = l.user_id
    join accounts a on a.id = l.account_id
    where l.account_id = ${tx.accountId} and l.id = ${id}`)
  )[0]

/** One of any number of parallel redemptions gets 1, the others 0 (SEC-11). */
export const updateUsed = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update one_time_links l set used_at = now()
    where l.account_id = ${tx.accountId} and l.id = ${id} and l.used_at is null and l.voided_at is null
      and not ${expired}`)

export const updateHandedOver = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`update one_time_links set handed_over_at = now()
    where account_id = ${tx.accountId} and id ${among(ids)} and handed_over_at is null`)

export type CodeRow = LinkRow & { code_hash: Buffer }

/** Takes one try off every open reset code of these users, and returns those that had one left. */
export const takeTries = (tx: Tx, userIds: readonly string[]): Promise<CodeRow[]> =>
  tx.query(sql`with l as (
      update one_time_links l set tries_left = tries_left - 1
      where l.account_id = ${tx.accountId} and l.user_id ${among(userIds)} and l.purpose = 'reset'
        and l.used_at is null and l.voided_at is null and l.tries_left > 0 and l.code_hash is not null
        and not ${expired}
      returning l.*
    )
    select ${columns}, l.code_hash from l
    join users u on u.account_id = l.account_id and u.id = l.user_id
    join accounts a on a.id = l.account_id`)

/** The right code costs no try. */
export const giveTryBack = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`update one_time_links set tries_left = tries_left + 1
    where account_id = ${tx.accountId} and id ${among(ids)}`)

/** Open links of all accounts: for a restore, whose role sees them. */
export const updateAllVoided = sql`update one_time_links set voided_at = now() where voided_at is null and used_at is null`
