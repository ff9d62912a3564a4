import type { UserValues } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { record } from '../../platform/record.ts'
import { inviteNew } from './users.invitations.ts'
import type { NewUser } from './users.sql.ts'

/**
 * What follows when users were inserted: the events, and the welcome email of whom is written as invited (R5). Nothing of it
 * waits for anything, so that it travels in one packet with what the caller sends in the same turn.
 */
export function sendCreation(context: TxContext, created: readonly NewUser[]): [Promise<void>, Promise<void>] {
  const invited = created.filter((user) => user.invitation === 'queued')
  return [
    record(context, [
      ...created.map(({ id, values, role, origin }) => ({
        name: 'user.created' as const,
        userId: id,
        version: 1,
        after: { ...given(values), role, origin },
      })),
      ...invited.map(({ id }) => ({ name: 'user.invited' as const, userId: id, data: { kind: 'welcome' } })),
    ]),
    inviteNew(
      context,
      invited.map(({ id, values }) => ({ id, email: values.email! })),
    ),
  ]
}

const given = (values: UserValues) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
