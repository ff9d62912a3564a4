import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../server/platform/sql.ts'
import { startWorld, type World } from '../harness/house.ts'
import { importing } from '../harness/imports.ts'
import { endPrograms, type Program, startProgram } from '../harness/processes.ts'
import { read } from '../harness/sign-in.ts'

const people = 2_000
let t: World
let worker: Program | undefined

async function startWorker(): Promise<void> {
  worker = await startProgram(['work'], t.database.appUrl, { LOG_LEVEL: 'silent', MAILS_PER_HOUR: '1' })
}

async function killWorker(): Promise<void> {
  await worker?.kill()
  worker = undefined
}

beforeAll(async () => {
  t = await startWorld()
})
afterAll(endPrograms)

/** Looks every few milliseconds until it is over; kills the worker once so much of it is done, each time. */
async function withKills(look: () => Promise<{ done: number; over: boolean }>, at: number[]): Promise<number> {
  let kills = 0
  for (;;) {
    if (!worker) await startWorker()
    const { done, over } = await look()
    if (over) return kills
    if (at.length > 0 && done > at[0]!) {
      at.shift()
      kills++
      await killWorker()
    }
    await pause(30)
  }
}

const cells = Array.from({ length: people }, (_, n) => [`Ann ${n}`, `Müller ${n % 7}`, `p${n}@faults.example`])
const csv = `FIRST NAME,LAST NAME,EMAIL\n${cells.map((row) => row.join(',')).join('\n')}\n`

describe('REL-2', () => {
  test('REL-2 R37 kill -9 while a file is read and while it is uploaded: the same users as without, each once', async () => {
    const imports = importing(t)
    const { id } = (await imports.send('people.csv', csv)).body
    const reading = async () => {
      const { state, counts } = await imports.get(id)
      return { done: counts.rows, over: state !== 'reading' }
    }
    const killedReading = await withKills(reading, [0])
    expect(await imports.get(id)).toMatchObject({ state: 'preview', counts: { rows: people, new: people, error: 0 } })
    const { jobId } = await imports.start(id)
    const committing = async () => {
      const { state, processed } = (await t.call(t.admin, 'GET', `/api/accounts/${t.accountId}/jobs/${jobId}`)).body
      return { done: processed, over: state === 'done' }
    }
    const killedCommitting = await withKills(committing, [0, people / 2])
    await killWorker()
    expect(killedReading + killedCommitting).toBeGreaterThan(1)
    expect(await imports.get(id)).toMatchObject({ state: 'done', counts: { new: people, error: 0 } })
    const users = (await imports.users()).map((user) => [user.first_name, user.last_name, user.email])
    expect(users.sort()).toEqual([...cells].sort())
    const [told] = await read(
      t,
      t.accountId,
      sql`select count(*) filter (where name = 'user.created') as created, count(*) filter (where name = 'user.invited') as invited,
          count(distinct user_id) as users from events where account_id = ${t.accountId} and job_id = ${jobId} and user_id is not null`,
    )
    expect(told).toEqual({ created: people, invited: people, users: people })
    const [mails] = await read(
      t,
      t.accountId,
      sql`select count(*) as n, count(distinct user_id) as users from mails where account_id = ${t.accountId} and job_id = ${jobId}`,
    )
    expect(mails).toEqual({ n: people, users: people })
  })
})
