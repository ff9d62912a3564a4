import { z } from 'zod'
import { instant, pageOf, pageQuery, uuid } from './page.ts'

/** Every event name. values: whether it carries before and after (personal data: kept in a side table). */
export const events = {
  'account.created': { subject: 'account', values: true },
  'account.updated': { subject: 'account', values: true },
  'integrations.updated': { subject: 'account', values: true },
  'subscription.created': { subject: 'account', values: false },
  'subscription.ended': { subject: 'account', values: false },
  'demo.loaded': { subject: 'account', values: false },
  'user.created': { subject: 'user', values: true },
  'user.updated': { subject: 'user', values: true },
  'user.deleted': { subject: 'user', values: true },
  'user.cloudlink_account_removed': { subject: 'user', values: true },
  'user.cloudlink_account_given': { subject: 'user', values: true },
  'user.restored': { subject: 'user', values: true },
  'user.erased': { subject: 'user', values: false },
  'user.registered': { subject: 'user', values: true },
  'user.invited': { subject: 'user', values: false },
  'user.reset_sent': { subject: 'user', values: false },
  'user.password_changed': { subject: 'user', values: false },
  'user.signed_out_everywhere': { subject: 'user', values: false },
  'user.licence_assigned': { subject: 'user', values: false },
  'user.licence_unassigned': { subject: 'user', values: false },
  'user.linked': { subject: 'user', values: true },
  'user.unlinked': { subject: 'user', values: true },
  'user.source_data_changed': { subject: 'user', values: true },
  'source.created': { subject: 'source', values: false },
  'source.updated': { subject: 'source', values: false },
  'source.removed': { subject: 'source', values: false },
  'source.released': { subject: 'source', values: false },
  'source.token_created': { subject: 'source', values: false },
  'source.token_revoked': { subject: 'source', values: false },
  'source.conflict_found': { subject: 'source', values: false },
  'source.conflict_decided': { subject: 'source', values: false },
  'group.created': { subject: 'group', values: false },
  'group.updated': { subject: 'group', values: false },
  'group.deleted': { subject: 'group', values: false },
} as const satisfies Record<string, { subject: 'account' | 'user' | 'source' | 'group' | 'job'; values: boolean }>
export type EventName = keyof typeof events

export const eventSchema = z.object({
  id: uuid,
  at: instant,
  name: z.string(),
  actor: z.object({ kind: z.string(), id: uuid.nullable(), name: z.string().nullable(), onBehalfOf: z.boolean() }),
  userId: uuid.nullable(),
  userName: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  data: z.record(z.string(), z.unknown()).nullable(),
  requestId: z.string().nullable(),
})
export type Event = z.infer<typeof eventSchema>
export const eventPage = pageOf(eventSchema)

/** What events can be searched and filtered by: the same in the list and in the export. */
const eventFilter = {
  /** Words in the names of the user or of the actor. */
  search: z.string().max(200).optional(),
  /** Event names, `a,b`. */
  name: z.string().max(1000).optional(),
  user: uuid.optional(),
  actor: uuid.optional(),
  /** Moments, both included. */
  from: instant.optional(),
  to: instant.optional(),
}
export const listEventsQuery = z.strictObject({ ...pageQuery, ...eventFilter })
export const exportEventsQuery = z.strictObject(eventFilter)
/** Matching events are counted up to here. */
export const eventsCountedTo = 10_000
