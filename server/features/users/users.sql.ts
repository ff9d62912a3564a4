import { searchKeys } from '../../../domain/fold.ts'
import { gramsOf } from '../../../domain/grams.ts'
import type { Origin } from '../../../domain/sources.ts'
import { type UserValues, userFieldNames, userFields } from '../../../domain/users.ts'
import { brokenConstraint, type Tx } from '../../platform/db.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { among, raw, type Sql, sql } from '../../platform/sql.ts'
import { columnsOf, readUsers, type UserRow, valuesOf } from './users.row.sql.ts'

/** A new user as it is written; search keys are computed here. */
export type NewUser = {
  id: string
  values: UserValues
  role: 'partner' | 'account_admin' | 'user' | null
  origin: Origin
  sourceActive?: boolean
  /** Of the links that are made with the user; kept beside the user (users.links.sql.ts). */
  linkKinds?: readonly string[]
  /** queued: its welcome email is written in the same transaction. */
  invitation?: 'queued'
  /** Of the licences that are made with the user, by name; kept beside the user (updateProducts). */
  products?: readonly string[]
}

/** What a change writes of an existing user: all of it, since the row was locked and read before. */
export type WrittenUser = {
  id: string
  values: UserValues
  role: 'partner' | 'account_admin' | 'user' | null
  sourceActive: boolean
  suspendedByAdmin: boolean
  /** None of the values differs: what search looks up stays as it is. */
  hasSameValues?: boolean
}

/** The columns with what search looks up: made in one place for insert and update. */
function keyed(accountId: string, values: UserValues): Record<string, unknown> {
  const columns = columnsOf(values)
  return { ...columns, grams: gramsOf(accountId, columns.search_text) }
}

const keyedColumns = [
  ...userFieldNames.map((field) => userFields[field].column),
  'display_name',
  'name_key',
  'email_key',
  'search_text',
]
const keyedTypes = raw(['id uuid', ...keyedColumns.map((column) => `${column} text`), 'grams integer[]'].join(', '))
const keyedList = raw(keyedColumns.join(', '))
const keyedGiven = raw(keyedColumns.map((column) => `g.${column}`).join(', '))

/** Constraint → problem: which one a write can break. */
export const isEmailTaken = (error: unknown): boolean => brokenConstraint(error) === 'users_email'

/**
 * Keeps user_counts true in the statement that changes what it counts, or the texts by which users are found. Writers at
 * once take other rows of it.
 * @param cte its rows say what changed; registered: how many registered users more or fewer they are
 * @param first of the rows that are taken: who writes texts may hold seats, which whoever makes or deletes users takes later,
 *   so that they have rows of their own and never wait for each other
 */
export const counted = (cte: string, users: '+count(*)' | '-count(*)' | '0', registered: string, first: 0 | 16 = 0) =>
  raw(`counted as (insert into user_counts as c (account_id, shard, users, registered, changes)
    select current_account(), ${first} + pg_backend_pid() % 16, ${users}, ${registered}, least(count(*), 1) from ${cte}
    on conflict (account_id, shard) do update set users = c.users + excluded.users,
      registered = c.registered + excluded.registered, changes = c.changes + excluded.changes)`)

/** Inserts users as one set. Returns those made, at one moment: one whose email is in use is left out. */
export async function insertUsers(
  tx: Tx,
  rows: readonly NewUser[],
  by: Sql,
): Promise<{ id: string; created_at: Date }[]> {
  const given = rows.map((row) => ({
    id: row.id,
    ...keyed(tx.accountId, row.values),
    role: row.role,
    origin: row.origin,
    active: row.sourceActive ?? true,
    kinds: row.linkKinds ?? [],
    invited: row.invitation === 'queued',
    products: [...new Set(row.products)].sort(),
  }))
  return tx.query<{ id: string; created_at: Date }>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (${keyedTypes}, role text, origin text, active boolean,
        kinds text[], invited boolean, products text[])
    ), made as (insert into users (account_id, id, ${keyedList}, role, origin, source_active, link_kinds, invitation_waits,
      products, modified_by)
    select ${tx.accountId}::uuid, g.id, ${keyedGiven}, g.role, g.origin, g.active, g.kinds, g.invited, g.products, ${by} from given g
    on conflict (account_id, email_key) where deleted_at is null do nothing
    returning id, registered_at, created_at), ${counted('made', '+count(*)', '+count(registered_at)')},
    grammed as (insert into user_grams (account_id, user_id, name_key, search_text, grams)
      select ${tx.accountId}::uuid, g.id, g.name_key, g.search_text, g.grams from given g join made using (id))
    select id, created_at from made`)
}

/**
 * Writes existing users as one set; the only statement that sets their fields. Version and modifiedBy rise.
 * @returns the moment of modification
 */
export async function writeUsers(tx: Tx, rows: readonly WrittenUser[], by: Sql): Promise<Date> {
  const given = rows.map((row) => ({
    id: row.id,
    ...(row.hasSameValues ? columnsOf(row.values) : keyed(tx.accountId, row.values)),
    role: row.role,
    active: row.sourceActive,
    suspended: row.suspendedByAdmin,
  }))
  const retold = rows.every((row) => row.hasSameValues) ? raw('') : sql`, ${counted('written', '0', '0', 16)}`
  const [written] = await tx.query<{ at: Date }>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (${keyedTypes}, role text, active boolean, suspended boolean)
    ), written as (
      update users u set (${keyedList}) = row (${keyedGiven}), role = g.role, source_active = g.active,
        suspended_by_admin = g.suspended, version = u.version + 1, modified_at = now(), modified_by = ${by}
      from given g where u.account_id = ${tx.accountId} and u.id = g.id
      returning u.id, u.deleted_at
    )${retold}, grammed as (insert into user_grams as k (account_id, user_id, name_key, search_text, grams)
      select ${tx.accountId}::uuid, g.id, g.name_key, g.search_text, g.grams from given g join written w using (id)
      where w.deleted_at is null and g.grams is not null
      on conflict (account_id, user_id) do update
        set name_key = excluded.name_key, search_text = excluded.search_text, grams = excluded.grams
        where (k.name_key, k.search_text) <> (excluded.name_key, excluded.search_text))
    select now() as at`)
  return written!.at
}

