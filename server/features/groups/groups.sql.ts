import type { Tx } from '../../platform/db.ts'
import { isUuid } from '../../platform/ids.ts'
import { compiled, oneOff, raw, type Sql, sql } from '../../platform/sql.ts'
import { pathName } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import { compileFilter } from '../../scim/filter-sql.ts'
import { fold } from '../../scim/fold.ts'
import type { Sort } from '../../scim/sort.ts'
import { orderBy } from '../../scim/sort-sql.ts'
import { literal, type SqlElements, type SqlScalar, type SqlTarget } from '../../scim/sql-target.ts'
import { urns } from '../../scim/urns.ts'

export type MemberRow = { value: string; type: 'User' | 'Group' }
export type GroupRow = {
  id: string
  source_id: string
  display_name: string
  external_id: string | null
  product_id: string | null
  shortage: { needed: number; available: number } | null
  version: number
  created_at: Date
  modified_at: Date
  members: MemberRow[] | null
}

/** Who is deleted is in no group until restored. */
export const live = `(m.user_id is null or exists (select from users mu where mu.account_id = m.account_id and mu.id = m.user_id
  and mu.deleted_at is null))`

const members = `(select jsonb_agg(jsonb_build_object('value', m.member_id,
    'type', case when m.user_id is null then 'Group' else 'User' end) order by m.added_at, m.member_id)
  from group_members m where m.account_id = g.account_id and m.group_id = g.id and ${live})`

/** Without members the table of members is not touched (SCIM-A2). */
const selected = (withMembers: boolean): Sql =>
  raw(`select g.id, g.source_id, g.display_name, g.external_id, g.product_id, g.shortage, g.version, g.created_at,
    g.modified_at, ${withMembers ? members : 'null::jsonb'} as members from groups g`)

/** One group of a directory; lock: held until the transaction ends. */
export async function selectGroup(
  tx: Tx,
  sourceId: string,
  id: string,
  options: { lock?: boolean; members?: boolean } = {},
): Promise<GroupRow | undefined> {
  const [row] = await tx.query<GroupRow>(sql`
    ${selected(options.members ?? false)} where g.account_id = ${tx.accountId} and g.id = ${id}
      and g.source_id = ${sourceId} ${raw(options.lock ? 'for no key update' : '')}`)
  return row
}

const memberElements = (baseUrl: string): SqlElements => ({
  kind: 'elements',
  exists: (condition) => `exists (select from group_members m where m.account_id = g.account_id and m.group_id = g.id
    and ${live} and ${condition})`,
  subs: memberColumns(baseUrl),
})

function memberColumns(baseUrl: string): Record<string, SqlScalar> {
  return {
    value: { kind: 'uuid', sql: 'm.member_id' },
    type: { kind: 'text', sql: `case when m.user_id is null then 'Group' else 'User' end` },
    $ref: {
      kind: 'text',
      sql: `(${literal(baseUrl)} || case when m.user_id is null then '/Groups/' else '/Users/' end || m.member_id)`,
    },
  }
}

const targetOf = (baseUrl: string): SqlTarget => ({
  document: `'{}'::jsonb`,
  columns: new Map<string, SqlScalar | SqlElements>([
    [
      'schemas',
      {
        kind: 'elements',
        exists: (condition) => `exists (select from (values (${literal(urns.group)})) sch (urn) where ${condition})`,
        subs: { value: { kind: 'text', sql: 'sch.urn' } },
      },
    ],
    ['id', { kind: 'uuid', sql: 'g.id' }],
    ['externalId', { kind: 'text', sql: 'g.external_id' }],
    ['displayName', { kind: 'folded', sql: 'g.display_name_key' }],
    ['members', memberElements(baseUrl)],
    ['meta.resourceType', { kind: 'constant', value: 'Group' }],
    ['meta.created', { kind: 'timestamp', sql: 'g.created_at' }],
    ['meta.lastModified', { kind: 'timestamp', sql: 'g.modified_at' }],
    ['meta.version', { kind: 'text', sql: `('W/"' || g.version || '"')` }],
    ['meta.location', { kind: 'text', sql: `(${literal(`${baseUrl}/Groups/`)} || g.id)` }],
  ]),
})

/** The member that a filter asks for, so that an index finds its few groups. */
function memberAsked(filter: Filter): string | undefined {
  if (filter.kind === 'and') return filter.terms.map(memberAsked).find((id) => id !== undefined)
  if (filter.kind === 'element' && filter.path.attribute.name === 'members') return valueAsked(filter.term)
  return undefined
}

function valueAsked(filter: Filter): string | undefined {
  if (filter.kind === 'and') return filter.terms.map(valueAsked).find((id) => id !== undefined)
  const isValue = filter.kind === 'compare' && filter.operator === 'eq' && pathName(filter.path) === 'value'
  return isValue ? String(filter.value) : undefined
}

const keys = new Set(['id', 'externalId', 'displayName'])

/** What directories ask of groups all day: one by its key, and whether somebody is in it. Few texts. */
function isCommon(filter: Filter): boolean {
  if (filter.kind === 'and') return filter.terms.length === 2 && filter.terms.every(isCommon)
  if (filter.kind === 'element') return filter.term.kind === 'compare' && memberAsked(filter) !== undefined
  return filter.kind === 'compare' && filter.operator === 'eq' && keys.has(pathName(filter.path))
}

