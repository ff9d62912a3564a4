import type { z } from 'zod'
import type { completePasswordResetBody } from '../../../domain/sessions.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, housekeeping, query } from '../../platform/operation.ts'
import { hashPassword } from '../../platform/passwords.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { countTry, takeBack } from '../../platform/throttle.ts'
import {
  actingAs,
  endSessions,
  findCandidates,
  findPerson,
  type Person,
  refuseWeakPassword,
  setPasswordHashes,
} from '../credentials/credentials.ts'
import { queueMails } from '../mails/mails.ts'
import {
  accountOfToken,
  consumeLink,
  lockLink,
  type OneTimeLink,
  readLink,
  tryCode,
} from '../one-time-links/one-time-links.ts'
import { letOwnerIn } from '../sessions/sessions.ts'
import { codeCounters } from './password-resets.tries.ts'

type Body = z.output<typeof completePasswordResetBody>

/**
 * Sets a new password by link, or by email and code. The old one worked until now; all sessions of the user end, and a
 * mail says so (R18, SEC-8, SEC-18). Works once, however many try at the same moment (SEC-11).
 * @throws link_invalid · link_expired, link_revoked, link_used · invalid with `password` · too_many_requests
 */
export async function completePasswordReset(context: Context, body: Body): Promise<void> {
  const { house, ip } = context
  const token = 'token' in body ? body.token : await tokenOfCode(context, body)
  const accountId = accountOfToken(token)
  if (accountId === null) throw new Problem('link_invalid')
  const inside: Context = { ...context, accountId, tx: undefined }
  const person = await read(inside, token)
  refuseWeakPassword(house, body.password, person)
  await replace(inside, { token, hash: await hashPassword(body.password) })
  if (person.email) await letOwnerIn(house, { email: person.email, ip })
}

/** SEC-7: only the holder of a real link of somebody who may come in learns that it is expired, revoked or used. */
async function resetOf(
  context: TxContext,
  token: string,
  lock?: 'lock',
): Promise<{ link: OneTimeLink; person: Person }> {
  const link = await (lock ? lockLink : readLink)(context, token, 'reset')
  const person = link ? await findPerson(context, link.userId, lock) : null
  if (!link || !person?.admitted || !person.registered) throw new Problem('link_invalid')
  if (link.state === 'used') throw new Problem('link_used')
  if (link.state !== 'open') throw new Problem(link.state === 'expired' ? 'link_expired' : 'link_revoked')
  return { link, person }
}

const read = query<string, Person>(
  { name: 'readPasswordReset', permission: 'public' },
  async (context, token) => (await resetOf(context, token)).person,
)

const replace = command<{ token: string; hash: string }, void>(
  { name: 'completePasswordReset', permission: 'public' },
  async (context, { token, hash }) => {
    const { link, person } = await resetOf(context, token, 'lock')
    if (!(await consumeLink(context, link.linkId))) throw new Problem('link_used')
    await setPasswordHashes(context, [{ userId: person.id, hash }])
    await endSessions(context, [person.id])
    await record(actingAs(context, person), [
      { name: 'user.password_changed', userId: person.id, data: { by: 'reset' } },
    ])
    if (person.email) {
      await queueMails(context, [{ kind: 'password_changed', userId: person.id, address: person.email, params: {} }])
    }
    return { changed: 1, result: undefined }
  },
)

/** The accounts of an email whose codes are tried; as many questions for an email that nobody has (SEC-7). */
const triedAccounts = 20

/**
 * The token behind a code. A wrong code counts against the email, over all its codes, and against each code.
 * @throws link_invalid · too_many_requests after 5 tries
 */
async function tokenOfCode(context: Context, body: Extract<Body, { code: string }>): Promise<string> {
  const counters = codeCounters(context, body.email)
  await countTry(context.house, counters)
  const found = await findCandidates(context, { email: body.email, accountId: body.accountId, limit: triedAccounts })
  const line = found.length > 0 ? found : [{ accountId: newId(), userId: newId() }]
  for (const { accountId, userId } of line) {
    const token = await tryResetCode({ ...context, accountId, tx: undefined }, { userId, code: body.code })
    if (token === null) continue
    await takeBack(context.house, counters)
    return token
  }
  throw new Problem('link_invalid')
}

/** Commits a wrong try. */
const tryResetCode = housekeeping<{ userId: string; code: string }, string | null>(
  { name: 'tryResetCode', permission: 'public' },
  (context, { userId, code }) => tryCode(context, { userIds: [userId], code }),
)
