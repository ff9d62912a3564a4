import type { z } from 'zod'
import type { requestPasswordResetBody } from '../../../domain/sessions.ts'
import { afterwards } from '../../platform/background.ts'
import type { Context } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { countTry } from '../../platform/throttle.ts'
import { type Candidate, findCandidates, findPerson } from '../credentials/credentials.ts'
import { queueMails } from '../mails/mails.ts'
import { issueResets } from './password-resets.issue.ts'
import { forgetCodes, mailsTo, requestsFrom } from './password-resets.tries.ts'

/** An email in more accounts than this gets a mail for the most recently used ones. */
const mostAccounts = 20

type Body = z.output<typeof requestPasswordResetBody>

/**
 * Forgot password. The answer is the same whether the email exists or not, and so is its time: whoever is found is
 * found after it (SEC-7). Asked for too often, it is answered the same and nothing more is sent.
 * @throws too_many_requests by source only
 */
export async function requestPasswordReset(context: Context, body: Body): Promise<void> {
  const { house } = context
  await countTry(house, [requestsFrom(context)])
  if (!(await mayMail(context, body.email))) return
  await forgetCodes(house, body.email)
  afterwards(house, 'requestPasswordReset', () => sendTo(context, body))
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

/** One mail, with a link and a code for each account where the email may sign in (2.9). */
async function sendTo(context: Context, { email, accountId }: Body): Promise<void> {
  const able: Candidate[] = []
  for (const candidate of await findCandidates(context, { email, accountId, limit: mostAccounts })) {
    if (await maySignIn(inAccount(context, candidate), candidate.userId)) able.push(candidate)
  }
  // The mail is queued together with the link of the account used last; so the other links are there before it.
  const [first, ...others] = able
  const also: Also = []
  for (const other of others) {
    const linkId = await issueFor(inAccount(context, other), { userId: other.userId, email })
    if (linkId) also.push({ ...other, linkId })
  }
  if (first) await mailFor(inAccount(context, first), { userId: first.userId, email, also })
}

const inAccount = (context: Context, { accountId }: Candidate): Context => ({ ...context, accountId, tx: undefined })

const maySignIn = query<string, boolean>({ name: 'maySignIn', permission: 'public' }, async (context, userId) => {
  const person = await findPerson(context, userId)
  return person?.admitted === true && person.registered
})

type Also = { accountId: string; userId: string; linkId: string }[]
type Wanted = { userId: string; email: string }

const issueFor = command<Wanted, string | null>(
  { name: 'requestPasswordReset', permission: 'public' },
  async (context, { userId, email }) => {
    const [link] = (await issueResets(context, [userId], email)).links
    return { changed: link ? 1 : 0, result: link?.linkId ?? null }
  },
)

const mailFor = command<Wanted & { also: Also }, void>(
  { name: 'requestPasswordReset', permission: 'public' },
  async (context, { userId, email, also }) => {
    const [link] = (await issueResets(context, [userId], email)).links
    if (!link) return { changed: 0, result: undefined }
    const several = also.length > 0
    await queueMails(context, [
      several
        ? { kind: 'password_reset_several', ...link, params: { also } }
        : { kind: 'password_reset', ...link, params: { requestedBy: null } },
    ])
    return { changed: 1, result: undefined }
  },
)
