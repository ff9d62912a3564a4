import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../harness/house.ts'
import { ask } from '../harness/own-postgres.ts'
import { endPrograms, type Program, request, startProgram } from '../harness/processes.ts'
import { type Replicated, startReplicated } from '../harness/replica.ts'

/** Two servers, a primary, and a streaming replica whose replay is paused at will. */

let r: Replicated
let t: World
let a: Program
let b: Program
let users: string

beforeAll(async () => {
  r = await startReplicated()
  t = await startWorld({ database: r.database })
  users = `/api/accounts/${t.accountId}/users`
  const env = { DATABASE_REPLICA_URL: r.replicaUrl, METRICS_PORT: '0' }
  ;[a, b] = (await Promise.all([1, 2].map(() => startProgram(['serve', '--no-worker'], r.database.appUrl, env)))) as [
    Program,
    Program,
  ]
})
afterAll(async () => {
  await endPrograms()
  await r.stop()
})

const eventually = async (what: string, check: () => Promise<boolean>) => {
  const end = performance.now() + 30_000
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Never came true: ${what}`)
    await pause(50)
  }
}

const replay = (verb: 'pause' | 'resume') => ask(r.replicaAdminUrl, `select pg_wal_replay_${verb}()`)
const caughtUp = async () => {
  const [{ lsn }] = (await ask(r.database.appUrl, 'select pg_current_wal_insert_lsn()::text as lsn')) as [
    { lsn: string },
  ]
  await eventually('the replica has it all', async () => {
    const [row] = await ask(r.replicaUrl, `select pg_last_wal_replay_lsn() >= '${lsn}'::pg_lsn as there`)
    return row!.there === true
  })
}

let made = 0
const create = async (server: Program, cookie: string) => {
  const email = `made${++made}@replica.example`
  const body = { firstName: 'Made', lastName: `${made}`, email }
  const answer = await request(server.origin, 'POST', users, { cookie, body })
  expect(answer.status).toBe(201)
  return { email, seen: answer.cookie }
}
const lists = async (server: Program, cookie: string, email: string): Promise<boolean> => {
  const { status, body } = await request(server.origin, 'GET', `${users}?search=${email}`, { cookie })
  expect(status).toBe(200)
  return body.items.length === 1
}

test('what a session wrote it sees on every server, others a moment later, nobody more than moments later', async () => {
  const { cookie } = t.admin
  const other = (await makePerson(t, t.accountId, 'account_admin')).cookie
  await caughtUp()
  // The servers have looked at where the primary is: from here on the replica is good for some seconds.
  for (const server of [a, b]) await lists(server, other, 'nobody')
  await replay('pause')
  const { email, seen } = await create(a, cookie)
  expect(seen).toMatch(/^seen=[0-9A-F]+\/[0-9A-F]+$/)
  expect(await lists(b, other, email)).toBe(false)
  expect(await lists(b, `${cookie}; ${seen}`, email)).toBe(true)
  expect(await lists(a, `${cookie}; ${seen}`, email)).toBe(true)
  // Its own server remembers, even where the cookie was lost or one of an older answer arrived last.
  expect(await lists(a, cookie, email)).toBe(true)
  await eventually('a replica that stands still is left', () => lists(b, other, email))
  await replay('resume')
  await caughtUp()
  expect(await lists(b, other, email)).toBe(true)
})

test('SEC-18 a right that was taken is gone at once, however far behind the replica is', async () => {
  const person = await makePerson(t, t.accountId, 'account_admin')
  await caughtUp()
  expect(await lists(b, person.cookie, 'nobody')).toBe(false)
  await replay('pause')
  const path = `${users}/${person.id}`
  const { headers } = await request(a.origin, 'GET', path, { cookie: t.admin.cookie })
  const change = { cookie: t.admin.cookie, headers: { 'if-match': headers.get('etag')! }, body: { role: 'user' } }
  expect((await request(a.origin, 'PATCH', path, change)).status).toBe(200)
  expect((await request(b.origin, 'GET', users, { cookie: person.cookie })).status).toBe(403)
  await replay('resume')
})

test('SEC-24 on the replica the app role sees its account alone, and a role that could see more is refused', async () => {
  await caughtUp()
  expect(await ask(r.replicaUrl, 'select count(*)::int as n from users')).toEqual([{ n: 0 }])
  const superuser = startProgram(['serve', '--no-worker'], r.database.appUrl, {
    DATABASE_REPLICA_URL: r.replicaAdminUrl,
  })
  await expect(superuser).rejects.toThrow('DATABASE_REPLICA_URL: its role is a superuser')
})

test('a cookie that was made up only asks the primary', async () => {
  const { email } = await create(a, t.partner.cookie)
  for (const value of ['FFFFFFFF/FFFFFFFF', 'x', '', "0/0'::pg_lsn", '0/0']) {
    const { status } = await request(b.origin, 'GET', `${users}?search=${email}`, {
      cookie: `${t.admin.cookie}; seen=${value}`,
    })
    expect({ value, status }).toEqual({ value, status: 200 })
  }
})

test('a replica that dies is not missed', async () => {
  await r.killReplica()
  for (const server of [a, b]) {
    const { email } = await create(server, t.admin.cookie)
    for (const each of [a, b]) expect(await lists(each, t.admin.cookie, email)).toBe(true)
  }
})
