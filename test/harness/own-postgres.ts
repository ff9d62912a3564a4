import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
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

/** A migrated PostgreSQL of a test's own, which nobody starts again but the test. */
export type OwnPostgres = {
  database: TestDatabase
  adminUrl: string
  port: number
  /** Its folder, with the cluster in `postgres`. */
  folder: string
  start(): Promise<void>
  /** SIGINT: in order; SIGQUIT: as after a power cut. */
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

const silent = { info() {}, warn() {}, error() {} }

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-own-'))
  const embedded = await startEmbeddedDatabase({ dataDir: folder, log: silent, fsync: false })
  await migrate({ ownerUrl: embedded.ownerUrl, appUrl: embedded.appUrl, products: productCatalogue })
  await embedded.stop()
  const port = await freePort()
  const at = (url: string) => Object.assign(new URL(url), { port }).href
  const adminUrl = at(embedded.adminUrl)
  const launch = () => startCluster(join(folder, 'postgres'), port, adminUrl)
  let running = await launch()
  return {
    database: {
      ownerUrl: at(embedded.ownerUrl),
      appUrl: at(embedded.appUrl),
      directUrl: at(embedded.appUrl),
      asOwner: (statement) => ask(at(embedded.ownerUrl), statement).then(() => {}),
      drop: async () => {},
    },
    adminUrl,
    port,
    folder,
    start: async () => {
      running = await launch()
    },
    end: (signal) => running.end(signal),
    async remove() {
      await running.end('SIGQUIT')
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

/** Starts a cluster of ours with a log that a replica can follow, and waits until it answers. */
export async function startCluster(cluster: string, port: number, adminUrl: string, further: string[] = []) {
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
