import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../server/platform/sql.ts'
import { makePerson, password, startWorld, type World } from '../harness/house.ts'
import { buySeats, makeUsers, seatsOf } from '../harness/jobs.ts'
import { endPrograms, type Program, request, startProgram } from '../harness/processes.ts'
import { read } from '../harness/sign-in.ts'

/** Two servers and two workers over one PostgreSQL: whatever one of them knows, the other knows at the next request. */

const jobUsers = 5000
const product = 'mitel_one_elite'
let t: World
let a: Program
let b: Program
let workers: Program[]
let account: string

beforeAll(async () => {
  t = await startWorld()
  account = `/api/accounts/${t.accountId}`
  const start = (words: string[]) => startProgram(words, t.database.appUrl)
  ;[a, b, ...workers] = await Promise.all([
    start(['serve', '--no-worker']),
    start(['serve', '--no-worker']),
    start(['work']),
    start(['work']),
  ])
  await makeUsers(t, jobUsers)
  await buySeats(t, product, jobUsers * 2)
})
afterAll(endPrograms)

const me = (server: Program, cookie: string) => request(server.origin, 'GET', '/api/session', { cookie })
const signIn = (server: Program, body: { email: string; password: string }) =>
  request(server.origin, 'POST', '/api/session', { body })

/** An admin changes a user. @returns the status */
async function change(server: Program, id: string, body: object): Promise<number> {
  const path = `${account}/users/${id}`
  const { cookie } = t.admin
  const etag = (await request(server.origin, 'GET', path, { cookie })).headers.get('etag')!
  return (await request(server.origin, 'PATCH', path, { cookie, headers: { 'if-match': etag }, body })).status
}

describe('sessions', () => {
  test('a session made on one server holds on the other and is ended there', async () => {
    const { status, cookie } = await signIn(a, { email: t.user.email, password })
    expect(status).toBe(200)
    expect((await me(b, cookie)).body).toMatchObject({ user: { id: t.user.id } })
    expect((await request(b.origin, 'DELETE', '/api/session', { cookie })).status).toBe(204)
    for (const server of [a, b]) expect((await me(server, cookie)).status).toBe(401)
  })

  test('SEC-18 a suspension on one server is in force at the next request on both', async () => {
    const { id, cookie } = await makePerson(t, t.accountId, 'user')
    for (const server of [a, b]) expect((await me(server, cookie)).status).toBe(200)
    expect(await change(a, id, { suspendedByAdmin: true })).toBe(200)
    for (const server of [b, a]) expect((await me(server, cookie)).status).toBe(401)
  })

  test('SEC-18 a role taken on one server is gone at the next request on both', async () => {
    const { id, cookie } = await makePerson(t, t.accountId, 'account_admin')
    const list = (server: Program) => request(server.origin, 'GET', `${account}/users?limit=1`, { cookie })
    for (const server of [a, b]) expect((await list(server)).status).toBe(200)
    expect(await change(b, id, { role: 'user' })).toBe(200)
    for (const server of [a, b]) expect((await list(server)).status).toBe(403)
  })
})

describe('limits and keys', () => {
  test('SEC-6 wrong passwords are counted together, whichever server is asked', async () => {
    const { email } = await makePerson(t, t.accountId, 'user')
    const tries = Array.from({ length: 16 }, (_, n) =>
      signIn(n % 2 ? a : b, { email, password: 'not this one at all' }),
    )
    // Judged while the first wrong passwords are still compared: the first wait is a second, and they may take longer.
    await Promise.any(tries.map(async (one) => expect((await one).status).toBe(429)))
    const right = [a, b].map((server) => signIn(server, { email, password }))
    expect((await Promise.all(right)).map(({ status }) => status)).toEqual([429, 429])
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(11)
  })

  test('REL-6 one Idempotency-Key on both servers at once: one user, one answer', async () => {
    const body = { firstName: 'Once', lastName: 'Only', email: 'once@two.example' }
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        request((n % 2 ? a : b).origin, 'POST', `${account}/users`, {
          cookie: t.admin.cookie,
          headers: { 'idempotency-key': 'two-servers' },
          body,
        }),
      ),
    )
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(answers[0]!.status).toBe(201)
    const [row] = await read<{ n: number }>(
      t,
      t.accountId,
      sql`select count(*) as n from users where account_id = ${t.accountId} and email_key = 'once@two.example'`,
    )
    expect(row!.n).toBe(1)
  })
})

