import { emailKey } from '../../../domain/emails.ts'
import { can } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { record } from '../../platform/record.ts'
import { issueLinks } from '../one-time-links/one-time-links.ts'
import { lockResettable, type ResettableRow } from './password-resets.sql.ts'

export type ResetLink = { userId: string; linkId: string; address: string }
export type Skipped = { id: string; reason: string }

/**
 * Fresh reset links with codes for users as one set, recorded; the older ones are void (SEC-13). Unregistered and
 * inactive users are skipped (R18). The address is the stored one, never a typed one.
 * @param email leaves out whoever has another email by now
 */
export async function issueResets(
  context: TxContext,
  userIds: readonly string[],
  email?: string,
): Promise<{ links: ResetLink[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const addresses = new Map<string, string>()
  for (const row of await lockResettable(context.tx, userIds)) {
    const reason = refusalOf(context, row)
    if (reason) skipped.push({ id: row.id, reason })
    else if (email === undefined || emailKey(row.email!) === emailKey(email)) addresses.set(row.id, row.email!)
  }
  const users = [...addresses.keys()].map((userId) => ({ userId }))
  const issued = await issueLinks(context, users, 'reset')
  const events = users.map(({ userId }) => ({ name: 'user.reset_sent' as const, userId }))
  await record(context, events)
  return { links: issued.map((link) => ({ ...link, address: addresses.get(link.userId)! })), skipped }
}

function refusalOf({ actor }: TxContext, { id, email, account_active, facts }: ResettableRow): string | null {
  const isSelf = actor.kind === 'user' && actor.id === id
  const role = actor.kind === 'user' ? actor.role : null
  const verdict = can(
    'reset_password',
    { ...facts, leftInactive: false, licensed: false, isSelf },
    { role, accountKind: 'customer' },
  )
  if (!verdict.ok) return verdict.reason
  if (!account_active) return 'inactive'
  return email === null ? 'no_email' : null
}
