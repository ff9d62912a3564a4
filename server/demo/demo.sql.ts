import type { Database } from '../platform/db.ts'
import { sql } from '../platform/sql.ts'

/** Where the registered person of the demo with this email is, if the demo has been seeded. */
export async function selectDemoPerson(
  db: Database,
  email: string,
): Promise<{ account_id: string; user_id: string } | undefined> {
  const [found] = await db.global<{ account_id: string; user_id: string }>(
    sql`select account_id, user_id from sign_in_candidates(${email}, 1)`,
  )
  return found
}
