import type { MailData, MailedLink, MailKind, MailParams } from '../../../domain/mails.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { housekeeping, query } from '../../platform/operation.ts'
import { enqueue } from '../../platform/queue.ts'
import * as rows from './mails.sql.ts'
import { bulkLimit, type HandedMail, type MailReactions } from './mails.ts'

/** After so many tries, which take about two days, a mail is given up. */
export const mostAttempts = 20

/** While a job of the account runs, somebody looks again after so long. */
const busyMs = 500

type Elsewhere = MailParams['password_reset_several']['also'][number]

/** A mail that is taken for a try, with everything its template says. */
export type TakenMail = {
  id: string
  kind: MailKind
  userId: string
  address: string
  attempts: number
  data: MailData
  /** Its links of this account; links of other accounts are yet to be read. */
  linkIds: string[]
  elsewhere: readonly Elsewhere[]
}

export type MailResult = {
  mail: TakenMail
  outcome: { result: 'sent' | 'cancelled' } | { result: 'refused' | 'deferred'; reason: string }
  /** Set where the built-in mailbox takes the mail. */
  message?: { subject: string; text: string; html: string }
}

type Turn = {
  /** What came of the mails taken before. */
  settle: readonly MailResult[]
  /** How many to take now; 0 ends the delivery. */
  take: number
  /** The next try of this account comes no sooner. */
  holdMs?: number
  reactions: MailReactions
}

/**
 * One turn of an account’s delivery, in one short transaction that is over before anything is sent: records what came of
 * the last mails together with the features’ reactions, takes the next that are due, and leaves a job in the queue for
 * whatever is left, so that a process that dies leaves nothing but mails that are due again.
 * @returns over: nothing was taken, the delivery ends here
 */
export const turnMails = housekeeping<Turn, { mails: TakenMail[]; over: boolean }>(
  { name: 'turnMails', permission: 'system' },
  async (context, { settle, take, holdMs = 0, reactions }) => {
    const { tx, house } = context
    await rows.lockDelivery(tx)
    await settleResults(context, settle, reactions)
    const lately = await rows.selectSentLately(tx)
    const free = Math.max(0, house.settings.mailsPerHour - lately.sent)
    const freeForJobs = Math.max(0, bulkLimit(house.settings.mailsPerHour) - lately.sent)
    // What a person waits for goes before the mails of jobs, which leave room for it in the hour.
    const jitter = 0.8 + 0.4 * Math.random()
    const first = take > 0 && free > 0 ? await rows.takeDue(tx, Math.min(take, free), jitter, 0) : []
    // Mails of a job wait until it has done its work, which they would slow down.
    const busy = take > 0 && (await rows.selectIsBusy(tx))
    const room = busy ? 0 : Math.min(take - first.length, freeForJobs)
    const taken = room > 0 ? [...first, ...(await rows.takeDue(tx, room, jitter, 1))] : first
    const { mails, dead } = await judge(context, taken)
    if (dead.length > 0) await rows.updateCancelled(tx, dead)
    const over = taken.length === 0
    const full = Math.max(lately.free_in_ms, 5_000)
    const heldMs = freeForJobs > 0 ? (busy ? busyMs : 0) : free > 0 ? Math.min(full, 15_000) : full
    await wakeAgain(context, { over, holdMs: Math.max(holdMs, heldMs) })
    return { mails, over }
  },
)

/** A delivery that goes on only leaves a job for the case that its process dies. */
async function wakeAgain(context: TxContext, { over, holdMs }: { over: boolean; holdMs: number }): Promise<void> {
  const due = await rows.selectNextDue(context.tx)
  if (due === null) return
  const delayMs = Math.max(due, over ? holdMs : 30_000)
  const key = delayMs === 0 ? context.accountId : `${context.accountId}:later`
  await enqueue(context, 'mails.deliver', { key, delayMs })
}

async function settleResults(
  context: TxContext,
  results: readonly MailResult[],
  reactions: MailReactions,
): Promise<void> {
  const { tx } = context
  const ids = (some: readonly MailResult[]) => some.map(({ mail }) => mail.id)
  const sent = results.filter(({ outcome }) => outcome.result === 'sent')
  const cancelled = results.filter(({ outcome }) => outcome.result === 'cancelled')
  const failed = results.flatMap(({ mail, outcome }) => ('reason' in outcome ? [{ ...outcome, mail }] : []))
  const refused = failed.filter(({ mail, result }) => result === 'refused' || mail.attempts >= mostAttempts)
  const deferred = failed.filter((failure) => !refused.includes(failure))
  const errorOf = ({ mail, reason }: (typeof failed)[number]) => ({ id: mail.id, error: reason })

  if (cancelled.length > 0) await rows.updateCancelled(tx, ids(cancelled))
  if (deferred.length > 0) await rows.updateDeferred(tx, deferred.map(errorOf))
  if (sent.length > 0) {
    const marked = setOf(await rows.updateSent(tx, ids(sent)))
    const messages = sent.flatMap(({ mail: { id, address, kind }, message }) =>
      message ? [{ id, address, kind, ...message }] : [],
    )
    if (messages.length > 0) await rows.insertMessages(tx, messages)
    const mails = sent.filter(({ mail }) => marked.has(mail.id)).map(({ mail }) => handed(mail, null))
    if (mails.length > 0) await reactions.onHandedOver(context, mails)
  }
  if (refused.length > 0) {
    const marked = setOf(await rows.updateRefused(tx, refused.map(errorOf)))
    const mails = refused.filter(({ mail }) => marked.has(mail.id)).map(({ mail, reason }) => handed(mail, reason))
    if (mails.length > 0) await reactions.onRefused(context, mails)
  }
}

