import type { z } from 'zod'
import { emailKey } from '../../../domain/emails.ts'
import type { requestPasswordResetBody } from '../../../domain/sessions.ts'
import { can } from '../../../domain/user-actions.ts'
import { afterwards } from '../../platform/background.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { countTry } from '../../platform/throttle.ts'
import { type Candidate, findCandidates } from '../credentials/credentials.ts'
import { queueMails } from '../mails/mails.ts'
import { issueLinks } from '../one-time-links/one-time-links.ts'
import { lockResettable } from './password-resets.sql.ts'
import { forgetCodes, mailsTo, requestsFrom } from './password-resets.tries.ts'

export { completePasswordReset } from './password-resets.complete.ts'

export type SentResets = { changed: number; skipped: { id: string; reason: string }[] }

/**
 * Sends a mail with a reset link and code to each of these users as one set. Unregistered and inactive users are
 * skipped with the reason (R18); who does not exist in this account is left out.
 */
export const sendPasswordResets = command<{ userIds: string[] }, SentResets>(
  { name: 'sendPasswordResets', permission: 'users:act' },
  async (context, { userIds }) => {
    const { links, skipped } = await issue(context, userIds)
    const requestedBy = context.actor.kind === 'user' ? context.actor.name : null
    await queueMails(
      context,
      links.map(({ userId, linkId, address }) => ({
        kind: 'password_reset' as const,
        userId,
        address,
        linkId,
        params: { requestedBy },
      })),
    )
    return { changed: links.length, result: { changed: links.length, skipped } }
  },
)

type ResetLink = { userId: string; linkId: string; address: string }

/** Fresh reset links, recorded; the older ones are void (SEC-13). The address is the stored one, never a typed one. */
async function issue(
  context: TxContext,
  userIds: readonly string[],
): Promise<{ links: ResetLink[]; skipped: SentResets['skipped'] }> {
  const rows = await lockResettable(context.tx, userIds)
  const role = context.actor.kind === 'user' ? context.actor.role : null
  const skipped: SentResets['skipped'] = []
  const allowed = rows.filter(({ id, facts }) => {
    const all = { ...facts, licensed: false, isSelf: context.actor.kind === 'user' && context.actor.id === id }
    const verdict = can('reset_password', all, { role, accountKind: 'customer' })
    if (!verdict.ok) skipped.push({ id, reason: verdict.reason })
    return verdict.ok
  })
  const able = allowed.filter((row) => row.email !== null && row.account_active)
  const addresses = new Map(able.map((row) => [row.id, row.email!]))
  const issued = await issueLinks(
    context,
    able.map((row) => ({ userId: row.id })),
    'reset',
  )
  await record(
    context,
    issued.map(({ userId }) => ({ name: 'user.reset_sent' as const, userId })),
  )
  return { links: issued.map((link) => ({ ...link, address: addresses.get(link.userId)! })), skipped }
}

/** An email in more accounts than this gets a mail for the most recently used ones. */
const mostAccounts = 20

/**
 * Forgot password. The answer is the same whether the email exists or not, and so is its time: whoever is found is
 * found after it (SEC-7). Asked for too often, it is answered the same and nothing more is sent.
 * @throws too_many_requests by source only
 */
export async function requestPasswordReset(
  context: Context,
  input: z.output<typeof requestPasswordResetBody>,
): Promise<void> {
  const { house } = context
  await countTry(house, [requestsFrom(context)])
  if (!(await mayMail(context, input.email))) return
  await forgetCodes(house, input.email)
  afterwards(house, 'requestPasswordReset', () => sendTo({ ...context, accountId: '', tx: undefined }, input))
}

async function mayMail(context: Context, email: string): Promise<boolean> {
  try {
    await countTry(context.house, [mailsTo(email)])
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return false
    throw error
  }
}

/** One mail, with a link and a code for each account of the email (2.9). */
async function sendTo(
  context: Context,
  { email, accountId }: z.output<typeof requestPasswordResetBody>,
): Promise<void> {
  const candidates = await findCandidates(context, { email, accountId, limit: mostAccounts })
  const also: { accountId: string; userId: string; linkId: string }[] = []
  // The mail is queued last, together with the link of the account used most recently.
  for (const candidate of candidates.slice(1).reverse()) {
    const link = await issueFor(inAccount(context, candidate), { ...candidate, email })
    if (link) also.unshift({ ...candidate, linkId: link.linkId })
  }
  const [first] = candidates
  if (first && (await mailFor(inAccount(context, first), { ...first, email, also }))) return
  // The first may not sign in: the mail goes out from the next one that may.
  const [next, ...rest] = also
  if (next) await mailFor(inAccount(context, next), { ...next, email, also: rest })
}

const inAccount = (context: Context, { accountId }: Candidate): Context => ({ ...context, accountId })

type Wanted = Candidate & { email: string }

const issueFor = command<Wanted, ResetLink | null>(
  { name: 'requestPasswordReset', permission: 'public' },
  async (context, wanted) => {
    const link = await issueOne(context, wanted)
    return { changed: link ? 1 : 0, result: link }
  },
)

const mailFor = command<Wanted & { also: { accountId: string; userId: string; linkId: string }[] }, boolean>(
  { name: 'requestPasswordReset', permission: 'public' },
  async (context, { also, ...wanted }) => {
    const link = await issueOne(context, wanted)
    if (!link) return { changed: 0, result: false }
    const mail = { userId: link.userId, address: link.address, linkId: link.linkId }
    await queueMails(context, [
      also.length === 0
        ? { kind: 'password_reset', ...mail, params: { requestedBy: null } }
        : { kind: 'password_reset_several', ...mail, params: { also } },
    ])
    return { changed: 1, result: true }
  },
)

/** The email is compared again under the lock: between question and work it may have become somebody else’s. */
async function issueOne(context: TxContext, { userId, email }: Wanted): Promise<ResetLink | null> {
  const [link] = (await issue(context, [userId])).links
  if (link && emailKey(link.address) !== emailKey(email)) throw new Problem('not_found')
  return link ?? null
}
