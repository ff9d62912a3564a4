import type { Tx } from '../../platform/db.ts'
import { among, type Sql, sql } from '../../platform/sql.ts'

/** What came of the newest welcome email: no version, no modifiedAt. */
export const updateInvitations = (
  tx: Tx,
  ids: readonly string[],
  state: 'not_sent' | 'sent' | 'refused',
): Promise<number> =>
  tx.run(sql`
    update users set invitation = ${state}, invitation_sent_at = case when ${state} = 'sent' then now() end,
      invitation_waits = false
    where account_id = ${tx.accountId} and id ${among(ids)}`)

/** A welcome email waits: a mark that no index holds. `role = role` as in updateLicensed(). */
export const updateInvitationsWaiting = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    update users set invitation_waits = true, role = role where account_id = ${tx.accountId} and id ${among(ids)}`)

/** A voided welcome link leaves nothing to open: who was invited is not, until sent again. */
export const resetOpenInvitations = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`
    update users set invitation = 'not_sent', invitation_sent_at = null, invitation_waits = false
    where account_id = ${tx.accountId} and id ${among(ids)} and registered_at is null`)

/** R28: a welcome email gives a CloudLink account again. */
export const updateCloudlinkGiven = (tx: Tx, ids: readonly string[], by: Sql): Promise<number> =>
  tx.run(sql`
    update users set role = 'user', cloudlink_removed_at = null, version = version + 1, modified_at = now(), modified_by = ${by}
    where account_id = ${tx.accountId} and id ${among(ids)} and role is null`)