function matching(tx: Tx, baseUrl: string, filter: Filter | undefined): Sql {
  if (filter === undefined) return raw('')
  const { text, values } = compileFilter(filter, targetOf(baseUrl))
  const id = memberAsked(filter)
  const few =
    id === undefined || !isUuid(id)
      ? raw('')
      : sql` and g.id in (
          select k.group_id from group_members k where k.account_id = ${tx.accountId} and k.user_id = ${id}
          union all
          select k.group_id from group_members k where k.account_id = ${tx.accountId} and k.member_group_id = ${id})`
  return sql`${few} and ${compiled(text, values, isCommon(filter))}`
}

/** The directory that looks, and where it finds us. */
type Viewer = { id: string; baseUrl: string }

export type GroupPage = {
  filter?: Filter | undefined
  sort?: Sort | undefined
  limit: number
  offset: number
  withMembers: boolean
}

export const selectGroupPage = (tx: Tx, { id, baseUrl }: Viewer, page: GroupPage): Promise<GroupRow[]> =>
  tx.query<GroupRow>(sql`
    ${selected(page.withMembers)} where g.account_id = ${tx.accountId} and g.source_id = ${id}${matching(tx, baseUrl, page.filter)}
    order by ${page.sort ? oneOff(orderBy(page.sort, targetOf(baseUrl), 'g.id')) : raw('g.created_at, g.id')}
    limit ${page.limit} offset ${page.offset}`)

export async function countGroupRows(tx: Tx, { id, baseUrl }: Viewer, filter: Filter | undefined): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from groups g
    where g.account_id = ${tx.accountId} and g.source_id = ${id}${matching(tx, baseUrl, filter)}`)
  return row!.n
}

export const insertGroup = (
  tx: Tx,
  row: { id: string; sourceId: string; displayName: string; externalId: string | null },
): Promise<number> =>
  tx.run(sql`
    insert into groups (account_id, id, source_id, display_name, display_name_key, external_id)
    values (${tx.accountId}, ${row.id}, ${row.sourceId}, ${row.displayName}, ${fold(row.displayName)}, ${row.externalId})`)

/** @returns the new version and moment of change */
export async function updateGroupRow(
  tx: Tx,
  id: string,
  to: { displayName: string; externalId: string | null },
): Promise<Pick<GroupRow, 'version' | 'modified_at'>> {
  const [row] = await tx.query<Pick<GroupRow, 'version' | 'modified_at'>>(sql`
    update groups set display_name = ${to.displayName}, display_name_key = ${fold(to.displayName)},
      external_id = ${to.externalId}, version = version + 1, modified_at = now()
    where account_id = ${tx.accountId} and id = ${id} returning version, modified_at`)
  return row!
}

/** With its members: no key of theirs asks for the group, since it would ask a thousand times for one and the same. */
export const deleteGroupRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    with gone as (delete from group_members where account_id = ${tx.accountId} and group_id = ${id})
    delete from groups where account_id = ${tx.accountId} and id = ${id}`)

/**
 * Adds members as one set; who is in already is left alone. The group is held by the caller.
 * @returns who came, and one of the ids that is no live user and no group of the account: then nothing may stay
 */
export async function insertMembers(
  tx: Tx,
  groupId: string,
  ids: readonly string[],
): Promise<{ made: string[]; unknown: string | null }> {
  const [row] = await tx.query<{ made: string[]; unknown: string | null }>(sql`
    with given as materialized (
      select g.id, u.id as user_id,
        case when u.id is null then (select o.id from groups o where o.account_id = ${tx.accountId} and o.id = g.id) end as group_id
      from unnest(${ids}::uuid[]) as g (id)
        left join users u on u.account_id = ${tx.accountId} and u.id = g.id and u.deleted_at is null
    ), made as (
      insert into group_members (account_id, group_id, member_id, user_id, member_group_id)
      select ${tx.accountId}::uuid, ${groupId}::uuid, id, user_id, group_id from given
      where user_id is not null or group_id is not null
      on conflict do nothing returning member_id)
    select (select coalesce(json_agg(member_id), '[]') from made) as made,
      (select id from given where user_id is null and group_id is null limit 1) as unknown`)
  return row!
}

/** Who went. */
async function removed(tx: Tx, groupId: string, condition: Sql): Promise<string[]> {
  const [row] = await tx.query<{ gone: string[] }>(sql`
    with gone as (
      delete from group_members m where m.account_id = ${tx.accountId} and m.group_id = ${groupId} and ${condition}
      returning m.member_id)
    select coalesce(json_agg(member_id), '[]') as gone from gone`)
  return row!.gone
}

export const deleteMembers = (tx: Tx, groupId: string, ids: readonly string[]): Promise<string[]> =>
  removed(tx, groupId, sql`m.member_id = any(${ids}::uuid[])`)

export const deleteOtherMembers = (tx: Tx, groupId: string, ids: readonly string[]): Promise<string[]> =>
  removed(tx, groupId, sql`not m.member_id = any(${ids}::uuid[])`)

export function deleteMembersWhere(tx: Tx, baseUrl: string, groupId: string, filter: Filter): Promise<string[]> {
  const columns = new Map<string, SqlScalar | SqlElements>(Object.entries(memberColumns(baseUrl)))
  const { text, values } = compileFilter(filter, { document: `'{}'::jsonb`, columns })
  return removed(tx, groupId, sql`(${compiled(text, values)})`)
}
