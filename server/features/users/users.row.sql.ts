import { searchKeys } from '../../../domain/fold.ts'
import type { ExternalKind, Origin } from '../../../domain/sources.ts'
import { type UserField, type UserValues, userFieldNames, userFields } from '../../../domain/user-fields.ts'
import type { InvitationState } from '../../../domain/users.ts'
import { raw, type Sql, sql } from '../../platform/sql.ts'

/** A link of a user as the row carries it: what its source sent, for ownership and badges. As JSON, not JSONB: it is read once. */
export type RowLink = {
  sourceId: string
  kind: ExternalKind
  name: string
  /** The newest of each field that it ever sent. */
  sent: Record<string, unknown>
  lastSeenAt: string
}

/** A user as the database gives it, with its links and licences. */
export type UserRow = {
  id: string
  account_id: string
  name: string | null
  first_name: string | null
  last_name: string | null
  email: string | null
  email_key: string | null
  mobile: string | null
  extension: string | null
  display_name: string
  name_key: string
  role: 'partner' | 'account_admin' | 'user' | null
  origin: Origin
  registered_at: Date | null
  source_active: boolean
  suspended_by_admin: boolean
  cloudlink_removed_at: Date | null
  invitation: InvitationState
  /** When the newest welcome email was handed over. */
  invitation_sent_at: Date | null
  /** What the mail server said when it refused the newest welcome email. */
  refusal: string | null
  version: number
  created_at: Date
  modified_at: Date
  modified_by: { kind: string; id: string | null; name: string } | null
  last_sign_in_at: Date | null
  deleted_at: Date | null
  deleted_by: { kind: string; id: string | null; name: string } | null
  link_kinds: ExternalKind[]
  links: RowLink[] | null
  products: string[]
}

/** What depends on time is computed at read (R15: 4 days from the first hand-over). */
export const invitationExpired = raw(`(u.invitation = 'sent' and u.invitation_sent_at < now() - interval '4 days')`)

/** The state that is shown: while a newer welcome email waits, what came of the last one does not matter. */
export const invitationState = raw(
  `case when u.invitation_waits then 'queued' when ${invitationExpired.text} then 'expired' else u.invitation end`,
)

const columns = raw(`u.id, u.account_id, u.name, u.first_name, u.last_name, u.email, u.email_key, u.mobile, u.extension,
  u.display_name, u.name_key, u.role, u.origin, u.registered_at, u.source_active, u.suspended_by_admin,
  u.cloudlink_removed_at, u.version, u.created_at, u.modified_at, u.modified_by,
  u.last_sign_in_at, u.deleted_at, u.deleted_by, u.link_kinds`)

/** One user or a page of users; give the where clause. Links and licences come by index, for the rows shown only. */
export const selectedUser: Sql = sql`
  select ${columns}, ${invitationState} as invitation,
    case when not u.invitation_waits then u.invitation_sent_at end as invitation_sent_at,
    case when u.invitation = 'refused' and not u.invitation_waits then (
      select m.last_error from mails m where m.account_id = u.account_id and m.user_id = u.id and m.kind = 'welcome'
        and m.state = 'refused' order by m.queued_at desc limit 1) end as refusal,
    case when u.link_kinds <> '{}' then (
      select json_agg(json_build_object('sourceId', l.source_id, 'kind', l.kind, 'name', s.name, 'lastSeenAt', l.last_seen_at,
        'sent', l.sent) order by l.kind, l.id)
      from links l join sources s on s.account_id = l.account_id and s.id = l.source_id
      where l.account_id = u.account_id and l.user_id = u.id and l.state = 'linked') end as links,
    array(select i.product_id from licences i
      where i.account_id = u.account_id and i.user_id = u.id order by i.product_id) as products
  from users u`

/** The columns of writable fields with their search keys, for whoever writes them: valuesOf() the other way round. */
export function columnsOf(values: UserValues) {
  const { displayName, nameKey, emailKey, searchText } = searchKeys(values)
  const fields = Object.fromEntries(userFieldNames.map((field) => [userFields[field].column, values[field]])) as Record<
    (typeof userFields)[UserField]['column'],
    string | null
  >
  return {
    ...fields,
    display_name: displayName,
    name_key: nameKey,
    email_key: emailKey,
    search_text: searchText,
  }
}

/** What is written of a user, of a row. */
export const valuesOf = (row: UserRow): UserValues => ({
  name: row.name,
  firstName: row.first_name,
  lastName: row.last_name,
  email: row.email,
  mobile: row.mobile,
  extension: row.extension,
})
