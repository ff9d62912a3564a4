import { searchKeys } from '../../../domain/fold.ts'
import type { ExternalKind, Origin } from '../../../domain/sources.ts'
import { type UserField, type UserValues, userFieldNames, userFields } from '../../../domain/user-fields.ts'
import type { InvitationState } from '../../../domain/users.ts'
import type { Tx } from '../../platform/db.ts'
import { readMoment } from '../../platform/moments.ts'
import { raw, type Sql, sql } from '../../platform/sql.ts'

/** A link of a user as the row carries it: what its source sent, for ownership and badges. */
export type RowLink = {
  sourceId: string
  kind: ExternalKind
  name: string
  /** The newest of each field that it ever sent. */
  sent: Record<string, unknown>
  lastSeenAt: string
}

type ActorShown = { kind: string; id: string | null; name: string }

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
  modified_by: ActorShown | null
  last_sign_in_at: Date | null
  deleted_at: Date | null
  deleted_by: ActorShown | null
  link_kinds: ExternalKind[]
  links: RowLink[] | null
  products: string[]
}

/** A user of a list. */
export type Listed = {
  id: string
  /** What it is sorted by, as text that casts back to itself. */
  sort_key: string
  /** Another one as soon as anything of the user reads otherwise, by writing or by time; empty where it was not asked for. */
  stamp: string
  /** Missing where it was not asked for. */
  row: UserRow | undefined
}

export const wholeRow = ({ row }: Listed): UserRow => {
  if (!row) throw new Error('a row that was not asked for')
  return row
}

/** What depends on time is computed at read (R15: 4 days from the first hand-over). */
export const invitationExpired = raw(`(u.invitation = 'sent' and u.invitation_sent_at < now() - interval '4 days')`)

/** The state that is shown: while a newer welcome email waits, what came of the last one does not matter. */
export const invitationState = raw(
  `case when u.invitation_waits then 'queued' when ${invitationExpired.text} then 'expired' else u.invitation end`,
)

/** What is read of a user, and how. */
const columns: Record<Exclude<keyof UserRow, 'account_id'>, string> = {
  id: 'u.id',
  name: 'u.name',
  first_name: 'u.first_name',
  last_name: 'u.last_name',
  email: 'u.email',
  email_key: 'u.email_key',
  mobile: 'u.mobile',
  extension: 'u.extension',
  display_name: 'u.display_name',
  role: 'u.role',
  origin: 'u.origin',
  registered_at: 'u.registered_at',
  source_active: 'u.source_active',
  suspended_by_admin: 'u.suspended_by_admin',
  cloudlink_removed_at: 'u.cloudlink_removed_at',
  invitation: invitationState.text,
  invitation_sent_at: 'case when not u.invitation_waits then u.invitation_sent_at end',
  refusal: `case when u.invitation = 'refused' and not u.invitation_waits then (
    select m.last_error from mails m where m.account_id = u.account_id and m.user_id = u.id and m.kind = 'welcome'
      and m.state = 'refused' order by m.queued_at desc limit 1) end`,
  version: 'u.version',
  created_at: 'u.created_at',
  modified_at: 'u.modified_at',
  modified_by: 'u.modified_by',
  last_sign_in_at: 'u.last_sign_in_at',
  deleted_at: 'u.deleted_at',
  deleted_by: 'u.deleted_by',
  link_kinds: 'u.link_kinds',
  links: `case when u.link_kinds <> '{}' then (
    select json_agg(json_build_array(l.kind, l.id, l.source_id, l.last_seen_at, l.sent)) from links l
    where l.account_id = u.account_id and l.user_id = u.id and l.state = 'linked') end`,
  products: 'u.products',
}

/**
 * The transactions that wrote the row and those of its links, and whether time has passed that counts; the names of sources
 * are added where there are links. Rows that are written again within one transaction are no matter to others.
 */
const stamp = `u.xmin::text || case when ${invitationExpired.text} then '!' else '' end || case when u.link_kinds = '{}' then '' else
  coalesce((select ' ' || string_agg(l.xmin::text, ' ') from links l
    where l.account_id = u.account_id and l.user_id = u.id and l.state = 'linked'), ' ') end`

/** Where each stands in the array of a user. */
const at = Object.fromEntries(
  ['sort_key', 'stamp', ...Object.keys(columns)].map((name, place) => [name, place]),
) as Record<'sort_key' | 'stamp' | keyof typeof columns, number>

