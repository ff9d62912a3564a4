import type { Config } from './config.ts'
import type { JobHandlers } from './platform/queue.ts'

/** Every job of the queue with its handler. */
export const jobHandlers = (_config: Config): JobHandlers => ({})
