import type { EventName } from '../../../domain/event-names.ts'
import { displayName } from '../../../domain/names.ts'
import { statusOf, type User, type UserValues, userFieldNames } from '../../../domain/users.ts'
import type { ChangeRow } from './events.sql.ts'

/** What of a user has a history. */
export type StateThen = UserValues &
  Pick<User, 'displayName' | 'role' | 'status' | 'sourceActive' | 'suspendedByAdmin' | 'products' | 'deletedAt'>

/** Events whose before and after are the user’s own; those of sources carry documents that use the same words. */
const ofTheUser: ReadonlySet<string> = new Set<EventName>([
  'user.updated',
  'user.registered',
  'user.deleted',
  'user.restored',
  'user.cloudlink_account_removed',
  'user.cloudlink_account_given',
])

/** What these carry in before, under these names. */
const carried = [...userFieldNames, 'role', 'registered', 'sourceActive', 'suspendedByAdmin', 'deletedAt'] as const

/**
 * The state of a user at a moment: the present one with every later change undone.
 * @param changes those after the moment, newest first
 * @returns null when the user did not exist yet
 */
export function stateThen(now: User, changes: readonly ChangeRow[]): StateThen | null {
  const state: Record<string, unknown> = { registered: now.registeredAt !== null }
  for (const key of carried) if (key in now) state[key] = now[key as keyof User]
  const products = new Set(now.products)
  for (const { name, before, data } of changes) {
    if (name === 'user.created') return null
    if (name === 'user.deleted') state.deletedAt = null
    for (const key of carried) if (before && ofTheUser.has(name) && key in before) state[key] = before[key]
    if (name === 'user.licence_assigned') products.delete(String(data?.product))
    if (name === 'user.licence_unassigned') products.add(String(data?.product))
  }
  const { registered, ...then } = state as Omit<StateThen, 'status' | 'displayName' | 'products'> & {
    registered: boolean
  }
  return {
    ...then,
    displayName: displayName(then),
    status: statusOf({ ...then, registered }),
    products: [...products].sort(),
  }
}
