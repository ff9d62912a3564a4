import type { Tx } from '../../platform/db.ts'
import { raw, type Sql, sql } from '../../platform/sql.ts'
import { fold } from '../../scim/fold.ts'
import { type GroupRow, live } from './groups.sql.ts'

/** Groups as the console shows them: of all directories. */

export type ListedGroupRow = GroupRow & { source_name: string; member_count: number }

const listed = sql`
  select g.id, g.source_id, s.name as source_name, g.display_name, g.external_id, g.product_id, g.shortage, g.version,
    g.created_at, g.modified_at, null::jsonb as members,
    (select count(*) from group_members m where m.account_id = g.account_id and m.group_id = g.id and ${raw(live)}) as member_count
  from groups g join sources s on s.account_id = g.account_id and s.id = g.source_id and s.state <> 'removed'`

const named = (search: string | undefined): Sql => {
  const key = fold(search ?? '').trim()
  return key === '' ? raw('') : sql` and g.display_name_key like ${`%${key.replace(/[\\%_]/g, '\\$&')}%`}`
}

export const selectListedGroups = (
  tx: Tx,
  input: { search?: string | undefined; from?: { key: string; id: string } | undefined; limit: number },
): Promise<(ListedGroupRow & { key: string })[]> =>
  tx.query(sql`
    select listed.*, k.display_name_key as key from (${listed} where g.account_id = ${tx.accountId}${named(input.search)}) listed
      join groups k on k.account_id = ${tx.accountId} and k.id = listed.id
    ${input.from ? sql`where (k.display_name_key, k.id) > (${input.from.key}, ${input.from.id}::uuid)` : raw('')}
    order by k.display_name_key, k.id limit ${input.limit}`)

export async function countListedGroups(tx: Tx, search: string | undefined): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from groups g join sources s on s.account_id = g.account_id and s.id = g.source_id
      and s.state <> 'removed'
    where g.account_id = ${tx.accountId}${named(search)}`)
  return row!.n
}

export async function selectListedGroup(tx: Tx, id: string, lock = false): Promise<ListedGroupRow | undefined> {
  const [row] = await tx.query<ListedGroupRow>(
    sql`${listed} where g.account_id = ${tx.accountId} and g.id = ${id} ${raw(lock ? 'for no key update of g' : '')}`,
  )
  return row
}

export type ListedMemberRow = {
  id: string
  kind: 'user' | 'group'
  display_name: string
  email: string | null
  key: string
}

export const selectListedMembers = (
  tx: Tx,
  groupId: string,
  input: { from?: { key: string; id: string } | undefined; limit: number },
): Promise<ListedMemberRow[]> =>
  tx.query<ListedMemberRow>(sql`
    select * from (
      select m.member_id as id, 'user' as kind, u.display_name, u.email, u.name_key as key from group_members m
        join users u on u.account_id = m.account_id and u.id = m.user_id and u.deleted_at is null
      where m.account_id = ${tx.accountId} and m.group_id = ${groupId}
      union all
      select m.member_id, 'group', o.display_name, null, o.display_name_key from group_members m
        join groups o on o.account_id = m.account_id and o.id = m.member_group_id
      where m.account_id = ${tx.accountId} and m.group_id = ${groupId}) shown
    ${input.from ? sql`where (key collate "C", id) > (${input.from.key}, ${input.from.id}::uuid)` : raw('')}
    order by key collate "C", id limit ${input.limit}`)
