import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { ask, type OwnPostgres, startOwnPostgres } from '../harness/own-postgres.ts'
import { endPrograms, type Program, request, startProgram } from '../harness/processes.ts'

/** Databases that go, servers that end, and clients that take too much or too long. */

let own: OwnPostgres
let t: World
let users: string
/** With a worker; without one, and with two connections. */
let first: Program
let second: Program
beforeAll(async () => {
  own = await startOwnPostgres()
  t = await startWorld({ database: own.database })
  users = `/api/accounts/${t.accountId}/users`
  ;[first, second] = await Promise.all([
    start(['serve']),
    start(['serve', '--no-worker'], { DATABASE_POOL: '2', LOG_LEVEL: 'info', SLOW_STATEMENT_MS: '1' }),
  ])
})
afterAll(async () => {
  await endPrograms()
  await own.remove()
})

const start = (words: string[], env: Record<string, string> = {}) => startProgram(words, own.database.appUrl, env)
const asAdmin = (statement: string) => ask(own.adminUrl.replace(/\/postgres$/, '/accounts'), statement)
let n = 0
const create = (server: Program, email = `made${++n}@restarts.example`) =>
  request(server.origin, 'POST', users, {
    cookie: t.admin.cookie,
    body: { firstName: 'Made', lastName: 'Again', email },
  }).then((answer) => ({ ...answer, email }))
const list = (server: Program) => request(server.origin, 'GET', users, { cookie: t.admin.cookie })
const ready = (server: Program) => request(server.origin, 'GET', '/readyz')

async function eventually(what: string, check: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Never came true: ${what}`)
    await pause(20)
  }
}

const kept = async (emails: readonly string[]) => {
  const list = emails.map((email) => `'${email}'`).join(', ')
  const [row] = await asAdmin(`select count(*)::int as n from users where email in (${list})`)
  return row!.n
}

/** Creates users without a pause until told. */
function load(server: Program, clients: number) {
  const acknowledged: string[] = []
  const refused: { status: number; retryAfter: string | null }[] = []
  const broken: unknown[] = []
  let going = true
  const one = async () => {
    while (going) {
      try {
        const { status, email, headers } = await create(server)
        if (status === 201) acknowledged.push(email)
        else refused.push({ status, retryAfter: headers.get('retry-after') })
        if (status !== 201) await pause(20)
      } catch (error) {
        broken.push(error)
        return
      }
    }
  }
  const all = Promise.all(Array.from({ length: clients }, one))
  return {
    acknowledged,
    refused,
    broken,
    async stop() {
      going = false
      await all
    },
  }
}

describe('the database goes away', () => {
  test('REL-4 under load: 503 with Retry-After meanwhile, healed in 5 s, every acknowledged user there', async () => {
    const server = first
    const work = load(server, 4)
    await eventually('some are made', async () => work.acknowledged.length > 20)
    await own.end('SIGQUIT')
    await eventually('it is noticed', async () => work.refused.length > 10)
    const unready = await ready(server)
    expect(unready).toMatchObject({ status: 503, body: { detail: 'The database does not answer.' } })
    expect((await request(server.origin, 'GET', '/healthz')).status).toBe(200)
    const before = work.acknowledged.length
    await own.start()
    await eventually('it serves again', async () => work.acknowledged.length > before + 20, 5_000)
    await work.stop()
    expect(work.broken).toEqual([])
    expect(work.refused.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)).toEqual([])
    expect(await kept(work.acknowledged)).toBe(work.acknowledged.length)
    await eventually('it is ready', async () => (await ready(server)).status === 200, 5_000)
    const handed = async () => {
      const [row] = await asAdmin(`select count(*)::int as n from mails where state <> 'queued'`)
      return row!.n as number
    }
    const sofar = await handed()
    await eventually('its worker works again', async () => (await handed()) > sofar)
    expect(server.process.exitCode).toBeNull()
    expect(server.said()).not.toContain('parsedStatements')
  })
})

describe('too much', () => {
  test('REL-8 all connections busy: a bounded queue, then 503 at once; health still answers', async () => {
    const server = second
    expect((await list(server)).status).toBe(200)
    // Somebody locks the users: every request waits inside the database until after it has been asked for its health.
    const locker = new pg.Client({ connectionString: own.adminUrl.replace(/\/postgres$/, '/accounts') })
    await locker.connect()
    await locker.query('begin; lock table users')
    const answers = Promise.all(Array.from({ length: 400 }, () => list(server)))
    expect((await request(server.origin, 'GET', '/healthz')).status).toBe(200)
    await locker.query('rollback')
    await locker.end()
    const statuses = (await answers).map(({ status, headers }) =>
      `${status} ${headers.get('retry-after') ?? ''}`.trim(),
    )
    expect([...new Set(statuses)].sort()).toEqual(['200', '503 2'])
    expect((await list(server)).status).toBe(200)
  })

  test('REL-9 huge bodies are refused, slow ones cut off, and others are served meanwhile', async () => {
    const server = first
    const { hostname, port } = new URL(server.origin)
    const head = `POST ${users} HTTP/1.1\r\nhost: x\r\ncookie: ${t.admin.cookie}\r\ncontent-type: application/json\r\n`
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write(`${head}content-length: 1000\r\n\r\n{`)
      return socket
    })
    const huge = await request(server.origin, 'POST', users, {
      cookie: t.admin.cookie,
      body: { firstName: 'x'.repeat(2_000_000) },
    })
    expect(huge).toMatchObject({ status: 413, body: { code: 'too_large' } })
    const unknown = connect(Number(port), hostname)
    unknown.on('error', () => {})
    unknown.write(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(100_000)}\r\n\r\n`)
    const [answer] = (await once(unknown, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 431 /)
    const began = performance.now()
    for (let tries = 0; tries < 10; tries++) expect((await list(server)).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(5_000)
    for (const socket of [...slow, unknown]) socket.destroy()
  })
})

