import { type ExternalKind, ownableFields } from '../../../domain/sources.ts'
import type { UserValues } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { Problem } from '../../platform/problem.ts'
import { modifiedBy, type Recorded, record } from '../../platform/record.ts'
import { changeUsers } from './users.change.ts'
import { type LinkState, type Sent, updateLinkKinds, upsertLinks, type WrittenLink } from './users.links.sql.ts'
import type { UserRow } from './users.row.sql.ts'
import { ownerOf } from './users.shape.ts'
import { insertUsers, lockUsers } from './users.sql.ts'

/** What a source says of one user. sent: only the fields that it sent; an explicit null counts, absence does not. */
export type Provisioned = {
  /** An existing user to link or renew; absent: a new one. */
  userId?: string
  externalId: string | null
  sent: Partial<UserValues>
  raw: Record<string, unknown>
  sourceActive?: boolean
  /** Of a new user; null: an entry without a CloudLink account (a phone system’s). */
  role?: 'user' | null
}

export type ProvisionSource = { id: string; kind: ExternalKind; name: string }

/** Users as they are while the transaction holds them. */
export type LockedUsers = readonly UserRow[]

/** Holds users who are to be provisioned, for a caller who looks at them first. */
export const lockForProvisioning = ({ tx }: TxContext, ids: readonly string[]): Promise<LockedUsers> =>
  lockUsers(tx, ids)

const empty: UserValues = { name: null, firstName: null, lastName: null, email: null, mobile: null, extension: null }

/**
 * Creates or renews users by what a source sends, as one set: SCIM, sync and the demo all come through here. A field’s
 * effective value is what its owner sent: the highest-precedence live link that ever sent it (sources.md).
 * @param held those of the users who are held already, as lockForProvisioning() gave them
 * @param along statements of the caller’s that follow; told the ids, and how many users changed of those who were here
 * @returns the ids in the order given, the number of events but those of along, and the links as they are now
 * @throws email_taken (R3): nothing is written
 */
export async function provisionUsers(
  context: TxContext,
  source: ProvisionSource,
  given: readonly Provisioned[],
  held?: LockedUsers,
  along?: (ids: readonly string[], changed: number) => Promise<unknown>,
): Promise<{ ids: string[]; changed: number; links: LinkState[] }> {
  const ids = given.map((row) => row.userId ?? newId())
  const known = given.flatMap((row) => row.userId ?? [])
  const locked = known.length > 0 ? (held ?? (await lockUsers(context.tx, known))) : []
  // A deleted user is nobody's to change; a source that sends it again makes a new one.
  if (locked.length < new Set(known).size || locked.some((row) => row.deleted_at)) throw new Problem('not_found')
  const fresh = given.flatMap((row, index) => (row.userId === undefined ? [{ row, id: ids[index]! }] : []))
  const created = fresh.map((one) => newUser(source, one))
  const written = given.map((row, index) => ({
    id: newId(),
    userId: ids[index]!,
    sourceId: source.id,
    kind: source.kind,
    externalId: row.externalId,
    sent: row.sourceActive === undefined ? row.sent : { ...row.sent, active: row.sourceActive },
    raw: row.raw,
  }))
  const before = liveLinks(locked)
  const linked = given.flatMap((row, index) => {
    const known = row.userId && before.get(row.userId)?.some((link) => link.sourceId === source.id)
    return known
      ? []
      : [{ name: 'user.linked' as const, userId: ids[index]!, data: { source: source.name, kind: source.kind } }]
  })
  const existing = new Set(known)
  const newlyKnown = linked.map(({ userId }) => userId).filter((id) => existing.has(id))
  // Sent in this order and waited for together: if an email is taken, what is sent behind comes to nothing.
  const inserting = created.length > 0 ? insertProvisioned(context, created) : undefined
  const following = followOwners(context, locked, withWritten(before, written))
  const [, changed, links] = await inOnePacket([
    inserting,
    following,
    upsertLinks(context.tx, written),
    newlyKnown.length > 0 ? updateLinkKinds(context.tx, newlyKnown) : undefined,
    record(context, [...created.map(creation), ...linked]),
    // Sent when all of this is; it waits for no answer but of what changed.
    following.then((changed) => along?.(ids, changed)),
  ])
  return { ids, changed: fresh.length + linked.length + changed, links }
}

const newUser = ({ kind }: ProvisionSource, { row, id }: { row: Provisioned; id: string }) => ({
  id,
  values: { ...empty, ...row.sent },
  role: row.role === undefined ? ('user' as const) : row.role,
  origin: kind,
  sourceActive: row.sourceActive ?? true,
  linkKinds: [kind],
})

type ProvisionedUser = ReturnType<typeof newUser>

/** Inserts them. @throws email_taken R3 */
async function insertProvisioned(context: TxContext, users: readonly ProvisionedUser[]): Promise<void> {
  const made = new Set((await insertUsers(context.tx, users, modifiedBy(context))).map(({ id }) => id))
  const isWhole = users.every(({ id }) => made.has(id))
  if (!isWhole) throw new Problem('email_taken', { errors: [{ field: 'email', code: 'email_taken' }] })
}

const creation = ({ id, values, role, origin }: ProvisionedUser): Recorded => ({
  name: 'user.created',
  userId: id,
  version: 1,
  after: { ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)), role, origin },
})

/** Existing users take the values of whoever owns each field now. */
async function followOwners(
  context: TxContext,
  locked: readonly UserRow[],
  links: ReadonlyMap<string, readonly SentLink[]>,
): Promise<number> {
  if (locked.length === 0) return 0
  const changed = await changeUsers(context, locked, (row) => effective(links.get(row.id) ?? []))
  return changed.length
}

/** What ownership goes by: a link that lives. */
type SentLink = { sourceId: string; kind: ExternalKind; sent: Sent }

const liveLinks = (rows: readonly UserRow[]): Map<string, SentLink[]> =>
  new Map(rows.map((row) => [row.id, (row.links ?? []) as SentLink[]]))

/** The links as upsertLinks() leaves them: what was ever sent stays sent while the link lives. */
function withWritten(
  before: ReadonlyMap<string, readonly SentLink[]>,
  written: readonly WrittenLink[],
): Map<string, SentLink[]> {
  const after = new Map([...before].map(([userId, links]) => [userId, [...links]]))
  for (const { userId, sourceId, kind, sent } of written) {
    const links = after.get(userId) ?? []
    const at = links.findIndex((link) => link.sourceId === sourceId)
    const old = links[at]
    if (old) links[at] = { ...old, sent: { ...old.sent, ...sent } }
    else links.push({ sourceId, kind, sent })
    after.set(userId, links)
  }
  return after
}

/** For each field that a live link ever sent, and for the active state: what its owner sent. */
export function effective(links: readonly SentLink[]): { values: Partial<UserValues>; sourceActive?: boolean } {
  const values = Object.fromEntries(
    ownableFields.flatMap((field) => {
      const owner = ownerOf(links, field)
      return owner ? [[field, owner.sent[field] ?? null]] : []
    }),
  )
  // A phone system can't make active again whom the directory made inactive.
  const { sent } = ownerOf(links, 'active') ?? {}
  return { values, ...(sent?.active === undefined ? {} : { sourceActive: sent.active }) }
}
