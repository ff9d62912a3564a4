import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isLost, openDatabase } from '../../server/platform/db.ts'
import { startEmbeddedDatabase } from '../../server/platform/embedded-database.ts'
import { lockHolder } from '../../server/platform/embedded-lock.ts'
import { birthmark, commandLine } from '../../server/platform/embedded-processes.ts'
import { sql } from '../../server/platform/sql.ts'
import { startEmbeddedChild } from '../harness/embedded-child.ts'

const isRoot = process.getuid?.() === 0
const hasSetpriv = spawnSync('setpriv', ['--pdeathsig', 'INT', '--', 'true']).status === 0
const log = { info() {}, warn() {}, error() {} }

let base: string
let dataDir: string
beforeEach(() => {
  // Not in tmpdir(), whose path is too long for a socket on some systems.
  base = mkdtempSync('/tmp/accounts-faults-')
  dataDir = join(base, 'data')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

async function query(url: string, text: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function eventually(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Never came true: ${what}`)
    await delay(2)
  }
}

const postmasterPid = () => Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])

describe('REL-11 the embedded database after kill -9', () => {
  test('REL-11 of the server: the database ends with it, and the next start has every acknowledged row', async () => {
    const first = await startEmbeddedChild(dataDir)
    await query(first.urls.ownerUrl, 'create table kept as select generate_series(1, 1000) as n')
    const postmaster = postmasterPid()
    await expect(startEmbeddedDatabase({ dataDir, log })).rejects.toThrow(`process ${first.process.pid}`)
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    if (hasSetpriv) await eventually('no orphan', () => birthmark(postmaster) === '')
    const again = await startEmbeddedDatabase({ dataDir, log })
    expect(birthmark(postmaster)).toBe('')
    expect(again.ownerUrl).toBe(first.urls.ownerUrl)
    expect(await query(again.ownerUrl, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }])
    await again.stop()
  })

  test('REL-11 of server and database at one stroke: the next start recovers', async () => {
    const first = await startEmbeddedChild(dataDir)
    const client = new pg.Client({ connectionString: first.urls.ownerUrl })
    client.on('error', () => {})
    await client.connect()
    await client.query('create table kept (n int)')
    for (let n = 1; n <= 200; n++) await client.query(`insert into kept values (${n})`)
    process.kill(postmasterPid(), 'SIGKILL')
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    const again = await startEmbeddedDatabase({ dataDir, log })
    expect(await query(again.ownerUrl, 'select count(*)::int as rows from kept')).toEqual([{ rows: 200 }])
    await again.stop()
    await client.end().catch(() => {})
  })

  test('REL-11 where the kernel ended nothing: the orphan is ended, whatever hangs on it', async () => {
    const first = await startEmbeddedChild(dataDir)
    const { port } = new URL(first.urls.appUrl)
    const args = commandLine(postmasterPid()).split(' ')
    const uid = statSync(join(dataDir, 'postgres')).uid
    first.process.kill('SIGTERM')
    expect(await once(first.process, 'exit')).toEqual([0, null])
    const keep = ['--securebits', '+no_setuid_fixup', '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override']
    const drop = isRoot ? ['setpriv', '--reuid', `${uid}`, '--regid', `${uid}`, '--clear-groups', ...keep, '--'] : []
    const [command = '', ...rest] = [...drop, ...args]
    const orphan = spawn(command, rest, { stdio: 'ignore', cwd: '/', env: { LC_ALL: 'C' }, detached: true })
    await eventually('the orphan takes connections', () =>
      query(first.urls.appUrl, 'select 1').then(
        () => true,
        () => false,
      ),
    )
    const hanging = new pg.Client({ connectionString: first.urls.appUrl })
    hanging.on('error', () => {})
    await hanging.connect()
    const again = await startEmbeddedDatabase({ dataDir, log })
    expect(birthmark(orphan.pid!)).toBe('')
    expect(new URL(again.appUrl).port).toBe(port)
    expect(await query(again.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await again.stop()
  })

  test('REL-11 of the database alone: it comes back on the same address while the server goes on', async () => {
    const database = await startEmbeddedDatabase({ dataDir, log })
    await query(database.ownerUrl, 'create table kept as select 1 as n')
    const pool = openDatabase({ url: database.localUrl })
    for (let round = 1; round <= 3; round++) {
      expect(await pool.answers()).toBe(true)
      const killed = postmasterPid()
      process.kill(killed, 'SIGKILL')
      await eventually('another postmaster answers', () =>
        query(database.ownerUrl, 'select n from kept').then(
          (rows) => rows.length === 1 && postmasterPid() !== killed,
          () => false,
        ),
      )
      await eventually('the socket is answered again', () => pool.answers())
    }
    const last = postmasterPid()
    await database.stop()
    expect(birthmark(last)).toBe('')
    // What is asked by a socket that is gone may be asked again later.
    const lost = await query(database.localUrl, 'select 1').catch((error: unknown) => error)
    expect(lost).toMatchObject({ code: 'ENOENT' })
    expect(isLost(lost)).toBe(true)
    await expect(pool.global(sql`select 1`)).rejects.toThrow(expect.objectContaining({ code: 'unavailable' }))
    await pool.close()
  })

  test('REL-11 of a first start midway: the next start makes the database anew', async () => {
    const has = (...names: string[]) => existsSync(join(dataDir, ...names))
    const draft = () => readdirSync(dataDir).find((name) => name.startsWith('postgres.new-')) ?? 'none'
    const moments: [string, () => boolean][] = [
      ['the passwords are written', () => has('database.json')],
      ['initdb is at work', () => has(draft(), 'cluster', 'PG_VERSION')],
      ['the cluster is in place', () => has('postgres', 'PG_VERSION')],
      ['PostgreSQL starts', () => has('postgres', 'postmaster.pid')],
    ]
    for (const [moment, hasCome] of moments) {
      const child = startEmbeddedChild(dataDir).catch(() => undefined)
      const pid = await lockedBy(join(dataDir, 'database.lock'))
      await eventually(moment, hasCome)
      process.kill(pid, 'SIGKILL')
      await child
      await eventually('it is dead', () => birthmark(pid) === '')
    }
    const database = await startEmbeddedDatabase({ dataDir, log })
    expect(await query(database.appUrl, 'select current_user::text as me')).toEqual([{ me: 'accounts_server' }])
    await database.stop()
    expect(existsSync(join(dataDir, 'database.lock'))).toBe(false)
  })

  test('REL-11 of ten servers that want one folder, one gets it, and each other names it', async () => {
    const starts = await Promise.allSettled(Array.from({ length: 10 }, () => startEmbeddedChild(dataDir)))
    const winners = starts.filter((start) => start.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    const winner = winners[0]!.value.process
    for (const start of starts) {
      if (start.status === 'rejected') expect(String(start.reason)).toContain(`process ${winner.pid}`)
    }
    winner.kill('SIGTERM')
    expect(await once(winner, 'exit')).toEqual([0, null])
  })
})

test('a test cluster whose tests were killed is gone, and its folder with the next one', async () => {
  const harness = new URL('../harness/cluster.ts', import.meta.url)
  const program = `const { startTestCluster } = await import('${harness}')
    await startTestCluster()
    process.kill(process.pid, 'SIGKILL')`
  // Without a server of one's own choice, which the tests would use as it is.
  const env = { ...process.env, TEST_DATABASE_ADMIN_URL: '', TMPDIR: base }
  const run = (text: string) => spawnSync(process.execPath, ['--input-type=module', '-e', text], { env })
  expect(run(program).signal).toBe('SIGKILL')
  const [left = ''] = readdirSync(base)
  expect(left).toMatch(/^accounts-test-/)
  dataDir = join(base, left)
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  if (hasSetpriv) await eventually('the database ended', () => !existsSync(pidFile))
  expect(run(program).signal).toBe('SIGKILL')
  expect(readdirSync(base)).not.toContain(left)
  const [next = ''] = readdirSync(base)
  dataDir = join(base, next)
  if (hasSetpriv) await eventually('the next one ended', () => !existsSync(join(dataDir, 'postgres', 'postmaster.pid')))
})

async function lockedBy(path: string): Promise<number> {
  let pid = 0
  await eventually('the folder is locked by the new process', () => {
    pid = lockHolder(path) ?? 0
    return pid > 0
  })
  return pid
}

const here = fileURLToPath(import.meta.url)
const [nobody = 0] = systemIds('nobody')
const asNobody = ['setpriv', '--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', '--']
/** Root tries an ordinary user too, where such a user can read the program at all. */
const canBeNobody = isRoot && spawnSync('setpriv', [...asNobody.slice(1), 'test', '-r', here]).status === 0

function systemIds(name: string): number[] {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`))
  return line?.split(':').slice(2, 4).map(Number) ?? []
}

const users = [
  { who: isRoot ? 'root' : 'an ordinary user', prefix: [] as string[], uid: -1 },
  ...(canBeNobody ? [{ who: 'an ordinary user', prefix: asNobody, uid: nobody }] : []),
]
const cases = users.flatMap((user) => [
  { ...user, name: `as ${user.who} in an open folder`, mode: 0o755 },
  { ...user, name: `as ${user.who} in a closed folder`, mode: 0o700 },
])

describe('the embedded database runs', () => {
  test.each(cases)('$name', async ({ mode, prefix, uid }) => {
    const home = join(base, 'home')
    mkdirSync(home, { mode })
    chmodSync(base, 0o755)
    if (uid >= 0) chownSync(home, uid, uid)
    dataDir = join(home, 'data')
    for (let start = 1; start <= 2; start++) {
      const child = await startEmbeddedChild(dataDir, prefix)
      expect(await query(child.urls.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      child.process.kill('SIGTERM')
      expect(await once(child.process, 'exit')).toEqual([0, null])
    }
  })
})
