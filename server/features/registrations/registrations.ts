import type { z } from 'zod'
import { cleanName } from '../../../domain/names.ts'
import type { completeRegistrationBody, registrationSchema, Session } from '../../../domain/sessions.ts'
import { type Context, systemContext, type TxContext } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { hashPassword } from '../../platform/passwords.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { countTry, type Limit, sourceOf } from '../../platform/throttle.ts'
import {
  actingAs,
  findPerson,
  openSession,
  type Person,
  refuseWeakPassword,
  setPasswordHashes,
} from '../credentials/credentials.ts'
import { accountOfToken, consumeLink, type LinkState, lockLink, readLink } from '../one-time-links/one-time-links.ts'
import { getSession } from '../sessions/sessions.ts'
import { markRegistered, sendWelcomeEmails, stampSignIn } from '../users/users.ts'

type Registration = z.output<typeof registrationSchema>
type Invitation = { linkId: string; state: LinkState; person: Person }

/** The account that a token names; the token proves itself there. @throws link_invalid */
function inAccountOf(context: Context, token: string): Context {
  const accountId = accountOfToken(token)
  if (accountId === null) throw new Problem('link_invalid')
  return { ...context, accountId, tx: undefined }
}

/** SEC-7: an unknown token, and one of somebody who may not come in, are one and the same. @throws link_invalid */
async function invitationOf(context: TxContext, token: string, lock?: 'lock'): Promise<Invitation> {
  const link = await (lock ? lockLink : readLink)(context, token, 'welcome')
  const person = link ? await findPerson(context, link.userId, lock) : null
  if (!link || !person?.admitted) throw new Problem('link_invalid')
  return { linkId: link.linkId, state: link.state, person }
}

const read = query<string, Invitation>({ name: 'readRegistration', permission: 'public' }, (context, token) =>
  invitationOf(context, token),
)

/**
 * What a welcome link is for. Reading changes nothing: mail scanners do it (SEC-12). Names and address are shown to
 * who holds the newest link only; an older one may be in the hands of a former address.
 * @throws link_invalid
 */
export async function readRegistration(context: Context, { token }: { token: string }): Promise<Registration> {
  const { state, person } = await read(inAccountOf(context, token), token)
  const shown = !person.registered && (state === 'open' || state === 'expired')
  return {
    state: person.registered ? 'registered' : state,
    displayName: shown ? person.displayName : null,
    email: shown ? person.email : null,
    accountName: shown ? person.accountName : null,
    minPasswordLength: context.house.settings.minPasswordLength,
  }
}

type Completion = z.output<typeof completeRegistrationBody> & { userAgent: string | null }

/**
 * Finish building your account: sets the password, makes the user Registered, and signs in. A link works once, however
 * many try at the same moment (SEC-11).
 * @throws link_invalid · link_expired, link_revoked, link_used (R16) · invalid with `password` or `name`
 */
export async function completeRegistration(
  context: Context,
  input: Completion,
): Promise<{ token: string; session: Session }> {
  const inside = inAccountOf(context, input.token)
  const invitation = await read(inside, input.token)
  refuseUnlessOpen(invitation)
  const { person } = invitation
  const name = nameOf(input.name)
  refuseWeakPassword(context.house, input.password, { ...person, names: name ? [...person.names, name] : person.names })
  const hash = await hashPassword(input.password)
  const token = await register(inside, { linkToken: input.token, name, hash, userAgent: input.userAgent })
  return { token, session: await getSession(context.house, token) }
}

function refuseUnlessOpen({ state, person }: Invitation): void {
  if (person.registered || state === 'used') throw new Problem('link_used')
  if (state !== 'open') throw new Problem(state === 'expired' ? 'link_expired' : 'link_revoked')
}

/** The name as it is kept; nothing typed leaves the one that the admin gave. */
function nameOf(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined
  const cleaned = cleanName(typed)
  if (!cleaned.ok) throw fieldProblem('name', cleaned.code)
  return cleaned.value ?? undefined
}

type Registering = { linkToken: string; name: string | undefined; hash: string; userAgent: string | null }

const register = command<Registering, string>(
  { name: 'completeRegistration', permission: 'public' },
  async (context, { linkToken, name, hash, userAgent }) => {
    const invitation = await invitationOf(context, linkToken, 'lock')
    refuseUnlessOpen(invitation)
    const { person, linkId } = invitation
    if (!(await consumeLink(context, linkId))) throw new Problem('link_used')
    await setPasswordHashes(context, [{ userId: person.id, hash }])
    const changed = await markRegistered(actingAs(context, person), { userId: person.id, name })
    await stampSignIn(context, person.id)
    return { changed, result: await openSession(context, person.id, userAgent) }
  },
)

const perSource: Limit = { name: 'renew-source', free: 20, longest: 300, forget: 900 }
const perUser: Limit = { name: 'renew-user', free: 3, longest: 3600, forget: 86_400 }

/**
 * R16: a fresh link in place of an expired or revoked one, sent to the stored address, whatever the token’s age.
 * @throws link_invalid · link_used for who is registered: sign in, or forgot password · too_many_requests
 */
export async function renewRegistration(context: Context, { token }: { token: string }): Promise<void> {
  const { house } = context
  await countTry(house, [{ limit: perSource, subject: sourceOf(context.ip) }])
  const inside = inAccountOf(context, token)
  const { person } = await read(inside, token)
  if (person.registered) throw new Problem('link_used')
  await countTry(house, [{ limit: perUser, subject: `${inside.accountId}\n${person.id}` }])
  const { accountId } = inside
  await renew(
    { ...systemContext({ house, accountId, name: 'registrations', requestId: context.requestId }), ip: context.ip },
    token,
  )
}

const renew = command<string, void>({ name: 'renewRegistration', permission: 'system' }, async (context, token) => {
  const { person } = await invitationOf(context, token, 'lock')
  if (person.registered) throw new Problem('link_used')
  return { changed: await sendWelcomeEmails(context, { userIds: [person.id] }), result: undefined }
})
