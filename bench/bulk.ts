import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { ended } from '../domain/job-states.ts'
import type { Job, Plan } from '../domain/jobs.ts'
import { nodeFlags } from '../scripts/node-flags.mjs'
import { type Cluster, openCluster } from './cluster.ts'
import { cpuOf, cpuOfPostgres } from './cpu.ts'
import { generate } from './generate.ts'
import { openLoop, openSender, type Sender } from './load.ts'
import { type Running, startServer } from './processes.ts'
import { markdown, writeSection } from './report.ts'
import { type Caller, openHouse, signIn } from './sign-in.ts'

/**
 * node bench/bulk.ts [--users 300000] [--change 100000] [--write]: plans, jobs, undo and mails in one large account, by server and
 * worker as processes of their own, while others use their lists and run small jobs. Against promises.md. Seconds by the
 * clock, and of CPU (server, worker and PostgreSQL): on an idle machine the first is about the second.
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '300000' },
    change: { type: 'string', default: '100000' },
    data: { type: 'string', default: '.data/bench-bulk' },
    keep: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const secretKey = 'a key for the benchmark alone, 0123456789'
const product = 'mitel_one_elite'
const say = (line: string) => process.stdout.write(`${line}\n`)

type Figure = { what: string; rows: number; seconds: number; cpu: number; promise: number | null }

/** What one admin asks of the API. */
function consoleOf(sender: Sender, { accountId, cookie }: Caller) {
  const ask = async <T>(method: string, path: string, body?: unknown, expect = 200): Promise<T> => {
    const answer = await sender.send({
      method,
      path: `/api/accounts/${accountId}${path}`,
      headers: { cookie },
      body,
      expect,
    })
    return JSON.parse(answer.body) as T
  }
  const job = (id: string) => ask<Job>('GET', `/jobs/${id}`)
  return {
    list: () => ({ path: `/api/accounts/${accountId}/users?limit=50`, headers: { cookie } }),
    job,
    plan: (action: string, selection: object, params: object = {}) =>
      ask<Plan>('POST', '/user-actions/plan', { action, selection, params }),
    start: ({ id, digest }: Plan) =>
      ask<Job>('POST', '/user-actions', { planId: id, planDigest: digest, frozen: true, confirm: 'delete' }, 202),
    planUndo: (id: string) => ask<Plan>('POST', `/jobs/${id}/undo/plan`),
    undo: (id: string, plan: Plan) =>
      ask<Job>('POST', `/jobs/${id}/undo`, { planId: plan.id, planDigest: plan.digest }, 202),
    cancel: (id: string) => ask<Job>('POST', `/jobs/${id}/cancel`),
    async ended(id: string): Promise<Job> {
      for (;;) {
        const now = await job(id)
        if (ended.has(now.state)) return now
        await pause(50)
      }
    },
  }
}

/** A mail server on this machine that takes everything; sent() says how many. */
async function startSink(): Promise<{ url: string; sent(): number; stop(): Promise<void> }> {
  let sent = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      stream.on('end', () => {
        sent++
        done()
      })
      stream.resume()
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    sent: () => sent,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

const startWorker = (appUrl: string, smtpUrl: string, publicUrl: string): ChildProcess =>
  spawn(process.execPath, [...nodeFlags, 'server/main.ts', 'work'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: appUrl,
      SECRET_KEY: secretKey,
      PUBLIC_URL: publicUrl,
      SMTP_URL: smtpUrl,
      MAILS_PER_HOUR: '10000000',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
    },
  })

