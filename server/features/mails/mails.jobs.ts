import { deliveryAddress } from '../../../domain/emails.ts'
import type { MailData, MailTemplates, MailText } from '../../../domain/mails.ts'
import { type Context, type House, systemContext } from '../../platform/context.ts'
import type { MailOutcome, MailTransport } from '../../platform/mail.ts'
import type { JobHandlers } from '../../platform/queue.ts'
import {
  keepMails,
  type MailResult,
  reactElsewhere,
  readMailedLinks,
  type TakenMail,
  turnMails,
  wakeMails,
} from './mails.delivery.ts'
import type { MailReactions } from './mails.ts'

export type MailDelivery = {
  /** null: the built-in mailbox takes the mails. */
  transport: MailTransport | null
  templates: MailTemplates
  reactions: MailReactions
}

/** A delivery goes on for so long, then queues itself behind other accounts. */
const chunkMs = 500
/** Mails taken at once: few at first, more while the server keeps up. */
const fewest = 5
const most = 100
const leaseSeconds = 30

/** The handler of `mails.deliver`, which hands over what is due in one account. */
export function createMailHandlers(delivery: MailDelivery): JobHandlers {
  const busy = new Set<string>()
  const pace: Pace = { size: fewest }
  return {
    'mails.deliver': async (house, { accountId }) => {
      const context = systemContext({ house, accountId, name: 'mails.deliver' })
      // One delivery of an account at a time: on a slow server it must not take the place of other accounts.
      if (busy.has(accountId)) return wakeMails(context, { inMs: 1_000 })
      busy.add(accountId)
      try {
        await deliver(context, delivery, pace)
      } finally {
        busy.delete(accountId)
      }
    },
  }
}

/** How many mails the server takes well at once; all accounts go to the same server. */
type Pace = { size: number }

async function deliver(context: Context, delivery: MailDelivery, pace: Pace): Promise<void> {
  const { clock } = context.house
  const { reactions } = delivery
  const began = clock.monotonicMs()
  let settle: MailResult[] = []
  let down = false
  for (;;) {
    const goOn = !down && clock.monotonicMs() - began < chunkMs
    // A server that is down is left alone for a while, without trying the rest of the account’s mails on it.
    const holdMs = down ? 15_000 + 15_000 * Math.random() : 0
    const turn = await turnMails(context, { settle, take: goOn ? pace.size : 0, holdMs, reactions })
    if (turn.over) return
    const start = clock.monotonicMs()
    const tried = await keeping(context, turn.mails, () =>
      Promise.all(turn.mails.map((mail) => hand(context, delivery, mail))),
    )
    settle = tried.map(({ result }) => result)
    down = tried.some((one) => one.down)
    pace.size =
      clock.monotonicMs() - start < chunkMs / 4
        ? Math.min(pace.size * 2, most)
        : Math.max(Math.ceil(pace.size / 2), fewest)
  }
}

/** While a slow server thinks, the mails stay ours; when this process dies, they are due again soon. */
async function keeping<T>(context: Context, mails: readonly TakenMail[], run: () => Promise<T>): Promise<T> {
  const ids = mails.map((mail) => mail.id)
  const timer = setInterval(
    () => {
      keepMails(context, { ids, seconds: leaseSeconds }).catch((error: unknown) =>
        context.log.warn({ err: error }, 'mails not kept'),
      )
    },
    (leaseSeconds * 1_000) / 4,
  )
  try {
    return await run()
  } finally {
    clearInterval(timer)
  }
}

type Tried = { result: MailResult; down: boolean }

/** Makes one mail and hands it over. Whatever goes wrong is said in the result; logs name the mail’s id only (SEC-15). */
async function hand(context: Context, delivery: MailDelivery, mail: TakenMail): Promise<Tried> {
  let text: MailText
  const others: { accountId: string; userId: string; linkId: string }[] = []
  try {
    const links = [...mail.data.links]
    for (const other of mail.elsewhere) {
      const found = await readMailedLinks(inAccount(context, other.accountId), { linkIds: [other.linkId] })
      links.push(...found.map(({ link }) => link))
      if (found.length > 0) others.push(other)
    }
    if (mail.elsewhere.length > 0 && links.length === 0)
      return { result: { mail, outcome: { result: 'cancelled' } }, down: false }
    // The kind and its data come from one row.
    const template = delivery.templates[mail.kind] as (data: MailData) => Promise<MailText>
    text = await template({ ...mail.data, links })
  } catch (error) {
    context.log.error({ err: error, mailId: mail.id, kind: mail.kind }, 'mail not made')
    return { result: { mail, outcome: { result: 'deferred', reason: 'The mail could not be made' } }, down: false }
  }
  const outcome = await give(delivery.transport, mail, text)
  if (outcome.result !== 'sent') {
    // Servers like to repeat the address.
    const reason = outcome.reason.replace(/\S+@\S+/g, '…')
    context.log.warn({ mailId: mail.id, ...outcome, reason }, 'mail not handed over')
  }
  if (outcome.result === 'sent') await tellOthers(context, delivery, mail, others)
  const message = delivery.transport ? {} : { message: text }
  return { result: { mail, outcome, ...message }, down: outcome.result === 'deferred' && outcome.down }
}

const give = async (transport: MailTransport | null, mail: TakenMail, text: MailText): Promise<MailOutcome> =>
  transport
    ? transport.send({ id: mail.id, to: mail.address, language: mail.data.language, ...text })
    : deliveryAddress(mail.address)
      ? { result: 'sent' }
      : { result: 'refused', reason: 'Not a valid email address' }

async function tellOthers(
  context: Context,
  delivery: MailDelivery,
  mail: TakenMail,
  others: TakenMail['elsewhere'],
): Promise<void> {
  for (const { accountId, userId, linkId } of others) {
    const handed = { id: mail.id, kind: mail.kind, userId, linkIds: [linkId], reason: null }
    await reactElsewhere(inAccount(context, accountId), { mails: [handed], reactions: delivery.reactions })
  }
}

const inAccount = (context: Context, accountId: string): Context =>
  systemContext({ house: context.house as House, accountId, name: 'mails.deliver' })
