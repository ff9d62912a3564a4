import { setTimeout as delay } from 'node:timers/promises'
import { createTransport, type NodemailerError } from 'nodemailer'
import { deliveryAddress } from '../../domain/emails.ts'
import { sha256 } from './ids.ts'

/** One message to one address. id: the same at every try of the same mail, and so is its Message-ID. */
export type MailMessage = { id: string; to: string; subject: string; text: string; html: string; language: string }

/**
 * refused: trying again would fail again (5xx, no address). deferred: it may go later; down says that the server is not
 * to be reached or takes nothing now, so that there is no use in trying the next one. reason is short and shows to
 * admins: no secret, no link, no control character.
 */
export type MailOutcome =
  | { result: 'sent' }
  | { result: 'refused'; reason: string }
  | { result: 'deferred'; reason: string; down: boolean }

export type MailTransport = {
  send(message: MailMessage): Promise<MailOutcome>
  /** Takes no more messages, lets those under way end, and after ten seconds ends them as deferred (REL-10). */
  close(): Promise<void>
}

const closeGraceMs = 10_000

/** A hand-over that takes longer is given up; RFC 5321 §4.5.3.2 lets a server think for 10 minutes after DATA. */
const sendTimeoutMs = 5 * 60_000

/**
 * A pool of connections to the SMTP server at `smtpUrl`; opens none before the first message. Every message has one
 * recipient, the envelope’s; no text of a user stands in its headers (SEC-35), and no content is fetched from anywhere.
 * @param timeoutMs for tests: how long one hand-over may take
 * @param graceMs for tests: how long those under way may still take at the end
 */
export function openMailTransport(input: {
  smtpUrl: string
  from: string
  publicUrl: string
  timeoutMs?: number
  graceMs?: number
}): MailTransport {
  const timeoutMs = input.timeoutMs ?? sendTimeoutMs
  const sender = readSender(input.from)
  const host = new URL(input.publicUrl).hostname
  const transporter = createTransport({
    url: input.smtpUrl,
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    maxRequeues: 1,
    connectionTimeout: Math.min(10_000, timeoutMs),
    greetingTimeout: Math.min(20_000, timeoutMs),
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const underWay = new Set<Promise<MailOutcome>>()
  const handOver = async (message: MailMessage): Promise<MailOutcome> => {
    const to = deliveryAddress(message.to)
    if (to === null) return { result: 'refused', reason: 'Not a valid email address' }
    try {
      await transporter.sendMail({
        from: sender,
        to: { name: '', address: to },
        envelope: { from: sender.address, to: [to] },
        messageId: messageIdOf(message.id, host),
        subject: oneLine(message.subject),
        text: message.text,
        html: message.html,
        headers: {
          'Content-Language': oneLine(message.language),
          // RFC 3834: no vacation answers, please.
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
        xMailer: false,
        disableFileAccess: true,
        disableUrlAccess: true,
        maxRecipients: 1,
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { result: 'sent' }
    } catch (error) {
      return outcomeOf(error as NodemailerError)
    }
  }

  return {
    async send(message) {
      const sending = handOver(message)
      underWay.add(sending)
      return sending.finally(() => underWay.delete(sending))
    },
    async close() {
      transporter.close()
      if (underWay.size === 0) return
      const ended = new AbortController()
      const all = Promise.all(underWay).finally(() => ended.abort())
      const late = delay(input.graceMs ?? closeGraceMs, undefined, { signal: ended.signal }).then(
        () => transporter.close({ force: true }),
        () => {},
      )
      await Promise.all([all, late])
    },
  }
}

/** Opaque, and the same for a mail whichever process tries it. */
export const messageIdOf = (id: string, host: string): string =>
  `<${sha256(`mail ${id}`).toString('hex').slice(0, 40)}@${host}>`

/** MAIL_FROM: `Name <address>` or an address alone. */
function readSender(from: string): { name: string; address: string } {
  const found = /^(?:"?([^"<>]*?)"?\s*<([^\s<>]+@[^\s<>]+)>|([^\s<>]+@[^\s<>]+))$/.exec(oneLine(from))
  if (!found) throw new Error('MAIL_FROM: must be an address, or a name and an <address>')
  return { name: found[1] ?? '', address: (found[2] ?? found[3])! }
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

/**
 * What an error means for the message. The server’s answer to the message itself (EENVELOPE, EMESSAGE) counts: 5xx is
 * for good, 4xx is not. Everything else (no connection, no answer, wrong credentials, dropped after DATA, 421) is the
 * server’s trouble or ours, and says nothing about the message.
 */
export function outcomeOf(error: NodemailerError): MailOutcome {
  const aboutMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  const answered = error.responseCode !== undefined && error.responseCode !== 421
  if (aboutMessage && answered) {
    const reason = cleanReason(error.response ?? '') || `${error.responseCode}`
    return error.permanent ? { result: 'refused', reason } : { result: 'deferred', reason, down: false }
  }
  if (error.code === 'EENVELOPE' && error.responseCode === undefined) {
    return { result: 'refused', reason: 'The mail server can’t take this address' }
  }
  return { result: 'deferred', reason: troubles[error.code ?? ''] ?? 'The mail server was not reached', down: true }
}

/** Words of ours instead of the error’s: those may name hosts and users of the operator’s network. */
const troubles: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'The mail server did not answer in time',
  EABORT: 'The mail server did not answer in time',
  EAUTH: 'The mail server refused our credentials',
  ENOAUTH: 'The mail server asks for credentials',
  ETLS: 'No secure connection to the mail server',
  ECONNECTION: 'The mail server closed the connection',
}

/** A server’s answer, fit to be stored and shown: one line, no links, nothing that looks like a token or a code. */
const cleanReason = (answer: string): string =>
  oneLine(answer)
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S*/gi, '…')
    .replace(/[\w-]{32,}/g, '…')
    .replace(/(?<![\d.])\d{6}(?![\d.])/g, '…')
    .slice(0, 200)
