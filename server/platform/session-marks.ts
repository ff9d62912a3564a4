import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from './context.ts'
import type { Seen } from './db.ts'
import { laterOf } from './replica.ts'

/**
 * How far in the log a session must see to see what it wrote: in a cookie, since its next request may reach another
 * server, and in memory, since of two answers the older may arrive last. It tells nothing and grants nothing: whoever
 * changes it reads more from the primary, or own things a moment old.
 */
const name = 'seen'
const seconds = 3_600
const remembered = 10_000

const marks = new WeakMap<House, Map<string, string>>()

const marksOf = (house: House): Map<string, string> => {
  const known = marks.get(house) ?? new Map<string, string>()
  marks.set(house, known)
  return known
}

/** What the session must see; undefined without a replica, and for whoever has no session. */
export function seenBy(house: House, request: FastifyRequest, sessionId: string | null): Seen | undefined {
  if (!house.db.replicaReads || sessionId === null) return undefined
  const told = request.cookies[name]
  const cookie = told && /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/.test(told) ? told : null
  return { lsn: laterOf(cookie, marksOf(house).get(sessionId) ?? null), wrote: false }
}

/** After a request that wrote: what it wrote is what the session must see from now on. */
export function tellSeen(house: House, reply: FastifyReply, sessionId: string | null, seen: Seen | undefined): void {
  if (!seen?.wrote || seen.lsn === null || sessionId === null) return
  const known = marksOf(house)
  if (known.size >= remembered) known.clear()
  const lsn = laterOf(seen.lsn, known.get(sessionId) ?? null)!
  known.set(sessionId, lsn)
  if (reply.sent) return
  const secure = house.settings.publicUrl.startsWith('https://')
  reply.setCookie(name, lsn, { path: '/api/', httpOnly: true, sameSite: 'lax', secure, maxAge: seconds })
}
