import type { Database, Tx } from '../platform/db.ts'
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

/** Which of these emails and ids in sources (`<kind> <source> <id>`) are in use, and by whom. */
export const selectKnown = (tx: Tx, keys: readonly string[]): Promise<{ key: string; display_name: string }[]> =>
  tx.query(sql`
    select u.email_key as key, u.display_name from users u
    where u.account_id = ${tx.accountId} and u.email_key = any(${keys}::text[]) and u.deleted_at is null
    union all
    select k.key, u.display_name from links l
    join sources s on s.account_id = l.account_id and s.id = l.source_id and s.state <> 'removed'
    join users u on u.account_id = l.account_id and u.id = l.user_id
    cross join lateral (select l.kind || ' ' || s.name || ' ' || l.external_id as key) k
    where l.account_id = ${tx.accountId} and k.key = any(${keys}::text[])`)

/** Whether somebody of the account has one of these emails. */
export async function isAnyInUse(tx: Tx, emailKeys: readonly string[]): Promise<boolean> {
  const rows = await tx.query(sql`
    select from users where account_id = ${tx.accountId} and email_key = any(${emailKeys}::text[]) and deleted_at is null limit 1`)
  return rows.length > 0
}

/** Whether lines with this digest were loaded into the account. */
export async function selectLoaded(tx: Tx, digest: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select from events where account_id = ${tx.accountId} and name = 'demo.loaded' and data ->> 'digest' = ${digest} limit 1`)
  return rows.length > 0
}

/** Sources of a kind and name, the oldest first. */
export const selectSourcesNamed = (tx: Tx, wanted: { kind: string; name: string }): Promise<{ id: string }[]> =>
  tx.query(sql`
    select id from sources where account_id = ${tx.accountId} and kind = ${wanted.kind} and name = ${wanted.name}
      and state <> 'removed' order by created_at, id`)
