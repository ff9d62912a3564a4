import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'

/** The generator of the benchmarks: what it makes depends on the seed alone, not on how often it was killed. */

const program = join(import.meta.dirname, '../../bench/generate.ts')
let whole: TestDatabase
let killed: TestDatabase
beforeAll(async () => {
  ;[whole, killed] = [await cloneDatabase(), await cloneDatabase()]
})
afterAll(() => Promise.all([whole.drop(), killed.drop()]))

const superUrl = (database: TestDatabase) =>
  Object.assign(new URL(inject('cluster').adminUrl), { pathname: new URL(database.ownerUrl).pathname }).href

function run(database: TestDatabase) {
  const words = ['--users', '3000', '--accounts', '12', '--huge', '1200', '--seed', '7', '--day', '2026-11-01']
  const child = spawn(process.execPath, [program, '--url', superUrl(database), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  return { child, ended: once(child, 'exit').then(([code]) => ({ code, said })) }
}

/** Every row of every table, and every index, in a number each. */
async function contents(database: TestDatabase): Promise<unknown> {
  const client = new pg.Client({ connectionString: superUrl(database) })
  await client.connect()
  try {
    const sums: Record<string, unknown> = {}
    for (const table of [
      'accounts',
      'users',
      'user_grams',
      'links',
      'licences',
      'events',
      'sources',
      'subscriptions',
      'seats',
      'user_counts',
    ])
      sums[table] = (
        await client.query(
          `select count(*)::int, md5(string_agg(md5(t::text), '' order by md5(t::text))) from ${table} t`,
        )
      ).rows[0]
    const indexes = await client.query(`select indexdef from pg_indexes where schemaname = 'public' order by 1`)
    const leftovers = await client.query(`select from pg_namespace where nspname = 'bench'`)
    return { sums, indexes: indexes.rows, leftovers: leftovers.rowCount }
  } finally {
    await client.end()
  }
}

test('the same seed makes the same rows and indexes, killed in the middle or not', async () => {
  expect(await run(whole).ended).toEqual({ code: 0, said: '' })
  const first = run(killed)
  const client = new pg.Client({ connectionString: superUrl(killed) })
  await client.connect()
  for (let accounts = 0; accounts < 4; ) {
    ;[{ accounts }] = (await client.query('select count(*)::int as accounts from accounts')).rows as [
      { accounts: number },
    ]
  }
  first.child.kill('SIGKILL')
  await first.ended
  await client.end()
  expect(await run(killed).ended).toEqual({ code: 0, said: '' })
  const made = await contents(whole)
  expect(made).toMatchObject({ leftovers: 0, sums: { accounts: { count: 13 } } })
  expect(await contents(killed)).toEqual(made)
})
