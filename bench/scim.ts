import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { makeBareTables } from './bare-tables.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { cpuOf, cpuOfPostgres } from './cpu.ts'
import { generate } from './generate.ts'
import { closedLoop, openLoop, openSender } from './load.ts'
import { cpuSum, measure } from './measure.ts'
import { type Running, startBare, startServer } from './processes.ts'
import { type Line, markdown, tableOf, writeSection } from './report.ts'
import { headersOf, type Known, person, scimOperations } from './scim-operations.ts'
import { openHouse, signIn } from './sign-in.ts'

/**
 * node bench/scim.ts [--users 100000 --cycle 50000 --seconds 3 --only PATCH]: what a directory asks for beside the bare
 * server, then a whole initial cycle by npm run simulate:entra, with the answer times of another account’s console
 * meanwhile. With --write it writes its own part of docs/benchmarks.md.
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    cycle: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '3' },
    data: { type: 'string', default: '.data/bench-scim' },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
    profile: { type: 'string' },
    /** Into docs/benchmarks.md: for a machine that does nothing else. */
    write: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const secretKey = 'a key for the benchmark alone, 0123456789'
const [large, other, fresh] = ['200000000', '200000001', '200000002']
const say = (line: string) => process.stdout.write(`${line}\n`)

async function idOf(cluster: Cluster, number: string): Promise<string> {
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  const { rows } = await client.query<{ id: string }>('select id from accounts where number = $1', [number])
  await client.end()
  return rows[0]!.id
}

async function callerOf(cluster: Cluster, server: Running, number: string) {
  const house = openHouse(cluster.appUrl, server.origin, secretKey)
  try {
    return await signIn(house, await idOf(cluster, number))
  } finally {
    await house.db.close()
  }
}

/** Makes users and a group through the door itself. */
async function provision(server: Running, token: string): Promise<Known> {
  const sender = openSender(server.origin)
  const headers = headersOf(token)
  const [ids, names]: [string[], string[]] = [[], []]
  const makeOne = () => {
    const body = person()
    names.push(String(body.userName))
    return { method: 'POST', path: '/scim/v2/Users', headers, body, expect: 201 }
  }
  const keeping = { ...sender, send: (ask: Parameters<typeof sender.send>[0]) => sender.send(ask).then(keep) }
  const keep = (answer: { body: string; etag: string | undefined }) => {
    ids.push((JSON.parse(answer.body) as { id: string }).id)
    return answer
  }
  await closedLoop(keeping, makeOne, { callers: 8, seconds: 120, requests: 5000 })
  const group = { displayName: `Bench ${process.pid} ${ids.length} ${ids[0]}` }
  const made = await sender.send({ method: 'POST', path: '/scim/v2/Groups', headers, body: group, expect: 201 })
  sender.close()
  return { ids, names, groupId: (JSON.parse(made.body) as { id: string }).id, users: Number(values.users) }
}

async function measureOperations(cluster: Cluster, server: Running, bare: Running): Promise<Line[]> {
  const caller = await callerOf(cluster, server, large)
  const known = await provision(server, caller.tokens[0])
  const lines: Line[] = []
  for (const operation of scimOperations(caller.accountId, caller.tokens, known)) {
    if (values.only && !operation.name.includes(values.only)) continue
    const ours = await measure(server, cluster.postmaster, operation.ask, seconds)
    const theirs = operation.bare && (await measure(bare, cluster.postmaster, operation.bare, seconds))
    lines.push({ operation, ours, bare: theirs })
    say(tableOf(lines.slice(-1)).split('\n').at(-1)!)
  }
  return lines
}

