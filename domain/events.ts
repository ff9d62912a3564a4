import { z } from 'zod'
import { instant, pageOf, pageQuery, uuid } from './page.ts'

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
  /** The job that did it. */
  jobId: uuid.nullable(),
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
  /** What one job did. */
  job: uuid.optional(),
  /** Of a job only its start and its end, not what it did to each user. */
  grouped: z.literal('true').optional(),
  /** Moments, both included. */
  from: instant.optional(),
  to: instant.optional(),
}
export const listEventsQuery = z.strictObject({ ...pageQuery, ...eventFilter })
export const exportEventsQuery = z.strictObject(eventFilter)
/** Matching events are counted up to here. */
export const eventsCountedTo = 10_000
