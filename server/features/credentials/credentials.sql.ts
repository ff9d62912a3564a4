import type { Role } from '../../../domain/permissions.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { among, raw, sql } from '../../platform/sql.ts'

/** A user as sign-in and one-time links judge it, with the password’s hash. */
export type PersonRow = {
  id: string
  display_name: string
  name: string | null
  first_name: string | null
  last_name: string | null
  email: string | null
  role: Role | null
  registered: boolean
  /** Not deleted, has a CloudLink account, not inactive, and the account is not deactivated. */
  admitted: boolean
  password_hash: string | null
  account_name: string
}

/** lock: nobody changes, deletes or suspends the user until the transaction ends. First lock of all sign-in commands. */
export async function selectPerson(tx: Tx, userId: string, lock: boolean): Promise<PersonRow | undefined> {
  const [row] = await tx.query<PersonRow>(sql`
    select u.id, u.display_name, u.name, u.first_name, u.last_name, u.email, u.role, a.name as account_name,
      u.registered_at is not null as registered,
      u.deleted_at is null and u.role is not null and u.source_active and not u.suspended_by_admin
        and a.state = 'active' as admitted,
      (select c.password_hash from credentials c
        where c.account_id = u.account_id and c.user_id = u.id and c.removed_at is null) as password_hash
    from users u join accounts a on a.id = u.account_id
    where u.account_id = ${tx.accountId} and u.id = ${userId}${raw(lock ? ' for no key update of u' : '')}`)
  return row
}

export const upsertPasswords = (tx: Tx, rows: readonly { userId: string; hash: string }[]): Promise<number> =>
  tx.run(sql`
    insert into credentials (account_id, user_id, password_hash)
    select ${tx.accountId}::uuid, g.user_id, g.hash
    from jsonb_to_recordset(${JSON.stringify(rows.map(({ userId, hash }) => ({ user_id: userId, hash })))}::jsonb)
      as g (user_id uuid, hash text)
    on conflict (account_id, user_id) do update set password_hash = excluded.password_hash, changed_at = now(),
      removed_at = null`)

/** Waits for a change under way. */
export async function lockPassword(tx: Tx, userId: string, hash: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select from credentials where account_id = ${tx.accountId} and user_id = ${userId} and password_hash = ${hash}
      and removed_at is null for share`)
  return rows.length > 0
}

export const updateRemoved = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`
    update credentials set removed_at = now()
    where account_id = ${tx.accountId} and user_id ${among(userIds)} and removed_at is null`)

export const updateRestored = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run(sql`
    update credentials set removed_at = null
    where account_id = ${tx.accountId} and user_id ${among(userIds)}`)

/** Limits of a session, by the database’s clock (SEC-17). */
export type SessionLimits = { idleMinutes: number; absoluteHours: number }

export const insertSession = (
  tx: Tx,
  row: { id: string; userId: string; tokenHash: Buffer; ip: string | null; userAgent: string | null },
): Promise<number> =>
  tx.run(sql`
    insert into sessions (account_id, token_hash, id, user_id, ip, user_agent)
    values (${tx.accountId}, ${row.tokenHash}, ${row.id}, ${row.userId}, ${row.ip}, ${row.userAgent})`)

export type SessionRow = {
  session_id: string
  user_id: string
  role: Role
  display_name: string
  email: string | null
  source_active: boolean
  suspended_by_admin: boolean
  stale: boolean
  account_kind: 'partner' | 'customer'
  account_number: string
  account_name: string
  account_language: string
}

export async function selectSession(
  db: Database,
  accountId: string,
  tokenHash: Buffer,
  limits: SessionLimits,
): Promise<SessionRow | undefined> {
  const [row] = await db.global<SessionRow>(sql`
    select * from session_of(${accountId}::uuid, ${tokenHash}, ${limits.idleMinutes}::integer * interval '1 minute',
      ${limits.absoluteHours}::integer * interval '1 hour')`)
  return row
}

export type OwnSessionRow = {
  id: string
  created_at: Date
  last_seen_at: Date
  ip: string | null
  user_agent: string | null
}

const alive = (limits: SessionLimits) =>
  sql`last_seen_at > now() - ${limits.idleMinutes}::integer * interval '1 minute'
    and created_at > now() - ${limits.absoluteHours}::integer * interval '1 hour'`

export const selectSessions = (tx: Tx, userId: string, limits: SessionLimits): Promise<OwnSessionRow[]> =>
  tx.query<OwnSessionRow>(sql`
    select id, created_at, last_seen_at, ip, user_agent from sessions
    where account_id = ${tx.accountId} and user_id = ${userId} and ${alive(limits)} order by last_seen_at desc, id`)

export const updateSeen = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update sessions set last_seen_at = now() where account_id = ${tx.accountId} and id = ${id}`)

export const deleteSession = (tx: Tx, userId: string, id: string): Promise<number> =>
  tx.run(sql`delete from sessions where account_id = ${tx.accountId} and user_id = ${userId} and id = ${id}`)

export const deleteSessions = (tx: Tx, userIds: readonly string[], exceptId: string | null): Promise<number> =>
  tx.run(sql`
    delete from sessions where account_id = ${tx.accountId} and user_id ${among(userIds)}
      and id is distinct from ${exceptId}::uuid`)

/** What nobody can use any more. */
export const deleteEndedSessions = (tx: Tx, userId: string, limits: SessionLimits): Promise<number> =>
  tx.run(sql`
    delete from sessions where account_id = ${tx.accountId} and user_id = ${userId} and not (${alive(limits)})`)

export type Candidate = { account_id: string; user_id: string }

/** Registered users with this email in any account, most recently used first. */
export const selectCandidates = (db: Database, emailKey: string, limit: number): Promise<Candidate[]> =>
  db.global<Candidate>(sql`select account_id, user_id from sign_in_candidates(${emailKey}, ${limit}::integer)`)

/** The registered user with this email in the account of the transaction. */
export const selectCandidate = (tx: Tx, emailKey: string): Promise<Candidate[]> =>
  tx.query<Candidate>(sql`
    select account_id, id as user_id from users where account_id = ${tx.accountId} and email_key = ${emailKey}
      and deleted_at is null and registered_at is not null`)

export async function selectAccountByNumber(db: Database, number: string): Promise<string | null> {
  const [row] = await db.global<{ id: string | null }>(sql`select account_by_number(${number}) as id`)
  return row?.id ?? null
}
