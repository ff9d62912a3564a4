import { emailKey } from '../../../domain/emails.ts'
import type { House } from '../../platform/context.ts'
import {
  type Counter,
  forgetTries,
  isRemembered,
  type Limit,
  remember,
  sourceOf,
  takeBack,
} from '../../platform/throttle.ts'

// SEC-6. Guessing is slowed at three counters: of the source, of the email wherever tried from, and of both together.
// A source from which this email signed in lately has the last one only, so that nobody elsewhere can keep the owner
// out; and whoever resets the password by mail starts afresh. Email means what was typed, whether it exists or not.

const minute = 60
const day = 24 * 60 * minute

const ofSource: Limit = { name: 'sign-in-source', free: 100, longest: minute, forget: 15 * minute }
const ofBoth: Limit = { name: 'sign-in-both', free: 5, longest: 15 * minute, forget: day }
const ofEmail: Limit = { name: 'sign-in-email', free: 20, longest: 5 * minute, forget: 6 * 60 * minute }
const known: Limit = { name: 'sign-in-known', free: 0, longest: 0, forget: 30 * day }

/** Who tries to sign in, and from where. */
export type Trier = { email: string; ip: string | null }

/** One email, however it is written. */
export const triedEmail = (email: string): string => emailKey(email) ?? email.trim().toLowerCase()

const countersFor = ({ email, ip }: Trier) => {
  const both = `${triedEmail(email)}\n${sourceOf(ip)}`
  return {
    source: { limit: ofSource, subject: sourceOf(ip) },
    both: { limit: ofBoth, subject: both },
    email: { limit: ofEmail, subject: triedEmail(email) },
    known: { limit: known, subject: both },
  }
}

/** The counters of a try, the source first: one that is exhausted makes no further rows. */
export async function signInCounters(house: House, trier: Trier): Promise<Counter[]> {
  const { source, both, email, known } = countersFor(trier)
  return (await isRemembered(house, known)) ? [both] : [source, both, email]
}

/** The password was right: the tries of this pair are forgotten, those of others from the same source are not. */
export async function welcomeBack(house: House, trier: Trier, counted: readonly Counter[]): Promise<void> {
  const { both, known } = countersFor(trier)
  await takeBack(house, counted)
  await forgetTries(house, [both])
  await remember(house, known)
}

/** A new password was set by mail: the owner can sign in at once, from here, whatever strangers tried (SEC-6). */
export async function letOwnerIn(house: House, trier: Trier): Promise<void> {
  const { both, email, known } = countersFor(trier)
  await forgetTries(house, [both, email])
  await remember(house, known)
}
