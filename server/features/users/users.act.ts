import { can, type UserAction } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { changeUsers, refuse, type UserChange } from './users.change.ts'
import { invite, type Skipped } from './users.invitations.ts'
import { licenseUsers } from './users.licences.ts'
import { removeUsers, restoreUsers } from './users.removal.ts'
import type { UserRow } from './users.row.sql.ts'
import { actorFactsOf, factsOf } from './users.shape.ts'
import { lockUsers } from './users.sql.ts'

/** changed: users · missing: products that each restored user had and for which no seat was free (R30). */
export type ActOutcome = { changed: number; skipped: Skipped[]; missing?: ReadonlyMap<string, readonly string[]> }
export type ActParams = {
  product?: string
  role?: 'user' | 'account_admin'
  active?: boolean
  includeRegistered?: boolean
  allowLastAdmin?: boolean
  explicit?: boolean
  revive?: boolean
}

/**
 * Runs one action of the catalogue on users as one set; what does not apply is skipped with its reason. Resetting
 * passwords has a feature of its own; this knows the rest. Users that don’t exist are left out.
 * @throws what concerns the whole set: licences_insufficient, product_not_manageable, last_admin
 */
export const actOnUsers = command<{ action: UserAction; ids: string[]; params: ActParams }, ActOutcome>(
  { name: 'actOnUsers', permission: 'users:act' },
  async (context, { action, ids, params }) => {
    const locked = await lockUsers(context.tx, ids)
    const { changed, ...result } = await act(context, action, locked, params)
    return { changed, result: { ...result, changed: locked.length - result.skipped.length } }
  },
)

/** changed: the events that the action recorded. */
async function act(context: TxContext, action: UserAction, locked: UserRow[], params: ActParams): Promise<ActOutcome> {
  switch (action) {
    case 'send_welcome_email':
      return invite(
        context,
        locked.map((row) => ({ ...row, facts: factsOf(row, context.actor) })),
        params,
      )
    case 'assign_licence':
    case 'unassign_licence':
      return licenseUsers(context, locked, action, params.product!)
    case 'delete':
      return removeUsers(context, locked, params)
    case 'restore':
      return restoreUsers(context, locked)
    case 'set_role':
      return changeAllowed(context, action, locked, params, { role: params.role! })
    case 'set_active':
      return changeAllowed(context, action, locked, params, { suspendedByAdmin: !params.active })
    default:
      return refuse('not_applicable')
  }
}

async function changeAllowed(
  context: TxContext,
  action: 'set_role' | 'set_active',
  locked: readonly UserRow[],
  params: ActParams,
  change: UserChange,
): Promise<ActOutcome> {
  const skipped: Skipped[] = []
  const allowed = locked.filter((row) => {
    const verdict = can(action, factsOf(row, context.actor), actorFactsOf(context.actor), params)
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  const changed = await changeUsers(context, allowed, () => change, params)
  return { changed: changed.length, skipped }
}
