import type { Job, Plan } from '../../../domain/jobs.ts'
import type { TxContext } from '../../platform/context.ts'
import { type Act, countedOf, type JobRow, type Judged, keepPlan, startJob, toJob } from '../jobs/jobs.ts'
import { type ImportedFacts, importedGroups, takeImportBack, whyImportStays } from '../users/users.ts'

/** What the job that takes an import back is called. */
export const undoImportAction = 'undo_import'

/**
 * What undoing an import would do: whom it made is deleted, whom it updated is as before; users changed since are told apart.
 * @param job the job of the import
 */
export async function planUndoImport(context: TxContext, job: JobRow): Promise<Plan> {
  const params = { importId: job.params.importId }
  const { answer } = await keepPlan<ImportedFacts>(context, {
    action: undoImportAction,
    params,
    selection: {},
    undo_of: job.id,
    groups: importedGroups(context.tx, job.id),
    judge: whyImportStays,
    answer: async (plan): Promise<Plan> => ({
      id: plan.id,
      action: undoImportAction,
      params,
      digest: plan.digest,
      expiresAt: plan.expiresAt,
      total: plan.total,
      willChange: plan.willChange,
      skipped: countedOf(plan.skipped),
      effects: countedOf({ ...sizes(plan, true, 'removed'), ...sizes(plan, false, 'set_back') }),
      lastAdmin: false,
      undoable: false,
    }),
  })
  return answer as Plan
}

const sizes = ({ allowed }: Judged<ImportedFacts>, created: boolean, code: string): Record<string, number> => {
  const size = allowed.filter(({ facts }) => facts.created === created).reduce((sum, group) => sum + group.size, 0)
  return size > 0 ? { [code]: size } : {}
}

/** The job of such a plan. */
export async function startUndoImport(context: TxContext, plan: Plan, undoneJob: string): Promise<Job> {
  const job = await startJob(context, {
    action: undoImportAction,
    params: plan.params,
    total: plan.total,
    willChange: plan.willChange,
    skipped: Object.fromEntries(plan.skipped.map(({ code, count }) => [code, count])),
    undoable: false,
    undoOf: undoneJob,
    planId: plan.id,
    reserved: 0,
  })
  return toJob(job, context.house.clock.now())
}

/** One chunk of it. */
export const undoImportChunk: Act = (context, job, ids) => takeImportBack(context, { ids, undoneJob: job.undo_of! })
