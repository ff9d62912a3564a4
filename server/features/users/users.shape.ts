import {
  type ExternalKind,
  type Origin,
  type OwnableField,
  ownableFields,
  precedence,
} from '../../../domain/sources.ts'
import { type ActorFacts, type Facts, restoreDays } from '../../../domain/user-actions.ts'
import { type Holder, statusOf, type User, welcomeLinkDays } from '../../../domain/users.ts'
import type { Actor } from '../../platform/context.ts'
import { isoOf } from '../../platform/moments.ts'
import { type RowLink, type UserRow, valuesOf } from './users.row.sql.ts'

/** From rows to what people and rules read. Pure. */

const iso = (date: Date | null) => (date ? isoOf(date) : null)
const days = (date: Date, count: number) => new Date(date.getTime() + count * 86_400_000)

/** Who owns a field, or the active state: the highest-precedence live link that has ever sent it (sources.md). */
export function ownerOf<L extends { kind: ExternalKind; sent: object }>(
  links: readonly L[],
  field: OwnableField | 'active',
): L | undefined {
  // Nearly always one source: a page asks this 250 times.
  const [only] = links
  if (links.length < 2) return only && field in only.sent ? only : undefined
  const sending = links.filter((link) => field in link.sent)
  if (sending.length < 2) return sending[0]
  const order = field === 'active' ? precedence('email') : precedence(field)
  const rank = (kind: ExternalKind) => order.indexOf(kind)
  return sending.sort((a, b) => rank(a.kind) - rank(b.kind))[0]
}

export function ownedFields(row: UserRow): Map<OwnableField, RowLink> {
  const owned = new Map<OwnableField, RowLink>()
  for (const field of row.links ? ownableFields : []) {
    const owner = ownerOf(row.links!, field)
    if (owner) owned.set(field, owner)
  }
  return owned
}

export function toUser(row: UserRow): User {
  const owners = row.links ? ownedFields(row) : new Map<OwnableField, RowLink>()
  return {
    id: row.id,
    accountId: row.account_id,
    ...valuesOf(row),
    displayName: row.display_name,
    role: row.role,
    status: statusOfRow(row),
    invitation: {
      state: row.invitation,
      sentAt: iso(row.invitation_sent_at),
      expiresAt: row.invitation_sent_at ? iso(days(row.invitation_sent_at, welcomeLinkDays)) : null,
      reason: row.refusal,
    },
    products: row.products,
    sources: sourcesOf(row, owners),
    lockedFields: [...owners].map(([field, link]) => ({ field, source: link.name, reason: 'field_owned_by_source' })),
    createdAt: isoOf(row.created_at),
    modifiedAt: isoOf(row.modified_at),
    modifiedBy: row.modified_by,
    lastSignInAt: iso(row.last_sign_in_at),
    registeredAt: iso(row.registered_at),
    cloudlinkRemoved: row.cloudlink_removed_at !== null,
    sourceActive: row.source_active,
    leftInactive: isLeftInactive(row),
    suspendedByAdmin: row.suspended_by_admin,
    deletedAt: iso(row.deleted_at),
    deletedBy: row.deleted_by,
    erasedAt: row.deleted_at ? iso(days(row.deleted_at, restoreDays)) : null,
  }
}

export const statusOfRow = (row: UserRow) =>
  statusOf({
    role: row.role,
    registered: row.registered_at !== null,
    sourceActive: row.source_active,
    suspendedByAdmin: row.suspended_by_admin,
  })

/**
 * Where a user without a live link is from: the console or an import; also who came from a source that knows the user no
 * more (sources.md). Of a deleted user, whose links have ended, where it came from. The filter by source says the same.
 */
const originOf = (row: UserRow): Origin => (row.deleted_at === null && row.origin !== 'import' ? 'console' : row.origin)

/** Badges: each live link, first whose word on active counts; a user of the console or of an import has that one. */
function sourcesOf(row: UserRow, owners: Map<OwnableField, RowLink>): User['sources'] {
  if (!row.links?.length) {
    return [{ kind: originOf(row), name: originOf(row), ownedFields: [], lastSyncedAt: null }]
  }
  const decides = ownerOf(row.links, 'active')
  return [...row.links]
    .sort((a, b) => Number(b === decides) - Number(a === decides))
    .map((link) => ({
      kind: link.kind,
      name: link.name,
      ownedFields: [...owners].filter(([, owner]) => owner === link).map(([field]) => field),
      lastSyncedAt: isoOf(new Date(link.lastSeenAt)),
    }))
}

export const toHolder = (row: UserRow): Holder => ({
  id: row.id,
  displayName: row.display_name,
  status: statusOfRow(row),
  sources: sourcesOf(row, new Map()).map(({ kind, name }) => ({ kind, name })),
  sourceActive: row.source_active,
  leftInactive: isLeftInactive(row),
  suspendedByAdmin: row.suspended_by_admin,
  email: row.email ?? '',
})

/** Made inactive by a source that knows the user no more: no live link says so. */
export const isLeftInactive = (row: UserRow): boolean =>
  !row.source_active && !(row.links ?? []).some((link) => link.sent.active === false)

/** What can() reads of a row. */
export const factsOf = (row: UserRow, actor: Actor, product?: string): Facts => ({
  role: row.role,
  registered: row.registered_at !== null,
  sourceActive: row.source_active,
  leftInactive: isLeftInactive(row),
  suspendedByAdmin: row.suspended_by_admin,
  hasEmail: row.email !== null,
  linkKinds: row.link_kinds,
  invitation: row.invitation,
  cloudlinkRemoved: row.cloudlink_removed_at !== null,
  deleted: row.deleted_at !== null,
  licensed: product !== undefined && row.products.includes(product),
  isSelf: actor.kind === 'user' && actor.id === row.id,
})

/** What can() reads of who acts. */
export const actorFactsOf = (actor: Actor): ActorFacts => ({
  role: actor.kind === 'user' ? actor.role : null,
  accountKind: 'customer',
})

/** An admin who can sign in: registered and not inactive (R14). */
export const isAbleAdmin = (user: {
  role: string | null
  registered: boolean
  sourceActive: boolean
  suspendedByAdmin: boolean
}): boolean =>
  (user.role === 'account_admin' || user.role === 'partner') &&
  user.registered &&
  user.sourceActive &&
  !user.suspendedByAdmin
