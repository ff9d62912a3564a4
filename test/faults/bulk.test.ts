import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { sql } from '../../server/platform/sql.ts'
import { startWorld, type World } from '../harness/house.ts'
import { bulk, buySeats, seatsOf } from '../harness/jobs.ts'
import { endPrograms, type Program, startProgram } from '../harness/processes.ts'
import { read } from '../harness/sign-in.ts'

const users = 3_000
const product = 'mitel_one_elite'
let t: World
let b: ReturnType<typeof bulk>
let worker: Program | undefined

async function startWorker(): Promise<void> {
  worker = await startProgram(['work'], t.database.appUrl, { LOG_LEVEL: 'silent' })
}

async function killWorker(): Promise<void> {
  await worker?.kill()
  worker = undefined
}

beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
  await buySeats(t, product, users * 2)
  const given = Array.from({ length: users }, (_, n) => ({ id: newId(), n }))
  await t.inside(t.accountId, ({ tx }) =>
    tx.run(sql`
    insert into users (account_id, id, name, email, display_name, name_key, email_key, search_text, role, origin)
    select ${t.accountId}::uuid, id, 'Bulk ' || n, 'b' || n || '@bulk.example', 'Bulk ' || n, 'bulk ' || n,
      'b' || n || '@bulk.example', 'bulk ' || n, 'user', 'import'
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (id uuid, n integer)`),
  )
})
afterAll(endPrograms)

describe('REL-1', () => {
  test.each([
    ['assign_licence', { product }, 'user.licence_assigned'],
    ['send_welcome_email', {}, 'user.invited'],
  ])('REL-1 %s goes on after every kill -9 of the worker: each user once, never backwards', async (action, params, event) => {
    const matching = { search: 'bulk' }
    const started = await b.post('/user-actions', { action, selection: { matching }, params })
    expect(started.status, started.text).toBe(202)
    const id = started.body.id as string
    let seen = 0
    const killedAt: number[] = []
    let next = 1
    for (;;) {
      if (!worker) await startWorker()
      const { body: job } = await b.get(`/jobs/${id}`)
      expect(job.processed, `killed at ${killedAt}`).toBeGreaterThanOrEqual(seen)
      seen = job.processed
      if (job.state === 'done') {
        expect(job, `killed at ${killedAt}`).toMatchObject({ total: users, processed: users, changed: users })
        break
      }
      expect(job.state).not.toBe('failed')
      // Killed at any point: of its users, and of what it does with a chunk of them.
      if (killedAt.length < 2 && seen >= next) {
        next = seen + 1 + Math.floor((Math.random() * users) / 4)
        await pause(Math.random() * 200)
        killedAt.push(seen)
        await killWorker()
      }
      await pause(20)
    }
    expect(killedAt.length).toBeGreaterThan(0)
    await killWorker()
    const [events] = await read<{ n: number; users: number }>(
      t,
      t.accountId,
      sql`select count(*) as n, count(distinct user_id) as users from events
        where account_id = ${t.accountId} and job_id = ${id} and name = ${event}`,
    )
    expect(events).toEqual({ n: users, users })
    if (action === 'assign_licence') {
      expect(await seatsOf(t, product)).toEqual({ assigned: users, reserved: 0, licences: users, held: 0 })
    } else {
      const [mails] = await read<{ n: number; users: number }>(
        t,
        t.accountId,
        sql`select count(*) as n, count(distinct user_id) as users from mails
          where account_id = ${t.accountId} and job_id = ${id}`,
      )
      expect(mails).toEqual({ n: users, users })
    }
  })
})
