import { ended } from '../../../domain/jobs.ts'
import { inSteps, type Step } from '../../platform/bulk.ts'
import { type Actor, type Context, type House, systemContext, type TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { enqueue, isWaiting } from '../../platform/queue.ts'
import { record } from '../../platform/record.ts'
import { giveBackSeats } from '../licences/licences.ts'
import { selectPlannedIds } from './jobs.plans.sql.ts'
import { added } from './jobs.shape.ts'
import type { JobRow } from './jobs.sql.ts'
import * as rows from './jobs.sql.ts'

/** A chunk takes at most so long, then the job queues itself behind the others: the fairness between accounts. */
const chunkMs = 500
/** When a worker dies, another one goes on after so many seconds and a look at who is stalled. */
const leaseSeconds = 5
const firstSize = 50
const mostSize = 2_500

/** What an action did to a chunk. seats: how many of those that the job holds it used. */
export type ChunkOutcome = {
  changed: number
  skipped: readonly { id: string; reason: string }[]
  missing?: ReadonlyMap<string, readonly string[]>
  seats?: number
}
/** Acts on users in the transaction of the chunk, as who started the job. */
export type Act = (context: TxContext, job: JobRow, ids: string[]) => Promise<ChunkOutcome>

export type NewJob = Omit<rows.NewJob, 'id' | 'actor' | 'processed'> & { willChange: number }

/** Makes the job inside the caller’s transaction; it runs when that commits. One event. */
export async function startJob(context: TxContext, job: NewJob): Promise<JobRow> {
  const id = newId()
  const actor: Actor = context.actor.kind === 'user' ? { ...context.actor, sessionId: null } : context.actor
  await rows.insertJob(context.tx, { ...job, id, actor, processed: job.total - job.willChange })
  const undoOf = job.undoOf === null ? {} : { undoOf: job.undoOf }
  const data = { action: job.action, ...job.params, ...undoOf, total: job.total }
  await record({ ...context, jobId: id }, [{ name: 'job.started', subjectId: id, data }])
  if (job.willChange === 0) await rows.updateEnded(context.tx, id, 'done', null)
  else await wake(context, id)
  return (await rows.selectJob(context.tx, id))!
}

/** Puts a job into the queue, behind the others; jobs of one key wait as one. */
const wake = (context: TxContext, jobId: string): Promise<void> =>
  enqueue(context, 'jobs.run', { key: jobId, payload: { jobId } })

/** Puts jobs into the queue again whose worker died, wherever it was. Every worker does that every few seconds. */
export async function resumeJobs(house: House): Promise<void> {
  for (const { account_id: accountId, job_id: jobId } of await rows.selectStalled(house.db, leaseSeconds)) {
    const context = systemContext({ house, accountId, name: 'jobs.resume', jobId })
    await house.db.inAccount(accountId, async (tx) => {
      // One that only waits for its turn keeps its place.
      if (!(await isWaiting(tx, 'jobs.run', jobId))) await wake({ ...context, tx }, jobId)
    })
  }
}

/** Ends a job: seats that it held and did not need are given back. One event. */
export async function endJob(
  context: TxContext,
  job: JobRow,
  state: 'done' | 'cancelled' | 'failed',
  error: string | null = null,
): Promise<void> {
  if (job.reserved > 0) await giveBackSeats(context, String(job.params.product), job.reserved)
  await rows.updateEnded(context.tx, job.id, state, error)
  const undoOf = job.undo_of === null ? {} : { undoOf: job.undo_of }
  const data = { action: job.action, ...job.params, ...undoOf, state, changed: job.changed }
  await record({ ...context, jobId: job.id }, [{ name: 'job.ended', subjectId: job.id, data }])
}

const contextOf = (context: TxContext, job: JobRow): TxContext => ({ ...context, actor: job.actor, jobId: job.id })

type Chunk = { jobId: string; size: number; act: Act }

/** One chunk: its work and its progress in one transaction. */
const runChunk = command<Chunk, Step>({ name: 'runJobChunk', permission: 'system' }, async (context, chunk) => {
  const { tx } = context
  const before = tx.recorded
  const job = await rows.lockFreeJob(tx, chunk.jobId)
  if (!job || ended.has(job.state)) return { changed: 0, result: 'over' }
  tx.planAnew = true
  const { ids, next: position } = await selectPlannedIds(tx, job.plan_id, job.position, chunk.size)
  const acting = contextOf(context, job)
  const outcome = ids.length > 0 ? await chunk.act(acting, job, ids) : { changed: 0, skipped: [] }
  const gone = ids.length - outcome.changed - outcome.skipped.length
  const codes = [...outcome.skipped.map(({ reason }) => reason), ...Array<string>(Math.max(0, gone)).fill('not_found')]
  const next = {
    ...job,
    changed: job.changed + outcome.changed,
    reserved: job.reserved - (outcome.seats ?? 0),
  }
  await rows.updateProgress(tx, job.id, {
    processed: ids.length,
    changed: outcome.changed,
    reserved: next.reserved,
    skipped: added(job.skipped, codes),
    failed: job.failed,
    missing: added(job.missing, [...(outcome.missing?.values() ?? [])].flat()),
    position: { ...position, size: chunk.size },
    leaseSeconds,
  })
  if (outcome.skipped.length > 0) {
    const skips = outcome.skipped.map(({ id, reason }) => ({ userId: id, outcome: 'skipped' as const, code: reason }))
    await rows.insertResults(tx, job.id, skips)
  }
  const over = ids.length === 0 || ids.length >= job.total - job.processed
  if (over) await endJob(acting, next, 'done')
  return { changed: tx.recorded - before, result: over ? 'over' : 'more' }
})

/** The next user fails whatever is tried: it is shown as failed, and the rest goes on (REL-14). */
const putAside = command<{ jobId: string; code: string }, Step>(
  { name: 'putAsideInJob', permission: 'system' },
  async (context, { jobId, code }) => {
    const { tx } = context
    const job = await rows.lockFreeJob(tx, jobId)
    if (!job || ended.has(job.state)) return { changed: 0, result: 'over' }
    const { ids, next: position } = await selectPlannedIds(tx, job.plan_id, job.position, 1)
    await rows.insertResults(
      tx,
      jobId,
      ids.map((userId) => ({ userId, outcome: 'failed', code })),
    )
    await rows.updateProgress(tx, jobId, {
      processed: ids.length,
      changed: 0,
      reserved: job.reserved,
      skipped: job.skipped,
      failed: added(
        job.failed,
        ids.map(() => code),
      ),
      missing: job.missing,
      position: { ...position, size: 1 },
      leaseSeconds,
    })
    return { changed: 0, result: 'more' }
  },
)

const failJob = command<{ jobId: string; code: string }, void>(
  { name: 'failJob', permission: 'system' },
  async (context, { jobId, code }) => {
    const before = context.tx.recorded
    const job = await rows.lockJob(context.tx, jobId)
    if (job && !ended.has(job.state)) await endJob(contextOf(context, job), job, 'failed', code)
    return { changed: context.tx.recorded - before, result: undefined }
  },
)

const readJob = query<{ jobId: string }, JobRow | undefined>(
  { name: 'readJob', permission: 'system' },
  ({ tx }, { jobId }) => rows.selectJob(tx, jobId),
)

/** Refusals that are about the whole set: nobody of it could be done now. */
const ofAll = new Set<string>([
  'product_not_manageable',
  'licences_insufficient',
  'forbidden',
  'not_found',
  'sign_in_required',
])

/** Nobody’s fault: the database went away, or two waited for each other. The queue tries again. */
const passing = (error: unknown): boolean => {
  if (error instanceof Problem) return error.code === 'unavailable'
  const { code = '' } = error as { code?: string }
  return ['40001', '40P01', '55P03', '57014'].includes(code)
}

/**
 * Goes on with a job for half a second, then queues it behind others. Any worker may do that at any time: the job’s row is
 * locked during a chunk, and what a dying worker has not committed did not happen.
 * @param mayAct whether who started it still may
 */
export async function runJob(
  house: House,
  input: { accountId: string; jobId: string },
  act: Act,
  mayAct: (house: House, actor: Actor) => Promise<boolean>,
): Promise<void> {
  const { accountId, jobId } = input
  const context: Context = systemContext({ house, accountId, name: 'jobs.run', jobId })
  const job = await readJob(context, { jobId })
  if (!job || ended.has(job.state)) return
  if (!(await mayAct(house, job.actor))) return failJob(context, { jobId, code: 'forbidden' })
  try {
    const result = await inSteps({
      clock: house.clock,
      forMs: chunkMs,
      size: job.position.size || firstSize,
      most: mostSize,
      step: (size) => runChunk(context, { jobId, size, act }),
      putAside: (error) => {
        const code = error instanceof Problem ? error.code : 'internal'
        if (code === 'internal') house.log.error({ err: error, jobId }, 'a user of a job failed')
        return putAside(context, { jobId, code })
      },
      concernsAll: (error) => passing(error) || (error instanceof Problem && ofAll.has(error.code)),
    })
    if (result === 'more') await house.db.inAccount(accountId, (tx) => wake({ ...context, tx }, jobId))
  } catch (error) {
    if (!(error instanceof Problem) || !ofAll.has(error.code)) throw error
    await failJob(context, { jobId, code: error.code })
  }
}
