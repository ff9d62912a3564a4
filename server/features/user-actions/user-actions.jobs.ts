import type { JobHandlers } from '../../platform/queue.ts'
import { runJob } from '../jobs/jobs.ts'
import { actOnChunk, mayStillAct } from './user-actions.ts'

/** The job door of bulk work. */
export const userActionJobs: JobHandlers = {
  'jobs.run': (house, { accountId, jobId }) =>
    runJob(house, { accountId, jobId: String(jobId) }, actOnChunk, mayStillAct),
}
