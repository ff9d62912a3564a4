import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test/harness/database.ts'
import { type Database, openDatabase } from './db.ts'
import { createMetrics, serveMetrics } from './metrics.ts'
import { unreadiness } from './readiness.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase({ url: database.appUrl })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

test.each([
  ['shutting down', { stopping: true, workerRuns: () => true }, 'The server is shutting down.'],
  ['without its worker', { stopping: false, workerRuns: () => false }, 'The worker of this server does not run.'],
])('a server %s is not ready and says so', async (_what, life, words) => {
  expect(await unreadiness(db, life)).toBe(words)
})

test('a server without a worker of its own, and one whose worker runs, are ready', async () => {
  for (const workerRuns of [null, () => true]) expect(await unreadiness(db, { stopping: false, workerRuns })).toBeNull()
})

test('over a newer schema a server goes on, but not over one that is not for programs from before', async () => {
  const life = { stopping: false, workerRuns: null }
  expect(await unreadiness(db, life)).toBeNull()
  await database.asOwner(`insert into schema_migrations (name, run_on) values ('9998_later', now())`)
  expect(await unreadiness(db, life)).toBeNull()
  await database.asOwner(`insert into schema_migrations (name, run_on) values ('9999_later_alone', now())`)
  expect(await unreadiness(db, life)).toContain('must not write: 9999_later_alone.')
  await database.asOwner(`delete from schema_migrations where name like '999%'`)
})

test('a process without HTTP says it on the listener of its metrics', async () => {
  let reason: string | null = 'The worker of this server does not run.'
  const listener = await serveMetrics(createMetrics(db), { port: 0, host: '127.0.0.1' }, async () => reason)
  try {
    const at = `http://127.0.0.1:${listener.port}/readyz`
    const unready = await fetch(at)
    expect([unready.status, await unready.text()]).toEqual([503, `${reason}\n`])
    reason = null
    expect((await fetch(at)).status).toBe(200)
  } finally {
    await listener.close()
  }
})