const setOf = (marked: readonly { id: string }[]) => new Set(marked.map((row) => row.id))

const handed = ({ id, kind, userId, linkIds }: TakenMail, reason: string | null): HandedMail => ({
  id,
  kind,
  userId,
  linkIds,
  reason,
})

/** Who still gets the mail: a live user, and where it brings links, one that still leads somewhere. */
async function judge(
  context: TxContext,
  taken: readonly rows.MailRow[],
): Promise<{ mails: TakenMail[]; dead: string[] }> {
  if (taken.length === 0) return { mails: [], dead: [] }
  const { tx, house } = context
  const account = (await rows.selectAccountFacts(tx))!
  const users = new Map(
    (
      await rows.selectUserFacts(
        tx,
        taken.map((mail) => mail.user_id),
      )
    ).map((user) => [user.id, user]),
  )
  const links = new Map(
    (
      await rows.selectLinkFacts(
        tx,
        taken.flatMap((mail) => mail.link_id ?? []),
      )
    ).map((link) => [link.id, link]),
  )
  const mails: TakenMail[] = []
  const dead: string[] = []
  for (const mail of taken) {
    const user = users.get(mail.user_id)
    const link = mail.link_id ? links.get(mail.link_id) : undefined
    const elsewhere: readonly Elsewhere[] =
      'also' in mail.params ? (mail.params as MailParams['password_reset_several']).also : []
    const leads = mail.link_id ? link?.open : user?.alive
    if (!leads && elsewhere.length === 0) {
      dead.push(mail.id)
      continue
    }
    mails.push({
      id: mail.id,
      kind: mail.kind,
      userId: mail.user_id,
      address: mail.address,
      attempts: mail.attempts,
      data: {
        language: account.language,
        publicUrl: house.settings.publicUrl,
        displayName: user?.display_name ?? '',
        accountName: account.name,
        accountNumber: account.number,
        at: mail.queued_at,
        links: link?.open ? [tokenOf(context, link)] : [],
        params: mail.params as MailParams[MailKind],
      },
      linkIds: link?.open ? [link.id] : [],
      elsewhere,
    })
  }
  return { mails, dead }
}

/** The same token at each try (SEC-11). */
function tokenOf(context: Context, link: rows.LinkFacts): MailedLink {
  const named = { accountId: context.accountId, id: link.id, purpose: link.purpose, generation: link.generation }
  const { secrets } = context.house
  return {
    accountName: link.account_name,
    accountNumber: link.account_number,
    token: secrets.linkToken(named),
    code: link.purpose === 'reset' ? secrets.linkCode(named) : null,
  }
}

/** Links of this account that stand in a mail of another one (2.9); those that lead nowhere any more are left out. */
export const readMailedLinks = query<{ linkIds: readonly string[] }, { linkId: string; link: MailedLink }[]>(
  { name: 'readMailedLinks', permission: 'system' },
  async (context, { linkIds }) =>
    (await rows.selectLinkFacts(context.tx, linkIds))
      .filter((row) => row.open)
      .map((row) => ({ linkId: row.id, link: tokenOf(context, row) })),
)

/** Tells the features that links of this account went out in a mail of another one. */
export const reactElsewhere = housekeeping<{ mails: readonly HandedMail[]; reactions: MailReactions }, void>(
  { name: 'reactElsewhere', permission: 'system' },
  async (context, { mails, reactions }) => {
    await reactions.onHandedOver(context, mails)
  },
)

/** Mails that are still being sent stay taken for so many seconds more. */
export const keepMails = housekeeping<{ ids: readonly string[]; seconds: number }, number>(
  { name: 'keepMails', permission: 'system' },
  (context, { ids, seconds }) => rows.extendLeases(context.tx, ids, seconds),
)

/** Comes back to this account later. */
export const wakeMails = housekeeping<{ inMs: number }, void>(
  { name: 'wakeMails', permission: 'system' },
  (context, { inMs }) => enqueue(context, 'mails.deliver', { key: context.accountId, delayMs: inMs }),
)
