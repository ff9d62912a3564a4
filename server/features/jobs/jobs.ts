import type { z } from 'zod'
import { ended, type Job, type listJobsQuery } from '../../../domain/jobs.ts'
import type { Page } from '../../../domain/page.ts'
import { isUuid } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { endJob } from './jobs.run.ts'
import { toJob } from './jobs.shape.ts'
import * as rows from './jobs.sql.ts'

/** Background jobs of an account and the plans that they are made of. What a job does is its caller’s business. */
export {
  findPlan,
  findShownPlan,
  type Judged,
  judgeNow,
  keepPlan,
  type PlanRecord,
  planChanges,
  requirePlan,
  takePlan,
} from './jobs.plans.ts'
export { exportJobResults, exportPlanRows, listJobResults, listPlanRows } from './jobs.results.ts'
export { type Act, type ChunkOutcome, resumeJobs, runJob, startJob } from './jobs.run.ts'
export { countedOf, isUndoable, toJob } from './jobs.shape.ts'
export type { JobRow } from './jobs.sql.ts'

export const getJob = query<{ jobId: string }, Job>(
  { name: 'getJob', permission: 'jobs:read' },
  async ({ tx, house }, { jobId }) => {
    const job = await rows.selectJob(tx, jobId)
    if (!job) throw new Problem('not_found')
    return toJob(job, house.clock.now())
  },
)

/** A job with everything that undoing it needs. @throws not_found */
export const readJobRow = query<{ jobId: string }, rows.JobRow>(
  { name: 'readJobRow', permission: 'jobs:read' },
  async ({ tx }, { jobId }) => {
    const job = await rows.selectJob(tx, jobId)
    if (!job) throw new Problem('not_found')
    return job
  },
)

/** As readJobRow, under its lock. @throws not_found */
export const lockJobRow = query<{ jobId: string }, rows.JobRow>(
  { name: 'lockJobRow', permission: 'jobs:read' },
  async ({ tx }, { jobId }) => {
    const job = await rows.lockJob(tx, jobId)
    if (!job) throw new Problem('not_found')
    return job
  },
)

/** Jobs of the account, newest first; visible to every admin of it. */
export const listJobs = query<z.output<typeof listJobsQuery>, Page<Job>>(
  { name: 'listJobs', permission: 'jobs:read', mayLag: true },
  async ({ tx, house }, { state, cursor, limit }) => {
    const isEnded = state === undefined ? null : state === 'ended'
    if (cursor !== undefined && !isUuid(cursor)) throw new Problem('cursor_invalid')
    const found = await rows.selectJobs(tx, { ended: isEnded, before: cursor ?? null, limit: limit + 1 })
    const now = house.clock.now()
    return {
      items: found.slice(0, limit).map((job) => toJob(job, now)),
      nextCursor: found.length > limit ? found[limit - 1]!.id : null,
      total: await rows.countJobs(tx, isEnded),
    }
  },
)

/** Stops a job after the chunk that is being done; what it has done stays, seats that it held are given back. */
export const cancelJob = command<{ jobId: string }, Job>(
  { name: 'cancelJob', permission: 'jobs:update' },
  async (context, { jobId }) => {
    const { tx, house } = context
    const before = tx.recorded
    const job = await rows.lockJob(tx, jobId)
    if (!job) throw new Problem('not_found')
    if (!ended.has(job.state)) await endJob(context, job, 'cancelled')
    return { changed: tx.recorded - before, result: toJob((await rows.selectJob(tx, jobId))!, house.clock.now()) }
  },
)
