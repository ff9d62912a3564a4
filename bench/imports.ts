import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Import } from '../domain/imports.ts'
import type { Job } from '../domain/jobs.ts'
import { nodeFlags } from '../scripts/node-flags.mjs'
import { type SheetKind, writeSheet } from '../server/platform/spreadsheet.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { cpuOf, cpuOfPostgres, memoryOf } from './cpu.ts'
import { generate } from './generate.ts'
import { makePeople } from './people.ts'
import { startServer } from './processes.ts'
import { markdown, writeSection } from './report.ts'
import { openHouse, signIn } from './sign-in.ts'

/**
 * node bench/imports.ts [--rows 100000] [--write]: imports a .csv and an .xlsx of so many people into accounts of an installation
 * with --users, through the server and a worker as processes of their own, while somebody else uses the list of users.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    users: { type: 'string', default: '100000' },
    data: { type: 'string', default: '.data/bench-imports' },
    write: { type: 'boolean', default: false },
  },
})
const count = Number(values.rows)
const secretKey = 'a key for the benchmark alone, 0123456789'
const headers = ['FIRST NAME', 'LAST NAME', 'NAME', 'EMAIL', 'ROLE', 'MOBILE']

async function* people(kind: SheetKind): AsyncGenerator<string[][]> {
  const made = makePeople(count, 'import.example', kind === 'csv' ? 11 : 12)
  for (let at = 0; at < count; at += 1_000)
    yield made
      .slice(at, at + 1_000)
      .map((one, n) => [
        one.firstName,
        one.lastName,
        one.name ?? '',
        `${kind}${at + n}.${one.email}`,
        'User',
        one.mobile ?? '',
      ])
}

type Figure = { kind: SheetKind; megabytes: number } & Record<'preview' | 'commit', Phase>
type Phase = {
  seconds: number
  cpu: number
  p99: number
  asked: number
  server: number
  worker: number
  reader: number
}

/** Children of a process. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]) === pid ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

const safely = (measure: () => number): number => {
  try {
    return measure()
  } catch {
    return 0
  }
}

async function bench(cluster: Cluster, numbers: { measured: string; other: string }): Promise<Figure[]> {
  const house = openHouse(cluster.appUrl, 'http://127.0.0.1:1', secretKey)
  const admin = await signIn(house, numbers.measured)
  const other = await signIn(house, numbers.other)
  const server = await startServer({ appUrl: cluster.appUrl, secretKey })
  const worker = spawn(process.execPath, [...nodeFlags, 'server/main.ts', 'work'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: cluster.appUrl,
      SECRET_KEY: secretKey,
      LOG_LEVEL: 'warn',
      PUBLIC_URL: server.origin,
    },
  })
  const base = `${server.origin}/api/accounts/${admin.accountId}`
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${base}${path}`, { ...init, headers: { cookie: admin.cookie, ...init.headers } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** Measures what happens until `run` ends, while the list of another account is asked for twenty times a second. */
  async function phase(run: () => Promise<void>): Promise<Phase> {
    const times: number[] = []
    const most = { server: 0, worker: 0, reader: 0 }
    const asking = new Set<Promise<void>>()
    const list = async () => {
      const began = performance.now()
      const answer = await fetch(`${server.origin}/api/accounts/${other.accountId}/users?limit=50`, {
        headers: { cookie: other.cookie },
      })
      await answer.arrayBuffer()
      times.push(performance.now() - began)
    }
    const timer = setInterval(() => {
      const one: Promise<void> = list().finally(() => asking.delete(one))
      asking.add(one)
    }, 50)
    const watch = setInterval(() => {
      const read = (pid: number) => safely(() => memoryOf(pid))
      most.server = Math.max(most.server, read(server.pid))
      most.worker = Math.max(most.worker, read(worker.pid!))
      for (const pid of [server.pid, worker.pid!].flatMap(childrenOf)) most.reader = Math.max(most.reader, read(pid))
    }, 100)
    const cpu = () => cpuOf(server.pid) + cpuOf(worker.pid!) + cpuOfPostgres(cluster.postmaster)
    const [began, before] = [performance.now(), cpu()]
    await run()
    const seconds = (performance.now() - began) / 1000
    const used = (cpu() - before) / 1000
    clearInterval(timer)
    clearInterval(watch)
    await Promise.all(asking)
    times.sort((a, b) => a - b)
    return { seconds, cpu: used, asked: times.length, p99: times[Math.floor(times.length * 0.99)] ?? 0, ...most }
  }

  const until = async <T>(path: string, over: (found: T) => boolean): Promise<T> => {
    for (;;) {
      if (worker.exitCode !== null || worker.signalCode !== null) throw new Error('The worker has ended')
      const found = await ask<T>(path)
      if (over(found)) return found
      await pause(200)
    }
  }

  try {
    const figures: Figure[] = []
    for (const kind of ['csv', 'xlsx'] as const) {
      const columns = headers.map((header) => ({ header }))
      const bytes = await buffer(writeSheet(kind, { name: 'People', columns, stretches: people(kind) }))
      let one: Import | undefined
      const preview = await phase(async () => {
        const body = new FormData()
        body.append('file', new Blob([bytes]), `people.${kind}`)
        const { id } = await ask<Import>('/imports', { method: 'POST', body })
        one = await until<Import>(`/imports/${id}`, (found) => found.state !== 'reading')
      })
      if (one?.counts.new !== count) throw new Error(`${kind}: ${JSON.stringify({ ...one, columns: [] })}`)
      const commit = await phase(async () => {
        const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
        const { jobId } = await ask<Import>(`/imports/${one!.id}/commit`, init)
        const job = await until<Job>(`/jobs/${jobId}`, (found) => found.endedAt !== null)
        if (job.changed !== count) throw new Error(JSON.stringify(job))
      })
      figures.push({ kind, megabytes: bytes.length / 1024 / 1024, preview, commit })
      await mailsRest(cluster)
    }
    return figures
  } finally {
    await end(worker)
    await server.stop()
    await house.db.close()
  }
}

