import type { Actor } from '../../platform/context.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { raw, sql } from '../../platform/sql.ts'
import type { PlanPosition } from './jobs.plans.sql.ts'

export type Counts = Record<string, number>

export type JobRow = {
  id: string
  action: string
  params: Record<string, unknown>
  actor: Actor
  state: 'queued' | 'running' | 'waiting' | 'done' | 'cancelled' | 'failed'
  total: number
  processed: number
  changed: number
  skipped: Counts
  failed: Counts
  missing: Counts
  undoable: boolean
  undone: boolean
  undo_of: string | null
  plan_id: string
  position: PlanPosition & { size: number }
  reserved: number
  error: string | null
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
}

/** undone: another job takes it back, or took back what it could. */
const selected =
  raw(`select j.id, j.action, j.params, j.actor, j.state, j.total, j.processed, j.changed, j.skipped, j.failed,
  j.missing, j.undoable, j.undo_of, j.plan_id, j.position, j.reserved, j.error, j.created_at, j.started_at, j.ended_at,
  exists (select from jobs u where u.account_id = j.account_id and u.undo_of = j.id
    and (u.state not in ('cancelled', 'failed') or u.changed > 0)) as undone
  from jobs j`)

export type NewJob = {
  id: string
  action: string
  params: Record<string, unknown>
  actor: Actor
  total: number
  processed: number
  skipped: Counts
  undoable: boolean
  undoOf: string | null
  planId: string
  reserved: number
}

export const insertJob = (tx: Tx, job: NewJob): Promise<number> =>
  tx.run(sql`
    insert into jobs (account_id, id, action, params, actor, total, processed, skipped, undoable, undo_of, plan_id, reserved, position)
    values (${tx.accountId}, ${job.id}, ${job.action}, ${JSON.stringify(job.params)}::jsonb, ${JSON.stringify(job.actor)}::jsonb,
      ${job.total}, ${job.processed}, ${JSON.stringify(job.skipped)}::jsonb, ${job.undoable}, ${job.undoOf}::uuid, ${job.planId},
      ${job.reserved}, '{"at": 0, "size": 0}')`)

export async function selectJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(sql`${selected} where j.account_id = ${tx.accountId} and j.id = ${id}`)
  return row
}

export async function selectJobOfPlan(tx: Tx, planId: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(sql`${selected} where j.account_id = ${tx.accountId} and j.plan_id = ${planId}`)
  return row
}

/** The job under its lock; undefined where another worker has it, or there is none. */
export async function lockFreeJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(
    sql`${selected} where j.account_id = ${tx.accountId} and j.id = ${id} for update of j skip locked`,
  )
  return row
}

/** The job under its lock, after the chunk that is being done. */
export async function lockJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  await tx.run(sql`select from jobs where account_id = ${tx.accountId} and id = ${id} for update`)
  return selectJob(tx, id)
}

/** What a chunk did, in its own transaction. Counts rise, never fall (REL-1). */
export const updateProgress = (
  tx: Tx,
  id: string,
  did: {
    processed: number
    changed: number
    reserved: number
    skipped: Counts
    failed: Counts
    missing: Counts
    position: JobRow['position']
    leaseSeconds: number
  },
): Promise<number> =>
  tx.run(sql`
    update jobs set state = 'running', started_at = coalesce(started_at, now()), processed = processed + ${did.processed},
      changed = changed + ${did.changed}, reserved = ${did.reserved}, skipped = ${JSON.stringify(did.skipped)}::jsonb,
      failed = ${JSON.stringify(did.failed)}::jsonb, missing = ${JSON.stringify(did.missing)}::jsonb,
      position = ${JSON.stringify(did.position)}::jsonb,
      lease_until = now() + ${did.leaseSeconds}::integer * interval '1 second'
    where account_id = ${tx.accountId} and id = ${id}`)

export const updateEnded = (
  tx: Tx,
  id: string,
  state: 'done' | 'cancelled' | 'failed',
  error: string | null,
): Promise<number> =>
  tx.run(sql`
    update jobs set state = ${state}, error = ${error}, reserved = 0, lease_until = null,
      started_at = coalesce(started_at, now()), ended_at = now()
    where account_id = ${tx.accountId} and id = ${id}`)

/** Jobs of all accounts that have not ended and that no worker has gone on with for a while. */
export const selectStalled = (db: Database, quietSeconds: number): Promise<{ account_id: string; job_id: string }[]> =>
  db.global(sql`select account_id, job_id from jobs_stalled(${quietSeconds}::integer * interval '1 second')`)

export type ResultRecord = { userId: string; outcome: 'skipped' | 'failed'; code: string }

export const insertResults = (tx: Tx, jobId: string, results: readonly ResultRecord[]): Promise<number> =>
  tx.run(sql`
    insert into job_results (account_id, job_id, user_id, outcome, code)
    select ${tx.accountId}::uuid, ${jobId}::uuid, "userId", outcome, code
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as g ("userId" uuid, outcome text, code text)
    on conflict do nothing`)

/** Newest first. @param ended null: all @param before the last job seen */
export const selectJobs = (
  tx: Tx,
  wanted: { ended: boolean | null; before: string | null; limit: number },
): Promise<JobRow[]> => {
  const { before } = wanted
  const from = before
    ? sql`and (j.created_at, j.id) < (select b.created_at, b.id from jobs b where b.account_id = ${tx.accountId} and b.id = ${before}::uuid)`
    : raw('')
  const state =
    wanted.ended === null ? raw('') : raw(`and j.state ${wanted.ended ? '' : 'not'} in ('done', 'cancelled', 'failed')`)
  return tx.query<JobRow>(sql`
    ${selected} where j.account_id = ${tx.accountId} ${from} ${state} order by j.created_at desc, j.id desc limit ${wanted.limit}`)
}

export async function countJobs(tx: Tx, ended: boolean | null): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from jobs where account_id = ${tx.accountId}
      and (${ended}::boolean is null or (state in ('done', 'cancelled', 'failed')) = ${ended}::boolean)`)
  return row!.n
}

export type ResultRow = {
  user_id: string
  display_name: string | null
  email: string | null
  outcome: 'changed' | 'skipped' | 'failed'
  code: string | null
}

type ResultsWanted = { outcome: string | null; code: string | null; after: string | null; limit: number }

/**
 * What became of each user, in id order: the plan’s skips, the run’s own skips and failures, and for a change its events
 * (the event is the result).
 */
export const selectResults = (tx: Tx, job: JobRow, wanted: ResultsWanted): Promise<ResultRow[]> => {
  const after = wanted.after === null ? raw('true') : sql`user_id > ${wanted.after}::uuid`
  return tx.query<ResultRow>(sql`
    with results as (
      select r.user_id, r.outcome, r.code from job_results r where r.account_id = ${tx.accountId} and r.job_id = ${job.id}
      union all
      select unnest(g.ids), 'skipped', g.code from plan_groups g
        where g.account_id = ${tx.accountId} and g.plan_id = ${job.plan_id} and g.code is not null
      union all
      select distinct e.user_id, 'changed', null::text from events e
        where e.account_id = ${tx.accountId} and e.job_id = ${job.id} and e.user_id is not null
    ), page as materialized (
      select * from results where ${after} and (${wanted.outcome}::text is null or outcome = ${wanted.outcome})
        and (${wanted.code}::text is null or code = ${wanted.code}) order by user_id limit ${wanted.limit})
    select p.user_id, p.outcome, p.code, u.display_name, u.email
    from page p left join users u on u.account_id = ${tx.accountId} and u.id = p.user_id order by p.user_id`)
}
