import type { TxContext } from '../../platform/context.ts'
import { modifiedBy, type Recorded, record } from '../../platform/record.ts'
import { restoreCredentials } from '../credentials/credentials.ts'
import { giveProductsBack } from './users.licences.ts'
import { updateLinkKinds, updateLinksBack } from './users.links.sql.ts'
import type { UserRow } from './users.row.sql.ts'
import { updateCloudlinkBack } from './users.sql.ts'

/** What a deletion recorded of a user whose row stayed (R28). */
export type TakenAccount = {
  role: string
  registeredAt: string | null
  sourceActive: boolean
  products: readonly string[]
}

/**
 * Gives locked users the CloudLink accounts back that a deletion took (R28): role and password as they were, licences
 * where seats are free; no sessions and no one-time links.
 * @returns changed: events recorded · missing: products of each user for which no seat was free
 */
export async function giveCloudlinkBack(
  context: TxContext,
  rows: readonly UserRow[],
  taken: ReadonlyMap<string, TakenAccount>,
): Promise<{ changed: number; missing: Map<string, string[]> }> {
  if (rows.length === 0) return { changed: 0, missing: new Map() }
  const ids = rows.map((row) => row.id)
  if ((await updateLinksBack(context.tx, ids)) > 0) await updateLinkKinds(context.tx, ids)
  const given = ids.map((id) => ({ id, ...taken.get(id)! }))
  await updateCloudlinkBack(context.tx, given, modifiedBy(context))
  await restoreCredentials(
    context,
    given.flatMap(({ id, registeredAt }) => (registeredAt ? [id] : [])),
  )
  const had = new Map(given.map(({ id, products }) => [id, products]))
  const { changed, missing } = await giveProductsBack(context, rows, had)
  await record(
    context,
    rows.map((row): Recorded => {
      const { role, registeredAt, sourceActive } = taken.get(row.id)!
      const lacking = missing.get(row.id)
      return {
        name: 'user.cloudlink_account_given',
        userId: row.id,
        version: row.version + 1,
        before: { role: null, registered: false, sourceActive: row.source_active },
        after: { role, registered: registeredAt !== null, sourceActive },
        ...(lacking ? { data: { missing: lacking } } : {}),
      }
    }),
  )
  return { changed: changed + rows.length, missing }
}
