import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'
import { counted } from './users.sql.ts'

/** State that only time makes, for users of the demo. */
export type DemoStamp = {
  id: string
  registered: boolean
  invitation: 'not_sent' | 'sent' | 'expired' | 'refused'
  lastSignInDaysAgo: number | null
}

export const updateDemoStamps = (tx: Tx, stamps: readonly DemoStamp[]): Promise<number> =>
  tx.run(sql`
    with stamped as (update users u set registered_at = case when g.registered then now() - interval '90 days' end,
      invitation = case g.invitation when 'expired' then 'sent' else g.invitation end, invitation_waits = false,
      invitation_sent_at = case g.invitation when 'sent' then now() - interval '1 day' when 'expired' then now() - interval '20 days' end,
      last_sign_in_at = now() - "lastSignInDaysAgo" * interval '1 day'
    from jsonb_to_recordset(${JSON.stringify(stamps)}::jsonb)
      as g (id uuid, registered boolean, invitation text, "lastSignInDaysAgo" integer)
    where u.account_id = ${tx.accountId} and u.id = g.id and u.role is not null returning u.id, u.registered_at),
      differing as (select s.registered_at as now, u.registered_at as before from stamped s
        join users u on u.account_id = ${tx.accountId} and u.id = s.id),
      ${counted('differing', '0', 'count(now) - count(before)')}
    select from stamped`)