const { id, ...others } = columns
const rest = Object.values(others).join(', ')
/** What is read of each user: of pages that are read again and again no more than who it is and whether anything changed. */
const parts = {
  whole: raw(`'', ${id}, ${rest}`),
  brief: raw(`${stamp}, ${id}`),
  both: raw(`${stamp}, ${id}, ${rest}`),
}

export type Part = keyof typeof parts

type ReadLink = [kind: ExternalKind, id: string, sourceId: string, lastSeenAt: string, sent: Record<string, unknown>]

/** What is read of users, in an order, and beside them. */
export type Reading = {
  /** What the rows are sorted by, as text. */
  key: Sql
  /** Where and in which order, of users u. */
  rest: Sql
  /** An expression whose value travels along. */
  beside?: Sql | undefined
  part?: Part | undefined
}

/**
 * A page of users in one JSON value, and each source's name once: reading thirty columns of fifty rows one by one was a third
 * of what a list cost the application (docs/decisions/0014-cost-of-a-request.md).
 */
export async function readListed<Beside>(
  tx: Tx,
  { key, rest, beside = raw('null'), part = 'whole' }: Reading,
): Promise<{ rows: Listed[]; beside: Beside }> {
  const [answer] = await tx.query<{
    users: never[][] | null
    sources: Record<string, string> | null
    beside: Beside
  }>(sql`
    select (select json_agg(page.row) from (
        select json_build_array(${key}, ${parts[part]}) as row from users u ${rest}) page) as users,
      (select json_object_agg(s.id, s.name) from sources s where s.account_id = ${tx.accountId}) as sources, ${beside} as beside`)
  const { users, sources } = answer!
  const named = sources && part !== 'whole' ? JSON.stringify(sources) : ''
  const rows = (users ?? []).map((read): Listed => {
    const written: string = read[at.stamp]!
    return {
      id: read[at.id]!,
      sort_key: read[at.sort_key]!,
      stamp: written.includes(' ') ? written + named : written,
      row: part === 'brief' ? undefined : rowOf(tx.accountId, read, sources ?? {}),
    }
  })
  return { rows, beside: answer!.beside }
}

/** Users with their links and licences. @param rest as in readListed() */
export const readUsers = async (tx: Tx, rest: Sql): Promise<UserRow[]> =>
  (await readListed(tx, { key: raw('null'), rest })).rows.map(wholeRow)

/** Written out: an object whose names are set in a loop takes V8 three times as long to make, and longer to read. */
function rowOf(accountId: string, read: never[], sources: Record<string, string>): UserRow {
  return {
    account_id: accountId,
    id: read[at.id]!,
    name: read[at.name]!,
    first_name: read[at.first_name]!,
    last_name: read[at.last_name]!,
    email: read[at.email]!,
    email_key: read[at.email_key]!,
    mobile: read[at.mobile]!,
    extension: read[at.extension]!,
    display_name: read[at.display_name]!,
    role: read[at.role]!,
    origin: read[at.origin]!,
    registered_at: momentOf(read[at.registered_at]!),
    source_active: read[at.source_active]!,
    suspended_by_admin: read[at.suspended_by_admin]!,
    cloudlink_removed_at: momentOf(read[at.cloudlink_removed_at]!),
    invitation: read[at.invitation]!,
    invitation_sent_at: momentOf(read[at.invitation_sent_at]!),
    refusal: read[at.refusal]!,
    version: read[at.version]!,
    created_at: momentOf(read[at.created_at]!)!,
    modified_at: momentOf(read[at.modified_at]!)!,
    modified_by: read[at.modified_by]!,
    last_sign_in_at: momentOf(read[at.last_sign_in_at]!),
    deleted_at: momentOf(read[at.deleted_at]!),
    deleted_by: read[at.deleted_by]!,
    link_kinds: read[at.link_kinds]!,
    links: linksOf(read[at.links]!, sources),
    products: read[at.products]!,
  }
}

const momentOf = (text: string | null): Date | null => (text === null ? null : (readMoment(text) ?? new Date(text)))

/** In an order that does not change; nearly always it is one. */
function linksOf(links: ReadLink[] | null, sources: Record<string, string>): RowLink[] | null {
  if (!links) return null
  if (links.length > 1) links.sort(([kind, id], [otherKind, other]) => (kind + id < otherKind + other ? -1 : 1))
  return links.map(([kind, , sourceId, lastSeenAt, sent]) => ({
    sourceId,
    kind,
    name: sources[sourceId]!,
    sent,
    lastSeenAt,
  }))
}

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
