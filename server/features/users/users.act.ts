import { can, type UserAction } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { changeUsers, refuse, type UserChange } from './users.change.ts'
import { invite, type Skipped } from './users.invitations.ts'
import { removeUsers, restoreUsers } from './users.removal.ts'
import type { UserRow } from './users.row.sql.ts'
import { factsOf } from './users.shape.ts'
import * as rows from './users.sql.ts'

export type ActOutcome = { changed: number; skipped: Skipped[]; missing?: string[] }
export type ActParams = {
  product?: string
  role?: 'user' | 'account_admin'
  active?: boolean
  includeRegistered?: boolean
  allowLastAdmin?: boolean
  explicit?: boolean
}

/**
 * Runs one action of the catalogue on users as one set; what does not apply is skipped with its reason.
 * Licence and reset actions have their own features; this knows the rest.
 */
export const actOnUsers = command<{ action: UserAction; ids: string[]; params: ActParams }, ActOutcome>(
  { name: 'actOnUsers', permission: 'users:act' },
  async (context, { action, ids, params }) => {
    const locked = await rows.lockUsers(context.tx, ids)
    const { changed, ...result } = await act(context, action, locked, params)
    return { changed, result: { changed: locked.length - result.skipped.length, ...result } }
  },
)

async function act(context: TxContext, action: UserAction, locked: UserRow[], params: ActParams): Promise<ActOutcome> {
  switch (action) {
    case 'send_welcome_email':
      return invite(context, locked, params)
    case 'delete':
      return removeUsers(context, locked, params)
    case 'restore':
      return restoreUsers(context, locked)
    case 'set_role':
    case 'set_active': {
      const actor = {
        role: context.actor.kind === 'user' ? context.actor.role : null,
        accountKind: 'customer' as const,
      }
      const skipped: Skipped[] = []
      const allowed = locked.filter((row) => {
        const verdict = can(action, factsOf(row, context.actor), actor, params)
        if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
        return verdict.ok
      })
      const change: UserChange = action === 'set_role' ? { role: params.role! } : { suspendedByAdmin: !params.active }
      const changed = await changeUsers(context, allowed, () => change, params)
      return { changed: changed.length, skipped }
    }
    default:
      return refuse('not_applicable')
  }
}
