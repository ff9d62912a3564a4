import { systemContext } from '../../platform/context.ts'
import type { JobHandlers } from '../../platform/queue.ts'
import { eraseDeletedUsers, wakeErasures } from './users.erasure.ts'

/** Jobs of the users feature. */
export const userJobs: JobHandlers = {
  'users.eraseDeleted': (house, { accountId }) =>
    eraseDeletedUsers(systemContext({ house, accountId, name: 'retention' })),
}

/** What the worker does at its start and every hour. */
export const userHourly = wakeErasures
