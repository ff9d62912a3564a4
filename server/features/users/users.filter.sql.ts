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

/** What came of the last welcome email that was handed over; one that waits changes nothing yet. */
const ofInvitation = {
  not_sent: raw(`(u.registered_at is null and u.invitation = 'not_sent')`),
  // Said so that an index finds it: `not expired` would be asked of each user who is not registered.
  sent: raw(`(u.registered_at is null and u.invitation = 'sent'
    and u.invitation_sent_at >= (select now() - interval '4 days'))`),
  expired: raw(`(u.registered_at is null and ${invitationExpired.text})`),
  refused: raw(`(u.registered_at is null and u.invitation = 'refused')`),
} as const

/** Who never signed in is not *older than*. The moment is a subquery, since row-level security takes now() for leaky. */
const before = (days: number) =>
  raw(`(u.sign_in_sort > '-infinity' and u.sign_in_sort < (select now() - interval '${days} days'))`)

const ofLastSignIn = {
  never: raw(`u.sign_in_sort = '-infinity'`),
  '30d': before(30),
  '90d': before(90),
  '365d': before(365),
} as const

/**
 * The badges of a user (users.shape.ts): live links; without any, the console or an import; deleted: the origin. Closed
 * words stand in the text, so that the partial indexes of each kind serve.
 */
const ofSource = (kind: Origin, deleted: boolean): Sql => {
  if (kind === 'import') return raw(`(u.link_kinds = '{}' and u.origin = 'import')`)
  if (kind === 'console') return raw(`(u.link_kinds = '{}' and u.origin ${deleted ? `= 'console'` : `<> 'import'`})`)
  return raw(deleted ? `(u.link_kinds @> '{${kind}}' or u.origin = '${kind}')` : `u.link_kinds @> '{${kind}}'`)
}

/** % _ \ stand for themselves. */
export const containing = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`

const partsOf = (parts: readonly Predicate[], outer: boolean): Sql[] => {
  const said = parts.find((part) => part.kind === 'deleted')
  return parts.map((part) => predicateSql(part, said ? said.is : outer))
}

/** @param deleted whether deleted users are looked at; a tree that says so itself is believed */
export function predicateSql(predicate: Predicate, deleted = false): Sql {
  switch (predicate.kind) {
    case 'all':
      return predicate.of.length ? sql`(${join(partsOf(predicate.of, deleted), ' and ')})` : raw('true')
    case 'any':
      return predicate.of.length ? sql`(${join(partsOf(predicate.of, deleted), ' or ')})` : raw('false')
    case 'word':
      return sql`u.search_text like ${containing(predicate.word)}`
    case 'property':
      return ofProperty[predicate.is]
    case 'product':
      return sql`exists (select from licences i where i.account_id = u.account_id and i.user_id = u.id and i.product_id = ${predicate.id})`
    case 'invitation':
      return ofInvitation[predicate.is]
    case 'source':
      return ofSource(predicate.is, deleted)
    case 'lastSignIn':
      return ofLastSignIn[predicate.is]
    case 'deleted':
      return predicate.is ? raw('u.deleted_at is not null') : raw('u.deleted_at is null')
  }
}

/**
 * Sort keys never null, so that a keyset needs one row comparison; text keys are binary (one order for everybody). Each is
 * a column with an index of its own (0008_search.sql).
 */
export const sortKeys: Record<SortField, { expression: string; type: string }> = {
  name: { expression: 'u.name_key', type: 'text' },
  email: { expression: 'u.email_sort', type: 'text' },
  role: { expression: 'u.role_sort', type: 'text' },
  status: { expression: 'u.status_sort', type: 'smallint' },
  createdAt: { expression: 'u.created_at', type: 'timestamptz' },
  modifiedAt: { expression: 'u.modified_at', type: 'timestamptz' },
  lastSignInAt: { expression: 'u.sign_in_sort', type: 'timestamptz' },
}
