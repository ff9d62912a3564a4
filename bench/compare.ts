import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { type Cluster, openCluster } from './cluster.ts'
import { cpuOf, cpuOfPostgres, memoryOf } from './cpu.ts'
import { closedLoop, openSender } from './load.ts'
import { type Operation, operationsOf, pagesOf } from './operations.ts'
import { type Running, startServer } from './processes.ts'
import { accountOf } from './samples.ts'
import { openHouse, signIn } from './sign-in.ts'

/**
 * node bench/compare.ts [--trees .,../before] [--only 'list of 50|create'] [--requests 600] [--rounds 3]: CPU ms a request
 * of one or several checkouts over the same data, in alternation, so that a neighbour’s load falls on all of them.
 * The data is that of `npm run bench -- --keep`. Prints the median of the rounds.
 */
const { values } = parseArgs({
  options: {
    trees: { type: 'string', default: '.' },
    only: { type: 'string', default: '' },
    account: { type: 'string', default: '200005000' },
    requests: { type: 'string', default: '600' },
    rounds: { type: 'string', default: '3' },
    data: { type: 'string', default: '.data/bench' },
    /** A cluster that runs already: the file with its URLs. */
    cluster: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
})
const secretKey = 'a key for the benchmark alone, 0123456789'
const requests = Number(values.requests)
const trees = values.trees.split(',').map((tree) => resolve(tree))
const median = (figures: number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!

type Subject = { tree: string; server: Running; operations: Operation[] }

async function subjectOf(cluster: Cluster, tree: string): Promise<Subject> {
  const server = await startServer({
    appUrl: cluster.appUrl,
    secretKey,
    cwd: tree,
    arguments: values.profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/profiles'] : [],
  })
  const house = openHouse(cluster.appUrl, server.origin, secretKey)
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  const sender = openSender(server.origin)
  try {
    const { id, samples, spare } = await accountOf(client, values.account)
    const caller = await signIn(house, id)
    const all = operationsOf(caller, samples, spare, await pagesOf(sender, caller))
    return { tree, server, operations: all.filter(({ name }) => new RegExp(values.only).test(name)) }
  } finally {
    sender.close()
    await client.end()
    await house.db.close()
  }
}

async function run(cluster: Cluster, subjects: Subject[]): Promise<void> {
  for (const tree of trees) subjects.push(await subjectOf(cluster, tree))
  for (const { name } of subjects[0]!.operations) {
    const figures = subjects.map(() => ({ app: [] as number[], postgres: [] as number[] }))
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const [index, { server, operations }] of subjects.entries()) {
        const sender = openSender(server.origin)
        const { ask } = operations.find((one) => one.name === name)!
        const before = [cpuOf(server.pid), cpuOfPostgres(cluster.postmaster)]
        const done = await closedLoop(sender, ask, { callers: 8, seconds: 30, requests })
        const after = [cpuOf(server.pid), cpuOfPostgres(cluster.postmaster)]
        sender.close()
        // The first round warms up.
        if (round === 0) continue
        figures[index]!.app.push((after[0]! - before[0]!) / done.requests)
        figures[index]!.postgres.push((after[1]! - before[1]!) / done.requests)
      }
    }
    for (const [index, { app, postgres }] of figures.entries()) {
      const [a, p] = [median(app), median(postgres)]
      const line = `${name.padEnd(34)} ${trees[index]!.padEnd(24)} ${a.toFixed(2)} + ${p.toFixed(2)} = ${(a + p).toFixed(2)}`
      process.stdout.write(`${line}   (${memoryOf(subjects[index]!.server.pid)} MB)\n`)
    }
  }
}

const cluster: Cluster = values.cluster
  ? { ...(await import(resolve(values.cluster), { with: { type: 'json' } })).default, stop: async () => {} }
  : await openCluster(resolve(values.data))
const subjects: Subject[] = []
try {
  await run(cluster, subjects)
} finally {
  for (const { server } of subjects) await server.stop()
  await cluster.stop()
}
