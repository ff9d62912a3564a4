import type { MailTemplates } from '../../../domain/mails.ts'
import { welcomeLinkDays } from '../../../domain/users.ts'
import { mailFrame } from '../../messages/mail-frame.ts'
import { inert, layOut, linkTo, momentOf } from '../../platform/mail-layout.ts'

/** Mails of the users feature: data → subject, text, html. */
export const userMails: Pick<
  MailTemplates,
  'welcome' | 'already_registered' | 'email_changed_old' | 'email_changed_new'
> = {
  welcome(data) {
    const { say, account, hello, page } = mailFrame(data, 'welcome')
    const inviter = inert(data.params.invitedBy ?? '')
    return layOut({
      ...page,
      blocks: [
        hello,
        {
          kind: 'text',
          text: inviter ? say('mail.welcome.invited', { inviter, account }) : say('mail.welcome.added', { account }),
        },
        { kind: 'text', text: say('mail.welcome.todo') },
        {
          kind: 'button',
          label: say('mail.welcome.button'),
          url: linkTo(data.publicUrl, '/register', data.links[0]!.token),
          fallback: say('mail.link.fallback'),
        },
        { kind: 'note', text: say('mail.welcome.validity', { days: welcomeLinkDays }) },
        { kind: 'note', text: say('mail.welcome.unexpected') },
      ],
    })
  },

  already_registered(data) {
    const { say, account, hello, page } = mailFrame(data, 'already_registered')
    return layOut({
      ...page,
      blocks: [
        hello,
        { kind: 'text', text: say('mail.already_registered.body', { account }) },
        { kind: 'button', label: say('mail.already_registered.button'), url: linkTo(data.publicUrl, '/sign-in') },
        { kind: 'note', text: say('mail.already_registered.forgot') },
      ],
    })
  },

  email_changed_old(data) {
    const { say, account, hello, page } = mailFrame(data, 'email_changed')
    const to = masked(data.params.to ?? '')
    const values = { account, at: momentOf(data.language, data.at), to, moved: to ? 'yes' : 'no' }
    return layOut({
      ...page,
      footer: [say('mail.footer.was', { account }), say('mail.footer.automatic')],
      blocks: [
        hello,
        { kind: 'text', text: say('mail.email_changed_old.body', values) },
        { kind: 'note', text: say('mail.email_changed_old.unexpected') },
      ],
    })
  },

  email_changed_new(data) {
    const { say, account, hello, page } = mailFrame(data, 'email_changed')
    const { from } = data.params
    return layOut({
      ...page,
      blocks: [
        hello,
        { kind: 'text', text: say('mail.email_changed_new.body', { account, at: momentOf(data.language, data.at) }) },
        ...(from ? [{ kind: 'text' as const, text: say('mail.email_changed_new.was', { from }) }] : []),
        { kind: 'button', label: say('mail.email_changed_new.button'), url: linkTo(data.publicUrl, '/sign-in') },
        { kind: 'note', text: say('mail.email_changed_new.unexpected') },
      ],
    })
  },
}

/** Who no longer has the account learns where it went, not the whole address. */
const masked = (address: string): string => address.replace(/^(.)[^@]*@/u, '$1…@')
