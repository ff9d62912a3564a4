import type { Job, Plan } from '../../../domain/jobs.ts'
import { type UserAction, userActions } from '../../../domain/user-actions.ts'
import { type Actor, type House, systemContext, type TxContext } from '../../platform/context.ts'
import { requirePermission } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { importAction, importChunk, undoImportAction, undoImportChunk } from '../imports/imports.ts'
import {
  type Act,
  type ChunkOutcome,
  findShownPlan,
  judgeNow,
  type PlanRecord,
  planChanges,
  requirePlan,
  startJob,
  takePlan,
  toJob,
} from '../jobs/jobs.ts'
import { requireManageable, reserveSeats, seatsOf } from '../licences/licences.ts'
import { sendPasswordResets } from '../password-resets/password-resets.ts'
import {
  type ActParams,
  actInBulk,
  countReclaimable,
  type GroupFacts,
  groupedFacts,
  signInUser,
} from '../users/users.ts'
import { bulkParams, factsWanted, judgeFor, type Wanted } from './user-actions.judge.ts'
import { answerOf, askedFor, makePlan, wantedOf } from './user-actions.plan.ts'

export type Order = {
  planDigest?: string | undefined
  frozen?: boolean | undefined
  allowLastAdmin?: boolean | undefined
}

/**
 * Makes a job of a kept plan, once: asking again answers with the same job. What was planned is what runs.
 * @throws not_found · plan_expired · selection_changed with who was added and removed, unless frozen (SEC-27) · last_admin
 * R14 · licences_insufficient R22: nothing is assigned
 */
export async function runPlan(context: TxContext, planId: string, order: Order): Promise<Job> {
  const plan = await requirePlan(context, planId)
  const known = await takePlan(context, planId)
  if (known) return toJob(known, context.house.clock.now())
  const wanted = wantedOf(plan)
  if (order.planDigest !== undefined && order.planDigest !== plan.digest) await refuseChanged(context, plan, wanted)
  if (!order.frozen) {
    const now = await judgeNow<GroupFacts>(
      context,
      groupedFacts(context.tx, factsWanted(context, wanted, false)),
      judgeFor(context, wanted),
    )
    if (now.digest !== plan.digest) await refuseChanged(context, plan, wanted)
  }
  return startPlanned(context, wanted, answerOf(plan), order)
}

/**
 * Makes a job of a selection that is given again. With the digest of a plan it must still be what that plan was.
 * @throws as runPlan
 */
export async function runAgain(context: TxContext, wanted: Wanted, order: Order): Promise<Job> {
  const { planDigest } = order
  const shown =
    planDigest === undefined ? undefined : await findShownPlan(context, { ...askedFor(wanted), digest: planDigest })
  if (shown && order.frozen) return runPlan(context, shown.id, order)
  const plan = await makePlan(context, wanted)
  if (planDigest !== undefined && planDigest !== plan.digest) {
    const difference = shown ? await planChanges(context, shown.id, plan.id) : { added: [], removed: [] }
    throw new Problem('selection_changed', { with: difference })
  }
  return startPlanned(context, wanted, plan, {})
}

async function refuseChanged(context: TxContext, plan: PlanRecord, wanted: Wanted): Promise<never> {
  const now = await makePlan(context, wanted)
  throw new Problem('selection_changed', { with: await planChanges(context, plan.id, now.id) })
}

/** Makes the job; one event. Seats are reserved, or nothing happens. */
export async function startPlanned(context: TxContext, wanted: Wanted, plan: Plan, order: Order): Promise<Job> {
  const { action } = wanted
  await requirePermission(context, userActions[action].permission)
  const params = { ...bulkParams(wanted), ...(order.allowLastAdmin ? { allowLastAdmin: true } : {}) }
  const { product } = params
  if (plan.lastAdmin && !(params.allowLastAdmin && isPartner(context.actor, context.accountId)))
    throw new Problem('last_admin')
  if (userActions[action].product) await requireManageable(context, product!)
  const reserved = action === 'assign_licence' ? plan.willChange : 0
  if (reserved > 0 && !(await reserveSeats(context, product!, reserved))) {
    const { available } = await seatsOf(context, product!)
    const reclaimable = await countReclaimable(context.tx, product!)
    // Seats that came free in this moment don’t make the refusal contradict itself.
    const free = Math.min(available, reserved - 1)
    throw new Problem('licences_insufficient', { with: { product, needed: reserved, available: free, reclaimable } })
  }
  const job = await startJob(context, {
    action,
    params,
    total: plan.total,
    willChange: plan.willChange,
    skipped: Object.fromEntries(plan.skipped.map(({ code, count }) => [code, count])),
    undoable: userActions[action].undoable,
    undoOf: 'undoneJob' in wanted ? wanted.undoneJob : null,
    planId: plan.id,
    reserved,
  })
  return toJob(job, context.house.clock.now())
}

const isPartner = (actor: Actor, accountId: string) =>
  actor.kind === 'user' && actor.role === 'partner' && actor.accountId !== accountId

/** One chunk of a job: the feature that knows the action does it, in the transaction of the chunk. */
export const actOnChunk: Act = async (context, job, ids): Promise<ChunkOutcome> => {
  if (job.action === importAction) return importChunk(context, job, ids)
  if (job.action === undoImportAction) return undoImportChunk(context, job, ids)
  const action = job.action as UserAction
  if (action === 'reset_password') return sendPasswordResets(context, { userIds: ids })
  const params = job.params as ActParams
  const outcome = await actInBulk(context, { action, ids, params, undoneJob: job.undo_of })
  return { ...outcome, seats: action === 'assign_licence' ? outcome.changed : 0 }
}

/** Whether who started a job may still act: signed out for good means that the job stops too (SEC-18). */
export async function mayStillAct(house: House, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'user') return true
  const context = systemContext({ house, accountId: actor.accountId, name: 'jobs.run' })
  const user = await house.db.inAccount(actor.accountId, (tx) => signInUser({ ...context, tx }, actor.id), 'read')
  return Boolean(
    user && !user.deleted && user.sourceActive && !user.suspendedByAdmin && user.registered && user.role === actor.role,
  )
}
