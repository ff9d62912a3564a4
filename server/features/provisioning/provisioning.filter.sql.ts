import { emailKey } from '../../../domain/emails.ts'
import { sortKey } from '../../../domain/fold.ts'
import { join, oneOff, raw, type Sql, sql } from '../../platform/sql.ts'
import { pathName } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import { fold } from '../../scim/fold.ts'
import { literal, type SqlElements, type SqlScalar, type SqlTarget } from '../../scim/sql-target.ts'
import { urns } from '../../scim/urns.ts'

/** Where filters on users find their answers: columns, tables, and for the rest what the directory sent. */

const document = `scim_document(coalesce(l.raw, '{}'), coalesce(l.sent, '{}'), u.name, u.first_name, u.last_name, u.email,
  u.mobile, u.extension)`

/** The directory that looks, and where it finds us. */
type Looking = { id: string; baseUrl: string }

const groupElements = ({ id, baseUrl }: Looking): SqlElements => ({
  kind: 'elements',
  exists: (condition) => `exists (select from (
    with recursive found (id, depth) as (
      select m.group_id, 1 from group_members m where m.account_id = u.account_id and m.user_id = u.id
      union
      select m.group_id, 2 from found f join group_members m on m.account_id = u.account_id and m.member_group_id = f.id)
    select id, min(depth) as depth from found group by id) gf
    join groups gg on gg.account_id = u.account_id and gg.id = gf.id and gg.source_id = ${literal(id)}
    where ${condition})`,
  subs: {
    value: { kind: 'uuid', sql: 'gg.id' },
    display: { kind: 'text', sql: 'gg.display_name' },
    type: { kind: 'text', sql: `case gf.depth when 1 then 'direct' else 'indirect' end` },
    $ref: { kind: 'text', sql: `(${literal(`${baseUrl}/Groups/`)} || gg.id)` },
  },
})

const changed = `greatest(u.modified_at, l.changed_at)`
const manager = `(l.raw -> ${literal(urns.enterpriseUser)} -> 'manager' ->> 'value')`

/** The schemas of a representation: the core one, and of the extensions those that have something. */
const schemaElements: SqlElements = {
  kind: 'elements',
  exists: (condition) => `exists (select from (
    select ${literal(urns.user)}
    union all select ${literal(urns.enterpriseUser)} where l.raw -> ${literal(urns.enterpriseUser)} <> '{}'
    union all select ${literal(urns.cloudlinkUser)} where l.raw ? ${literal(urns.cloudlinkUser)} or u.role = 'account_admin'
      or (u.extension is not null and not coalesce(l.sent, '{}') ? 'extension')
      or exists (select from licences sl where sl.account_id = u.account_id and sl.user_id = u.id)) sch (urn)
    where ${condition})`,
  subs: { value: { kind: 'text', sql: 'sch.urn' } },
}

const columnsOf = ({ id, baseUrl }: Looking) =>
  new Map<string, SqlScalar | SqlElements>([
    ['schemas', schemaElements],
    ['id', { kind: 'uuid', sql: 'u.id' }],
    ['externalId', { kind: 'text', sql: 'l.external_id' }],
    ['active', { kind: 'boolean', sql: `case when l.id is null or l.raw ? 'active' then u.source_active end` }],
    ['groups', groupElements({ id, baseUrl })],
    ['meta.resourceType', { kind: 'constant', value: 'User' }],
    ['meta.created', { kind: 'timestamp', sql: 'u.created_at' }],
    ['meta.lastModified', { kind: 'timestamp', sql: changed }],
    ['meta.version', { kind: 'text', sql: `('W/"' || u.version || '.' || coalesce(l.version, 0) || '"')` }],
    ['meta.location', { kind: 'text', sql: `(${literal(`${baseUrl}/Users/`)} || u.id)` }],
    [`${urns.enterpriseUser}:manager.$ref`, { kind: 'text', sql: `(${literal(`${baseUrl}/Users/`)} || ${manager})` }],
    [
      `${urns.enterpriseUser}:manager.displayName`,
      {
        kind: 'text',
        sql: `(select gn.display_name from users gn where gn.account_id = u.account_id
        and gn.deleted_at is null and gn.id::text = ${manager})`,
      },
    ],
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
  ])

/** Where a filter finds the attributes of a user, as the answers show them. Of the rows u and l. */
export const targetOf = (viewer: Looking): SqlTarget => ({ document, columns: columnsOf(viewer) })

/**
 * The ids that a filter can be true of, from an index; the filter itself still decides. null: no index knows.
 */
export function narrowed(accountId: string, sourceId: string, filter: Filter): Sql | null {
  if (filter.kind === 'and') {
    for (const term of filter.terms) {
      const found = narrowed(accountId, sourceId, term)
      if (found) return found
    }
    return null
  }
  if (filter.kind === 'or') {
    const all = filter.terms.map((term) => narrowed(accountId, sourceId, term))
    return all.every((one) => one !== null) ? sql`${oneOff('')}${join(all, ' union all ')}` : null
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
