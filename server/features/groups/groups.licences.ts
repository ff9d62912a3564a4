import type { TxContext } from '../../platform/context.ts'
import { listLicences } from '../licences/licences.ts'
import { actOnUsers } from '../users/users.ts'
import { endGroupLicences, insertGroupLicences, selectUnlicensed, updateShortage } from './groups.licences.sql.ts'

/** Members of a group get its product. Nobody is half-licensed: too few seats for all who wait, and nobody gets one. */

/** A group’s rule acts for the program: the directory itself has no say on licences. */
const asRule = (context: TxContext): TxContext => ({ ...context, actor: { kind: 'system', name: 'group licences' } })

/** Gives the product to the members who lack it; a shortage is noted for the console, not told to the directory (R22). */
export async function grantLicences(context: TxContext, groupId: string, product: string): Promise<void> {
  const wanting = await selectUnlicensed(context.tx, groupId, product)
  const available = wanting.length === 0 ? 0 : await seatsOf(context, product)
  if (wanting.length > (available ?? 0)) {
    await updateShortage(context.tx, groupId, { needed: wanting.length, available: available ?? 0 })
    return
  }
  await updateShortage(context.tx, groupId, null)
  if (wanting.length === 0) return
  await actOnUsers(asRule(context), { action: 'assign_licence', ids: wanting, params: { product, explicit: true } })
  await insertGroupLicences(context.tx, groupId, product, wanting)
}

/** Takes back what the rule gave to users who are no longer members. userIds null: from all. */
export async function revokeLicences(
  context: TxContext,
  groupId: string,
  userIds: readonly string[] | null,
): Promise<void> {
  const ended = await endGroupLicences(context.tx, groupId, userIds)
  for (const product of new Set(ended.map((row) => row.product_id))) {
    if ((await seatsOf(context, product)) === undefined) continue
    const ids = ended.filter((row) => row.product_id === product).map((row) => row.user_id)
    await actOnUsers(asRule(context), { action: 'unassign_licence', ids, params: { product, explicit: true } })
  }
}

/** Free seats; undefined: the product can’t be managed now (R20), and nothing is given or taken. */
async function seatsOf(context: TxContext, product: string): Promise<number | undefined> {
  const { items } = await listLicences(asRule(context))
  const licence = items.find((item) => item.product === product)
  return licence?.manageable ? licence.available : undefined
}
