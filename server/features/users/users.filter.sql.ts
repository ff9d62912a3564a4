import type { Predicate, SortField } from '../../../domain/filter.ts'
import type { Origin } from '../../../domain/sources.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'
import { invitationExpired } from './users.row.sql.ts'

/** Filter tree → SQL on `users u`. The one place where 2.4’s meanings are SQL. */

const inactive = raw('(not u.source_active or u.suspended_by_admin)')

const ofProperty = {
  admins: raw(`u.role in ('account_admin', 'partner')`),
  users: raw('true'),
  registered: raw('u.registered_at is not null'),
  unregistered: raw('u.registered_at is null'),
  pbx_users: raw(`u.link_kinds @> '{pbx}'`),
  micloud_connected: raw(`u.link_kinds @> '{micloud_connect}'`),
  iot_connected: raw(`u.link_kinds @> '{iot}'`),
  inactive,
} as const

const ofInvitation = {
  not_sent: raw(`(u.registered_at is null and u.invitation = 'not_sent')`),
  sent: raw(
    `(u.registered_at is null and (u.invitation = 'queued' or u.invitation = 'sent' and not ${invitationExpired.text}))`,
  ),
  expired: raw(`(u.registered_at is null and ${invitationExpired.text})`),
  refused: raw(`(u.registered_at is null and u.invitation = 'refused')`),
} as const

const ofLastSignIn = {
  never: raw('u.last_sign_in_at is null'),
  '30d': raw(`u.last_sign_in_at < now() - interval '30 days'`),
  '90d': raw(`u.last_sign_in_at < now() - interval '90 days'`),
  '365d': raw(`u.last_sign_in_at < now() - interval '365 days'`),
} as const

/** The badges of a user (users.shape.ts): live links; without any, the console or an import; deleted: the origin. */
function ofSource(kind: Origin): Sql {
  if (kind === 'import') return raw(`(u.link_kinds = '{}' and u.origin = 'import')`)
  if (kind === 'console')
    return raw(`(u.link_kinds = '{}' and (u.origin = 'console' or u.deleted_at is null and u.origin <> 'import'))`)
  return sql`(u.link_kinds @> array[${kind}] or u.deleted_at is not null and u.origin = ${kind})`
}

/** % _ \ stand for themselves. */
export const containing = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`

export function predicateSql(predicate: Predicate): Sql {
  switch (predicate.kind) {
    case 'all':
      return predicate.of.length ? sql`(${join(predicate.of.map(predicateSql), ' and ')})` : raw('true')
    case 'any':
      return predicate.of.length ? sql`(${join(predicate.of.map(predicateSql), ' or ')})` : raw('false')
    case 'word':
      return sql`u.search_text like ${containing(predicate.word)}`
    case 'property':
      return ofProperty[predicate.is]
    case 'product':
      return sql`exists (select from licences i where i.account_id = u.account_id and i.user_id = u.id and i.product_id = ${predicate.id})`
    case 'invitation':
      return ofInvitation[predicate.is]
    case 'source':
      return ofSource(predicate.is)
    case 'lastSignIn':
      return ofLastSignIn[predicate.is]
    case 'deleted':
      return predicate.is ? raw('u.deleted_at is not null') : raw('u.deleted_at is null')
  }
}

/**
 * Sort keys never null, so that a keyset needs one row comparison; text keys are binary (one order for everybody). Each is
 * written as its index is (0008_search.sql).
 */
export const sortKeys: Record<SortField, { expression: string; type: string }> = {
  name: { expression: 'u.name_key', type: 'text' },
  email: { expression: `coalesce(u.email_key, '')`, type: 'text' },
  role: { expression: `(coalesce(u.role, '') collate "C")`, type: 'text' },
  status: {
    expression: `(case when not u.source_active or u.suspended_by_admin then 4 when u.role is null then 3 when u.registered_at is null then 2 else 1 end)`,
    type: 'integer',
  },
  createdAt: { expression: 'u.created_at', type: 'timestamptz' },
  modifiedAt: { expression: 'u.modified_at', type: 'timestamptz' },
  lastSignInAt: { expression: `coalesce(u.last_sign_in_at, '-infinity')`, type: 'timestamptz' },
}
