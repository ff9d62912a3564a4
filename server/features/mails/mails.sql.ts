import { type MailboxMessage, type MailKind, mailboxKeeps } from '../../../domain/mails.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { among, columnOf, raw, sql } from '../../platform/sql.ts'

export type NewMailRow = {
  id: string
  kind: MailKind
  user_id: string
  link_id: string | null
  address: string
  params: object
}

/** Column by column, since JSON costs a third of the row. */
export const insertMails = (tx: Tx, mails: readonly NewMailRow[], jobId: string | null): Promise<number> =>
  tx.run(sql`insert into mails (account_id, id, kind, user_id, link_id, address, params, job_id, priority)
    select ${tx.accountId}::uuid, id, kind, user_id, link_id, address, params::jsonb, ${jobId}::uuid,
      ${jobId === null ? 0 : 1}::smallint
    from unnest(${columnOf(mails, 'id')}::uuid[], ${columnOf(mails, 'kind')}::text[], ${columnOf(mails, 'user_id')}::uuid[],
      ${columnOf(mails, 'link_id')}::uuid[], ${columnOf(mails, 'address')}::text[],
      ${mails.map(({ params }) => JSON.stringify(params))}::text[]) as g (id, kind, user_id, link_id, address, params)`)

export const cancelOfUsers = (tx: Tx, userIds: readonly string[], keep: readonly MailKind[]): Promise<number> =>
  tx.run(sql`update mails set state = 'cancelled' where account_id = ${tx.accountId}
    and user_id ${among(userIds)} and state = 'queued' and kind <> all(${keep}::text[])`)

export const deleteMessagesOf = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`delete from mailbox_messages b using mails m where b.account_id = ${tx.accountId}
    and m.account_id = b.account_id and m.id = b.id and m.user_id = any(${userIds}::uuid[])`)

/** One at a time decides when the account’s next delivery is; nothing else waits for it. */
export const lockDelivery = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${tx.accountId}::text, 728002))`)

export type MailRow = {
  id: string
  kind: MailKind
  user_id: string
  link_id: string | null
  address: string
  params: Record<string, unknown>
  attempts: number
  queued_at: Date
}

/**
 * Takes due mails. The time of the next try is set before anything is sent, 30 seconds and then twice as long each time
 * up to 4 hours: it is the lease of a delivery whose process dies, and the back-off of one that fails.
 * @param jitter about 1: retries of many mails must not all come at once
 * @param priority 0: what a single person asked for · 1: mails of jobs
 */
export const takeDue = (tx: Tx, limit: number, jitter: number, priority: 0 | 1): Promise<MailRow[]> =>
  tx.query(sql`with due as (
      select id from mails where account_id = ${tx.accountId} and state = 'queued' and priority = ${raw(String(priority))} and next_attempt_at <= now()
      order by next_attempt_at, id limit ${limit} for update skip locked
    )
    update mails m set attempts = m.attempts + 1,
      next_attempt_at = now() + ${jitter}::double precision
        * least(interval '4 hours', interval '30 seconds' * power(2, least(m.attempts, 20)))
    from due where m.account_id = ${tx.accountId} and m.id = due.id
    returning m.id, m.kind, m.user_id, m.link_id, m.address, m.params, m.attempts, m.queued_at`)

/** A delivery that takes long keeps its mails. */
export const extendLeases = (tx: Tx, ids: readonly string[], seconds: number): Promise<number> =>
  tx.run(sql`update mails set next_attempt_at =
      greatest(next_attempt_at, now() + ${seconds}::double precision * interval '1 second')
    where account_id = ${tx.accountId} and id = any(${ids}::uuid[]) and state = 'queued'`)

/** A mail cancelled while it was being tried stays cancelled. Returns the others. */
export const updateSent = (tx: Tx, ids: readonly string[]): Promise<{ id: string }[]> =>
  tx.query(sql`update mails set state = 'sent', sent_at = now(), last_error = null
    where account_id = ${tx.accountId} and id = any(${ids}::uuid[]) and state = 'queued' returning id`)

export const updateRefused = (tx: Tx, mails: readonly { id: string; error: string }[]): Promise<{ id: string }[]> =>
  tx.query(sql`update mails m set state = 'refused', last_error = g.error
    from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb) as g (id uuid, error text)
    where m.account_id = ${tx.accountId} and m.id = g.id and m.state = 'queued' returning m.id`)

export const updateDeferred = (tx: Tx, mails: readonly { id: string; error: string }[]): Promise<number> =>
  tx.run(sql`update mails m set last_error = g.error
    from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb) as g (id uuid, error text)
    where m.account_id = ${tx.accountId} and m.id = g.id and m.state = 'queued'`)

export const updateCancelled = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`update mails set state = 'cancelled'
    where account_id = ${tx.accountId} and id = any(${ids}::uuid[]) and state = 'queued'`)

/** Milliseconds until the next queued mail is due, 0 when one is; null: nothing is queued. */
export const selectNextDue = async (tx: Tx): Promise<number | null> =>
  (
    await tx.query<{ ms: number | null }>(sql`
    select case when min(next_attempt_at) <= now() then 0
      else extract(epoch from min(next_attempt_at) - now()) * 1000 end::double precision as ms
    from mails where account_id = ${tx.accountId} and state = 'queued'`)
  )[0]!.ms

export async function countQueued(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*)::int as n from mails where account_id = ${tx.accountId} and state = 'queued'`)
  return row!.n
}

