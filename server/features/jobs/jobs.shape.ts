import { type Counted, ended, type Job } from '../../../domain/jobs.ts'
import { restoreDays } from '../../../domain/user-actions.ts'
import type { Counts, JobRow } from './jobs.sql.ts'

const iso = (date: Date | null) => date?.toISOString() ?? null

/** The most frequent first. */
export const countedOf = (counts: Counts): Counted =>
  Object.entries(counts)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code))

export const added = (counts: Counts, codes: readonly string[]): Counts => {
  const sum = { ...counts }
  for (const code of codes) sum[code] = (sum[code] ?? 0) + 1
  return sum
}

/** What can be undone now: a job that has ended, changed somebody, and was not undone; deletions for 30 days (R30). */
export const isUndoable = (job: JobRow, now: Date): boolean =>
  job.undoable &&
  ended.has(job.state) &&
  job.changed > 0 &&
  !job.undone &&
  (job.action !== 'delete' || now.getTime() - (job.ended_at?.getTime() ?? 0) < restoreDays * 86_400_000)

export function toJob(job: JobRow, now: Date): Job {
  const { params, actor } = job
  return {
    id: job.id,
    action: job.action,
    params,
    state: job.state,
    total: job.total,
    processed: job.processed,
    changed: job.changed,
    skipped: countedOf(job.skipped),
    failed: countedOf(job.failed),
    ...(Object.keys(job.missing).length > 0
      ? { missing: countedOf(job.missing).map(({ code, count }) => ({ product: code, count })) }
      : {}),
    undoable: isUndoable(job, now),
    undoOf: job.undo_of,
    startedBy: 'name' in actor ? actor.name : '',
    error: job.error,
    createdAt: job.created_at.toISOString(),
    startedAt: iso(job.started_at),
    endedAt: iso(job.ended_at),
  }
}
