import { emailKey } from '../../../domain/emails.ts'
import { sortKey } from '../../../domain/fold.ts'
import type { Tx } from '../../platform/db.ts'
import { compiled, join, raw, type Sql, sql } from '../../platform/sql.ts'
import { pathName } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import { compileFilter } from '../../scim/filter-sql.ts'
import { fold } from '../../scim/fold.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { Sort } from '../../scim/sort.ts'
import { orderBy } from '../../scim/sort-sql.ts'
import type { SqlElements, SqlScalar, SqlTarget } from '../../scim/sql-target.ts'
import { urns } from '../../scim/urns.ts'

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
  products: string[] | null
  manager_name: string | null
  groups: { value: string; display: string; type: 'direct' | 'indirect' }[] | null
}

/** Who looks: a directory, and whether it may claim users of no directory. */
export type Viewer = { id: string; claims: boolean }

const enterprise = `'${urns.enterpriseUser}'`

/** Direct groups, and those that they are in. */
const groupsOfUser = raw(`(
  with recursive found (id, depth) as (
    select m.group_id, 1 from group_members m where m.account_id = u.account_id and m.user_id = u.id
    union
    select m.group_id, 2 from found f join group_members m on m.account_id = u.account_id and m.member_group_id = f.id
  )
  select jsonb_agg(jsonb_build_object('value', g.id, 'display', g.display_name,
    'type', case when f.depth = 1 then 'direct' else 'indirect' end) order by g.id)
  from (select id, min(depth) as depth from found group by id) f
    join groups g on g.account_id = u.account_id and g.id = f.id)`)

const columns = (withGroups: boolean): Sql =>
  raw(`u.id, u.name, u.first_name, u.last_name, u.email, u.mobile, u.extension, u.role, u.source_active, u.version,
  u.created_at, u.modified_at, l.id is not null as linked, l.external_id, coalesce(l.raw, '{}') as raw,
  coalesce(l.sent, '{}') as sent, l.version as link_version, l.changed_at as link_changed_at,
  (select array_agg(i.product_id order by i.product_id) from licences i
    where i.account_id = u.account_id and i.user_id = u.id) as products,
  case when l.raw -> ${enterprise} -> 'manager' ->> 'value' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (
    select m.display_name from users m where m.account_id = u.account_id and m.deleted_at is null
      and m.id = (l.raw -> ${enterprise} -> 'manager' ->> 'value')::uuid) end as manager_name,
  ${withGroups ? groupsOfUser.text : 'null::jsonb'} as groups`)

const seen = (tx: Tx, viewer: Viewer): Sql => sql`
  users u left join links l on l.account_id = u.account_id and l.user_id = u.id and l.source_id = ${viewer.id}
    and l.state = 'linked'
  where u.account_id = ${tx.accountId} and u.deleted_at is null
    and (l.id is not null${viewer.claims ? claimable(viewer) : raw('')})`

/** Nobody of another directory, nobody whom this one has removed, and nobody without a name to sign in by. */
const claimable = (viewer: Viewer): Sql => sql` or (u.email is not null and not u.link_kinds @> '{scim}'
  and not exists (select from links g where g.account_id = u.account_id and g.user_id = u.id
    and g.source_id = ${viewer.id} and g.state = 'gone'))`

export async function selectProvisioned(
  tx: Tx,
  viewer: Viewer,
  id: string,
  options: { groups?: boolean } = {},
): Promise<ProvisionedRow | undefined> {
  const [row] = await tx.query<ProvisionedRow>(
    sql`select ${columns(options.groups ?? true)} from ${seen(tx, viewer)} and u.id = ${id}`,
  )
  return row
}

/**
 * One user, held until the transaction ends. First the lock, then the look: what another request has written meanwhile
 * is seen, in the link too, so that both win (SCIM-P17).
 */
export async function lockProvisioned(
  tx: Tx,
  viewer: Viewer,
  id: string,
  options: { groups?: boolean } = {},
): Promise<ProvisionedRow | undefined> {
  const held = await tx.run(sql`select from users where account_id = ${tx.accountId} and id = ${id} for no key update`)
  return held === 0 ? undefined : selectProvisioned(tx, viewer, id, options)
}

const document = `scim_document(coalesce(l.raw, '{}'), coalesce(l.sent, '{}'), u.name, u.first_name, u.last_name, u.email,
  u.mobile, u.extension)`

const groupElements: SqlElements = {
  kind: 'elements',
  exists: (condition) => `exists (select from group_members gm join groups gg on gg.account_id = gm.account_id
    and gg.id = gm.group_id where gm.account_id = u.account_id and gm.user_id = u.id and ${condition})`,
  subs: {
    value: { kind: 'uuid', sql: 'gm.group_id' },
    display: { kind: 'text', sql: 'gg.display_name' },
    type: { kind: 'constant', value: 'direct' },
    $ref: { kind: 'text', sql: `('/Groups/' || gm.group_id)` },
  },
}

const changed = `greatest(u.modified_at, l.changed_at)`