/** The client as a process of its own; what it prints. */
async function simulate(server: Running, token: string, users: number): Promise<string> {
  const child = spawn(
    process.execPath,
    ['scripts/simulate-entra.ts', '--url', server.origin, '--token', token, '--users', String(users), '--cycles', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  )
  let text = ''
  child.stdout.on('data', (part: Buffer) => {
    text += part
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
  return text.trim()
}

/** A cycle of a new directory, with the console of another account asked 20 times a second meanwhile. */
async function measureCycle(cluster: Cluster, server: Running): Promise<string> {
  const directory = await callerOf(cluster, server, fresh)
  const neighbour = await callerOf(cluster, server, other)
  const sender = openSender(server.origin)
  const list = () => ({
    path: `/api/accounts/${neighbour.accountId}/users`,
    headers: { cookie: neighbour.cookie },
  })
  const alone = await openLoop(sender, list, { perSecond: 20, seconds: 10 })
  const cpu = () => [cpuOf(server.pid), cpuOfPostgres(cluster.postmaster)] as const
  const [before, began] = [cpu(), performance.now()]
  let over = false
  const cycle = simulate(server, directory.tokens[0], Number(values.cycle)).finally(() => {
    over = true
  })
  const meanwhile: { p50: number; p99: number }[] = []
  while (!over) meanwhile.push(await openLoop(sender, list, { perSecond: 20, seconds: 10 }))
  const text = await cycle
  const took = (performance.now() - began) / 1000
  const [app, postgres] = cpu().map((now, at) => (now - before[at]!) / 1000) as [number, number]
  sender.close()
  const worst = (pick: (one: { p50: number; p99: number }) => number) => {
    const sorted = meanwhile.map(pick).sort((a, b) => a - b)
    return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)} · ${sorted.at(-1)?.toFixed(1)}`
  }
  const table = markdown(
    ['console of another account, list of 50, 20 a second', 'p50 ms', 'p99 ms'],
    [
      ['before', alone.p50.toFixed(1), alone.p99.toFixed(1)],
      ['meanwhile: median · worst of spans of 10 s', worst((one) => one.p50), worst((one) => one.p99)],
    ],
  )
  return `\`npm run simulate:entra -- --users ${values.cycle}\`, five requests at a time, in ${took.toFixed(0)} s; the server took
${app.toFixed(0)} s of CPU and PostgreSQL ${postgres.toFixed(0)} s:\n\n\`\`\`\n${text}\n\`\`\`\n\n${table}`
}

const target = values.data.startsWith('/') ? values.data : join(process.cwd(), values.data)
const isKept = values.keep && existsSync(target)
if (!isKept) rmSync(target, { recursive: true, force: true })
const [loadBefore = 0] = loadavg()
const cluster = await openCluster(target)
const stops: (() => Promise<void>)[] = [() => cluster.stop()]
try {
  const users = Number(values.users)
  await generate(
    cluster.superUrl,
    { users: users + 3000, accounts: 12, huge: users, seed: 1 },
    isKept ? undefined : say,
  )
  await makeBareTables(cluster.superUrl)
  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : []
  const server = await startServer({ appUrl: cluster.appUrl, secretKey, arguments: flags })
  stops.push(server.stop)
  const bare = await startBare(cluster)
  stops.push(bare.stop)
  const lines = await measureOperations(cluster, server, bare)
  const cycle = values.only ? '' : await measureCycle(cluster, server)
  const [load = 0] = loadavg()
  const generator = Math.max(...lines.map(({ ours }) => ours.generator)).toFixed(2)
  const slowest = Math.max(
    ...lines.filter(({ operation }) => operation.name.includes('1,000')).map(({ ours }) => ours.p99),
  )
  const text = `Written by \`node bench/scim.ts --write\`.

Measured on ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, load average ${loadBefore.toFixed(1)} before and ${load.toFixed(1)} at the end (the
benchmark alone makes about 3), Node ${process.versions.node}. The directory’s account has ${users} users. The generator of the load took up
to ${generator} CPU ms a request. ${slowest > 0 ? `1,000 members at once: p99 ${slowest.toFixed(0)} ms, promised ≤ 1,000.` : ''}

${tableOf(lines)}

${cycle}`
  say(`\n${text}`)
  say(`CPU ${lines.map(({ operation, ours }) => `${operation.name} ${cpuSum(ours).toFixed(2)}`).join(' · ')}`)
  if (values.write && !values.only) writeSection('scim', `## SCIM\n\n${text}`)
} finally {
  for (const stop of stops.reverse()) await stop()
}
