import type { Tx } from '../../platform/db.ts'
import { among, type Sql, sql } from '../../platform/sql.ts'

/** A subscription counts while begun, not expired and not ended, by the database’s clock (R21). */
const counting = sql`s.starts_at <= clock_timestamp() and (s.expires_at is null or s.expires_at > clock_timestamp())
  and (s.ended_at is null or s.ended_at > clock_timestamp())`

export type SeatRow = {
  product_id: string
  quantity: number
  assigned: number
  reserved: number
  subscriptions: number
  next_expiry: Date | null
}

/** Seats of each product that the account ever subscribed to or has assigned. */
export const selectSeats = (tx: Tx): Promise<SeatRow[]> =>
  tx.query<SeatRow>(sql`
    select p.id as product_id,
      coalesce(sum(s.quantity) filter (where ${counting}), 0) as quantity,
      coalesce(max(c.assigned), 0) as assigned, coalesce(max(c.reserved), 0) as reserved, count(s.id)::int as subscriptions,
      min(least(s.expires_at, s.ended_at)) filter (where ${counting}) as next_expiry
    from products p
    left join subscriptions s on s.account_id = ${tx.accountId} and s.product_id = p.id
    left join seats c on c.account_id = ${tx.accountId} and c.product_id = p.id
    group by p.id having count(s.id) > 0 or coalesce(max(c.assigned), 0) > 0`)

export const insertSeats = (tx: Tx, product: string): Promise<number> =>
  tx.run(sql`insert into seats (account_id, product_id) values (${tx.accountId}, ${product}) on conflict do nothing`)

/** The product, or null, which a licence refuses: a foreign key would be asked for each of thousands of rows. */
const known = (product: string): Sql => sql`(select p.id from products p where p.id = ${product})`

/** Licences of locked users who have none of the product yet. */
export const insertNewLicences = (tx: Tx, userIds: readonly string[], product: string): Promise<number> =>
  tx.run(sql`
    insert into licences (account_id, user_id, product_id)
    select ${tx.accountId}::uuid, id, ${known(product)} from unnest(${userIds}::uuid[]) as id`)

/** R23: who has it already takes no second seat. Returns the users newly licensed. */
export async function insertLicences(tx: Tx, userIds: readonly string[], product: string): Promise<string[]> {
  const rows = await tx.query<{ user_id: string }>(sql`
    insert into licences (account_id, user_id, product_id)
    select ${tx.accountId}::uuid, id, ${known(product)} from unnest(${userIds}::uuid[]) as id
    on conflict do nothing returning user_id`)
  return rows.map((row) => row.user_id)
}

export async function deleteLicences(tx: Tx, userIds: readonly string[], product: string): Promise<string[]> {
  const rows = await tx.query<{ user_id: string }>(sql`
    delete from licences where account_id = ${tx.accountId} and user_id ${among(userIds)} and product_id = ${product}
    returning user_id`)
  return rows.map((row) => row.user_id)
}

/** R21, R22: takes seats in one update of the counter; 0 rows: not enough. The counter row is the only lock. */
export const takeSeats = (tx: Tx, product: string, wanted: number): Promise<number> =>
  tx.run(sql`
    update seats c set assigned = c.assigned + ${wanted}
    where c.account_id = ${tx.accountId} and c.product_id = ${product}
      and c.assigned + c.reserved + ${wanted} <= (
        select coalesce(sum(s.quantity), 0) from subscriptions s
        where s.account_id = ${tx.accountId} and s.product_id = ${product} and ${counting})`)

/** R22: holds seats for a job in one update of the counter; 0 rows: not enough. */
export const reserveSeats = (tx: Tx, product: string, wanted: number): Promise<number> =>
  tx.run(sql`
    update seats c set reserved = c.reserved + ${wanted}
    where c.account_id = ${tx.accountId} and c.product_id = ${product}
      and c.assigned + c.reserved + ${wanted} <= (
        select coalesce(sum(s.quantity), 0) from subscriptions s
        where s.account_id = ${tx.accountId} and s.product_id = ${product} and ${counting})`)

