import type { Role } from '../../../domain/permissions.ts'
import type { House, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { hashPassword } from '../../platform/passwords.ts'
import { newAccountToken, readAccountToken } from '../../platform/secrets.ts'
import * as rows from './credentials.sql.ts'

export { type Candidate, findCandidates } from './credentials.candidates.ts'
export { refuseWeakPassword } from './credentials.rules.ts'

/** A user as sign-in and one-time links judge it. */
export type Person = {
  id: string
  displayName: string
  email: string | null
  /** Name, first and last name, whichever exist. */
  names: string[]
  role: Role | null
  registered: boolean
  /** May come in: not deleted, has a CloudLink account, not inactive, the account is not deactivated. */
  admitted: boolean
  /** Null: no password, or one that went with the CloudLink account. */
  passwordHash: string | null
  accountName: string
}

/**
 * Reads a user of this account. Null: there is none.
 * @param lock 'lock' keeps others from changing the user until the transaction ends; take it before any other lock
 */
export async function findPerson(context: TxContext, userId: string, lock?: 'lock'): Promise<Person | null> {
  const row = await rows.selectPerson(context.tx, userId, lock === 'lock')
  if (!row) return null
  return {
    id: row.id,
    displayName: row.display_name,
    email: row.email,
    names: [row.name, row.first_name, row.last_name].filter((name) => name !== null),
    role: row.role,
    registered: row.registered,
    admitted: row.admitted,
    passwordHash: row.password_hash,
    accountName: row.account_name,
  }
}

/** Who proved to be this person acts, and is recorded, as this person. */
export const actingAs = (context: TxContext, person: Person): TxContext => ({
  ...context,
  actor: {
    kind: 'user',
    id: person.id,
    accountId: context.accountId,
    role: person.role ?? 'user',
    name: person.displayName,
    accountName: person.accountName,
    sessionId: null,
  },
})

/** Sets a password without judging it (see refuseWeakPassword). Hashes inside the transaction; requests hash before it. */
export async function setPassword(context: TxContext, userId: string, password: string): Promise<void> {
  await setPasswordHashes(context, [{ userId, hash: await hashPassword(password) }])
}

/** Sets passwords by their hashes (platform/passwords.ts) as one set. */
export const setPasswordHashes = (
  context: TxContext,
  users: readonly { userId: string; hash: string }[],
): Promise<number> => rows.upsertPasswords(context.tx, users)

/**
 * Whether the hash that was verified is still the user’s; until the transaction ends nobody changes it. Otherwise a
 * sign-in with the old password could open a session just after a reset has ended them all.
 */
export const isStillPassword = (context: TxContext, userId: string, hash: string): Promise<boolean> =>
  rows.lockPassword(context.tx, userId, hash)

/** The CloudLink account goes: the password is kept for restoring, but never accepted; all sessions end. */
export async function removeCredentials(context: TxContext, userIds: readonly string[]): Promise<void> {
  await inOnePacket([rows.updateRemoved(context.tx, userIds), rows.deleteSessions(context.tx, userIds, null)])
}

/** R30: a restored user has the password of before, and no session. */
export async function restoreCredentials(context: TxContext, userIds: readonly string[]): Promise<void> {
  await rows.updateRestored(context.tx, userIds)
}

/** Ends all sessions of these users, but for one (its id). Acts on the very next request (SEC-18). */
export const endSessions = (
  context: TxContext,
  userIds: readonly string[],
  exceptSessionId: string | null = null,
): Promise<number> => rows.deleteSessions(context.tx, userIds, exceptSessionId)

/** Ends one session of a user. 0: it is none of theirs. */
export const endSession = (context: TxContext, userId: string, sessionId: string): Promise<number> =>
  rows.deleteSession(context.tx, userId, sessionId)

const maxUserAgent = 300

/**
 * Opens a session for a user; the address is the context’s. Only a hash of the token is kept (SEC-16); it is always a
 * new one, whatever the browser brought (session fixation).
 */
export async function openSession(context: TxContext, userId: string, userAgent: string | null): Promise<string> {
  const { token, hash } = newAccountToken(context.accountId)
  await rows.deleteEndedSessions(context.tx, userId, limitsOf(context.house))
  await rows.insertSession(context.tx, {
    id: newId(),
    userId,
    tokenHash: hash,
    ip: context.ip,
    userAgent: userAgent?.slice(0, maxUserAgent) ?? null,
  })
  return token
}

/** A live session with what every request needs of its user and account. */
export type LiveSession = {
  id: string
  accountId: string
  /** Its last use is to be noted. */
  stale: boolean
  user: { id: string; displayName: string; email: string | null; role: Role }
  account: { id: string; number: string; kind: 'partner' | 'customer'; name: string; language: string }
}

/**
 * The session behind a token. Null when it is unknown, idle for too long or past its end by the database’s clock, or
 * its user or account may not come in (any more).
 */
export async function findSession(house: House, token: string): Promise<LiveSession | null> {
  const read = readAccountToken(token)
  if (!read) return null
  const { accountId, hash } = read
  const row = await rows.selectSession(house.db, accountId, hash, limitsOf(house))
  if (!row?.source_active || row.suspended_by_admin) return null
  return {
    id: row.session_id,
    accountId,
    stale: row.stale,
    user: { id: row.user_id, displayName: row.display_name, email: row.email, role: row.role },
    account: {
      id: accountId,
      number: row.account_number,
      kind: row.account_kind,
      name: row.account_name,
      language: row.account_language,
    },
  }
}

export const noteSessionUse = (context: TxContext, sessionId: string): Promise<number> =>
  rows.updateSeen(context.tx, sessionId)

/** The live sessions of a user, last used first. */
export const listSessions = (context: TxContext, userId: string): Promise<rows.OwnSessionRow[]> =>
  rows.selectSessions(context.tx, userId, limitsOf(context.house))

const limitsOf = ({ settings }: House): rows.SessionLimits => ({
  idleMinutes: settings.sessionIdleMinutes,
  absoluteHours: settings.sessionAbsoluteHours,
})
