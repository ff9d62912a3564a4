import type { Tx } from '../../platform/db.ts'
import { compiled, oneOff, raw, type Sql, sql } from '../../platform/sql.ts'
import type { Filter } from '../../scim/filter.ts'
import { compileFilter } from '../../scim/filter-sql.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { Sort } from '../../scim/sort.ts'
import { orderBy } from '../../scim/sort-sql.ts'
import { urns } from '../../scim/urns.ts'
import { narrowed, targetOf } from './provisioning.filter.sql.ts'

/** A user as a directory sees it. linked: by this directory; otherwise it may claim the user. */
export type ProvisionedRow = {
  id: string
  name: string | null
  first_name: string | null
  last_name: string | null
  email: string | null
  mobile: string | null
  extension: string | null
  role: 'partner' | 'account_admin' | 'user' | null
  source_active: boolean
  version: number
  created_at: Date
  modified_at: Date
  linked: boolean
  external_id: string | null
  raw: JsonObject
  sent: Record<string, unknown>
  link_version: number | null
  link_changed_at: Date | null
  products: string[]
  manager_name: string | null
  groups: { value: string; display: string; type: 'direct' | 'indirect' }[] | null
}

/** Who looks: a directory, whether it may claim users of no directory, and where it finds us, without a slash at the end. */
export type Viewer = { id: string; claims: boolean; baseUrl: string }

const enterprise = `'${urns.enterpriseUser}'`

/** Direct groups, and those that they are in: those of the directory that looks. */
const groupsOfUser = (viewer: Viewer): Sql => sql`(
  with recursive found (id, depth) as (
    select m.group_id, 1 from group_members m where m.account_id = u.account_id and m.user_id = u.id
    union
    select m.group_id, 2 from found f join group_members m on m.account_id = u.account_id and m.member_group_id = f.id
  )
  select jsonb_agg(jsonb_build_object('value', g.id, 'display', g.display_name,
    'type', case when f.depth = 1 then 'direct' else 'indirect' end) order by g.id)
  from (select id, min(depth) as depth from found group by id) f
    join groups g on g.account_id = u.account_id and g.id = f.id and g.source_id = ${viewer.id})`

const plainColumns =
  raw(`u.id, u.name, u.first_name, u.last_name, u.email, u.mobile, u.extension, u.role, u.source_active, u.version,
  u.created_at, u.modified_at, l.id is not null as linked, l.external_id, coalesce(l.raw, '{}') as raw,
  coalesce(l.sent, '{}') as sent, l.version as link_version, l.changed_at as link_changed_at,
  u.products,
  case when l.raw -> ${enterprise} -> 'manager' ->> 'value' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (
    select m.display_name from users m where m.account_id = u.account_id and m.deleted_at is null
      and m.id = (l.raw -> ${enterprise} -> 'manager' ->> 'value')::uuid) end as manager_name,`)

const columns = (viewer: Viewer, withGroups: boolean): Sql =>
  sql`${plainColumns} ${withGroups ? groupsOfUser(viewer) : raw('null::jsonb')} as groups`

const seen = (tx: Tx, viewer: Viewer): Sql => sql`
  users u left join links l on l.account_id = u.account_id and l.user_id = u.id and l.source_id = ${viewer.id}
    and l.state = 'linked'
  where u.account_id = ${tx.accountId} and u.deleted_at is null
    and (l.id is not null${viewer.claims ? sql` or (${freeFor(tx, viewer)})` : raw('')})`

/** Nobody of another directory, nobody whom this one has removed, and nobody without a name to sign in by. */
const freeFor = (tx: Tx, viewer: Viewer): Sql => sql`u.email_key is not null and not u.link_kinds @> '{scim}'
  and not exists (select from links g where g.account_id = ${tx.accountId} and g.user_id = u.id
    and g.source_id = ${viewer.id} and g.state = 'gone')`

export async function selectProvisioned(
  tx: Tx,
  viewer: Viewer,
  id: string,
  options: { groups?: boolean } = {},
): Promise<ProvisionedRow | undefined> {
  const [row] = await tx.query<ProvisionedRow>(
    sql`select ${columns(viewer, options.groups ?? true)} from ${seen(tx, viewer)} and u.id = ${id}`,
  )
  return row
}

/**
 * The users that a filter can be true of, when an index finds them; null: all. A statement of its own, since most of
 * what directories ask is about nobody, and since small statements are planned once.
 */
