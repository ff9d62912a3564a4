import type { MailData } from '../../domain/mails.ts'
import { inert } from '../platform/mail-layout.ts'
import { messages } from './messages.ts'

type Titled = 'welcome' | 'already_registered' | 'email_changed' | 'password_reset' | 'password_changed'

/** What every mail to a user has: subject, title, greeting and why it came, in the account’s language. */
export function mailFrame(data: MailData, kind: Titled) {
  const say = messages(data.language)
  const name = inert(data.displayName)
  const account = inert(data.accountName)
  return {
    say,
    /** The account’s name, fit to be shown. */
    account,
    hello: { kind: 'text' as const, text: name ? say('mail.greeting', { name }) : say('mail.greeting.nobody') },
    page: {
      language: data.language,
      product: say('mail.product'),
      subject: say(`mail.${kind}.subject`),
      title: say(`mail.${kind}.title`),
      footer: [say('mail.footer', { account, number: data.accountNumber }), say('mail.footer.automatic')],
    },
  }
}
