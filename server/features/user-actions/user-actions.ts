import type { z } from 'zod'
import type { Job, Plan, undoBody, userActionBody } from '../../../domain/jobs.ts'
import { type UserAction, userActions } from '../../../domain/user-actions.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { importAction, planUndoImport, startUndoImport } from '../imports/imports.ts'
import {
  isUndoable,
  type JobRow,
  lockJobRow,
  planChanges,
  readJobRow,
  requirePlan,
  takePlan,
  toJob,
} from '../jobs/jobs.ts'
import type { ActParams } from '../users/users.ts'
import { requireConfirmation, requireParams, type Wanted } from './user-actions.judge.ts'
import { runOnOne } from './user-actions.one.ts'
import { answerOf, given, makePlan } from './user-actions.plan.ts'
import { type Order, runAgain, runPlan } from './user-actions.run.ts'

/** Actions of the catalogue on users: on one within the request, on any selection as a plan and a job, and back again. */
export { planUserAction } from './user-actions.plan.ts'
export { actOnChunk, mayStillAct } from './user-actions.run.ts'

type Input = z.output<typeof userActionBody>

/**
 * Runs an action on a selection, or a plan that was made of one. One user by id and without a plan: within the request.
 * @throws confirmation_missing R26 · as runPlan
 */
export async function runUserAction(context: Context, input: Input): Promise<Job> {
  if ('planId' in input) return runPlanned(context, input)
  const { action, selection, planDigest } = input
  const params = given(input.params)
  requireConfirmation(action, input.confirm)
  requireParams({ action, params })
  if ('ids' in selection && selection.ids.length === 1 && planDigest === undefined)
    return runOnOne(context, { action, id: selection.ids[0]!, params })
  if ('confirm' in userActions[action] && planDigest === undefined) throw fieldProblem('planDigest', 'required')
  return runSelected(context, { wanted: { action, selection, params }, order: input })
}

const runPlanned = command<Extract<Input, { planId: string }>, Job>(
  { name: 'runPlan', permission: 'users:act' },
  async (context, input) => {
    const before = context.tx.recorded
    const plan = await requirePlan(context, input.planId)
    const action = plan.action as UserAction
    if (input.action !== undefined && input.action !== action) throw fieldProblem('action', 'invalid_value')
    requireConfirmation(action, input.confirm)
    if ('confirm' in userActions[action] && input.planDigest === undefined) throw fieldProblem('planDigest', 'required')
    const result = await runPlan(context, input.planId, input)
    return { changed: context.tx.recorded - before, result }
  },
)

const runSelected = command<{ wanted: Wanted; order: Order }, Job>(
  { name: 'runUserActions', permission: 'users:act' },
  async (context, { wanted, order }) => {
    const before = context.tx.recorded
    const result = await runAgain(context, wanted, order)
    return { changed: context.tx.recorded - before, result }
  },
)

/** The action that takes another one back; what a job did besides is in its events. */
const inverses: Partial<Record<UserAction, (params: ActParams) => { action: UserAction; params: ActParams }>> = {
  assign_licence: ({ product }) => ({ action: 'unassign_licence', params: { product: product! } }),
  unassign_licence: ({ product }) => ({ action: 'assign_licence', params: { product: product! } }),
  set_role: ({ role }) => ({ action: 'set_role', params: { role: role === 'user' ? 'account_admin' : 'user' } }),
  set_active: ({ active }) => ({ action: 'set_active', params: { active: !active } }),
  delete: () => ({ action: 'restore', params: {} }),
  restore: () => ({ action: 'delete', params: {} }),
}

/**
 * @param read lockJobRow: of several who undo it at once, one does
 * @throws not_found · not_undoable: still running, nothing changed, mails, undone already, too long ago
 */
async function undoableJob(context: TxContext, jobId: string, read = readJobRow): Promise<JobRow> {
  const job: JobRow = await read(context, { jobId })
  if (!isUndoable(job, context.house.clock.now())) throw new Problem('not_undoable')
  return job
}

/** What undoing a job asks for. @throws not_undoable: nothing takes it back */
function undoOf(job: JobRow): Wanted {
  const inverse = inverses[job.action as UserAction]
  if (!inverse) throw new Problem('not_undoable')
  return { ...inverse(job.params as ActParams), undoneJob: job.id }
}

/** What undoing a job would do; users changed since are told apart. */
export const planUndo = command<{ jobId: string }, Plan>(
  { name: 'planUndo', permission: 'users:act' },
  async (context, { jobId }) => {
    const job = await undoableJob(context, jobId)
    const isImport = job.action === importAction
    const result = isImport ? await planUndoImport(context, job) : await makePlan(context, undoOf(job))
    return { changed: 0, result }
  },
)

/** The inverse job. Undoing a restore deletes, and asks for what deleting asks for. */
export const undoJob = command<z.output<typeof undoBody> & { jobId: string }, Job>(
  { name: 'undoJob', permission: 'users:act' },
  async (context, { jobId, ...input }) => {
    const before = context.tx.recorded
    const job = await undoableJob(context, jobId, lockJobRow)
    if (job.action === importAction) {
      const undone = await undoImport(context, job, input)
      return { changed: context.tx.recorded - before, result: undone }
    }
    const wanted = undoOf(job)
    requireConfirmation(wanted.action, input.confirm)
    const needsDigest = 'confirm' in userActions[wanted.action]
    if (needsDigest && input.planDigest === undefined) throw fieldProblem('planDigest', 'required')
    const result = await (async () => {
      if (input.planId === undefined) return runAgain(context, wanted, input)
      const plan = await requirePlan(context, input.planId)
      if (plan.undo_of !== jobId) throw new Problem('not_found')
      return runPlan(context, plan.id, input)
    })()
    return { changed: context.tx.recorded - before, result }
  },
)

/** An import is taken back by deleting whom it made: that asks for what deleting asks for (R26, SEC-27). */
async function undoImport(context: TxContext, job: JobRow, input: z.output<typeof undoBody>): Promise<Job> {
  requireConfirmation('delete', input.confirm)
  if (input.planDigest === undefined) throw fieldProblem('planDigest', 'required')
  const kept = input.planId === undefined ? null : await requirePlan(context, input.planId)
  if (kept && kept.undo_of !== job.id) throw new Problem('not_found')
  const known = kept && (await takePlan(context, kept.id))
  if (known) return toJob(known, context.house.clock.now())
  if (kept && input.frozen && input.planDigest === kept.digest) return startUndoImport(context, answerOf(kept), job.id)
  const plan = await planUndoImport(context, job)
  if (input.planDigest !== plan.digest) {
    const difference = kept ? await planChanges(context, kept.id, plan.id) : { added: [], removed: [] }
    throw new Problem('selection_changed', { with: difference })
  }
  return startUndoImport(context, plan, job.id)
}
