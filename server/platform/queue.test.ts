import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../test/harness/house.ts'
import { enqueue } from './queue.ts'

let w: World
let listener: pg.Client
const told: { count: number; at: number }[] = []
let heard = () => {}
/** Order of what happened, without a clock. */
let step = 0

beforeAll(async () => {
  w = await startWorld()
  // What the queue does not know yet is added by its own function, which tells at once.
  await w.database.asOwner(`insert into graphile_worker._private_tasks (identifier) values ('mails.deliver')
    on conflict do nothing`)
  listener = new pg.Client({ connectionString: w.database.directUrl })
  listener.on('notification', ({ payload }) => {
    told.push({ count: JSON.parse(payload!).count, at: ++step })
    heard()
  })
  await listener.connect()
  await listener.query('listen "jobs:insert"')
})

afterAll(() => listener.end())

const next = () =>
  new Promise<void>((resolve) => {
    heard = resolve
  })

const inTransaction = async (run: (put: () => Promise<void>) => Promise<void>) => {
  const context = w.system(w.accountId)
  await w.house.db.inAccount(w.accountId, (tx) => run(() => enqueue({ ...context, tx }, 'mails.deliver')))
}

test('REL-5 of jobs that are put into the queue the workers are told once, after the commit; of none that was taken back', async () => {
  await expect(
    inTransaction(async (put) => {
      await put()
      throw new Error('taken back')
    }),
  ).rejects.toThrow('taken back')
  const first = next()
  let committing = 0
  await inTransaction(async (put) => {
    await put()
    await put()
    await put()
    committing = ++step
  })
  await first
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ count: 3 })
  expect(told[0]!.at).toBeGreaterThan(committing)
})

test('REL-5 a job without a key is as the queue itself would write it', async () => {
  await inTransaction((put) => put())
  const newest = `select task_id, payload::text, max_attempts, attempts, priority, flags, key, job_queue_id, locked_at,
    is_available, run_at <= now() as due from graphile_worker._private_jobs order by id desc limit 1`
  const owner = new pg.Client({ connectionString: w.database.ownerUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query(newest)
    await owner.query(`select graphile_worker.add_job('mails.deliver', $1::json, max_attempts => 25)`, [
      JSON.stringify({ accountId: w.accountId }),
    ])
    expect((await owner.query(newest)).rows).toEqual(rows)
  } finally {
    await owner.end()
  }
})
