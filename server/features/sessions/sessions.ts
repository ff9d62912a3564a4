import type { z } from 'zod'
import type { createSessionBody, Session } from '../../../domain/sessions.ts'
import type { Context, House } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { housekeeping, query } from '../../platform/operation.ts'
import { verifyPassword } from '../../platform/passwords.ts'
import { Problem } from '../../platform/problem.ts'
import { countTry, takeBack } from '../../platform/throttle.ts'
import {
  type Candidate,
  endSession,
  findCandidates,
  findPerson,
  findSession,
  isStillPassword,
  type LiveSession,
  listSessions,
  openSession,
  type Person,
} from '../credentials/credentials.ts'
import { stampSignIn } from '../users/users.ts'
import { signInCounters, welcomeBack } from './sessions.tries.ts'

export { createAuthenticate } from './sessions.authenticate.ts'
export { changePassword } from './sessions.password.ts'
export { letOwnerIn, triedEmail } from './sessions.tries.ts'

/** Without an Account ID so many accounts of an email are tried, the most recently used ones (product.md §4). */
const triedAccounts = 5

type SignIn = z.output<typeof createSessionBody> & { userAgent: string | null }
export type Opened = { token: string; session: Session }

/**
 * Signs in. The answer and its time are the same for an unknown email, a wrong password, and a user who is inactive,
 * unregistered or in a deactivated account (SEC-7): always as many people are read and passwords verified.
 * @throws sign_in_failed · several_accounts with the accounts, only after the password was right · too_many_requests
 */
export async function createSession(context: Context, input: SignIn): Promise<Opened> {
  const { house } = context
  const trier = { email: input.email, ip: context.ip }
  const counters = await signInCounters(house, trier)
  await countTry(house, counters)
  const matching = await matchingPeople(context, input)
  const [only] = matching
  if (only === undefined) refuse(input)
  if (matching.length > 1) {
    await takeBack(house, counters)
    const accounts = matching.map(({ accountId, person }) => ({ id: accountId, name: person.accountName }))
    throw new Problem('several_accounts', { with: { accounts } })
  }
  const token = await enter(inAccount(context, only.accountId), { person: only.person, userAgent: input.userAgent })
  const session = token === null ? null : await findSession(house, token)
  if (token === null || session === null) refuse(input)
  await welcomeBack(house, trier, counters)
  await endPresented(context)
  return { token, session: toSession(house, session) }
}

/** Says the same to everybody; who has more accounts than were tried learns from it what to do. */
function refuse(input: SignIn): never {
  const detail = 'Try again, or use Forgot password. If the email belongs to many accounts, give the Account ID too.'
  throw new Problem('sign_in_failed', input.accountId === undefined ? { detail } : {})
}

type Match = { accountId: string; person: Person & { passwordHash: string } }

/** The people with this email whom the password lets in. Invented ones fill the line up to its fixed length. */
async function matchingPeople(context: Context, input: SignIn): Promise<Match[]> {
  const limit = input.accountId === undefined ? triedAccounts : 1
  const found: Candidate[] = await findCandidates(context, { ...input, limit })
  const line = [...found, ...Array.from({ length: limit }, () => ({ accountId: newId(), userId: newId() }))].slice(
    0,
    limit,
  )
  const people: (Person | null)[] = []
  for (const { accountId, userId } of line) people.push(await readPerson(inAccount(context, accountId), userId))
  const right = await Promise.all(people.map((person) => verifyPassword(person?.passwordHash ?? null, input.password)))
  return line.flatMap(({ accountId }, index) => {
    const person = people[index]
    if (!right[index] || !person?.passwordHash || !person.admitted || !person.registered) return []
    return [{ accountId, person: { ...person, passwordHash: person.passwordHash } }]
  })
}

const readPerson = query<string, Person | null>({ name: 'readPerson', permission: 'public' }, (context, userId) =>
  findPerson(context, userId),
)

/** Opens the session if what was verified still holds. Null: it was changed, or the user shut out, meanwhile. */
const enter = housekeeping<{ person: Match['person']; userAgent: string | null }, string | null>(
  { name: 'createSession', permission: 'public' },
  async (context, { person, userAgent }) => {
    const now = await findPerson(context, person.id, 'lock')
    if (!now?.admitted || !(await isStillPassword(context, person.id, person.passwordHash))) return null
    await stampSignIn(context, person.id)
    return openSession(context, person.id, userAgent)
  },
)

/** Whoever signs in leaves the session that the browser still had. */
async function endPresented(context: Context): Promise<void> {
  const { actor } = context
  if (actor.kind === 'user') await deleteSession(inAccount(context, actor.accountId))
}

/** Who am I, for the token of a live session. @throws sign_in_required */
export async function getSession(house: House, token: string | null): Promise<Session> {
  const session = token === null ? null : await findSession(house, token)
  if (session === null) throw new Problem('sign_in_required')
  return toSession(house, session)
}

const toSession = (house: House, { user, account }: LiveSession): Session => ({
  user,
  account,
  mailbox: house.settings.mailbox,
})

/** Signs out: this session ends, on the server too. */
export const deleteSession = housekeeping<void, void>(
  { name: 'deleteSession', permission: 'sessions:own' },
  async (context) => {
    const { actor } = context
    if (actor.kind === 'user' && actor.sessionId) await endSession(context, actor.id, actor.sessionId)
  },
)

export type OwnSession = {
  id: string
  createdAt: string
  lastSeenAt: string
  ip: string | null
  userAgent: string | null
  current: boolean
}

/** SEC-22: where the actor is signed in, last used first. */
export const listOwnSessions = query<void, OwnSession[]>(
  { name: 'listOwnSessions', permission: 'sessions:own' },
  async (context) => {
    const { actor } = context
    if (actor.kind !== 'user') return []
    return (await listSessions(context, actor.id)).map((row) => ({
      id: row.id,
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      ip: row.ip,
      userAgent: row.user_agent,
      current: row.id === actor.sessionId,
    }))
  },
)

/** SEC-22: ends one of the actor’s own sessions. @throws not_found for anybody else’s */
export const deleteOwnSession = housekeeping<{ sessionId: string }, void>(
  { name: 'deleteOwnSession', permission: 'sessions:own' },
  async (context, { sessionId }) => {
    const { actor } = context
    if (actor.kind !== 'user' || (await endSession(context, actor.id, sessionId)) === 0) throw new Problem('not_found')
  },
)

const inAccount = (context: Context, accountId: string): Context => ({ ...context, accountId, tx: undefined })
