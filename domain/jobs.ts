import { z } from 'zod'
import { userFilterSchema } from './filter.ts'
import { jobOutcomes, jobStates, mostIds } from './job-states.ts'
import { instant, pageOf, pageQuery, uuid } from './page.ts'
import { userActionNames } from './user-actions.ts'

export { changedSince, ended, type JobState, jobOutcomes, jobStates } from './job-states.ts'

const counted = z.array(z.object({ code: z.string(), count: z.number().int() }))
export type Counted = z.infer<typeof counted>

export const jobSchema = z.object({
  id: uuid,
  action: z.string(),
  /** What the action was given: product, role, active. */
  params: z.record(z.string(), z.unknown()).optional(),
  state: z.enum(jobStates),
  total: z.number().int(),
  processed: z.number().int(),
  changed: z.number().int(),
  skipped: counted,
  failed: counted,
  /** Licences that restored users had and for which no seat was free, by product. */
  missing: z.array(z.object({ product: z.string(), count: z.number().int() })).optional(),
  undoable: z.boolean(),
  /** The job that this one takes back. */
  undoOf: uuid.nullable().optional(),
  /** Who started it. */
  startedBy: z.string().optional(),
  /** The problem that ended a failed job. */
  error: z.string().nullable().optional(),
  createdAt: instant.optional(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
})
export type Job = z.infer<typeof jobSchema>
export const jobPage = pageOf(jobSchema)
export const listJobsQuery = z.strictObject({
  ...pageQuery,
  /** running: those that have not ended. */
  state: z.enum(['running', 'ended']).optional(),
})

export const jobResultSchema = z.object({
  userId: uuid,
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  outcome: z.enum(jobOutcomes),
  code: z.string().nullable(),
})
export type JobResult = z.infer<typeof jobResultSchema>
export const jobResultPage = pageOf(jobResultSchema)
const jobResultFilter = { outcome: z.enum(jobOutcomes).optional(), code: z.string().max(80).optional() }
export const jobResultsQuery = z.strictObject({ ...pageQuery, ...jobResultFilter })
export const exportJobResultsQuery = z.strictObject(jobResultFilter)

/** A selection as a value: what the list can show, a selection can say (product.md §4). */
export const selectionSchema = z.union([
  z.strictObject({ ids: z.array(uuid).min(1).max(mostIds) }),
  z.strictObject({ all: z.literal(true) }),
  z.strictObject({ matching: userFilterSchema, except: z.array(uuid).max(mostIds).default([]) }),
])
export type Selection = z.output<typeof selectionSchema>

export const actionParams = z.strictObject({
  product: z.string().max(80).optional(),
  role: z.enum(['user', 'account_admin'], { error: () => ({ message: 'role_not_assignable' }) }).optional(),
  active: z.boolean().optional(),
  includeRegistered: z.boolean().optional(),
  allowLastAdmin: z.boolean().optional(),
})

export const planActionBody = z.strictObject({
  action: z.enum(userActionNames),
  selection: selectionSchema,
  params: actionParams.default({}),
  confirm: z.string().max(40).optional(),
})

const planned = {
  confirm: z.string().max(40).optional(),
  /** What the person was shown: count and hash of a plan. */
  planDigest: z.string().max(200).optional(),
  /** Runs the planned users, whoever would be selected now. */
  frozen: z.boolean().optional(),
}

/** A selection to act on, or a plan that was made of one. */
export const userActionBody = z.union([
  planActionBody.extend(planned),
  z.strictObject({ planId: uuid, action: z.enum(userActionNames).optional(), ...planned }),
])
export const undoBody = z.strictObject({ planId: uuid.optional(), ...planned })

export const planSchema = z.object({
  id: uuid,
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** The count of users and an order-free hash over (user id, verdict). */
  digest: z.string(),
  expiresAt: instant,
  total: z.number().int(),
  willChange: z.number().int(),
  skipped: counted,
  /** What else it means, by code: row_stays, may_come_back, removed, cloudlink_account_given. */
  effects: counted,
  /** Nobody who can sign in as an admin would be left (R14). */
  lastAdmin: z.boolean(),
  licences: z
    .object({
      product: z.string(),
      needed: z.number().int(),
      available: z.number().int(),
      quantity: z.number().int(),
      nextExpiry: instant.nullable(),
      /** Seats that could be had back, where there are too few. */
      reclaimable: z
        .object({ inactive: z.number().int(), unregistered: z.number().int(), notSignedIn: z.number().int() })
        .optional(),
    })
    .optional(),
  mails: z
    .object({
      count: z.number().int(),
      /** Emails of the account that go before them. */
      waiting: z.number().int(),
      perHour: z.number().int(),
      minutes: z.number().int(),
    })
    .optional(),
  undoable: z.boolean(),
})
export type Plan = z.infer<typeof planSchema>

/** The outcome `code` of rows that the action will change. */
export const planRowSchema = z.object({
  userId: uuid,
  displayName: z.string(),
  email: z.string().nullable(),
  code: z.string().nullable(),
})
export type PlanRow = z.infer<typeof planRowSchema>
export const planRowPage = pageOf(planRowSchema)
/** code `ok`: those whom it will change; absent: all. */
export const planRowsQuery = z.strictObject({ ...pageQuery, code: z.string().max(80).optional() })
export const exportPlanRowsQuery = z.strictObject({ code: z.string().max(80).optional() })
