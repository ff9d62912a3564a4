import { systemContext } from '../../platform/context.ts'
import type { JobHandlers } from '../../platform/queue.ts'
import { eraseDeletedUsers, type Forget, wakeErasures } from './users.erasure.ts'

/** Jobs of the users feature. forget: what other features keep of people goes with them. */
export const userJobs = (forget: Forget): JobHandlers => ({
  'users.eraseDeleted': (house, { accountId }) =>
    eraseDeletedUsers(systemContext({ house, accountId, name: 'retention' }), forget),
})

/** What the worker does at its start and every hour. */
export const userHourly = wakeErasures
