import type { Config } from './config.ts'
import { importHourly, importJobs, importOften } from './features/imports/imports.jobs.ts'
import { resumeJobs } from './features/jobs/jobs.ts'
import { createMailHandlers } from './features/mails/mails.jobs.ts'
import type { HandedMail, MailReactions } from './features/mails/mails.ts'
import { markHandedOver } from './features/one-time-links/one-time-links.ts'
import { passwordMails } from './features/password-resets/password-resets.emails.ts'
import { forgetPeople } from './features/provisioning/provisioning.ts'
import { userActionJobs } from './features/user-actions/user-actions.jobs.ts'
import { userMails } from './features/users/users.emails.ts'
import { userHourly, userJobs } from './features/users/users.jobs.ts'
import { markInvitations } from './features/users/users.ts'
import type { House } from './platform/context.ts'
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

export type Jobs = {
  handlers: JobHandlers
  hourly(house: House): Promise<void>
  often(house: House): Promise<void>
  close(): Promise<void>
}

/**
 * Every job of the queue with its handler, what is done hourly, and how to let go of what they hold; call that while the
 * worker stops.
 */
export function openJobs(config: Config, publicUrl: string): Jobs {
  const transport = config.smtpUrl
    ? openMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom, publicUrl })
    : null
  return {
    handlers: {
      ...createMailHandlers({ transport, templates: { ...userMails, ...passwordMails }, reactions }),
      ...userActionJobs,
      ...userJobs(forgetPeople),
      ...importJobs,
    },
    async hourly(house) {
      await userHourly(house)
      await importHourly(house)
    },
    async often(house) {
      await resumeJobs(house)
      await importOften(house)
    },
    close: async () => transport?.close(),
  }
}
