import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test/harness/database.ts'
import { startHouse, startWorld, type World } from '../../test/harness/house.ts'
import { buySeats, makeUsers } from '../../test/harness/jobs.ts'
import { invite, whoAmI } from '../../test/harness/sign-in.ts'
import { voidingAllLinks } from '../features/one-time-links/one-time-links.ts'
import { backup, restore } from './backup.ts'

let t: World
let folder: string
let file: string
beforeAll(async () => {
  t = await startWorld()
  folder = mkdtempSync(join(tmpdir(), 'accounts-backup-'))
  file = join(folder, 'one.backup')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const superUrl = (database: TestDatabase) =>
  Object.assign(new URL(inject('cluster').adminUrl), { pathname: new URL(database.ownerUrl).pathname }).href

async function ask(database: TestDatabase, statement: string): Promise<Record<string, any>[]> {
  const client = new pg.Client({ connectionString: superUrl(database) })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** Each table’s rows in one number. */
async function sums(database: TestDatabase): Promise<Record<string, unknown>> {
  const tables = await ask(
    database,
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  const made: Record<string, unknown> = {}
  for (const { relname } of tables)
    [made[relname]] = await ask(
      database,
      `select count(*)::int as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as sum from ${relname} t`,
    )
  return made
}

test('REL-12 users, licences and events come back equal; sessions and one-time links from before are void', async () => {
  const ids = await makeUsers(t, 50)
  await buySeats(t, 'mitel_one_elite', 50)
  const invited = await invite(t, t.accountId, { firstName: 'Tab\there \\ and', lastName: 'O’Neil\\.' })
  const users = `/api/accounts/${t.accountId}/users`
  const { headers } = await t.call(t.admin, 'GET', `${users}/${ids[0]}`)
  const patched = await t.call(
    t.admin,
    'PATCH',
    `${users}/${ids[0]}`,
    { products: ['mitel_one_elite'] },
    { 'if-match': String(headers.etag) },
  )
  expect(patched.status, patched.text).toBe(200)
  const made = await backup(superUrl(t.database), file)
  expect(made.tables).toBeGreaterThan(25)
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const empty = await cloneDatabase()
  expect(await restore(superUrl(empty), file, [voidingAllLinks])).toEqual(made)
  const [before, after] = [await sums(t.database), await sums(empty)]
  for (const table of ['sessions', 'throttles', 'idempotency_keys']) {
    expect(after[table]).toMatchObject({ n: 0 })
    delete after[table]
    delete before[table]
  }
  expect(after.one_time_links).not.toEqual(before.one_time_links)
  delete after.one_time_links
  delete before.one_time_links
  expect(after).toEqual(before)

  const again = await startHouse({ database: empty })
  expect(await whoAmI(again, t.admin.cookie)).toBe(401)
  expect(await whoAmI(t, t.admin.cookie)).toBe(200)
  const link = (house: typeof again) => house.call(null, 'POST', '/api/registration', { token: invited.token })
  const [dead, live] = [await link(again), await link(t)]
  expect(`${dead.status} ${dead.text}`).not.toEqual(`${live.status} ${live.text}`)
  const [{ open }] = (await ask(
    empty,
    'select count(*)::int as open from one_time_links where voided_at is null and used_at is null',
  )) as [{ open: number }]
  expect(open).toBe(0)
})

test.each([
  ['a database that has accounts', () => [t.database, file], 'has accounts already'],
  ['a role that does not see every row', () => [null, file], 'DATABASE_ADMIN_URL'],
  [
    'another version of the schema',
    async () => [await cloneDatabase(), changed('0001_accounts', '0000_other')],
    'of schema',
  ],
  ['half a file', async () => [await cloneDatabase(), half()], 'no whole backup'],
  ['a file that ends between tables', async () => [await cloneDatabase(), cut()], 'ends before its end'],
  ['a file that is not there', async () => [await cloneDatabase(), join(folder, 'nowhere')], 'no whole backup'],
  ['any other file', async () => [await cloneDatabase(), other()], 'no backup of this program'],
] as [
  string,
  () => Promise<[TestDatabase | null, string]> | [TestDatabase | null, string],
  string,
][])('REL-12 %s is refused, and nothing is changed', async (_what, given, words) => {
  const [database, path] = await given()
  await expect(restore(database ? superUrl(database) : t.database.ownerUrl, path, [voidingAllLinks])).rejects.toThrow(
    words,
  )
  if (!database || database === t.database) return
  expect(await ask(database, 'select count(*)::int as n from accounts')).toEqual([{ n: 0 }])
  await database.drop()
})

test('REL-12 a file that is there is not overwritten', async () => {
  await expect(backup(superUrl(t.database), file)).rejects.toThrow('is there already')
})

const written = (name: string, content: Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const changed = (from: string, to: string) =>
  written('changed', gzipSync(gunzipSync(readFileSync(file)).toString('latin1').replace(from, to), {}))
const half = () => written('half', readFileSync(file).subarray(0, 3000))
const cut = () => {
  const text = gunzipSync(readFileSync(file)).toString('latin1')
  return written('cut', gzipSync(Buffer.from(text.slice(0, text.lastIndexOf('\n{"table"') + 1), 'latin1')))
}
const other = () => written('other', gzipSync('hello\n'))
