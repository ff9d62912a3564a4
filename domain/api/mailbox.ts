import { z } from 'zod'
import { mailboxPage, mailboxShows } from '../mails.ts'
import { defineRoutes } from './route.ts'

export const listMailboxQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(mailboxShows).default(mailboxShows),
})

export const mailboxRoutes = defineRoutes({
  listMailbox: {
    method: 'GET',
    path: '/api/mailbox',
    auth: 'public',
    tag: 'Mailbox',
    summary: 'Without SMTP_URL only: the newest messages that would have been sent',
    query: listMailboxQuery,
    answers: { 200: mailboxPage },
  },
})
