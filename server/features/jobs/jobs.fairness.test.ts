import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, makeUsers } from '../../../test/harness/jobs.ts'
import { read } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'
import { actOnChunk, mayStillAct } from '../user-actions/user-actions.ts'
import { runJob } from './jobs.ts'

let t: World
beforeAll(async () => {
  t = await startWorld()
})

/** Jobs in the order in which a worker would take them. */
const waiting = async (): Promise<string[]> => {
  const rows = await read<{ key: string }>(
    t,
    t.accountId,
    sql`select key from graphile_worker.jobs where key like 'jobs.run:%' and locked_at is null
      order by priority, run_at, id`,
  )
  return rows.map(({ key }) => key.replace('jobs.run:', ''))
}

/** A worker takes the next job, as the queue does it, on a clock on which each look costs 300 ms. */
async function takeNext(accountOf: ReadonlyMap<string, string>): Promise<string> {
  const [jobId] = await waiting()
  await t.database.asOwner(`delete from graphile_worker._private_jobs where key = 'jobs.run:${jobId}'`)
  let now = 0
  const clock = { ...t.house.clock, monotonicMs: () => (now += 300) }
  const house = { ...t.house, clock }
  await runJob(house, { accountId: accountOf.get(jobId!)!, jobId: jobId! }, actOnChunk, mayStillAct)
  return jobId!
}

test('a job of one account stands behind those of others after each half second: ten users don’t wait for thousands', async () => {
  const large = bulk(t)
  const small = bulk(t, t.otherAccountId, t.other)
  const many = await makeUsers(t, 600)
  const few = await makeUsers(t, 10, t.otherAccountId)
  const body = (ids: string[]) => ({ action: 'set_role', selection: { ids }, params: { role: 'account_admin' } })
  const first = (await large.post('/user-actions', body(many))).body.id
  const second = (await small.post('/user-actions', body(few))).body.id
  const accountOf = new Map([
    [first, t.accountId],
    [second, t.otherAccountId],
  ])
  expect(await waiting()).toEqual([first, second])
  expect(await takeNext(accountOf)).toBe(first)
  expect(await waiting()).toEqual([second, first])
  expect(await takeNext(accountOf)).toBe(second)
  expect((await small.get(`/jobs/${second}`)).body).toMatchObject({ state: 'done', changed: 10 })
  const { body: job } = await large.get(`/jobs/${first}`)
  expect(job.state).toBe('running')
  expect(job.processed).toBeGreaterThan(0)
  expect(job.processed).toBeLessThan(300)
  while ((await waiting()).length > 0) await takeNext(accountOf)
  expect((await large.get(`/jobs/${first}`)).body).toMatchObject({ state: 'done', changed: 600 })
})
