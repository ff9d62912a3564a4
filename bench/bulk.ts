import { rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Job, Plan } from '../domain/jobs.ts'
import { getJob, runJob } from '../server/features/jobs/jobs.ts'
import {
  actOnChunk,
  mayStillAct,
  planUndo,
  planUserAction,
  runUserAction,
  undoJob,
} from '../server/features/user-actions/user-actions.ts'
import { type House, systemContext } from '../server/platform/context.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { cpuOf, cpuOfPostgres } from './cpu.ts'
import { generate } from './generate.ts'
import { openHouse } from './sign-in.ts'

/**
 * node bench/bulk.ts [--users 300000] [--change 100000]: plans, assigns, undoes and mails in one large account by one worker,
 * against promises.md. Seconds by the clock and of CPU (worker + PostgreSQL): on an idle machine the first is the second.
 */
export type BulkFigure = { what: string; seconds: number; cpu: number; rows: number; promise: number | null }

type Wanted = { action: string; params: object }
const product = 'mitel_one_elite'

/** Measures bulk work in an account. @param change users that each job shall change, about */
export async function benchBulk(
  cluster: Cluster,
  house: House,
  accountId: string,
  change: number,
): Promise<BulkFigure[]> {
  const context = () => systemContext({ house, accountId, name: 'bench' })
  const figures: BulkFigure[] = []
  const measured = async <T>(
    what: string,
    promise: number | null,
    run: () => Promise<T>,
    rows: (made: T) => number,
  ) => {
    const cpu = () => cpuOf(process.pid) + cpuOfPostgres(cluster.postmaster)
    const [began, before] = [performance.now(), cpu()]
    const made = await run()
    const figure = { seconds: (performance.now() - began) / 1000, cpu: (cpu() - before) / 1000 }
    figures.push({ what, promise, rows: rows(made), ...figure })
    return made
  }
  const work = async (jobId: string): Promise<Job> => {
    for (;;) {
      await runJob(house, { accountId, jobId }, actOnChunk, mayStillAct)
      const job = await getJob(context(), { jobId })
      if (job.endedAt !== null) return job
    }
  }
  const plan = ({ action, params }: Wanted, matching: object) =>
    planUserAction(context(), { action, selection: { matching, except: [] }, params } as never) as Promise<Plan>
  const run = async (made: Plan): Promise<Job> =>
    work((await runUserAction(context(), { planId: made.id, planDigest: made.digest, frozen: true })).id)
  const total = (made: Plan) => made.total
  const changed = (job: Job) => job.changed

  const all = await measured('plan for all', 2, () => plan({ action: 'delete', params: {} }, {}), total)
  const small = { source: all.total > change * 2 ? ['scim'] : undefined }
  const assign = await measured(
    'plan of licences',
    2,
    () => plan({ action: 'assign_licence', params: { product } }, small),
    total,
  )
  const assigned = await measured('assign a licence', 5, () => run(assign), changed)
  const undo = await measured('plan of undoing', 2, () => planUndo(context(), { jobId: assigned.id }), total)
  await measured(
    'undo',
    null,
    async () => work((await undoJob(context(), { jobId: assigned.id, planId: undo.id })).id),
    changed,
  )
  const mails = await plan({ action: 'send_welcome_email', params: {} }, {})
  await measured('queue welcome emails', 10, () => run(mails), changed)
  return figures
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', default: '300000' },
      change: { type: 'string', default: '100000' },
      data: { type: 'string', default: '.data/bench-bulk' },
    },
  })
  const data = values.data.startsWith('/') ? values.data : join(process.cwd(), values.data)
  rmSync(data, { recursive: true, force: true })
  const cluster = await openCluster(data)
  try {
    const huge = Number(values.users)
    await generate(cluster.superUrl, { users: huge + 100, accounts: 10, huge, seed: 1 }, console.log)
    const client = new pg.Client({ connectionString: cluster.superUrl })
    await client.connect()
    const { rows } = await client.query<{ id: string }>(`select id from accounts where number = '200000000'`)
    await client.end()
    const house = openHouse(cluster.appUrl, 'http://127.0.0.1:1', 'a key for the benchmark alone, 0123456789')
    const figures = await benchBulk(cluster, house, rows[0]!.id, Number(values.change))
    await house.db.close()
    console.log(`load average ${loadavg()[0]?.toFixed(1)}`)
    for (const { what, seconds, cpu, rows: users, promise } of figures)
      console.log(
        `${what}: ${users} users in ${seconds.toFixed(2)} s, CPU ${cpu.toFixed(2)} s${promise === null ? '' : `, promised ≤ ${promise} s`}`,
      )
  } finally {
    await cluster.stop()
  }
}
