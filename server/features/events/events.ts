import type { z } from 'zod'
import type { historyQuery, historySchema } from '../../../domain/api/users.ts'
import { type Event, type EventName, events, type listEventsQuery } from '../../../domain/events.ts'
import type { Page } from '../../../domain/page.ts'
import type { User } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { isUuid } from '../../platform/ids.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { getUser } from '../users/users.ts'
import { countEvents, type EventRow, selectChangesSince, selectEvents } from './events.sql.ts'

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
})

function namesOf(text: string | undefined): EventName[] | undefined {
  if (text === undefined) return undefined
  const names = text.split(',').filter(Boolean)
  const unknown = names.find((name) => !(name in events))
  if (unknown !== undefined)
    throw new Problem('malformed', { errors: [{ field: 'name', code: 'invalid_value', detail: unknown }] })
  return names as EventName[]
}

/** The cursor is the last event’s id: ids are in time order and tell nothing that the page did not. */
function position(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !isUuid(cursor)) throw new Problem('cursor_invalid')
  return cursor
}

function pageOf(context: TxContext, rows: EventRow[], limit: number): Omit<Page<Event>, 'total'> {
  const shown = rows.slice(0, limit)
  return { items: shown.map((row) => toEvent(context, row)), nextCursor: rows.length > limit ? shown.at(-1)!.id : null }
}

/** Event history of the account, newest first, immediate. total counts what is shown from here on, up to the page. */
export const listEvents = query<z.output<typeof listEventsQuery>, Page<Event>>(
  { name: 'listEvents', permission: 'events:read' },
  async (context, input) => {
    const rows = await selectEvents(context.tx, {
      names: namesOf(input.name),
      search: input.search,
      before: position(input.cursor),
      limit: input.limit + 1,
    })
    const page = pageOf(context, rows, input.limit)
    return { ...page, total: page.items.length, totalIsExact: page.nextCursor === null }
  },
)

/** Every event of a user; with `at`, also the user as of that moment. */
export const getHistory = query<z.output<typeof historyQuery> & { userId: string }, z.output<typeof historySchema>>(
  { name: 'getHistory', permission: 'events:read' },
  async (context, input) => {
    const { user } = await getUser(context, { userId: input.userId })
    const rows = await selectEvents(context.tx, {
      userId: input.userId,
      names: namesOf(input.name),
      before: position(input.cursor),
      limit: input.limit + 1,
    })
    const page = { ...pageOf(context, rows, input.limit), total: await countEvents(context.tx, input.userId) }
    return input.at === undefined ? page : { ...page, asOf: await asOf(context, user, input.at) }
  },
)

/** The state then: the present one with every later change undone, newest first. null: did not exist yet. */
async function asOf(context: TxContext, user: User, moment: string): Promise<Partial<User> | null> {
  if (Date.parse(user.createdAt) > Date.parse(moment)) return null
  const state: Record<string, unknown> = { ...user }
  const products = new Set(user.products)
  for (const change of await selectChangesSince(context.tx, user.id, moment)) {
    Object.assign(state, change.before)
    const product = change.data?.product as string | undefined
    if (product && change.name === 'user.licence_assigned') products.delete(product)
    if (product && change.name === 'user.licence_unassigned') products.add(product)
  }
  const { name, firstName, lastName, email, mobile, extension, role, status, sourceActive, suspendedByAdmin } =
    state as User
  return {
    name,
    firstName,
    lastName,
    email,
    mobile,
    extension,
    role,
    status,
    sourceActive,
    suspendedByAdmin,
    products: [...products].sort(),
  }
}
