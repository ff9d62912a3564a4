import { command } from '../../platform/operation.ts'
import { queueMails } from '../mails/mails.ts'
import { issueResets, type Skipped } from './password-resets.issue.ts'

export { completePasswordReset } from './password-resets.complete.ts'
export { requestPasswordReset } from './password-resets.request.ts'

export type SentResets = { changed: number; skipped: Skipped[] }

/**
 * Sends a mail with a reset link and code to each of these users as one set. Unregistered and inactive users are
 * skipped with the reason (R18); who does not exist in this account is left out. No password is seen or changed (SEC-9).
 */
export const sendPasswordResets = command<{ userIds: string[] }, SentResets>(
  { name: 'sendPasswordResets', permission: 'users:act' },
  async (context, { userIds }) => {
    const { links, skipped } = await issueResets(context, userIds)
    const requestedBy = context.actor.kind === 'user' ? context.actor.name : null
    const mails = links.map((link) => ({ kind: 'password_reset' as const, ...link, params: { requestedBy } }))
    await queueMails(context, mails)
    return { changed: links.length, result: { changed: links.length, skipped } }
  },
)
