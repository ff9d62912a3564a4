import type { Config } from './config.ts'
import { createMailHandlers } from './features/mails/mails.jobs.ts'
import type { HandedMail, MailReactions } from './features/mails/mails.ts'
import { markHandedOver } from './features/one-time-links/one-time-links.ts'
import { passwordMails } from './features/password-resets/password-resets.emails.ts'
import { userMails } from './features/users/users.emails.ts'
import { markInvitations } from './features/users/users.ts'
import { openMailTransport } from './platform/mail.ts'
import type { JobHandlers } from './platform/queue.ts'

/** Who was sent a welcome email, for the invitation’s state. */
const invited = (mails: readonly HandedMail[]) =>
  mails.filter((mail) => mail.kind === 'welcome').map((mail) => mail.userId)

/** A link lives from its first hand-over (R15); the user page shows what came of the welcome email. */
const reactions: MailReactions = {
  async onHandedOver(context, mails) {
    await markHandedOver(
      context,
      mails.flatMap((mail) => mail.linkIds),
    )
    await markInvitations(context, invited(mails), 'sent')
  },
  onRefused: (context, mails) => markInvitations(context, invited(mails), 'refused'),
}

/** Every job of the queue with its handler, and how to let go of what they hold; call that while the worker stops. */
export function openJobs(config: Config, publicUrl: string): { handlers: JobHandlers; close(): Promise<void> } {
  const transport = config.smtpUrl
    ? openMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom, publicUrl })
    : null
  return {
    handlers: createMailHandlers({ transport, templates: { ...userMails, ...passwordMails }, reactions }),
    close: async () => transport?.close(),
  }
}