/** Mails of an upload go out when it is done, up to the limit of an hour: the next file is not read meanwhile. */
async function mailsRest(cluster: Cluster): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  try {
    for (let busy = true; busy; ) {
      await pause(3_000)
      const { rows } = await client.query<{ busy: boolean }>(
        `select exists (select from mails where sent_at > now() - interval '3 seconds') as busy`,
      )
      busy = rows[0]!.busy
    }
  } finally {
    await client.end()
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function report(figures: readonly Figure[]): string {
  const promised = { preview: 15, commit: 30 }
  const lines = figures.flatMap((figure) =>
    (['preview', 'commit'] as const).map((name) => {
      const { seconds, cpu, p99, asked, server, worker, reader } = figure[name]
      return [
        `.${figure.kind}, ${figure.megabytes.toFixed(1)} MB: ${name}`,
        `${seconds.toFixed(1)} · ${cpu.toFixed(1)}`,
        `≤ ${promised[name]}: ${seconds <= promised[name] ? 'kept' : '**missed**'}`,
        `${p99.toFixed(0)} (${asked})`,
        `≤ 100: ${p99 <= 100 ? 'kept' : '**missed**'}`,
        `${server} · ${worker} · ${reader || '–'}`,
        `≤ 500: ${Math.max(server, worker, reader) <= 500 ? 'kept' : '**missed**'}`,
      ]
    }),
  )
  const head = [
    'import',
    'seconds · CPU s',
    'promise',
    'p99 ms of lists meanwhile (asked)',
    'promise',
    'most MB: server · worker · reader',
    'promise',
  ]
  return `## Imports

Written by \`node bench/imports.ts --write\`: ${count} rows, into an account without other users, welcome emails queued; an
installation of ${values.users} users. Between the files the mails of the first go out, which takes a preview half of the machine. 2 cores, load average at the end ${loadavg()[0]!.toFixed(1)} (the benchmark alone makes about 2), Node
${process.versions.node}. Server, worker, reader, PostgreSQL and the generator of the load share the cores; the lists are those of
another account, 20 a second.

${markdown(head, lines)}
`
}

const data = values.data.startsWith('/') ? values.data : join(process.cwd(), values.data)
rmSync(data, { recursive: true, force: true })
const cluster = await openCluster(data)
try {
  const users = Number(values.users)
  await generate(cluster.superUrl, { users, accounts: 10, huge: Math.floor(users / 2), seed: 1 }, console.log)
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  const { rows } = await client.query<{ id: string; number: string }>('select id, number from accounts order by number')
  await client.end()
  const idOf = (number: string) => rows.find((row) => row.number === number)!.id
  const text = report(await bench(cluster, { measured: idOf('200000009'), other: idOf('200000000') }))
  console.log(text)
  if (values.write) writeSection('imports', text)
} finally {
  await cluster.stop()
}
