import { can } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { modifiedBy, type Recorded, record } from '../../platform/record.ts'
import { removeCredentials, restoreCredentials } from '../credentials/credentials.ts'
import { freeSeats } from '../licences/licences.ts'
import { cancelMails } from '../mails/mails.ts'
import { voidLinks } from '../one-time-links/one-time-links.ts'
import { guardLastAdmin, refuseTakenEmail } from './users.change.ts'
import type { Skipped } from './users.invitations.ts'
import { giveProductsBack, versionsAfter } from './users.licences.ts'
import { updateLinkKinds, updateLinkStates, updateLinksBack } from './users.links.sql.ts'
import type { UserRow } from './users.row.sql.ts'
import { actorFactsOf, factsOf, isAbleAdmin, statusOfRow, toHolder } from './users.shape.ts'
import {
  selectDeletedLicences,
  selectHolders,
  selectUsers,
  updateCloudlinkRemoved,
  updateDeleted,
  updateRestored,
} from './users.sql.ts'

/** PBX and IoT links keep the row in the list when the CloudLink account goes (R28, strictest rule of 2.12). */
export const keepsRow = (row: Pick<UserRow, 'link_kinds'>): boolean =>
  row.link_kinds.includes('pbx') || row.link_kinds.includes('iot')

type Removed = UserRow | { id: string; deleted_at: Date }

const ableAdmin = (row: UserRow) =>
  isAbleAdmin({
    role: row.role,
    registered: row.registered_at !== null,
    sourceActive: row.source_active,
    suspendedByAdmin: row.suspended_by_admin,
  })

/**
 * Deletes locked users as one set by 2.12: sessions, links, waiting mails and seats go at once; a row that a PBX or IoT
 * link holds stays as *No CloudLink account*, any other leaves the list and can be restored for 30 days.
 * @throws last_admin R14
 */
