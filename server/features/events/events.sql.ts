import { fold } from '../../../domain/fold.ts'
import type { Tx } from '../../platform/db.ts'
import { raw, sql } from '../../platform/sql.ts'

export type EventRow = {
  id: string
  at: Date
  name: string
  actor_kind: string
  actor_id: string | null
  actor_account_id: string | null
  actor_name: string | null
  user_id: string | null
  user_name: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  data: Record<string, unknown> | null
  request_id: string | null
}

/** Events, newest first, from a position on. UUIDv7 ids are in time order. */
export const selectEvents = (
  tx: Tx,
  input: {
    userId?: string | undefined
    names?: readonly string[] | undefined
    search?: string | undefined
    before?: string | undefined
    limit: number
  },
): Promise<EventRow[]> =>
  tx.query<EventRow>(sql`
    select e.id, e.at, e.name, e.actor_kind, e.actor_id, e.actor_account_id, e.actor_name, e.user_id,
      u.display_name as user_name, v.before, v.after, e.data, e.request_id
    from events e
    left join event_values v on v.account_id = e.account_id and v.event_id = e.id
    left join users u on u.account_id = e.account_id and u.id = e.user_id
    where e.account_id = ${tx.accountId}
      ${input.userId ? sql` and e.user_id = ${input.userId}` : raw('')}
      ${input.names?.length ? sql` and e.name = any(${input.names}::text[])` : raw('')}
      ${input.search ? sql` and (u.search_text like ${like(input.search)} or lower(e.actor_name) like ${like(input.search)})` : raw('')}
      ${input.before ? sql` and e.id < ${input.before}::uuid` : raw('')}
    order by e.id desc limit ${input.limit}`)

const like = (search: string) => `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`

export async function countEvents(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    sql`select count(*) as n from events where account_id = ${tx.accountId} and user_id = ${userId}`,
  )
  return row!.n
}

/** Changes of a user after a moment, newest first: undone on the present state they give the state then. */
export const selectChangesSince = (
  tx: Tx,
  userId: string,
  moment: string,
): Promise<{ name: string; before: Record<string, unknown> | null; data: Record<string, unknown> | null }[]> =>
  tx.query(sql`
    select e.name, v.before, e.data from events e left join event_values v on v.account_id = e.account_id and v.event_id = e.id
    where e.account_id = ${tx.accountId} and e.user_id = ${userId} and e.at > ${moment}::timestamptz order by e.id desc`)
