import type { MailData, MailedLink, MailTemplates } from '../../../domain/mails.ts'
import { resetLinkMinutes } from '../../../domain/users.ts'
import { mailFrame } from '../../messages/mail-frame.ts'
import { inert, layOut, linkTo, type MailBlock, momentOf } from '../../platform/mail-layout.ts'

const resetUrl = (data: MailData, link: MailedLink): string => linkTo(data.publicUrl, '/reset-password', link.token)

/** Mails about passwords: data → subject, text, html. */
export const passwordMails: Pick<MailTemplates, 'password_reset' | 'password_reset_several' | 'password_changed'> = {
  password_reset(data) {
    const { say, account, hello, page } = mailFrame(data, 'password_reset')
    const admin = inert(data.params.requestedBy ?? '')
    const link = data.links[0]!
    return layOut({
      ...page,
      blocks: [
        hello,
        {
          kind: 'text',
          text: admin
            ? say('mail.password_reset.admin', { admin, account })
            : say('mail.password_reset.asked', { account }),
        },
        {
          kind: 'button',
          label: say('mail.password_reset.button'),
          url: resetUrl(data, link),
          fallback: say('mail.link.fallback'),
        },
        { kind: 'code', label: say('mail.password_reset.code'), code: link.code ?? '' },
        { kind: 'note', text: say('mail.password_reset.validity', { minutes: resetLinkMinutes }) },
        { kind: 'note', text: say('mail.password_reset.unexpected') },
      ],
    })
  },

  password_reset_several(data) {
    const { say, hello, page } = mailFrame(data, 'password_reset')
    const parts = data.links.flatMap((link): MailBlock[] => [
      {
        kind: 'part',
        title: say('mail.password_reset_several.account', {
          account: inert(link.accountName),
          number: link.accountNumber,
        }),
      },
      { kind: 'button', label: say('mail.password_reset_several.button'), url: resetUrl(data, link) },
      { kind: 'code', label: say('mail.password_reset_several.code'), code: link.code ?? '' },
    ])
    return layOut({
      ...page,
      footer: [say('mail.footer.automatic')],
      blocks: [
        hello,
        { kind: 'text', text: say('mail.password_reset_several.asked', { count: data.links.length }) },
        ...parts,
        { kind: 'note', text: say('mail.password_reset.validity', { minutes: resetLinkMinutes }) },
        { kind: 'note', text: say('mail.password_reset.unexpected') },
      ],
    })
  },

  password_changed(data) {
    const { say, account, hello, page } = mailFrame(data, 'password_changed')
    return layOut({
      ...page,
      blocks: [
        hello,
        { kind: 'text', text: say('mail.password_changed.body', { account, at: momentOf(data.language, data.at) }) },
        { kind: 'text', text: say('mail.password_changed.sessions') },
        { kind: 'note', text: say('mail.password_changed.unexpected') },
        { kind: 'button', label: say('mail.password_changed.button'), url: linkTo(data.publicUrl, '/forgot-password') },
      ],
    })
  },
}
