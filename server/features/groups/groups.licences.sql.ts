import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'

/** Licences by group. */

export const updateProduct = (tx: Tx, id: string, product: string | null): Promise<number> =>
  tx.run(
    sql`update groups set product_id = ${product}, shortage = null where account_id = ${tx.accountId} and id = ${id}`,
  )

export const updateShortage = (
  tx: Tx,
  id: string,
  shortage: { needed: number; available: number } | null,
): Promise<number> =>
  tx.run(sql`
    update groups set shortage = ${shortage === null ? null : JSON.stringify(shortage)}::jsonb
    where account_id = ${tx.accountId} and id = ${id}`)

/** Members with a CloudLink account who lack the product. */
export async function selectUnlicensed(tx: Tx, groupId: string, product: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select u.id from group_members m join users u on u.account_id = m.account_id and u.id = m.user_id
    where m.account_id = ${tx.accountId} and m.group_id = ${groupId} and u.deleted_at is null and u.role is not null
      and not exists (select from licences i where i.account_id = u.account_id and i.user_id = u.id and i.product_id = ${product})
    order by u.id`)
  return rows.map((row) => row.id)
}

export const insertGroupLicences = (
  tx: Tx,
  groupId: string,
  product: string,
  userIds: readonly string[],
): Promise<number> =>
  tx.run(sql`
    insert into group_licences (account_id, group_id, user_id, product_id)
    select ${tx.accountId}::uuid, ${groupId}::uuid, id, ${product} from unnest(${userIds}::uuid[]) as id
    on conflict do nothing`)

/**
 * The rule of this group no longer speaks for these users (null: for anybody). Where another group’s rule does, the
 * licence is that one’s from now on. Returns who has a licence that no rule speaks for.
 */
export async function endGroupLicences(
  tx: Tx,
  groupId: string,
  userIds: readonly string[] | null,
): Promise<{ user_id: string; product_id: string }[]> {
  return tx.query(sql`
    with gone as (
      delete from group_licences where account_id = ${tx.accountId} and group_id = ${groupId}
        and (${userIds}::uuid[] is null or user_id = any(${userIds}::uuid[]))
      returning user_id, product_id
    ), other as (
      select distinct on (e.user_id) e.user_id, e.product_id, g.id as group_id from gone e
        join group_members m on m.account_id = ${tx.accountId} and m.user_id = e.user_id and m.group_id <> ${groupId}
        join groups g on g.account_id = ${tx.accountId} and g.id = m.group_id and g.product_id = e.product_id
    ), moved as (
      insert into group_licences (account_id, group_id, user_id, product_id)
      select ${tx.accountId}::uuid, group_id, user_id, product_id from other on conflict do nothing returning 1
    )
    select e.user_id, e.product_id from gone e
      join licences i on i.account_id = ${tx.accountId} and i.user_id = e.user_id and i.product_id = e.product_id
    where not exists (select from other o where o.user_id = e.user_id)`)
}