/** Held seats become assigned ones; an expiry meanwhile lets them stand. */
export const takeReserved = (tx: Tx, product: string, count: number): Promise<number> =>
  tx.run(sql`
    update seats set assigned = assigned + ${count}, reserved = reserved - ${count}
    where account_id = ${tx.accountId} and product_id = ${product}`)

export const giveBackReserved = (tx: Tx, product: string, count: number): Promise<number> =>
  tx.run(
    sql`update seats set reserved = reserved - ${count} where account_id = ${tx.accountId} and product_id = ${product}`,
  )

/** Takes as many of the wanted seats as are free, and says how many. */
export async function takeFreeSeats(tx: Tx, product: string, wanted: number): Promise<number> {
  const [row] = await tx.query<{ taken: number }>(sql`
    with free as (
      select least(${wanted}::bigint, greatest(0, (
          select coalesce(sum(s.quantity), 0) from subscriptions s
          where s.account_id = ${tx.accountId} and s.product_id = ${product} and ${counting}
        ) - c.assigned - c.reserved))::integer as seats
      from seats c where c.account_id = ${tx.accountId} and c.product_id = ${product} for update
    )
    update seats c set assigned = c.assigned + free.seats from free
    where c.account_id = ${tx.accountId} and c.product_id = ${product} returning free.seats as taken`)
  return row?.taken ?? 0
}

export const returnSeats = (tx: Tx, product: string, count: number): Promise<number> =>
  tx.run(
    sql`update seats set assigned = assigned - ${count} where account_id = ${tx.accountId} and product_id = ${product}`,
  )

export type LicenceRow = { user_id: string; product_id: string }

/** Licences of these users, by product, so that seat counters are always locked in the same order. */
export const selectLicences = (tx: Tx, userIds: readonly string[]): Promise<LicenceRow[]> =>
  tx.query<LicenceRow>(sql`
    select user_id, product_id from licences where account_id = ${tx.accountId} and user_id ${among(userIds)}
    order by product_id, user_id`)

export type SubscriptionRow = {
  id: string
  product_id: string
  quantity: number
  starts_at: Date
  expires_at: Date | null
  ended_at: Date | null
  state: 'upcoming' | 'current' | 'expired' | 'ended'
}

const subscription = sql`select s.id, s.product_id, s.quantity, s.starts_at, s.expires_at, s.ended_at,
  case when s.ended_at <= clock_timestamp() then 'ended' when s.expires_at <= clock_timestamp() then 'expired'
    when s.starts_at > clock_timestamp() then 'upcoming' else 'current' end as state
  from subscriptions s`

export const selectSubscriptions = (tx: Tx): Promise<SubscriptionRow[]> =>
  tx.query<SubscriptionRow>(sql`${subscription} where s.account_id = ${tx.accountId} order by s.starts_at desc, s.id`)

export const insertSubscription = (
  tx: Tx,
  row: { id: string; product: string; quantity: number; startsAt: string | null; expiresAt: string | null },
): Promise<number> =>
  tx.run(sql`
    insert into subscriptions (account_id, id, product_id, quantity, starts_at, expires_at)
    values (${tx.accountId}, ${row.id}, ${row.product}, ${row.quantity}, coalesce(${row.startsAt}::timestamptz, now()),
      ${row.expiresAt}::timestamptz)`)

export const endSubscription = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update subscriptions set ended_at = now() where account_id = ${tx.accountId} and id = ${id} and ended_at is null`)

export const selectIntegrations = (tx: Tx): Promise<{ integration: string; enabled: boolean }[]> =>
  tx.query(sql`select integration, enabled from integrations where account_id = ${tx.accountId}`)

export const upsertIntegrations = (tx: Tx, switches: Record<string, boolean>): Promise<number> =>
  tx.run(sql`
    insert into integrations (account_id, integration, enabled)
    select ${tx.accountId}::uuid, key, value::boolean from jsonb_each_text(${JSON.stringify(switches)}::jsonb)
    on conflict (account_id, integration) do update set enabled = excluded.enabled, modified_at = now()`)

export async function selectAccountKind(tx: Tx): Promise<'partner' | 'customer'> {
  const [row] = await tx.query<{ kind: 'partner' | 'customer' }>(
    sql`select kind from accounts where id = ${tx.accountId}`,
  )
  return row!.kind
}
