/** Words of jobs that both sides use, free of the schema library. */
export const jobStates = ['queued', 'running', 'waiting', 'done', 'cancelled', 'failed'] as const
export type JobState = (typeof jobStates)[number]
/** A job in one of these states changes nothing any more. */
export const ended: ReadonlySet<string> = new Set<JobState>(['done', 'cancelled', 'failed'])
export const jobOutcomes = ['changed', 'skipped', 'failed'] as const
export type JobOutcome = (typeof jobOutcomes)[number]
/** Why a user that a job changed is not changed back: somebody changed it since. */
export const changedSince = 'changed_since'
/** Users that a selection can name one by one. */
export const mostIds = 10_000
