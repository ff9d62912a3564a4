import { z } from 'zod'
import { instant, pageOf, uuid } from './page.ts'

/** What a mail of each kind needs beyond its user, account and link; kept in the outbox, so never a token (SEC-15). */
export type MailParams = {
  /** The name of who invited; null: nobody in particular. */
  welcome: { invitedBy?: string | null }
  already_registered: Record<never, never>
  /** The name of the admin who asked for it; null: the user did. */
  password_reset: { requestedBy?: string | null }
  /** Forgot password of an email in several accounts: the links of the other accounts (2.9). */
  password_reset_several: { also: { accountId: string; userId: string; linkId: string }[] }
  password_changed: Record<never, never>
  email_changed_old: { from: string | null; to: string | null }
  email_changed_new: { from: string | null; to: string | null }
}
export type MailKind = keyof MailParams
/** Kinds that bring a one-time link. */
export type LinkMailKind = 'welcome' | 'password_reset' | 'password_reset_several'

/** One link of a mail as it is handed over. */
export type MailedLink = { accountName: string; accountNumber: string; token: string; code: string | null }

/** Everything that a template may say. */
export type MailData<K extends MailKind = MailKind> = {
  language: string
  /** Where every link begins (SEC-14). */
  publicUrl: string
  displayName: string
  accountName: string
  accountNumber: string
  /** When it was queued. */
  at: Date
  links: readonly MailedLink[]
  params: MailParams[K]
}
export type MailText = { subject: string; text: string; html: string }
/** Pure: the same data gives the same mail. */
export type MailTemplates = { [K in MailKind]: (data: MailData<K>) => Promise<MailText> }

/** A message of the built-in mailbox. */
export const mailboxMessageSchema = z.object({
  id: uuid,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  kind: z.string(),
  at: instant,
})
export type MailboxMessage = z.infer<typeof mailboxMessageSchema>
export const mailboxPage = pageOf(mailboxMessageSchema)
/** Messages that the built-in mailbox keeps for each account. */
export const mailboxKeeps = 500
/** The newest messages that it shows, of all accounts together. */
export const mailboxShows = 200