/** The progress that a server tells of a job, until it has ended. */
async function watch(server: Program, id: string, each: (processed: number) => Promise<void>) {
  let last: Record<string, any> = {}
  while (!last.endedAt) {
    const answer = await fetch(`${server.origin}${account}/jobs/${id}/progress`, {
      headers: { cookie: t.admin.cookie },
    })
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (const [, data] of text.matchAll(/^data: (.*)\n\n/gm)) {
        const job = JSON.parse(data!) as Record<string, any>
        expect(job.processed).toBeGreaterThanOrEqual(last.processed ?? 0)
        last = job
        await each(job.processed)
      }
      text = text.slice(text.lastIndexOf('\n\n') + 2)
    }
  }
  return last
}

describe('jobs', () => {
  test('REL-1 a job told by a server that has no worker ends though a worker is killed: each user once', async () => {
    const started = await request(b.origin, 'POST', `${account}/user-actions`, {
      cookie: t.admin.cookie,
      body: { action: 'assign_licence', selection: { matching: { search: 'bulk' } }, params: { product } },
    })
    expect(started.status).toBe(202)
    let killed = false
    const job = await watch(a, started.body.id, async (processed) => {
      if (killed || processed === 0) return
      killed = true
      await workers.shift()!.kill()
    })
    expect(killed).toBe(true)
    expect(job).toMatchObject({ state: 'done', processed: jobUsers, changed: jobUsers })
    const [events] = await read<{ n: number; users: number }>(
      t,
      t.accountId,
      sql`select count(*) as n, count(distinct user_id) as users from events
        where account_id = ${t.accountId} and job_id = ${started.body.id} and name = 'user.licence_assigned'`,
    )
    expect(events).toEqual({ n: jobUsers, users: jobUsers })
    expect(await seatsOf(t, product)).toMatchObject({ assigned: jobUsers, reserved: 0 })
  })

  test('REL-1 of mails queued on both servers each is handed over once', async () => {
    const extra = await startProgram(['work'], t.database.appUrl)
    const made = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        request((n % 2 ? a : b).origin, 'POST', `${account}/users`, {
          cookie: t.admin.cookie,
          body: { firstName: 'Mail', lastName: `${n}`, email: `mail${n}@two.example` },
        }),
      ),
    )
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]))
    const handed = () =>
      read<{ address: string; n: number }>(
        t,
        t.accountId,
        sql`select address, count(*) as n from mailbox_messages
          where account_id = ${t.accountId} and address like 'mail%@two.example' group by 1`,
      )
    while ((await handed()).length < made.length) await pause(50)
    await extra.end()
    expect((await handed()).every(({ n }) => n === 1)).toBe(true)
  })
})

describe('a server is killed under load', () => {
  test('what it acknowledged is there, and the other serves on', async () => {
    const acknowledged: string[] = []
    const failures: unknown[] = []
    let doomed = true
    let n = 0
    const load = async (server: () => Program, mayFail: () => boolean, until: () => boolean) => {
      while (!until()) {
        const email = `load${++n}@two.example`
        const body = { firstName: 'Load', lastName: `${n}`, email }
        const cookie = t.admin.cookie
        try {
          const { status } = await request(server().origin, 'POST', `${account}/users`, { cookie, body })
          if (status === 201) acknowledged.push(email)
          else failures.push(status)
        } catch (error) {
          if (!mayFail()) failures.push(error)
          return
        }
      }
    }
    const afterKill = () => acknowledged.length > enough
    let enough = Number.POSITIVE_INFINITY
    const all = Promise.all([
      ...Array.from({ length: 4 }, () =>
        load(
          () => a,
          () => !doomed,
          () => false,
        ),
      ),
      ...Array.from({ length: 4 }, () =>
        load(
          () => b,
          () => false,
          afterKill,
        ),
      ),
    ])
    while (acknowledged.length < 60) await pause(5)
    doomed = false
    await a.kill()
    enough = acknowledged.length + 60
    await all
    expect(failures).toEqual([])
    const rows = await read<{ email: string }>(
      t,
      t.accountId,
      sql`select email from users where account_id = ${t.accountId} and email = any(${acknowledged}::text[])`,
    )
    expect(rows).toHaveLength(acknowledged.length)
  })
})
