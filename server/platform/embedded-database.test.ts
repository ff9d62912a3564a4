import { type ChildProcess, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded-database.ts'
import { openFolder } from './embedded-folder.ts'
import { lockHolder, takeLock } from './embedded-lock.ts'
import { endOrphan } from './embedded-postmaster.ts'
import { birthmark, commandLine } from './embedded-processes.ts'

const log = { info() {}, warn() {}, error() {} }

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded database', () => {
  // Not in tmpdir(), whose path is too long for a socket on some systems.
  const dataDir = mkdtempSync('/tmp/accounts-embedded-')
  const start = (port?: number) => startEmbeddedDatabase({ dataDir, log, ...(port === undefined ? {} : { port }) })
  let database: EmbeddedDatabase

  beforeAll(async () => {
    database = await start()
  })
  afterAll(async () => {
    await database.stop()
    rmSync(dataDir, { recursive: true })
  })

  test('refuses a second server on its folder, and names the first', async () => {
    await expect(start()).rejects.toThrow(`in use by another server (process ${process.pid})`)
    expect(await query(database.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('SEC-10 wants the password that the folder keeps for its owner alone', async () => {
    for (const way of [database.appUrl, database.localUrl]) {
      const url = new URL(way)
      for (const password of ['', 'postgres', 'password']) {
        url.password = password
        await expect(query(url.href, 'select 1')).rejects.toThrow(/password/)
      }
    }
    for (const name of ['database.json', 'postgres.log']) {
      expect((statSync(join(dataDir, name)).mode & 0o777).toString(8)).toBe('600')
    }
    expect((statSync(join(dataDir, 'postgres')).mode & 0o777).toString(8)).toBe('700')
    expect(commandLine(postmasterPid())).not.toContain(new URL(database.adminUrl).password)
  })

  test('SEC-24 serves as a role that owns nothing and bypasses nothing', async () => {
    const rights = `select current_user::text as role, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
      pg_get_userbyid(datdba)::text as owner
      from pg_roles, pg_database where rolname = current_user and datname = current_database()`
    const none = { rolsuper: false, rolbypassrls: false, rolcreatedb: false }
    expect(await query(database.appUrl, rights)).toEqual([
      { role: 'accounts_server', ...none, rolcreaterole: false, owner: 'accounts_owner' },
    ])
    expect(await query(database.ownerUrl, rights)).toEqual([
      { role: 'accounts_owner', ...none, rolcreaterole: true, owner: 'accounts_owner' },
    ])
    await expect(query(database.appUrl, 'create table public.mine ()')).rejects.toThrow('permission denied')
    await query(database.ownerUrl, 'create extension pg_trgm')
  })

  test('is reached by a socket in the folder that only its owner may enter', async () => {
    const [row] = await query<{ address: string | null }>(database.localUrl, 'select inet_client_addr() as address')
    expect(row).toEqual({ address: null })
    expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0)
    expect(statSync(join(dataDir, 'postgres', `.s.PGSQL.${new URL(database.appUrl).port}`)).isSocket()).toBe(true)
  })

  test('does without a socket where its path would be too long or mean something else', () => {
    for (const name of ['x'.repeat(90), 'a,b', 'a"b', 'a b'])
      expect(openFolder(join(dataDir, '..', `${basename(dataDir)}-names`, name)).sockets).toBeUndefined()
    rmSync(`${dataDir}-names`, { recursive: true })
  })

  test('listens on the loopback address alone, keeps what it acknowledged, and takes any letter', async () => {
    const names = [
      ...['listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes', 'synchronous_commit', 'jit'],
      ...['shared_buffers', 'max_connections', 'server_encoding', 'password_encryption', 'data_checksums'],
    ]
    const rows = await query<{ name: string; value: string }>(
      database.adminUrl,
      `select name, current_setting(name) as value from unnest('{${names}}'::text[]) as name`,
    )
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: join(realpathSync(dataDir), 'postgres'),
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      jit: 'off',
      shared_buffers: '256MB',
      max_connections: '100',
      server_encoding: 'UTF8',
      password_encryption: 'scram-sha-256',
      data_checksums: 'on',
    })
    expect(await query(database.appUrl, `select lower('ÅÉЖ') as low, 'Z' < 'a' as points`)).toEqual([
      { low: 'åéж', points: true },
    ])
  })

  test('SEC-38 logs neither a failed statement nor its values', async () => {
    await query(database.ownerUrl, 'create table people (email text primary key)')
    await query(database.ownerUrl, `insert into people values ('ada@example.org')`)
    await expect(query(database.ownerUrl, `insert into people values ('ada@example.org')`)).rejects.toThrow('duplicate')
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain('ada@')
  })

  test('says a used port, and starts again on its own port with its data', async () => {
    await query(database.ownerUrl, 'create table kept as select 42 as answer')
    await database.stop()
    await database.stop()
    expect(birthmark(postmasterPid())).toBe('')
    expect(readdirSync(dataDir).sort()).toEqual(['database.json', 'postgres', 'postgres.log'])
    const other = createServer()
    const taken = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    await expect(start(taken)).rejects.toThrow(`Port ${taken} on 127.0.0.1`)
    other.close()
    const { port } = new URL(database.appUrl)
    database = await start()
    expect(new URL(database.appUrl).port).toBe(port)
    expect(await query(database.ownerUrl, 'select * from kept')).toEqual([{ answer: 42 }])
  })

  test('goes without a socket where the folder takes none', async () => {
    const { port } = new URL(database.appUrl)
    await database.stop()
    const inTheWay = join(dataDir, 'postgres', `.s.PGSQL.${port}`)
    mkdirSync(inTheWay)
    database = await start()
    expect(database.localUrl).toBe(database.appUrl)
    expect(new URL(database.appUrl).port).toBe(port)
    expect(await query(database.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    rmSync(inTheWay, { recursive: true })
  })

  test('moves when its remembered port is taken by another program', async () => {
    const { port } = new URL(database.appUrl)
    await database.stop()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.1', resolve))
    database = await start()
    other.close()
    expect(new URL(database.appUrl).port).not.toBe(port)
    expect(JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')).port).toBe(
      Number(new URL(database.appUrl).port),
    )
  })

  test('refuses data of another major version, and a database whose passwords are gone', async () => {
    await database.stop()
    const version = join(dataDir, 'postgres', 'PG_VERSION')
    writeFileSync(version, '17\n')
    await expect(start()).rejects.toThrow('written by PostgreSQL 17; this release carries 18')
    writeFileSync(version, '18\n')
    const state = join(dataDir, 'database.json')
    const content = readFileSync(state)
    rmSync(state)
    await expect(start()).rejects.toThrow('database.json is missing')
    writeFileSync(state, content, { mode: 0o600 })
    database = await start()
  })

  function postmasterPid(): number {
    try {
      return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    } catch {
      return 0
    }
  }
})

describe('the lock of a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-lock-'))
  const path = join(folder, 'database.lock')
  afterAll(() => rmSync(folder, { recursive: true }))

  test('holds against a living process and yields to a dead one, whoever bears its pid now', () => {
    const release = takeLock(path)
    expect(() => takeLock(path)).toThrow(`process ${process.pid}`)
    expect(lockHolder(path)).toBe(process.pid)
    release()
    writeFileSync(path, `${process.pid} of-another-time\n`)
    expect(lockHolder(path)).toBeUndefined()
    takeLock(path)()
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a pid file of a killed database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-pid-'))
  const file = join(folder, 'postmaster.pid')
  const loop = ['-e', 'setInterval(() => {}, 1000)', '--']
  let strangers: ChildProcess[]
  beforeAll(() => {
    strangers = [
      spawn(process.execPath, [...loop, '-D', folder, '-c', ''], { stdio: 'ignore' }),
      // Another folder's database.
      spawn(process.execPath, [...loop, '/bin/postgres', '-D', `${folder}2`, '-c', ''], { stdio: 'ignore' }),
    ]
  })
  afterAll(() => {
    for (const stranger of strangers) stranger.kill()
    rmSync(folder, { recursive: true })
  })

  test('is removed, and a stranger with its pid is left alone', async () => {
    const pids = [...strangers.map(({ pid }) => `${pid}\n${folder}`), process.pid, '1', '0', '-1', 'x', '']
    for (const content of pids) {
      writeFileSync(file, `${content}\n`)
      expect(await endOrphan(folder)).toBeUndefined()
      expect(readdirSync(folder)).toEqual([])
    }
    for (const { pid = 0 } of strangers) expect(birthmark(pid)).not.toBe('')
  })
})
