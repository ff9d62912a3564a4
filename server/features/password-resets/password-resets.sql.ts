import type { Facts } from '../../../domain/user-actions.ts'
import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'

export type ResettableRow = {
  id: string
  email: string | null
  account_active: boolean
  facts: Omit<Facts, 'isSelf' | 'licensed' | 'leftInactive'>
}

/** Users with the facts that R18 asks for, locked in id order. Who is not in this account is left out. */
export const lockResettable = (tx: Tx, userIds: readonly string[]): Promise<ResettableRow[]> =>
  tx.query<ResettableRow>(sql`
    select u.id, u.email, a.state = 'active' as account_active, jsonb_build_object('role', u.role,
      'registered', u.registered_at is not null, 'sourceActive', u.source_active,
      'suspendedByAdmin', u.suspended_by_admin, 'hasEmail', u.email is not null, 'linkKinds', u.link_kinds,
      'invitation', case when u.invitation_waits then 'queued' else u.invitation end, 'cloudlinkRemoved', u.cloudlink_removed_at is not null,
      'deleted', u.deleted_at is not null) as facts
    from users u join accounts a on a.id = u.account_id
    where u.account_id = ${tx.accountId} and u.id = any(${userIds}::uuid[])
    order by u.id for no key update of u`)
