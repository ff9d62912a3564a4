import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from './db.ts'
import { sql } from './sql.ts'

/** Figures of this process for Prometheus. Labels are routes and job names, never ids, so that their number is small. */
export type Metrics = {
  registry: Registry
  /** Counts and times the requests of an app by route, not URL. */
  observe(app: FastifyInstance): void
  /** An attempt of a job ended. Handing over mails is the job mails.deliver. */
  jobEnded(job: string, outcome: 'done' | 'failed'): void
}

export function createMetrics(db: Database): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time of requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const jobs = new Counter({
    name: 'job_attempts_total',
    help: 'Attempts of jobs that this process ended',
    labelNames: ['job', 'outcome'],
    registers,
  })
  new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of this process to the database, and callers that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      const { totalCount, idleCount, waitingCount } = db.pool
      this.set({ state: 'busy' }, totalCount - idleCount)
      this.set({ state: 'idle' }, idleCount)
      this.set({ state: 'waiting' }, waitingCount)
    },
  })
  if (db.replicaReads)
    new Gauge({
      name: 'database_lagging_reads',
      help: 'Reads whose answer may be a moment old, since the start, by who answered',
      labelNames: ['by'],
      registers,
      collect() {
        for (const [by, count] of Object.entries(db.replicaReads ?? {})) this.set({ by }, count)
      },
    })
  new Gauge({
    name: 'queue_jobs',
    help: 'Jobs in the queue of all servers: ready to run, waiting for their time, running, given up',
    labelNames: ['job', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const { job, state, n } of await queued(db)) this.set({ job, state }, n)
    },
  })
  return {
    registry,
    observe(app) {
      app.addHook('onResponse', (request, reply, next) => {
        const route = request.routeOptions.url ?? 'none'
        requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
        next()
      })
    },
    jobEnded: (job, outcome) => jobs.inc({ job, outcome }),
  }
}

/** While the database is away, the other figures are still told. */
const queued = (db: Database): Promise<{ job: string; state: string; n: number }[]> =>
  db
    .global<{ job: string; state: string; n: number }>(sql`
      select task_identifier as job, case when locked_at is not null then 'running'
          when attempts >= max_attempts then 'given_up' when run_at > now() then 'later' else 'ready' end as state,
        count(*) as n
      from graphile_worker.jobs group by 1, 2`)
    .catch(() => [])

/** `/metrics` on a listener of its own, which no proxy shows to the world; `/readyz` too, for processes without HTTP. */
export async function serveMetrics(
  metrics: Metrics,
  at: { port: number; host: string },
  unready: () => Promise<string | null> = async () => null,
): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/readyz') {
      unready().then(
        (reason) => response.writeHead(reason === null ? 200 : 503).end(`${reason ?? 'ready'}\n`),
        () => response.writeHead(500).end(),
      )
      return
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
