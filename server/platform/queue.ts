import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, run as runWorker, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { House, TxContext } from './context.ts'
import { isLost, type Tx } from './db.ts'
import { sql } from './sql.ts'

/** Names of queue jobs: `<noun>.<imperative>`; the database’s enqueue() holds the same list. */
export type JobName = 'mails.deliver' | 'jobs.run' | 'users.eraseDeleted' | 'imports.read' | 'imports.sweep'

/** Workers are told of new jobs so much later at most, milliseconds; whatever is not told they find by looking (pollMs). */
const tellMs = 20
const pollMs = 2_000

const untold = new WeakMap<House, { count: number }>()

/**
 * Tells the workers of jobs that are committed, of many at once: PostgreSQL lets transactions that tell something commit
 * one after the other, in the whole database.
 */
function tellSoon(house: House): void {
  const waiting = untold.get(house)
  if (waiting) {
    waiting.count++
    return
  }
  const next = { count: 1 }
  untold.set(house, next)
  const tell = () => {
    untold.delete(house)
    house.db.global(sql`select pg_notify('jobs:insert', ${JSON.stringify(next)})`).catch(() => {})
  }
  setTimeout(tell, tellMs).unref()
}

/**
 * Puts a job into the queue inside the caller’s transaction. The account is the transaction’s.
 * @param key jobs of one key wait as one
 */
export async function enqueue(
  context: TxContext,
  job: JobName,
  input: { key?: string; delayMs?: number; payload?: Record<string, unknown> } = {},
): Promise<void> {
  const payload = JSON.stringify({ ...input.payload, accountId: context.accountId })
  const delay = input.delayMs ?? 0
  await context.tx.run(sql`select enqueue(${job}, ${payload}::json,
    now() + ${delay}::double precision * interval '1 millisecond', ${input.key ? `${job}:${input.key}` : null})`)
  if (!input.key) context.tx.afterCommit(() => tellSoon(context.house))
}

/** Whether a job of this key waits for its turn; one that is being done, or was by a worker that died, does not. */
export async function isWaiting(tx: Tx, job: JobName, key: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select from graphile_worker.jobs where key = ${`${job}:${key}`} and locked_at is null and attempts < max_attempts`)
  return rows.length > 0
}

/** What a job door gives: the handler of one job name. A throw lets the queue try again with back-off. */
export type JobHandlers = Partial<
  Record<JobName, (house: House, payload: { accountId: string } & Record<string, unknown>) => Promise<void>>
>

const oftenMs = 2_500
const patienceMs = 5_000

/**
 * The queue library tries again what failed for a reason that it knows, and lets any other failure to mark a job as done
 * end the process. A lost connection is a known reason: the database is away, and comes back (REL-4). Nobody waits for such
 * a try: one that comes after the pool has ended gets no answer.
 */
function retryWhenLost(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool)
  const seen = new WeakSet<pg.PoolClient>()
  const retried = (error: unknown): never => {
    throw isLost(error) ? Object.assign(error as Error, { code: '57P03' }) : error
  }
  const patient = async (): Promise<pg.PoolClient> => {
    const client = await connect().catch(retried)
    if (seen.has(client)) return client
    seen.add(client)
    const query = client.query.bind(client) as (...words: unknown[]) => unknown
    const asked = (...words: unknown[]) => {
      const answer = query(...words)
      return answer instanceof Promise ? answer.catch(retried) : answer
    }
    return Object.assign(client, { query: asked })
  }
  const either = (callback?: Parameters<typeof connect>[0]) => {
    if (callback) return connect(callback)
    return pool.ending ? new Promise<never>(() => {}) : patient()
  }
  Object.assign(pool, { connect: either })
}

/**
 * Starts the worker on connections of its own. Its `stop()` hands running jobs back.
 * @param url of the database itself, not of a pooler: the worker listens
 * @param ended told of every attempt
 * @param often done every few seconds, likewise
 * @param hourly done at the start and every hour, by every worker: it must not matter who does it, nor how often
 */
export async function startWorker(
  house: House,
  url: string,
  handlers: JobHandlers,
  concurrency: number,
  hourly: (house: House) => Promise<void> = async () => {},
  ended: (job: string, outcome: 'done' | 'failed') => void = () => {},
  often: (house: House) => Promise<void> = async () => {},
): Promise<{ stop(): Promise<void>; runs(): boolean }> {
  const pool = new pg.Pool({ connectionString: url, max: concurrency + 2 })
  const noted = (error: Error) => house.log.warn({ err: error }, 'a worker connection ended')
  pool.on('error', noted)
  pool.on('connect', (client) => client.on('error', noted))
  retryWhenLost(pool)
  const events: WorkerEvents = new EventEmitter()
  const holders: string[] = []
  events.on('pool:create', ({ workerPool }) => holders.push(workerPool.id))
  const runner = await runWorker({
    pgPool: pool,
    events,
    concurrency,
    noHandleSignals: true,
    pollInterval: pollMs,
    crontab: '',
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        (payload: unknown) => handle(house, payload as { accountId: string } & Record<string, unknown>),
      ]),
    ),
    logger: new Logger((scope) => (level, message) => {
      if (level === 'error') house.log.error({ job: scope.taskIdentifier, attempt: message }, 'job failed')
    }),
  })
  let running = true
  const over = (error?: unknown) => {
    running = false
    if (error) house.log.error({ err: error }, 'the worker ended')
  }
  runner.promise.then(() => over(), over)
  events.on('job:success', ({ job }) => ended(job.task_identifier, 'done'))
  events.on('job:error', ({ job }) => ended(job.task_identifier, 'failed'))
  const tick = () => hourly(house).catch((error: unknown) => house.log.error({ err: error }, 'hourly work failed'))
  let ticking = tick()
  const timer = setInterval(() => {
    ticking = tick()
  }, 3_600_000)
  let looking = Promise.resolve()
  const look = () =>
    often(house).catch((error: unknown) => house.log.warn({ err: error }, 'no look at what is stalled'))
  const watch = setInterval(() => {
    looking = looking.then(look)
  }, oftenMs)
  return {
    runs: () => running,
    async stop() {
      clearInterval(timer)
      clearInterval(watch)
      await ticking
      await looking
      await runner.stop()
      // Jobs are marked as done without anybody waiting for it; a pool that ends drops who waits for a connection.
      const busy = () => pool.waitingCount > 0 || pool.totalCount > pool.idleCount
      for (let waited = 0; busy() && waited < patienceMs; waited += 10) await pause(10)
      // A mark that waits for its next try would come too late.
      await pool.query('select graphile_worker.force_unlock_workers($1)', [holders]).catch(noted)
      await pool.end()
    },
  }
}