const target: SqlTarget = {
  document,
  columns: new Map<string, SqlScalar | SqlElements>([
    ['id', { kind: 'uuid', sql: 'u.id' }],
    ['externalId', { kind: 'text', sql: 'l.external_id' }],
    ['active', { kind: 'boolean', sql: `case when l.id is null or l.raw ? 'active' then u.source_active end` }],
    ['groups', groupElements],
    ['meta.resourceType', { kind: 'constant', value: 'User' }],
    ['meta.created', { kind: 'timestamp', sql: 'u.created_at' }],
    ['meta.lastModified', { kind: 'timestamp', sql: changed }],
    ['meta.version', { kind: 'text', sql: `('W/"' || u.version || '.' || coalesce(l.version, 0) || '"')` }],
    ['meta.location', { kind: 'text', sql: `('/Users/' || u.id)` }],
    [`${urns.cloudlinkUser}:accountAdmin`, { kind: 'boolean', sql: `(u.role = 'account_admin') is true` }],
    [
      `${urns.cloudlinkUser}:products`,
      {
        kind: 'elements',
        exists: (condition) => `exists (select from licences li where li.account_id = u.account_id
          and li.user_id = u.id and ${condition})`,
        subs: { value: { kind: 'text', sql: 'li.product_id' } },
      },
    ],
  ]),
}

/**
 * The ids that a filter can be true of, from an index; the filter itself still decides. null: no index knows.
 */
function narrowed(accountId: string, sourceId: string, filter: Filter): Sql | null {
  if (filter.kind === 'and') {
    for (const term of filter.terms) {
      const found = narrowed(accountId, sourceId, term)
      if (found) return found
    }
    return null
  }
  if (filter.kind === 'or') {
    const all = filter.terms.map((term) => narrowed(accountId, sourceId, term))
    return all.every((one) => one !== null) ? join(all, ' union all ') : null
  }
  if (filter.kind === 'element') {
    const value = filter.path.attribute.name === 'emails' ? valueAsked(filter.term) : undefined
    return value === undefined
      ? null
      : sql`select e.user_id from provisioned_emails e where e.account_id = ${accountId}
          and e.email_key = ${fold(value).slice(0, 400)}
        union all select k.id from users k where k.account_id = ${accountId} and k.email_key = ${emailKey(value)}
          and k.deleted_at is null`
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return null
  const { value } = filter
  switch (pathName(filter.path)) {
    case 'id':
      return uuid.test(value) ? sql`select ${value}::uuid` : raw('select null::uuid')
    case 'userName':
      return sql`select k.user_id from links k where k.account_id = ${accountId} and k.user_name_key = ${fold(value)}
          and k.state = 'linked' and k.kind = 'scim'
        union all select k.id from users k where k.account_id = ${accountId} and k.email_key = ${emailKey(value)}
          and k.deleted_at is null`
    case 'externalId':
      return sql`select k.user_id from links k where k.account_id = ${accountId} and k.source_id = ${sourceId}
        and k.external_id = ${value} and k.state = 'linked'`
    case 'displayName':
      return sql`select k.id from users k where k.account_id = ${accountId} and k.name_key = ${sortKey(value)}
        and k.deleted_at is null`
    default:
      return null
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The address that must be the value of one element. */
function valueAsked(filter: Filter): string | undefined {
  if (filter.kind === 'and') return filter.terms.map(valueAsked).find((value) => value !== undefined)
  const isValue = filter.kind === 'compare' && filter.operator === 'eq' && pathName(filter.path) === 'value'
  return isValue && typeof filter.value === 'string' ? filter.value : undefined
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

const matching = (filter: Filter | undefined, few: readonly string[] | null): Sql => {
  if (filter === undefined) return raw('')
  const { text, values } = compileFilter(filter, target)
  return sql`${few ? sql` and u.id = any(${few}::uuid[])` : raw('')} and ${compiled(text, values)}`
}

/** Those of these users whom a directory sees, in the order of their making. */
export const selectProvisionedByIds = (
  tx: Tx,
  viewer: Viewer,
  ids: readonly string[],
  withGroups: boolean,
): Promise<ProvisionedRow[]> =>
  tx.query<ProvisionedRow>(sql`
    select ${columns(withGroups)} from ${seen(tx, viewer)} and u.id = any(${ids}::uuid[]) order by u.created_at, u.id`)

export type UserPage = {
  filter?: Filter | undefined
  /** From selectFew(). */
  few: readonly string[] | null
  sort?: Sort | undefined
  limit: number
  offset: number
  /** Keyset in the default order. */
  after?: { createdAt: string; id: string }
  withGroups: boolean
}

/** A page of the users that a directory sees, by default in the order of their making (SCIM-S3). */
export const selectProvisionedPage = (
  tx: Tx,
  viewer: Viewer,
  page: UserPage,
): Promise<(ProvisionedRow & { made: string })[]> =>
  tx.query(sql`
    select ${columns(page.withGroups)}, u.created_at::text as made from ${seen(tx, viewer)}${matching(page.filter, page.few)}
      ${page.after ? sql` and (u.created_at, u.id) > (${page.after.createdAt}::timestamptz, ${page.after.id}::uuid)` : raw('')}
    order by ${raw(page.sort ? orderBy(page.sort, target, 'u.id') : 'u.created_at, u.id')}
    limit ${page.limit} offset ${page.offset}`)

export async function countProvisioned(
  tx: Tx,
  viewer: Viewer,
  filter: Filter | undefined,
  few: readonly string[] | null,
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    sql`select count(*) as n from ${seen(tx, viewer)}${matching(filter, few)}`,
  )
  return row!.n
}

/** Longer than this a search may not take (SCIM-F13). Milliseconds. */
export const limitTime = (tx: Tx, ms: number): Promise<number> =>
  tx.run(sql`select set_config('statement_timeout', ${String(ms)}, true)`)

export const isTimeOut = (error: unknown): boolean => (error as { code?: string }).code === '57014'
