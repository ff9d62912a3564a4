import { type UserField, type UserValues, userFieldNames } from '../../../domain/user-fields.ts'
import type { User } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { actOnUsers, readUsers, updateUser } from '../users/users.ts'
import type { LinkChanges } from './provisioning.sql.ts'

export async function notingChanges(
  context: TxContext,
  userId: string,
  link: () => Promise<void>,
): Promise<LinkChanges> {
  const [before] = await readUsers(context, { ids: [userId] })
  await link()
  const [after] = await readUsers(context, { ids: [userId] })
  const differing = userFieldNames.filter((field) => before![field] !== after![field])
  return {
    fields: Object.fromEntries(differing.map((field) => [field, [before![field], after![field]]])),
    inactive: before!.sourceActive && !after!.sourceActive,
  }
}

/**
 * Puts back what a link has changed, once it is released. What was written since, and what another source owns, stays.
 * @throws email_taken when somebody else has the email of before
 */
export async function putBack(context: TxContext, userId: string, { fields, inactive }: LinkChanges): Promise<void> {
  const [now] = await readUsers(context, { ids: [userId] })
  if (!now || now.deletedAt !== null) return
  const { email, ...others } = Object.fromEntries(
    userFieldNames.flatMap((field) => (isAsLinked(now, field, fields[field]) ? [[field, fields[field]![0]]] : [])),
  ) as Partial<UserValues>
  // Who had no email keeps the one that the link brought: a user is not saved without.
  const body = { ...others, ...(email ? { email } : {}) }
  if (Object.keys(body).length > 0) await updateUser(context, { userId, ifMatch: '*', body })
  if (inactive && now.leftInactive && !now.suspendedByAdmin)
    await actOnUsers(context, { action: 'set_active', ids: [userId], params: { active: true } })
}

const isAsLinked = (now: User, field: UserField, change: [string | null, string | null] | undefined): boolean =>
  change !== undefined && now[field] === change[1] && !now.lockedFields.some((lock) => lock.field === field)