/**
 * Users with these ids, deleted ones included, locked in id order so that two sets never wait for each other in a circle.
 * They are read by a statement of its own: one that waited for the lock would see the user as it is now, but links as
 * they were before.
 */
export async function lockUsers(tx: Tx, ids: readonly string[]): Promise<UserRow[]> {
  const [, rows] = await inOnePacket([
    tx.run(sql`
      select from users where account_id = ${tx.accountId} and id ${among(ids)} order by id for update`),
    selectUsers(tx, ids),
  ])
  return rows
}

export const selectUsers = (tx: Tx, ids: readonly string[]): Promise<UserRow[]> =>
  readUsers(tx, sql`where u.account_id = ${tx.accountId} and u.id ${among(ids)} order by u.id`)

export async function selectUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  const [row] = await readUsers(tx, sql`where u.account_id = ${tx.accountId} and u.id = ${id}`)
  return row
}

/** Who has an email in this account (R4). */
export async function selectHolder(tx: Tx, emailKey: string, exceptId: string | null): Promise<UserRow | undefined> {
  const [row] = await readUsers(
    tx,
    sql`where u.account_id = ${tx.accountId} and u.email_key = ${emailKey} and u.deleted_at is null
      and u.id is distinct from ${exceptId}::uuid`,
  )
  return row
}

/** The row leaves the list and what search looks at; kept for restoring (R30). */
export const updateDeleted = (tx: Tx, ids: readonly string[], by: Sql): Promise<{ id: string; deleted_at: Date }[]> =>
  tx.query(sql`
    with changed as (update users set deleted_at = now(), deleted_by = ${by}, version = version + 1, modified_at = now(), modified_by = ${by},
      invitation_waits = false, products = '{}'
    where account_id = ${tx.accountId} and id ${among(ids)}
    returning id, registered_at, deleted_at), ${counted('changed', '-count(*)', '-count(registered_at)')},
    hidden as (delete from user_grams k using changed c where k.account_id = ${tx.accountId} and k.user_id = c.id)
    select id, deleted_at from changed`)

/** Licences stand in a table of their own; their products are kept beside the user, since every page shows them. */
const licensedFor =
  raw(`array(select i.product_id from licences i where i.account_id = users.account_id and i.user_id = users.id
  order by i.product_id collate "C")`)

/**
 * Licences of locked users were given or taken: the version rises, the moment of modification stays (house.md, the spine).
 *
 * `role = role`, since in an update that touches nothing of what generated columns are made of PostgreSQL 16 to 18 reads the
 * text of these columns anew for each row, which costs as much as writing it (docs/decisions/0016-bulk-work.md).
 */
export const updateLicensed = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    update users set version = version + 1, role = role, products = ${licensedFor}
    where account_id = ${tx.accountId} and id ${among(ids)}`)

/** The same as part of a change that raises the version itself. */
export const updateProducts = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    update users set role = role, products = ${licensedFor} where account_id = ${tx.accountId} and id ${among(ids)}`)