/** Whether a job of the account is being worked on; one whose worker died keeps nothing back for long. */
export const selectIsBusy = async (tx: Tx): Promise<boolean> =>
  (
    await tx.query<{ busy: boolean }>(sql`
    select exists (select from jobs where account_id = ${tx.accountId} and state = 'running' and lease_until > now()) as busy`)
  )[0]!.busy

/** Mails sent within the last hour, and milliseconds until the first of them is an hour old. */
export const selectSentLately = async (tx: Tx): Promise<{ sent: number; free_in_ms: number }> =>
  (
    await tx.query<{ sent: number; free_in_ms: number }>(sql`
    select count(*)::int as sent,
      coalesce(extract(epoch from min(sent_at) + interval '1 hour' - now()) * 1000, 0)::double precision as free_in_ms
    from mails where account_id = ${tx.accountId} and sent_at > now() - interval '1 hour'`)
  )[0]!

export type UserFacts = { id: string; display_name: string; alive: boolean }

export const selectUserFacts = (tx: Tx, userIds: readonly string[]): Promise<UserFacts[]> =>
  tx.query(sql`select u.id, u.display_name,
      u.deleted_at is null and u.source_active and not u.suspended_by_admin and a.state = 'active' as alive
    from users u join accounts a on a.id = u.account_id
    where u.account_id = ${tx.accountId} and u.id = any(${userIds}::uuid[])`)

export type LinkFacts = {
  id: string
  user_id: string
  purpose: 'welcome' | 'reset'
  generation: number
  open: boolean
  account_name: string
  account_number: string
}

/** What is needed to make the tokens of links again, and whether they still lead anywhere. */
export const selectLinkFacts = (tx: Tx, linkIds: readonly string[]): Promise<LinkFacts[]> =>
  tx.query(sql`select l.id, l.user_id, l.purpose, l.generation, a.name as account_name, a.number as account_number,
      l.used_at is null and l.voided_at is null and u.deleted_at is null and u.source_active
        and not u.suspended_by_admin and a.state = 'active' as open
    from one_time_links l
    join users u on u.account_id = l.account_id and u.id = l.user_id
    join accounts a on a.id = l.account_id
    where l.account_id = ${tx.accountId} and l.id = any(${linkIds}::uuid[])`)

export const selectAccountFacts = async (
  tx: Tx,
): Promise<{ name: string; number: string; language: string } | undefined> =>
  (
    await tx.query<{ name: string; number: string; language: string }>(
      sql`select name, number, language from accounts where id = ${tx.accountId}`,
    )
  )[0]

export type MessageRow = { id: string; address: string; subject: string; text: string; html: string; kind: MailKind }

/** The built-in mailbox keeps the newest messages of an account. */
export async function insertMessages(tx: Tx, messages: readonly MessageRow[]): Promise<void> {
  await tx.run(sql`insert into mailbox_messages (account_id, id, address, subject, body_text, body_html, kind)
    select ${tx.accountId}::uuid, id, address, subject, text, html, kind
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as g (id uuid, address text, subject text, text text,
      html text, kind text)
    on conflict do nothing`)
  await tx.run(sql`delete from mailbox_messages where account_id = ${tx.accountId} and id in (
    select id from mailbox_messages where account_id = ${tx.accountId} order by at desc, id desc offset ${mailboxKeeps})`)
}

type Shown = {
  id: string
  address: string
  subject: string
  body_text: string
  body_html: string
  kind: string
  at: Date
}

export const selectMailbox = async (db: Database, limit: number): Promise<MailboxMessage[]> =>
  (await db.global<Shown>(sql`select * from mailbox_recent(${limit})`)).map((row) => ({
    id: row.id,
    to: row.address,
    subject: row.subject,
    text: row.body_text,
    html: row.body_html,
    kind: row.kind,
    at: row.at.toISOString(),
  }))
