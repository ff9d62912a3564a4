import type { Context, House } from '../../platform/context.ts'
import { type Counter, forgetTries, type Limit, sourceOf } from '../../platform/throttle.ts'
import { triedEmail } from '../sessions/sessions.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const requests: Limit = { name: 'reset-source', free: 20, longest: 5 * minute, forget: 15 * minute }
const mails: Limit = { name: 'reset-mails', free: 3, first: minute, longest: hour, forget: day }
const guesses: Limit = { name: 'code-source', free: 20, longest: 15 * minute, forget: day }
/** 5 tries per email over all its codes (2.9); a new mail brings new codes and new tries, so many a day. */
const codes: Limit = { name: 'code-email', free: 5, first: hour, longest: hour, forget: hour }
const codesOfDay: Limit = { name: 'code-day', free: 30, first: hour, longest: day, forget: day }

export const requestsFrom = ({ ip }: Context): Counter => ({ limit: requests, subject: sourceOf(ip) })

/** Mails that somebody gets because of what is typed: whether the email exists or not. */
export const mailsTo = (email: string): Counter => ({ limit: mails, subject: triedEmail(email) })

export const codeCounters = ({ ip }: Context, email: string): Counter[] => [
  { limit: guesses, subject: sourceOf(ip) },
  { limit: codesOfDay, subject: triedEmail(email) },
  { limit: codes, subject: triedEmail(email) },
]

/** New codes are on their way: the tries at the old ones don’t count any more. */
export const forgetCodes = (house: House, email: string): Promise<void> =>
  forgetTries(house, [{ limit: codes, subject: triedEmail(email) }])
