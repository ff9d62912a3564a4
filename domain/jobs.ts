import { z } from 'zod'
import { userFilterSchema } from './filter.ts'
import { instant, uuid } from './page.ts'
import { userActionNames } from './user-actions.ts'

export const jobStates = ['queued', 'running', 'waiting', 'done', 'cancelled', 'failed'] as const
const counted = z.array(z.object({ code: z.string(), count: z.number().int() }))

export const jobSchema = z.object({
  id: uuid,
  action: z.string(),
  state: z.enum(jobStates),
  total: z.number().int(),
  processed: z.number().int(),
  changed: z.number().int(),
  skipped: counted,
  failed: counted,
  /** Licences that restored users had and for which no seat was free, by product. */
  missing: z.array(z.object({ product: z.string(), count: z.number().int() })).optional(),
  undoable: z.boolean(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
})
export type Job = z.infer<typeof jobSchema>

/** A selection as a value: what the list can show, a selection can say (product.md §4). */
export const selectionSchema = z.union([
  z.strictObject({ ids: z.array(uuid).min(1).max(10_000) }),
  z.strictObject({ all: z.literal(true) }),
  z.strictObject({ matching: userFilterSchema, except: z.array(uuid).max(10_000).default([]) }),
])
export type Selection = z.output<typeof selectionSchema>

export const actionParams = z.strictObject({
  product: z.string().max(80).optional(),
  role: z.enum(['user', 'account_admin'], { error: () => ({ message: 'role_not_assignable' }) }).optional(),
  active: z.boolean().optional(),
  includeRegistered: z.boolean().optional(),
  allowLastAdmin: z.boolean().optional(),
})

export const userActionBody = z.strictObject({
  action: z.enum(userActionNames),
  selection: selectionSchema,
  params: actionParams.default({}),
  confirm: z.string().max(40).optional(),
})
