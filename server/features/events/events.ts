import type { z } from 'zod'
import type { historyQuery, historySchema } from '../../../domain/api/users.ts'
import { type EventName, events } from '../../../domain/event-names.ts'
import { type Event, eventsCountedTo, type exportEventsQuery, type listEventsQuery } from '../../../domain/events.ts'
import type { Page } from '../../../domain/page.ts'
import type { TxContext } from '../../platform/context.ts'
import { isUuid } from '../../platform/ids.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { getUser } from '../users/users.ts'
import { stateThen } from './events.as-of.ts'
import { countEvents, type EventFilter, type EventRow, selectChangesSince, selectEvents } from './events.sql.ts'

const toEvent = (context: TxContext, row: EventRow): Event => ({
  id: row.id,
  at: row.at.toISOString(),
  name: row.name,
  actor: {
    kind: row.actor_kind,
    id: row.actor_id,
    name: row.actor_name,
    onBehalfOf: row.actor_account_id !== null && row.actor_account_id !== context.accountId,
  },
  userId: row.user_id,
  userName: row.user_name,
  before: row.before,
  after: row.after,
  data: row.data,
  requestId: row.request_id,
  jobId: row.job_id,
})

const malformed = (field: string, detail?: string) =>
  new Problem('malformed', { errors: [{ field, code: 'invalid_value', ...(detail ? { detail } : {}) }] })

function namesOf(text: string | undefined): EventName[] | undefined {
  if (text === undefined) return undefined
  const names = text.split(',').filter(Boolean)
  const unknown = names.find((name) => !(name in events))
  if (unknown !== undefined) throw malformed('name', unknown)
  return names as EventName[]
}

function filterOf(input: z.output<typeof exportEventsQuery>): EventFilter {
  const { name, user, actor, job, grouped, search, from, to } = input
  return {
    names: namesOf(name),
    userId: user,
    actorId: actor,
    jobId: job,
    grouped: grouped === 'true',
    search,
    from,
    to,
  }
}

/** The cursor is the last event’s id: ids are in time order and tell nothing that the page did not. */
function position(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !isUuid(cursor)) throw new Problem('cursor_invalid')
  return cursor
}

async function pageOf(
  context: TxContext,
  filter: EventFilter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Event>> {
  const rows = await selectEvents(context.tx, filter, { before: position(cursor), limit: limit + 1 })
  const shown = rows.slice(0, limit)
  // A first page that holds all of them has counted them.
  const isAll = cursor === undefined && rows.length <= limit
  const counted = isAll ? rows.length : await countEvents(context.tx, filter, eventsCountedTo)
  return {
    items: shown.map((row) => toEvent(context, row)),
    nextCursor: rows.length > limit ? shown.at(-1)!.id : null,
    total: Math.min(counted, eventsCountedTo),
    totalIsExact: counted <= eventsCountedTo,
  }
}

/** Event history of the account, newest first, immediate; exact in number up to 10,000. */
export const listEvents = query<z.output<typeof listEventsQuery>, Page<Event>>(
  { name: 'listEvents', permission: 'events:read', mayLag: true },
  (context, input) => pageOf(context, filterOf(input), input),
)

/** A stretch of the export: the events before one, newest first. */
export const readEvents = query<
  { filter: z.output<typeof exportEventsQuery>; before?: string | undefined; limit: number },
  Event[]
>({ name: 'exportEvents', permission: 'events:read', mayLag: true }, async (context, { filter, before, limit }) =>
  (await selectEvents(context.tx, filterOf(filter), { before, limit })).map((row) => toEvent(context, row)),
)

/** Every event of a user, of a deleted one too; with `at`, also the user as of that moment. */
export const getHistory = query<z.output<typeof historyQuery> & { userId: string }, z.output<typeof historySchema>>(
  { name: 'getHistory', permission: 'events:read', mayLag: true },
  async (context, { userId, name, at, ...page }) => {
    const { user } = await getUser(context, { userId })
    const shown = await pageOf(context, { userId, names: namesOf(name) }, page)
    if (at === undefined) return shown
    return { ...shown, asOf: stateThen(user, await selectChangesSince(context.tx, userId, at)) }
  },
)
