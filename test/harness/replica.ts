import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { productCatalogue } from '../../domain/products.ts'
import { findBinaries } from '../../server/platform/embedded-binaries.ts'
import { startEmbeddedDatabase } from '../../server/platform/embedded-database.ts'
import { chooseLauncher, launchOptions } from '../../server/platform/embedded-launcher.ts'
import { migrate } from '../../server/platform/migrate.ts'
import type { TestDatabase } from './database.ts'

export type Replicated = {
  /** The primary, as house.ts wants it. */
  database: TestDatabase
  /** The replica as the role that serves, and as its superuser. */
  replicaUrl: string
  replicaAdminUrl: string
  /** kill -9 of the replica. */
  killReplica(): Promise<void>
  stop(): Promise<void>
}

const silent = { info() {}, warn() {}, error() {} }

/** A migrated PostgreSQL and a streaming replica of it, both our own, in a folder of their own. */
export async function startReplicated(): Promise<Replicated> {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-replica-'))
  const embedded = await startEmbeddedDatabase({ dataDir: folder, log: silent, fsync: false })
  await migrate({ ownerUrl: embedded.ownerUrl, appUrl: embedded.appUrl, products: productCatalogue })
  await embedded.stop()
  const [cluster, copy] = [join(folder, 'postgres'), join(folder, 'replica')]
  const at = (url: string, port: number) => Object.assign(new URL(url), { port }).href
  const [here, there] = [await freePort(), await freePort()]
  // The embedded database writes a log that no replica can follow: once with a fuller one, then copied.
  await (await startCluster(cluster, here, at(embedded.adminUrl, here))).end('SIGINT')
  spawnSync('cp', ['-a', cluster, copy])
  writeFileSync(join(copy, 'standby.signal'), '')
  const primary = await startCluster(cluster, here, at(embedded.adminUrl, here))
  const { username, password } = new URL(embedded.adminUrl)
  const conninfo = `primary_conninfo=host=127.0.0.1 port=${here} user=${username} password=${password}`
  const replica = await startCluster(copy, there, at(embedded.adminUrl, there), [conninfo])
  return {
    database: {
      ownerUrl: at(embedded.ownerUrl, here),
      appUrl: at(embedded.appUrl, here),
      directUrl: at(embedded.appUrl, here),
      asOwner: (statement) => ask(at(embedded.ownerUrl, here), statement).then(() => {}),
      drop: async () => {},
    },
    replicaUrl: at(embedded.appUrl, there),
    replicaAdminUrl: at(embedded.adminUrl, there).replace(/\/postgres$/, '/accounts'),
    killReplica: () => replica.end('SIGQUIT'),
    async stop() {
      await Promise.all([replica.end('SIGQUIT'), primary.end('SIGQUIT')])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

async function startCluster(cluster: string, port: number, adminUrl: string, further: string[] = []) {
  const { postgres } = findBinaries()
  const { prefix } = chooseLauncher(postgres, cluster)
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=100',
    'wal_level=replica',
    'max_wal_senders=4',
    'hot_standby=on',
    'fsync=off',
    ...further,
  ]
  const words = ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])]
  const [command = postgres, ...args] = [...prefix, postgres, ...words]
  const child: ChildProcess = spawn(command, args, { ...launchOptions, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr!.on('data', (chunk) => {
    said += chunk
  })
  const gone = () => child.exitCode !== null || child.signalCode !== null
  for (;;) {
    if (gone()) throw new Error(`PostgreSQL ended: ${said}`)
    const up = await ask(adminUrl, 'select 1').then(
      () => true,
      () => false,
    )
    if (up) break
    await pause(20)
  }
  return {
    async end(signal: 'SIGINT' | 'SIGQUIT') {
      if (gone()) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
