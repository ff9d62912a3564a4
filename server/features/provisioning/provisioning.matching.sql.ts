import { emailKey } from '../../../domain/emails.ts'
import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'
import { fold } from '../../scim/fold.ts'

export type Candidate = {
  id: string
  matched: string[]
  source_active: boolean
  /** The directory that the user belongs to. */
  scim_source_id: string | null
  gone: boolean
  role: string | null
}

/** Who is here already by one of the keys of a user (scim.md §3.1). */
export const selectCandidates = (
  tx: Tx,
  wanted: {
    sourceId: string
    externalId: string | null
    userName: string
    email: string | null
    exceptId: string | null
  },
): Promise<Candidate[]> =>
  tx.query<Candidate>(sql`
    with asked (id, matched) as (
      select l.user_id, 'externalId' from links l where l.account_id = ${tx.accountId} and l.source_id = ${wanted.sourceId}
        and l.external_id = ${wanted.externalId} and l.state = 'linked'
      union all
      select l.user_id, 'userName' from links l where l.account_id = ${tx.accountId}
        and l.user_name_key = ${fold(wanted.userName)} and l.state = 'linked' and l.kind = 'scim'
      union all
      select u.id, 'userName' from users u where u.account_id = ${tx.accountId} and u.email_key = ${emailKey(wanted.userName)}
        and u.deleted_at is null and not u.link_kinds @> '{scim}'
      union all
      select u.id, 'emails' from users u where u.account_id = ${tx.accountId}
        and u.email_key = ${wanted.email === null ? null : emailKey(wanted.email)} and u.deleted_at is null
    )
    select u.id, array_agg(distinct a.matched) as matched, u.source_active, u.role,
      (select l.source_id from links l where l.account_id = u.account_id and l.user_id = u.id and l.kind = 'scim'
        and l.state = 'linked' limit 1) as scim_source_id,
      exists (select from links l where l.account_id = u.account_id and l.user_id = u.id
        and l.source_id = ${wanted.sourceId} and l.state = 'gone') as gone
    from asked a join users u on u.account_id = ${tx.accountId} and u.id = a.id
    where u.id is distinct from ${wanted.exceptId}::uuid
    group by u.account_id, u.id, u.source_active, u.role order by u.id`)

/** Users of a phone system, and of no directory, who have an extension; the third says that they are many. */
export async function selectEntries(tx: Tx, extension: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from users where account_id = ${tx.accountId} and deleted_at is null and link_kinds @> '{pbx}'
      and extension = ${extension} and not link_kinds @> '{scim}' order by id limit 3`)
  return rows.map(({ id }) => id)
}