describe('a server ends', () => {
  test('REL-10 SIGTERM under load: no request fails, jobs are handed back, it ends by itself', async () => {
    const server = first
    const answered: number[] = []
    const failures: unknown[] = []
    const one = async () => {
      for (;;) {
        try {
          const { status, headers } = await create(server)
          answered.push(status)
          // As a proxy does: the next request goes to another server.
          if (headers.get('connection') === 'close') return
        } catch (error) {
          failures.push(error)
          return
        }
      }
    }
    const all = Promise.all(Array.from({ length: 6 }, one))
    await eventually('some are answered', async () => answered.length > 30)
    const { code, ms } = await server.end()
    await all
    expect(code, server.said()).toBe(0)
    expect(ms).toBeLessThan(30_000)
    expect(failures).toEqual([])
    expect(new Set(answered)).toEqual(new Set([201]))
    const [held] = await asAdmin('select count(*)::int as n from graphile_worker.jobs where locked_at is not null')
    expect(held!.n).toBe(0)
  })
})

describe('readiness and the start', () => {
  test('SEC-38 each request is one line with id, account, route and time; slow statements have their text, no values', async () => {
    const { headers } = await request(second.origin, 'GET', `${users}?search=somebody.secret`, {
      cookie: t.admin.cookie,
    })
    const id = headers.get('x-request-id')
    const lines = () =>
      second
        .said()
        .split('\n')
        .filter((line) => line.startsWith('{'))
    await eventually('it is logged', async () => lines().some((line) => line.includes(id!)))
    const parsed = lines().map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(parsed.find(({ requestId, msg }) => requestId === id && msg === 'request')).toMatchObject({
      method: 'GET',
      route: '/api/accounts/:accountId/users',
      status: 200,
      accountId: t.accountId,
      ms: expect.any(Number),
    })
    const slow = parsed.filter(({ msg }) => msg === 'slow statement')
    expect(slow.length).toBeGreaterThan(0)
    for (const { statement, ms } of slow)
      expect(`${statement} ${ms}`).toMatch(/^(?:with|select|insert|update|delete|set local) .* \d+$/i)
    expect(lines().join('\n')).not.toMatch(/somebody\.secret|restarts\.example/)
    expect(lines().join('\n')).not.toContain(t.admin.cookie.slice('session='.length))
  })

  test('a database that waits for a migration is not ready, and says which', async () => {
    await own.database.asOwner(`delete from schema_migrations where name like '0011%'`)
    const answer = await ready(second)
    expect(answer.status).toBe(503)
    expect(answer.body.detail).toMatch(/^The database waits for migrations: 0011_\w+\.$/)
    await own.database.asOwner(
      `insert into schema_migrations (name, run_on) values ('${/0011_\w+/.exec(answer.body.detail)![0]}', now())`,
    )
    expect((await ready(second)).status).toBe(200)
  })

  test('REL-10 it says that it is shutting down, and asks each client to connect elsewhere', async () => {
    const server = second
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1')
    const get = async (path: string) => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
      return String(((await once(socket, 'data')) as [Buffer])[0])
    }
    expect(await get('/readyz')).toMatch(/^HTTP\/1.1 200 /)
    server.process.kill('SIGTERM')
    await pause(100)
    const last = await get('/readyz')
    expect(last).toMatch(/^HTTP\/1.1 503 /)
    expect(last).toMatch(/^connection: close\r$/im)
    expect(last).toContain('The server is shutting down.')
    expect((await server.end()).code).toBe(0)
  })

  test.each([
    ['one role for both', () => ({ DATABASE_URL: own.database.ownerUrl, DATABASE_OWNER_URL: own.database.ownerUrl })],
    ['the owner’s role alone', () => ({ DATABASE_URL: own.database.ownerUrl })],
    ['a port where nobody is', () => ({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/accounts' })],
  ])('SEC-24 a start with %s is refused in one line', async (_what, env) => {
    const error = await start(['serve'], env()).then(
      () => new Error('it started'),
      (refusal: Error) => refusal,
    )
    const lines = error.message.replace('The program ended: ', '').trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/DATABASE_URL|The database/)
  })
})
