import type { Context, House } from '../../platform/context.ts'
import type { Authenticate } from '../../platform/http.ts'
import type { Log } from '../../platform/log.ts'
import { housekeeping } from '../../platform/operation.ts'
import { readSessionCookie } from '../../platform/session-cookie.ts'
import { findSession, noteSessionUse } from '../credentials/credentials.ts'

/** Nobody’s account: every way to a tenant’s rows is closed until a route or a token names one. */
const nowhere = ''

/**
 * Makes the context of a request from its cookie. The session is looked up each time, so that what happened to user,
 * role or account acts on the very next request (SEC-18). Without a live session the actor is anonymous.
 */
export const createAuthenticate =
  (house: House): Authenticate =>
  async (request) => {
    const context: Context = {
      house,
      accountId: nowhere,
      actor: { kind: 'anonymous' },
      door: 'request',
      requestId: request.id,
      ip: request.ip,
      log: request.log as Log,
    }
    const token = readSessionCookie(request, house.settings.publicUrl)
    const session = token === null ? null : await findSession(house, token)
    if (session === null) return context
    const { user, account } = session
    const signedIn: Context = {
      ...context,
      accountId: session.accountId,
      actor: {
        kind: 'user',
        id: user.id,
        accountId: session.accountId,
        role: user.role,
        name: user.displayName,
        accountName: account.name,
        sessionId: session.id,
      },
    }
    if (session.stale) await touchSession(signedIn, session.id)
    return signedIn
  }

/** SEC-17: the idle limit counts from the last use, noted every few minutes at most. */
const touchSession = housekeeping<string, number>({ name: 'touchSession', permission: 'sessions:own' }, noteSessionUse)