export async function selectFew(tx: Tx, viewer: Viewer, filter: Filter | undefined): Promise<string[] | null> {
  const few = filter && narrowed(tx.accountId, viewer.id, filter)
  if (!few) return null
  const rows = await tx.query<{ id: string | null }>(sql`select f.id from (${few}) f (id)`)
  return [...new Set(rows.flatMap(({ id }) => id ?? []))]
}

const matching = (viewer: Viewer, filter: Filter | undefined, few: readonly string[] | null): Sql => {
  if (filter === undefined) return raw('')
  const { text, values } = compileFilter(filter, targetOf(viewer))
  return sql`${few ? sql` and u.id = any(${few}::uuid[])` : raw('')} and ${compiled(text, values)}`
}

/** Those among few users whom a directory sees, found by narrowed(); at most so many. One statement, planned once. */
export const selectProvisionedAmong = (
  tx: Tx,
  viewer: Viewer,
  few: Sql,
  options: { groups: boolean; limit: number },
): Promise<ProvisionedRow[]> =>
  tx.query<ProvisionedRow>(sql`
    select ${columns(viewer, options.groups)} from ${seen(tx, viewer)} and u.id = any (array(${few}))
    order by u.id limit ${options.limit}`)

export type UserPage = {
  filter?: Filter | undefined
  /** From selectFew(). */
  few: readonly string[] | null
  sort?: Sort | undefined
  limit: number
  offset: number
  /** Keyset in the default order. */
  after?: string
  withGroups: boolean
}

/**
 * A page of the users that a directory sees, by default by id, which is the order of their making but for users of one
 * moment (SCIM-S3). Without a filter two indexes skip what stands before, and no row of it is read.
 */
export const selectProvisionedPage = (tx: Tx, viewer: Viewer, page: UserPage): Promise<ProvisionedRow[]> =>
  tx.query(sql`
    select ${columns(viewer, page.withGroups)} from ${seen(tx, viewer)}
      ${page.filter || page.sort ? amongMatches(viewer, page) : sql` and u.id = any (array(${idsInSight(tx, viewer, page)})) order by u.id`}`)

const amongMatches = (viewer: Viewer, page: UserPage): Sql => sql`
  ${matching(viewer, page.filter, page.few)}${page.after ? sql` and u.id > ${page.after}::uuid` : raw('')}
  order by ${page.sort ? oneOff(orderBy(page.sort, targetOf(viewer), 'u.id')) : raw('u.id')}
  limit ${page.limit} offset ${page.offset}`

/** As seen(), of indexes alone: its links, and whom it may claim. Each part ends early, so that they are merged and not sorted. */
const idsInSight = (tx: Tx, viewer: Viewer, { after, limit, offset }: UserPage): Sql => {
  const upTo = limit + offset
  const beyond = (id: string) => (after ? sql` and ${raw(id)} > ${after}::uuid` : raw(''))
  return sql`select s.id from (
    (select l.user_id as id ${linkedTo(tx, viewer)}${beyond('l.user_id')} order by l.user_id limit ${upTo})
    ${viewer.claims ? sql`union all (select u.id ${claimableBy(tx, viewer)}${beyond('u.id')} order by u.id limit ${upTo})` : raw('')}
  ) s order by s.id limit ${limit} offset ${offset}`
}

/** Whose link lives is not deleted: removing a user ends the links. */
const linkedTo = (tx: Tx, viewer: Viewer): Sql => sql`
  from links l where l.account_id = ${tx.accountId} and l.source_id = ${viewer.id} and l.state = 'linked'`

const claimableBy = (tx: Tx, viewer: Viewer): Sql => sql`
  from users u where u.account_id = ${tx.accountId} and u.deleted_at is null and ${freeFor(tx, viewer)}`

export async function countProvisioned(
  tx: Tx,
  viewer: Viewer,
  filter: Filter | undefined,
  few: readonly string[] | null,
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    filter
      ? sql`select count(*) as n from ${seen(tx, viewer)}${matching(viewer, filter, few)}`
      : sql`select (select count(*) ${linkedTo(tx, viewer)})
          ${viewer.claims ? sql`+ (select count(*) ${claimableBy(tx, viewer)})` : raw('')} as n`,
  )
  return row!.n
}

/** Longer than this a search may not take (SCIM-F13). Milliseconds. */
export const limitTime = (tx: Tx, ms: number): Promise<number> =>
  tx.run(sql`select set_config('statement_timeout', ${String(ms)}, true)`)

export const isTimeOut = (error: unknown): boolean => (error as { code?: string }).code === '57014'
