import type { LinkMailKind, MailboxMessage, MailKind, MailParams } from '../../../domain/mails.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { Problem } from '../../platform/problem.ts'
import { enqueue } from '../../platform/queue.ts'
import * as rows from './mails.sql.ts'

/** A mail to queue. A kind that brings a one-time link names it. */
export type NewMail = {
  [K in MailKind]: { kind: K; userId: string; address: string; params: MailParams[K] } & (K extends LinkMailKind
    ? { linkId: string }
    : { linkId?: undefined })
}[MailKind]

/** A mail as the reactions of other features see it. linkIds are links of the context’s account. */
export type HandedMail = {
  id: string
  kind: MailKind
  userId: string
  linkIds: readonly string[]
  /** Why it was refused, in words for an admin; null when it went out. */
  reason: string | null
}

/**
 * What features do, in the same transaction as the mark in the outbox, when mails went out or were refused for good.
 * onHandedOver must start the time of the links (markHandedOver), of a mail in another account too.
 */
export type MailReactions = {
  onHandedOver(context: TxContext, mails: readonly HandedMail[]): Promise<unknown>
  onRefused(context: TxContext, mails: readonly HandedMail[]): Promise<unknown>
}

/**
 * Queues mails inside the caller’s transaction: they go out if it commits, each exactly once in the outbox. Neither
 * token nor text is stored; both are made at each try (SEC-15). The job has no key: with one, callers of an account
 * would wait for each other until they commit. A delivery that finds nothing due ends at once.
 */
export async function queueMails(context: TxContext, mails: readonly NewMail[]): Promise<void> {
  if (mails.length === 0) return
  const queued = mails.map((mail) => ({
    id: newId(),
    kind: mail.kind,
    user_id: mail.userId,
    link_id: mail.linkId ?? null,
    address: mail.address,
    params: mail.params,
  }))
  await inOnePacket([rows.insertMails(context.tx, queued, context.jobId ?? null), enqueue(context, 'mails.deliver')])
}

/** Of the mails that an account may send in an hour, jobs leave these for single people. */
export const keptForPeople = 0.05

/** How long mails of a job take to go out, at the limit per account. waiting: mails before them · perHour: mails */
export async function mailPace(
  context: TxContext,
  count: number,
): Promise<{ waiting: number; perHour: number; minutes: number }> {
  const perHour = bulkLimit(context.house.settings.mailsPerHour)
  const waiting = await rows.countQueued(context.tx)
  const all = waiting + count
  return { waiting, perHour, minutes: all > perHour ? Math.ceil((all / perHour) * 60) : Math.ceil(all / 6_000) }
}

export const bulkLimit = (perHour: number): number => Math.max(1, Math.floor(perHour * (1 - keptForPeople)))

/**
 * Takes back waiting mails of users who are deleted, made inactive or get another address. Notices that something
 * changed (SEC-8) stay, or who takes over an account could silence them; whether their user may still get mail is
 * judged at hand-over. Returns how many.
 */
export const cancelMails = async (context: TxContext, userIds: readonly string[]): Promise<number> =>
  userIds.length === 0 ? 0 : rows.cancelOfUsers(context.tx, userIds, notices)

/** Of users who are erased, the built-in mailbox keeps nothing. Their rows in the outbox go with the users. */
export const eraseMessages = (context: TxContext, userIds: readonly string[]): Promise<number> =>
  rows.deleteMessagesOf(context.tx, userIds)

const notices: readonly MailKind[] = ['password_changed', 'email_changed_old', 'email_changed_new']

/**
 * The newest messages of the built-in mailbox, of every account.
 * @throws not_found when mails go out over SMTP
 */
export async function listMailbox(context: Context, input: { limit: number }): Promise<MailboxMessage[]> {
  if (!context.house.settings.mailbox) throw new Problem('not_found')
  return rows.selectMailbox(context.house.db, input.limit)
}
