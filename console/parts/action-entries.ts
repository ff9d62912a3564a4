import { type UserAction, userActionNames, userActions } from '../../domain/user-actions.ts'
import type { MessageKey } from '../i18n.ts'

type Params = { role?: 'user' | 'account_admin'; active?: boolean }
export type ActionEntry = { action: UserAction; params: Params; label: MessageKey; isRed: boolean }

/** One entry in a menu for each value that an action can be given. */
const variants: Partial<Record<UserAction, readonly (Params & { key: string })[]>> = {
  set_role: [
    { key: 'account_admin', role: 'account_admin' },
    { key: 'user', role: 'user' },
  ],
  set_active: [
    { key: 'false', active: false },
    { key: 'true', active: true },
  ],
}

/** The actions that are offered at a place (product.md 2.10): with a selection, or without, which means all. */
export function entriesAt(place: 'icon' | 'manage', scope: 'all' | 'selected', isDeletedView = false): ActionEntry[] {
  return userActionNames
    .filter((action) => (userActions[action].places as readonly string[]).includes(`${place}:${scope}`))
    .filter((action) => (action === 'restore') === isDeletedView)
    .flatMap((action) =>
      (variants[action] ?? [{ key: scope }]).map(({ key, ...params }) => ({
        action,
        params,
        label: `do.${action}.${key}` as MessageKey,
        isRed: action === 'delete',
      })),
    )
}