/** The rows, as they were read under their lock, are in the list again and found again. */
export const updateRestored = (tx: Tx, rows: readonly UserRow[], by: Sql): Promise<number> => {
  const gramsOfRow = (row: UserRow) => gramsOf(tx.accountId, searchKeys(valuesOf(row)).searchText)
  const given = rows.map((row) => ({ id: row.id, grams: gramsOfRow(row) }))
  return tx.run(sql`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (id uuid, grams integer[])),
    changed as (update users set deleted_at = null, deleted_by = null, version = version + 1, modified_at = now(), modified_by = ${by}
    where account_id = ${tx.accountId} and id ${among(rows.map((row) => row.id))}
    returning id, registered_at, name_key, search_text), ${counted('changed', '+count(*)', '+count(registered_at)')},
    found as (insert into user_grams (account_id, user_id, name_key, search_text, grams)
      select ${tx.accountId}::uuid, c.id, c.name_key, c.search_text, g.grams from given g join changed c using (id)
      on conflict do nothing)
    select from changed`)
}

/** R28: the CloudLink account goes, the row stays; whether it is active is for the sources to say that keep it. */
export const updateCloudlinkRemoved = (tx: Tx, ids: readonly string[], by: Sql): Promise<number> =>
  tx.run(sql`
    with before as (select registered_at from users where account_id = ${tx.accountId} and id ${among(ids)}),
      ${counted('before', '0', '-count(registered_at)')}
    update users u set role = null, registered_at = null, cloudlink_removed_at = now(), invitation = 'not_sent',
      invitation_sent_at = null, invitation_waits = false, products = '{}', version = version + 1, modified_at = now(), modified_by = ${by},
      source_active = source_active or not exists (select from links l where l.account_id = u.account_id
        and l.user_id = u.id and l.state = 'linked' and l.sent -> 'active' = 'false')
    where account_id = ${tx.accountId} and id ${among(ids)}`)

/** The CloudLink account that a deletion took, as it was. */
export const updateCloudlinkBack = (
  tx: Tx,
  users: readonly { id: string; role: string; registeredAt: string | null; sourceActive: boolean }[],
  by: Sql,
): Promise<number> =>
  tx.run(sql`
    with changed as (update users u set role = g.role, registered_at = g."registeredAt", cloudlink_removed_at = null,
        source_active = g."sourceActive", version = u.version + 1, modified_at = now(), modified_by = ${by}
      from jsonb_to_recordset(${JSON.stringify(users)}::jsonb)
        as g (id uuid, role text, "registeredAt" timestamptz, "sourceActive" boolean)
      where u.account_id = ${tx.accountId} and u.id = g.id and u.role is null
      returning u.registered_at), ${counted('changed', '0', '+count(registered_at)')}
    select from changed`)

/** To the millisecond, as events say it: who gets the account back was registered at the same moment. */
export const updateRegistered = (tx: Tx, id: string, by: Sql): Promise<number> =>
  tx.run(sql`
    with changed as (update users set registered_at = date_trunc('milliseconds', now()), version = version + 1, modified_at = now(), modified_by = ${by}
      where account_id = ${tx.accountId} and id = ${id} and registered_at is null returning 1),
      ${counted('changed', '0', '+count(*)')}
    select from changed`)

export const updateLastSignIn = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update users set last_sign_in_at = now() where account_id = ${tx.accountId} and id = ${id}
      and (last_sign_in_at is null or last_sign_in_at < now() - interval '1 hour')`)

/** Serialises the last-admin rule; the last lock that a transaction takes (R14). */
export async function lockAdminGuard(tx: Tx): Promise<void> {
  await tx.run(sql`insert into admin_guards (account_id) values (${tx.accountId}) on conflict do nothing`)
  await tx.run(sql`select from admin_guards where account_id = ${tx.accountId} for update`)
}

/** Admins who can sign in, but for these users. */
export async function countAdminsBesides(tx: Tx, ids: readonly string[]): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from (
      select from users where account_id = ${tx.accountId} and role in ('account_admin', 'partner') and deleted_at is null
        and registered_at is not null and source_active and not suspended_by_admin and not id = any(${ids}::uuid[]) limit 1
    ) able`)
  return row!.n
}

/** The live users who have these emails. */
export const selectHolders = (tx: Tx, emailKeys: readonly string[]): Promise<UserRow[]> =>
  readUsers(
    tx,
    sql`where u.account_id = ${tx.accountId} and u.email_key = any(${emailKeys}::text[]) and u.deleted_at is null`,
  )

/** What deleted users were licensed for, from the event of their deletion. */
export const selectDeletedLicences = (
  tx: Tx,
  ids: readonly string[],
): Promise<{ user_id: string; products: string[] }[]> =>
  tx.query(sql`
    select distinct on (e.user_id) e.user_id, array(select jsonb_array_elements_text(v.before -> 'products')) as products
    from events e join event_values v on v.account_id = e.account_id and v.event_id = e.id
    where e.account_id = ${tx.accountId} and e.user_id ${among(ids)} and e.name = 'user.deleted'
    order by e.user_id, e.id desc`)

export async function selectAccountKind(tx: Tx): Promise<'partner' | 'customer'> {
  const [row] = await tx.query<{ kind: 'partner' | 'customer' }>(
    sql`select kind from accounts where id = ${tx.accountId}`,
  )
  return row!.kind
}
