import { rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { makeBareTables } from './bare-tables.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { memoryOf } from './cpu.ts'
import { generate } from './generate.ts'
import { openSender } from './load.ts'
import { cpuSum, type Measured, measure } from './measure.ts'
import { operationsOf, pagesOf } from './operations.ts'
import { type Running, startBare, startServer } from './processes.ts'
import { type Comparison, comparisonsOf, type Line, tableOf, writeSection } from './report.ts'
import { accountOf } from './samples.ts'
import { type Caller, openHouse, signIn } from './sign-in.ts'

/**
 * npm run bench [-- --users 400000 --huge 300000 --seconds 3]: fills a cluster of its own in steps, measures the real
 * server beside the bare one, prints the figures and writes docs/benchmarks.md. Nothing else should run meanwhile.
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '400000' },
    huge: { type: 'string', default: '300000' },
    accounts: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '3' },
    data: { type: 'string', default: '.data/bench' },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const secretKey = 'a key for the benchmark alone, 0123456789'
const small = '200000000'
const large = '200005000'
const say = (line: string) => process.stdout.write(`${line}\n`)

/** What is measured in an account: its operations, with a late page to ask for. */
async function prepare(cluster: Cluster, server: Running, number: string) {
  const house = openHouse(cluster.appUrl, server.origin, secretKey)
  const sender = openSender(server.origin)
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  try {
    const { id, samples, spare, users } = await accountOf(client, number)
    const caller: Caller = await signIn(house, id)
    return { users, operations: operationsOf(caller, samples, spare, await pagesOf(sender, caller)) }
  } finally {
    sender.close()
    await client.end()
    await house.db.close()
  }
}

/** Some operations of an account, by name. */
async function measureSome(cluster: Cluster, server: Running, number: string, wanted: (name: string) => boolean) {
  const { operations } = await prepare(cluster, server, number)
  const measured = new Map<string, Measured>()
  for (const operation of operations.filter(({ name }) => wanted(name)))
    measured.set(operation.name, await measure(server, cluster.postmaster, operation.ask, seconds))
  return measured
}

const compared = new Set([
  'list of 50',
  'list, a page nobody read before',
  'search, a rare word',
  'search, a common word',
  'search, a common word, the first time',
  'one user',
  'update',
])

const ratios = (of: string, before: Map<string, Measured>, after: Map<string, Measured>, limit: number): Comparison[] =>
  [...before].flatMap(([name, one]) => {
    const other = after.get(name)
    if (!other) return []
    const figure = cpuSum(other) / cpuSum(one)
    return [{ what: `${of}: ${name}, CPU`, figure, promise: `≤ ${limit}`, kept: figure <= limit }]
  })

async function run(cluster: Cluster, stops: (() => Promise<void>)[]): Promise<void> {
  const fill = (wanted: { users: number; accounts: number; huge: number; first: number }) =>
    generate(cluster.superUrl, { seed: 1, ...wanted }, say)
  const comparisons: Comparison[] = []
  const began = performance.now()
  let atTenThousand: Map<string, Measured> | undefined
  await fill({ users: 10_000, accounts: 30, huge: 300, first: 0 })
  const server = await startServer({ appUrl: cluster.appUrl, secretKey })
  stops.push(server.stop)
  const wanted = (name: string) => (values.only ? name.includes(values.only) : compared.has(name))
  if (!values.keep) {
    atTenThousand = await measureSome(cluster, server, small, wanted)
    await fill({ users: 90_000, accounts: 100, huge: 300, first: 1000 })
  }
  const atHundredThousand = await measureSome(cluster, server, small, wanted)
  if (atTenThousand)
    comparisons.push(...ratios('10,000 → 100,000 users, the same account', atTenThousand, atHundredThousand, 1.2))
  const rest = { users: Number(values.users) - 100_000, accounts: Number(values.accounts), huge: Number(values.huge) }
  await fill({ ...rest, users: Math.max(rest.users, rest.huge + rest.accounts), first: 5000 })
  await makeBareTables(cluster.superUrl)
  say(`filled and first measured in ${((performance.now() - began) / 1000).toFixed(0)} s`)

  const bare = await startBare(cluster)
  stops.push(bare.stop)
  const { operations, users } = await prepare(cluster, server, large)
  const lines: Line[] = []
  for (const operation of operations.filter(({ name }) => !values.only || name.includes(values.only))) {
    try {
      const ours = await measure(server, cluster.postmaster, operation.ask, seconds)
      const theirs = operation.bare && (await measure(bare, cluster.postmaster, operation.bare, seconds))
      lines.push({ operation, ours, bare: theirs })
      say(tableOf(lines.slice(-1)).split('\n').at(-1)!)
    } catch (error) {
      say(`${operation.name}: ${(error as Error).message}`)
      process.exitCode = 1
    }
  }
  const inLarge = new Map(lines.map(({ operation, ours }) => [operation.name, ours]))
  comparisons.push(...ratios(`300 → ${users} users in the account`, atHundredThousand, inLarge, 2))
  const [first, late] = [inLarge.get('list of 50'), inLarge.get('list, page 5,000 (or the last)')]
  if (first && late) {
    const figure = cpuSum(late) / cpuSum(first)
    comparisons.push({ what: 'page 5,000 : page 1, CPU', figure, promise: '≤ 1.2', kept: figure <= 1.2 })
  }
  const memory = memoryOf(server.pid)
  comparisons.push({ what: 'memory of the server, MB', figure: memory, promise: '≤ 200', kept: memory <= 200 })
  const [load = 0] = loadavg()
  const text = `${tableOf(lines)}\n\n${comparisonsOf(comparisons)}\n`
  say(`\n${text}`)
  if (values.only) return
  const generator = Math.max(...lines.map(({ ours }) => ours.generator)).toFixed(2)
  const head = `Measured on ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, load average at the end ${load.toFixed(1)}
(the benchmark alone makes about 3), Node ${process.versions.node}. The account that is measured has ${users} users. Application, PostgreSQL
and the generator of the load share the cores; the generator itself took up to ${generator} CPU ms a request.`
  writeSection('requests', `## Requests\n\nWritten by \`npm run bench\`.\n\n${head}\n\n${text}`)
}

const dataDir = join(process.cwd(), values.data)
const target = values.data.startsWith('/') ? values.data : dataDir
if (!values.keep) rmSync(target, { recursive: true, force: true })
const cluster = await openCluster(target)
const stops: (() => Promise<void>)[] = [() => cluster.stop()]
try {
  await run(cluster, stops)
} finally {
  for (const stop of stops.reverse()) await stop()
}
