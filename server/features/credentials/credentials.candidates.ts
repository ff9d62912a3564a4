import { emailKey } from '../../../domain/emails.ts'
import type { Context } from '../../platform/context.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { query } from '../../platform/operation.ts'
import { selectAccountByNumber, selectCandidate, selectCandidates } from './credentials.sql.ts'

/** Who an email could mean: a registered user of an account. */
export type Candidate = { accountId: string; userId: string }

type Wanted = { email: string; accountId?: string | undefined; limit: number }

/**
 * The registered users with an email, most recently used first; in one account when its id or 9-digit Account ID is
 * given. What is no address, or a look-alike of one (SEC-36), is nobody’s. Says nothing about who may come in.
 */
export async function findCandidates(context: Context, { email, accountId, limit }: Wanted): Promise<Candidate[]> {
  const key = emailKey(email)
  if (key === null) return []
  const { db } = context.house
  if (accountId === undefined) return (await selectCandidates(db, key, limit)).map(toCandidate)
  const id = isUuid(accountId) ? accountId.toLowerCase() : await selectAccountByNumber(db, accountId)
  // An account that does not exist is asked like any other.
  return candidateIn({ ...context, accountId: id ?? newId(), tx: undefined }, key)
}

const candidateIn = query<string, Candidate[]>({ name: 'findCandidate', permission: 'public' }, async ({ tx }, key) =>
  (await selectCandidate(tx, key)).map(toCandidate),
)

const toCandidate = (row: { account_id: string; user_id: string }): Candidate => ({
  accountId: row.account_id,
  userId: row.user_id,
})
