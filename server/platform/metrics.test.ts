import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test/harness/database.ts'
import { type Database, openDatabase } from './db.ts'
import { createMetrics, serveMetrics } from './metrics.ts'
import { sql } from './sql.ts'

let database: TestDatabase
let db: Database
const slow: string[] = []
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase({ url: database.appUrl, slow: { ms: 0, tell: (statement) => slow.push(statement) } })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

test('metrics name routes, never ids; pool, queue and jobs are told; no other path is served', async () => {
  const metrics = createMetrics(db)
  const app = fastify()
  metrics.observe(app)
  app.get('/users/:userId', async () => 'one')
  await app.inject({ url: '/users/somebody-secret' })
  metrics.jobEnded('mails.deliver', 'failed')
  await db.inAccount('00000000-0000-7000-8000-000000000001', ({ query }) =>
    query(sql`
    select enqueue('mails.deliver', '{"accountId":"00000000-0000-7000-8000-000000000001"}'::json, now(), null)`),
  )
  const listener = await serveMetrics(metrics, { port: 0, host: '127.0.0.1' })
  try {
    const at = (path: string) => fetch(`http://127.0.0.1:${listener.port}${path}`)
    expect((await at('/')).status).toBe(404)
    const text = await (await at('/metrics')).text()
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/users/:userId",status="200"} 1')
    expect(text).not.toContain('somebody-secret')
    expect(text).toContain('job_attempts_total{job="mails.deliver",outcome="failed"} 1')
    expect(text).toContain('queue_jobs{job="mails.deliver",state="ready"} 1')
    expect(text).toMatch(/database_pool_connections\{state="idle"\} [1-9]/)
  } finally {
    await listener.close()
  }
})

test('a slow statement is told with its text, without its values', async () => {
  slow.length = 0
  await db.global(sql`select ${'somebody-secret'}::text as found`)
  expect(slow).toEqual(['select $1::text as found'])
})

test('a statement that fails takes its transaction with it, and the connection goes on', async () => {
  const account = '00000000-0000-7000-8000-000000000001'
  const failing = db.inAccount(account, async (tx) => {
    await tx.query(sql`select 1/0`)
  })
  await expect(failing).rejects.toThrow('division by zero')
  const seen = await db.inAccount(account, ({ query }) =>
    query(sql`select current_setting('app.account_id') as account`),
  )
  expect(seen).toEqual([{ account }])
  const [after] = await db.global<{ account: string }>(sql`select current_setting('app.account_id', true) as account`)
  expect(after!.account).toBe('')
})
