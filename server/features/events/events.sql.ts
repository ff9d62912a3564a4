import { searchWords } from '../../../domain/fold.ts'
import type { Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'

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
  job_id: string | null
}

/** What events are asked for; what is absent does not matter. */
export type EventFilter = {
  userId?: string | undefined
  actorId?: string | undefined
  jobId?: string | undefined
  /** Without what jobs did to each user. */
  grouped?: boolean | undefined
  names?: readonly string[] | undefined
  search?: string | undefined
  /** Moments, both included. */
  from?: string | undefined
  to?: string | undefined
}

const columns = raw(`e.id, e.at, e.name, e.actor_kind, e.actor_id, e.actor_account_id, e.actor_name, e.user_id,
  u.display_name as user_name, v.before, v.after, e.data, e.request_id, e.job_id`)

const withUser = raw('left join users u on u.account_id = e.account_id and u.id = e.user_id')

/** Events, newest first, from a position on. UUIDv7 ids are in time order. */
export const selectEvents = (
  tx: Tx,
  filter: EventFilter,
  page: { before?: string | undefined; limit: number },
): Promise<EventRow[]> =>
  tx.query<EventRow>(sql`
    select ${columns} from events e
    left join event_values v on v.account_id = e.account_id and v.event_id = e.id
    ${withUser}
    where ${matching(tx, filter)}${page.before ? sql` and e.id < ${page.before}::uuid` : raw('')}
    order by e.id desc limit ${page.limit}`)

/** Counts up to a limit: above it there are more. */
export async function countEvents(tx: Tx, filter: EventFilter, limit: number): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from (
      select from events e ${filter.search ? withUser : raw('')} where ${matching(tx, filter)} limit ${limit + 1}) matches`)
  return row!.n
}

function matching(tx: Tx, filter: EventFilter): Sql {
  const { userId, actorId, jobId, grouped, names, search, from, to } = filter
  return join(
    [
      sql`e.account_id = ${tx.accountId}`,
      ...(userId ? [sql`e.user_id = ${userId}::uuid`] : []),
      ...(actorId ? [sql`e.actor_id = ${actorId}::uuid`] : []),
      ...(jobId ? [sql`e.job_id = ${jobId}::uuid`] : []),
      ...(grouped ? [raw('(e.job_id is null or e.user_id is null)')] : []),
      ...(names?.length ? [sql`e.name = any(${names}::text[])`] : []),
      // The ids, by which the index is read, follow the clocks of servers: an hour’s difference is allowed for.
      ...(from ? [sql`e.at >= ${from}::timestamptz and e.id >= ${idAt(from, -3_600_000)}::uuid`] : []),
      ...(to ? [sql`e.at <= ${to}::timestamptz and e.id <= ${idAt(to, 3_600_000)}::uuid`] : []),
      ...searchWords(search ?? '').map((word) => naming(word)),
    ],
    ' and ',
  )
}

/** Who is named: the user, or the actor, whose name is folded here as the user’s was when it was written. */
const naming = (word: string): Sql => {
  const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(u.search_text like ${like}
    or lower(regexp_replace(normalize(e.actor_name, nfkd), '[\u0300-\u036f]', '', 'g')) like ${like})`
}

/** The first UUIDv7 of a moment. */
function idAt(moment: string, shiftMs: number): string {
  const hex = Math.max(0, Date.parse(moment) + shiftMs)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`
}

export type ChangeRow = {
  name: string
  at: Date
  before: Record<string, unknown> | null
  data: Record<string, unknown> | null
}

/** Changes of a user after a moment, newest first: undone on the present state they give the state then. */
export const selectChangesSince = (tx: Tx, userId: string, moment: string): Promise<ChangeRow[]> =>
  tx.query<ChangeRow>(sql`
    select e.name, e.at, v.before, e.data
    from events e left join event_values v on v.account_id = e.account_id and v.event_id = e.id
    where e.account_id = ${tx.accountId} and e.user_id = ${userId} and e.at > ${moment}::timestamptz
    order by e.at desc, e.id desc`)
