import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestDatabase } from './database.ts'
import { freePort, startCluster, startOwnPostgres } from './own-postgres.ts'

export type Replicated = {
  /** The primary, as house.ts wants it. */
  database: TestDatabase
  /** The replica as the role that serves, and as its superuser. */
  replicaUrl: string
  replicaAdminUrl: string
  /** As after a power cut. */
  killReplica(): Promise<void>
  stop(): Promise<void>
}

/** A migrated PostgreSQL and a streaming replica of it, both our own, in a folder of their own. */
export async function startReplicated(): Promise<Replicated> {
  const primary = await startOwnPostgres()
  const copy = join(primary.folder, 'replica')
  await primary.end('SIGINT')
  spawnSync('cp', ['-a', join(primary.folder, 'postgres'), copy])
  writeFileSync(join(copy, 'standby.signal'), '')
  await primary.start()
  const port = await freePort()
  const there = (url: string) => Object.assign(new URL(url), { port }).href
  const { username, password } = new URL(primary.adminUrl)
  const conninfo = `primary_conninfo=host=127.0.0.1 port=${primary.port} user=${username} password=${password}`
  const replica = await startCluster(copy, port, there(primary.adminUrl), [conninfo])
  return {
    database: primary.database,
    replicaUrl: there(primary.database.appUrl),
    replicaAdminUrl: there(primary.adminUrl).replace(/\/postgres$/, '/accounts'),
    killReplica: () => replica.end('SIGQUIT'),
    async stop() {
      await replica.end('SIGQUIT')
      await primary.remove()
    },
  }
}