export async function removeUsers(
  context: TxContext,
  rows: readonly UserRow[],
  options: { allowLastAdmin?: boolean } = {},
): Promise<{ changed: number; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const going = rows.filter((row) => {
    const verdict = can('delete', factsOf(row, context.actor), actorFactsOf(context.actor))
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  if (going.length === 0) return { changed: 0, skipped }
  const ids = going.map((row) => row.id)
  const staying = going.filter(keepsRow)
  const leaving = going.filter((row) => !keepsRow(row))
  // Sent in this order. Links end before what they say of a staying row is read; seats are locked after what counts
  // users, here as in restoring, so that two never wait for each other.
  const [, , , , after, freed] = await inOnePacket([
    removeCredentials(context, ids),
    voidLinks(context, ids, ['welcome', 'reset']),
    cancelMails(context, ids),
    endLinks(context, staying, leaving),
    removeRows(context, staying, leaving),
    freeSeats(context, ids, versionsAfter(going)),
  ])
  await record(
    context,
    going.map((row) => removal(row, after.get(row.id)!, freed.had.get(row.id) ?? [])),
  )
  await guardLastAdmin(
    context,
    going.filter(ableAdmin).map((row) => row.id),
    options.allowLastAdmin,
  )
  return { changed: freed.changed + going.length, skipped }
}

/** Takes the rows out of the list, or their CloudLink account. @returns by user: when it was deleted, or the row that stayed */
async function removeRows(
  context: TxContext,
  staying: readonly UserRow[],
  leaving: readonly UserRow[],
): Promise<Map<string, Removed>> {
  const ids = (rows: readonly UserRow[]) => rows.map((row) => row.id)
  const { tx } = context
  const by = modifiedBy(context)
  const [, stayed, left] = await inOnePacket([
    staying.length > 0 ? updateCloudlinkRemoved(tx, ids(staying), by) : null,
    staying.length > 0 ? selectUsers(tx, ids(staying)) : [],
    leaving.length > 0 ? updateDeleted(tx, ids(leaving), by) : [],
  ])
  return new Map([...stayed, ...left].map((row) => [row.id, row]))
}

/** What a person looks for in the history, and what the state before is made of again. */
function removal(row: UserRow, after: Removed, products: readonly string[]): Recorded {
  const { display_name: displayName, email } = row
  return {
    name: 'role' in after ? 'user.cloudlink_account_removed' : 'user.deleted',
    userId: row.id,
    version: row.version + 1,
    before: { ...stateOf(row), registeredAt: row.registered_at?.toISOString() ?? null, products, displayName, email },
    after: 'role' in after ? stateOf(after) : { deletedAt: after.deleted_at.toISOString() },
  }
}

const stateOf = (row: UserRow) => ({
  status: statusOfRow(row),
  role: row.role,
  registered: row.registered_at !== null,
  sourceActive: row.source_active,
})

/** The directory sees a deleted user no more (R29); a phone system keeps its entry. */
async function endLinks(context: TxContext, staying: readonly UserRow[], leaving: readonly UserRow[]): Promise<void> {
  const ids = (rows: readonly UserRow[], kind?: 'scim') =>
    rows.filter((row) => (kind ? row.link_kinds.includes(kind) : row.link_kinds.length > 0)).map((row) => row.id)
  const [scim, all] = [ids(staying, 'scim'), ids(leaving)]
  await inOnePacket([
    scim.length > 0 ? updateLinkStates(context.tx, scim, ['scim'], 'gone') : null,
    all.length > 0 ? updateLinkStates(context.tx, all, null, 'gone') : null,
    scim.length + all.length > 0 ? updateLinkKinds(context.tx, [...scim, ...all]) : null,
  ])
}

/**
 * Brings deleted users back as one set (R30): the same id, role and password; licences where seats are free; no
 * sessions and no one-time links. Who lost the email meanwhile is skipped and explained.
 * @returns missing: the products that each user had and for which no seat was free
 */
export async function restoreUsers(
  context: TxContext,
  rows: readonly UserRow[],
): Promise<{ changed: number; skipped: Skipped[]; missing: Map<string, string[]> }> {
  const { allowed, skipped } = await judgeRestore(context, rows)
  if (allowed.length === 0) return { changed: 0, skipped, missing: new Map() }
  const ids = allowed.map((row) => row.id)
  if ((await updateLinksBack(context.tx, ids)) > 0) await updateLinkKinds(context.tx, ids)
  await updateRestored(context.tx, allowed, modifiedBy(context)).catch(refuseTakenEmail)
  await restoreCredentials(
    context,
    allowed.flatMap((row) => (row.registered_at ? [row.id] : [])),
  )
  const had = new Map((await selectDeletedLicences(context.tx, ids)).map((row) => [row.user_id, row.products]))
  const { changed, missing } = await giveProductsBack(context, allowed, had)
  await record(
    context,
    allowed.map((row): Recorded => {
      const { role, display_name: displayName, email } = row
      const lacking = missing.get(row.id)
      return {
        name: 'user.restored',
        userId: row.id,
        version: row.version + 1,
        before: { deletedAt: row.deleted_at!.toISOString() },
        after: { role, displayName, email },
        ...(lacking ? { data: { missing: lacking } } : {}),
      }
    }),
  )
  return { changed: changed + allowed.length, skipped, missing }
}

/** Who can come back: whoever is deleted and whose email nobody took meanwhile, the first of several to ask for it. */
async function judgeRestore(
  context: TxContext,
  rows: readonly UserRow[],
): Promise<{ allowed: UserRow[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const deleted = rows.filter((row) => {
    const verdict = can('restore', factsOf(row, context.actor), actorFactsOf(context.actor))
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  const keys = deleted.flatMap((row) => row.email_key ?? [])
  const holders = new Map((await selectHolders(context.tx, keys)).map((row) => [row.email_key, row]))
  const allowed = deleted.filter((row) => {
    if (row.email_key === null) return true
    const holder = holders.get(row.email_key)
    if (holder) skipped.push({ id: row.id, reason: 'email_taken', holder: toHolder(holder) })
    else holders.set(row.email_key, row)
    return !holder
  })
  return { allowed, skipped }
}
