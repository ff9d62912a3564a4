import type { Database, Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'

/** Users deleted longer ago than they are kept, the first to go first; locked, so that nobody restores them now. */
export const lockErasable = (tx: Tx, keptDays: number, limit: number): Promise<{ id: string }[]> =>
  tx.query(sql`
    select id from users where account_id = ${tx.accountId} and deleted_at is not null
      and deleted_at < now() - ${keptDays}::integer * interval '1 day'
    order by deleted_at, id limit ${limit} for update skip locked`)

/** For good: credentials, links, one-time links and queued mails go with the row. */
export const deleteUsers = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    delete from users where account_id = ${tx.accountId} and id = any(${ids}::uuid[]) and deleted_at is not null`)

/** What the record says of users who are gone becomes `[erased]`; the events stay. */
export const eraseRecordedValues = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`select erase_recorded_values(${ids}::uuid[])`)

/** Accounts that have users to erase. */
export const selectAccountsToErase = (db: Database, keptDays: number): Promise<{ account_id: string }[]> =>
  db.global(sql`select account_id from accounts_to_erase(${keptDays}::integer * interval '1 day')`)
