import { can } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { assignProduct, reclaimSeats, unassignProduct } from '../licences/licences.ts'
import { refuse } from './users.change.ts'
import type { Skipped } from './users.invitations.ts'
import type { UserRow } from './users.row.sql.ts'
import { actorFactsOf, factsOf } from './users.shape.ts'
import { updateLicensed, updateProducts } from './users.sql.ts'

type LicenceAction = 'assign_licence' | 'unassign_licence'

/**
 * Assigns a product to locked users, or takes it, as one set (R20–R23). Their versions rise, modifiedAt stays.
 * @returns changed: the users whose licence changed, each with its event · skipped with the reason
 * @throws product_not_manageable R20 · licences_insufficient R22: nothing is assigned
 */
export async function licenseUsers(
  context: TxContext,
  rows: readonly UserRow[],
  action: LicenceAction,
  product: string,
): Promise<{ changed: number; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const allowed = rows.filter((row) => {
    const verdict = can(action, factsOf(row, context.actor, product), actorFactsOf(context.actor))
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  const change = action === 'assign_licence' ? assignProduct : unassignProduct
  const ids = await change(
    context,
    allowed.map((row) => row.id),
    product,
    versionsAfter(allowed),
  )
  if (ids.length > 0) await updateLicensed(context.tx, ids)
  return { changed: ids.length, skipped }
}

/**
 * The whole set of a user’s products becomes `wanted`; one lock order: products by name. Returns changes made.
 * @throws not_applicable what can() refuses · as licenseUsers
 */
export async function setProducts(context: TxContext, row: UserRow, wanted: readonly string[]): Promise<number> {
  const now = row.products
  const touched = [...new Set([...now, ...wanted])]
    .filter((product) => now.includes(product) !== wanted.includes(product))
    .sort()
  for (const [made, product] of touched.entries()) {
    const action = wanted.includes(product) ? 'assign_licence' : 'unassign_licence'
    const { skipped } = await licenseUsers(context, [{ ...row, version: row.version + made }], action, product)
    if (skipped[0]) refuse(skipped[0].reason)
  }
  return touched.length
}

/**
 * Gives locked users who come back the products that they had, where seats are free.
 * @returns changed: events recorded · missing: products of each user for which no seat was free
 */
export async function giveProductsBack(
  context: TxContext,
  rows: readonly UserRow[],
  had: ReadonlyMap<string, readonly string[]>,
): Promise<{ changed: number; missing: Map<string, string[]> }> {
  const given = await reclaimSeats(context, had, versionsAfter(rows))
  const licensed = rows.filter((row) => had.get(row.id)?.length).map((row) => row.id)
  if (licensed.length > 0) await updateProducts(context.tx, licensed)
  return given
}

/** The version that each of these users has after one change. */
export const versionsAfter = (rows: readonly UserRow[]): Map<string, number> =>
  new Map(rows.map((row) => [row.id, row.version + 1]))