async function measureAll(cluster: Cluster, server: Running, change: number, stops: (() => Promise<unknown>)[]) {
  const sink = await startSink()
  const worker = startWorker(cluster.appUrl, sink.url, server.origin)
  stops.push(
    () => sink.stop(),
    () => (worker.exitCode === null && worker.kill('SIGTERM') ? once(worker, 'exit') : Promise.resolve()),
  )
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  const { rows: accounts } = await client.query<{ id: string }>(
    `select id from accounts where number in ('200000000', '200000001') order by number`,
  )
  const { rows: few } = await client.query<{ id: string }>(
    `select id from users where account_id = $1 and role = 'user' and deleted_at is null limit 10`,
    [accounts[1]!.id],
  )
  await client.end()
  const house = openHouse(cluster.appUrl, server.origin, secretKey)
  const callers = [await signIn(house, accounts[0]!.id), await signIn(house, accounts[1]!.id)] as const
  await house.db.close()
  const sender = openSender(server.origin, 20)
  stops.push(async () => sender.close())
  const large = consoleOf(sender, callers[0])
  const small = consoleOf(sender, callers[1])

  const figures: Figure[] = []
  const cpu = () => (cpuOf(server.pid) + cpuOf(worker.pid!) + cpuOfPostgres(cluster.postmaster)) / 1000
  const measured = async <T>(
    what: string,
    promise: number | null,
    run: () => Promise<T>,
    rows: (made: T) => number,
  ) => {
    const [began, before] = [performance.now(), cpu()]
    const made = await run()
    figures.push({ what, promise, rows: rows(made), seconds: (performance.now() - began) / 1000, cpu: cpu() - before })
    return made
  }
  const planned = (made: Plan) => made.total
  const changed = (job: Job) => job.changed
  const matching = (source?: string[]) => ({ matching: source ? { source: source.join() } : {}, except: [] })

  // The large account is in the memory of the database, as it would be.
  await sender.send(large.list())
  const all = await measured('plan for all', 2, () => large.plan('delete', matching()), planned)
  const some = matching(all.total > change * 2 ? ['scim'] : undefined)
  const assign = await measured('plan of licences', 2, () => large.plan('assign_licence', some, { product }), planned)
  const assigned = await measured(
    'assign a licence',
    5,
    async () => large.ended((await large.start(assign)).id),
    changed,
  )
  const undo = await measured('plan of undoing', 2, () => large.planUndo(assigned.id), planned)
  await measured('undo it', null, async () => large.ended((await large.undo(assigned.id, undo)).id), changed)

  // Others meanwhile: a list 20 times a second, and jobs of ten users in another account.
  const everybody = await large.plan('assign_licence', { all: true }, { product })
  const long = await large.start(everybody)
  const waits: number[] = []
  let isOver = false
  const jobs = (async () => {
    for (let role = 'account_admin'; !isOver; role = role === 'user' ? 'account_admin' : 'user') {
      const plan = await small.plan('set_role', { ids: few.map(({ id }) => id) }, { role })
      const began = performance.now()
      await small.ended((await small.start(plan)).id)
      waits.push(performance.now() - began)
    }
  })()
  const own = await openLoop(sender, large.list, { perSecond: 10, seconds: 6 })
  const others = await openLoop(sender, small.list, { perSecond: 20, seconds: 6 })
  isOver = true
  await jobs
  const state = await large.job(long.id)
  await large.cancel(long.id)
  const slowest = Math.max(...waits) / 1000
  const answers: string[][] = [
    [
      `another account’s job of 10 users, ${waits.length} times, the slowest`,
      `${slowest.toFixed(2)} s`,
      `≤ 2 s: ${slowest <= 2 ? 'kept' : '**missed**'}`,
    ],
    [
      'lists of that other account, 20 a second, p99',
      `${others.p99.toFixed(0)} ms`,
      `≤ 100: ${others.p99 <= 100 ? 'kept' : '**missed**'}`,
    ],
    ['lists of the large account itself, 10 a second, p99', `${own.p99.toFixed(0)} ms`, ''],
    ['the job of all users meanwhile', `${state.processed} of ${state.total} (${state.state})`, ''],
  ]

  const mails = await large.plan('send_welcome_email', matching())
  const sentBefore = sink.sent()
  await measured('queue welcome emails', 10, async () => large.ended((await large.start(mails)).id), changed)
  const [from, at] = [sink.sent(), performance.now()]
  await pause(20_000)
  const perSecond = (sink.sent() - from) / ((performance.now() - at) / 1000)
  answers.push(
    ['mails handed over while they were queued', String(from - sentBefore), ''],
    ['mails handed over a second, then', perSecond.toFixed(0), `≥ 200: ${perSecond >= 200 ? 'kept' : '**missed**'}`],
  )
  return { figures, answers }
}

function sectionOf(figures: Figure[], answers: string[][]): string {
  const kept = ({ promise, seconds }: Figure) =>
    promise === null ? '' : `≤ ${promise} s: ${seconds <= promise ? 'kept' : '**missed**'}`
  const head = `## Bulk work

Written by \`node bench/bulk.ts --write\`. Measured on ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, load average at the
end ${loadavg()[0]!.toFixed(1)} (the benchmark alone makes about 2), in an account of ${values.users} users. Server, worker, PostgreSQL, the mail
server and the generator share the cores; CPU is that of the first three.`
  return [
    head,
    markdown(
      ['what', 'users', 'seconds', 'CPU s', 'promise'],
      figures.map((one) => [one.what, String(one.rows), one.seconds.toFixed(2), one.cpu.toFixed(2), kept(one)]),
    ),
    markdown(['while a job runs over all users, and mails', 'figure', 'promise'], answers),
  ].join('\n\n')
}

const data = values.data.startsWith('/') ? values.data : join(process.cwd(), values.data)
if (!values.keep) rmSync(data, { recursive: true, force: true })
const cluster = await openCluster(data)
const stops: (() => Promise<unknown>)[] = [() => cluster.stop()]
try {
  const huge = Number(values.users)
  await generate(cluster.superUrl, { users: huge + 1_000, accounts: 10, huge, seed: 1 }, say)
  const server = await startServer({ appUrl: cluster.appUrl, secretKey })
  stops.push(server.stop)
  const { figures, answers } = await measureAll(cluster, server, Number(values.change), stops)
  const section = sectionOf(figures, answers)
  say(`\n${section}`)
  if (values.write) writeSection('bulk', section)
} finally {
  for (const stop of stops.reverse()) await stop()
}
