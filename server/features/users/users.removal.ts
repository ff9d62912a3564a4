import { can } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { modifiedBy, type Recorded, record } from '../../platform/record.ts'
import { removeCredentials, restoreCredentials } from '../credentials/credentials.ts'
import { freeSeats, reclaimSeats } from '../licences/licences.ts'
import { cancelMails } from '../mails/mails.ts'
import { voidLinks } from '../one-time-links/one-time-links.ts'
import { guardLastAdmin } from './users.change.ts'
import type { Skipped } from './users.invitations.ts'
import { updateLinkKinds, updateLinkStates, updateLinksBack } from './users.links.sql.ts'
import type { UserRow } from './users.row.sql.ts'
import { factsOf, isAbleAdmin, statusOfRow } from './users.shape.ts'
import {
  selectDeletedLicences,
  selectHolders,
  updateCloudlinkRemoved,
  updateDeleted,
  updateRestored,
} from './users.sql.ts'

/** PBX and IoT links keep the row in the list when the CloudLink account goes (R28, strictest rule of 2.12). */
export const keepsRow = (row: Pick<UserRow, 'link_kinds'>): boolean =>
  row.link_kinds.includes('pbx') || row.link_kinds.includes('iot')

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
  const actor = { role: context.actor.kind === 'user' ? context.actor.role : null, accountKind: 'customer' as const }
  const skipped: Skipped[] = []
  const going = rows.filter((row) => {
    const verdict = can('delete', factsOf(row, context.actor), actor)
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  if (going.length === 0) return { changed: 0, skipped }
  const ids = going.map((row) => row.id)
  await removeCredentials(context, ids)
  await voidLinks(context, ids, ['welcome', 'reset'])
  await cancelMails(context, ids)
  const freed = await freeSeats(context, ids)
  const by = modifiedBy(context)
  const staying = going.filter(keepsRow)
  const leaving = going.filter((row) => !keepsRow(row))
  if (staying.length > 0)
    await updateCloudlinkRemoved(
      context.tx,
      staying.map((row) => row.id),
      by,
    )
  if (leaving.length > 0)
    await updateDeleted(
      context.tx,
      leaving.map((row) => row.id),
      by,
    )
  await endLinks(context, staying, leaving)
  await record(
    context,
    going.map(
      (row): Recorded => ({
        name: keepsRow(row) ? 'user.cloudlink_account_removed' : 'user.deleted',
        userId: row.id,
        version: row.version + 1,
        before: {
          role: row.role,
          status: statusOfRow(row),
          products: freed.had.get(row.id) ?? [],
          displayName: row.display_name,
          email: row.email,
        },
        after: { role: keepsRow(row) ? null : row.role },
      }),
    ),
  )
  await guardLastAdmin(
    context,
    going.filter(ableAdmin).map((row) => row.id),
    options.allowLastAdmin,
  )
  return { changed: freed.changed + going.length, skipped }
}

/** The directory sees a deleted user no more (R29); a phone system keeps its entry. */
async function endLinks(context: TxContext, staying: readonly UserRow[], leaving: readonly UserRow[]): Promise<void> {
  const ids = (rows: readonly UserRow[], kind?: 'scim') =>
    rows.filter((row) => (kind ? row.link_kinds.includes(kind) : row.link_kinds.length > 0)).map((row) => row.id)
  const [scim, all] = [ids(staying, 'scim'), ids(leaving)]
  if (scim.length > 0) await updateLinkStates(context.tx, scim, ['scim'], 'gone')
  if (all.length > 0) await updateLinkStates(context.tx, all, null, 'gone')
  if (scim.length + all.length > 0) await updateLinkKinds(context.tx, [...scim, ...all])
}

/**
 * Brings deleted users back as one set (R30): the same id, role and password; licences where seats are free; no
 * sessions and no one-time links. Who lost the email meanwhile is skipped and explained.
 */
export async function restoreUsers(
  context: TxContext,
  rows: readonly UserRow[],
): Promise<{ changed: number; skipped: Skipped[]; missing: string[] }> {
  const skipped: Skipped[] = []
  const deleted = rows.filter((row) => {
    if (row.deleted_at === null) skipped.push({ id: row.id, reason: 'not_deleted' })
    return row.deleted_at !== null
  })
  const taken = new Set(
    await selectHolders(
      context.tx,
      deleted.flatMap((row) => row.email_key ?? []),
    ),
  )
  const seen = new Set<string>()
  const back = deleted.filter((row) => {
    const clash = row.email_key !== null && (taken.has(row.email_key) || seen.has(row.email_key))
    if (clash) skipped.push({ id: row.id, reason: 'email_taken' })
    else if (row.email_key) seen.add(row.email_key)
    return !clash
  })
  if (back.length === 0) return { changed: 0, skipped, missing: [] }
  const ids = back.map((row) => row.id)
  if ((await updateLinksBack(context.tx, ids)) > 0) await updateLinkKinds(context.tx, ids)
  await updateRestored(context.tx, ids, modifiedBy(context))
  await restoreCredentials(context, ids)
  await record(
    context,
    back.map((row) => ({
      name: 'user.restored' as const,
      userId: row.id,
      version: row.version + 1,
      after: { role: row.role, displayName: row.display_name, email: row.email },
    })),
  )
  let changed = back.length
  const missing: string[] = []
  for (const { user_id, products } of await selectDeletedLicences(context.tx, ids)) {
    const reclaimed = await reclaimSeats(context, user_id, products)
    changed += reclaimed.changed
    missing.push(...reclaimed.missing)
  }
  return { changed, skipped, missing }
}
