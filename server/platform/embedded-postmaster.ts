import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { type Folder, giveToOwner } from './embedded-folder.ts'
import { type Launcher, launchOptions } from './embedded-launcher.ts'
import { commandLine, endProcess } from './embedded-processes.ts'

const maxLogBytes = 5_000_000

/** In milliseconds: old backends of a killed postmaster notice its death and go; a stop with a checkpoint to write. */
const patience = { oldBackends: 30_000, stop: 20_000 }

/** sockets: the folder of its Unix socket, if it has one. */
export type Postmaster = { child: ChildProcess; port: number; sockets: string | undefined }

export type PostmasterInput = {
  folder: Folder
  postgres: string
  launcher: Launcher
  /** The port to listen on, 0 for any free one. */
  port: number
  /** Another free port will do when this one is taken. */
  mayMove: boolean
  fsync: boolean
}

/**
 * Starts PostgreSQL and waits until it takes connections, however long it recovers.
 * @throws when the port is taken and may not change, or with PostgreSQL's own words when it ends
 */
export async function startPostmaster(input: PostmasterInput): Promise<Postmaster> {
  let port = input.port || (await freePort())
  let { sockets } = input.folder
  const deadline = performance.now() + patience.oldBackends
  for (;;) {
    const outcome = await launch(input, port, sockets)
    if ('child' in outcome) return { child: outcome.child, port, sockets }
    const { words } = outcome
    if (sockets && words.includes('could not create any Unix-domain sockets')) {
      // Some file systems, such as folders shared with a virtual machine, take none.
      sockets = undefined
    } else if (words.includes('Address already in use')) {
      if (!input.mayMove) {
        throw new EmbeddedDatabaseError(
          `Port ${port} on 127.0.0.1, where the database should listen, is in use by another program`,
        )
      }
      port = await freePort()
    } else if (/pre-existing shared memory|lock file .* already exists/.test(words) && performance.now() < deadline) {
      await delay(100)
    } else {
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL did not start. Its last words, from ${input.folder.log}:\n${words}`,
      )
    }
  }
}

/** Ends PostgreSQL with a checkpoint; if that takes too long, at once (the next start then recovers from its log). */
export function endPostmaster(pid: number): Promise<void> {
  return endProcess(pid, ['SIGINT', 'SIGQUIT'], patience.stop)
}

/**
 * Ends the PostgreSQL that a killed server may have left running on this cluster, and removes a pid file that names
 * none. A process is touched only when its own command line says that it is this cluster's.
 * @returns the pid of the ended process, if there was one
 */
export async function endOrphan(cluster: string): Promise<number | undefined> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (Number.isInteger(pid) && pid > 1 && commandLine(pid).includes(`/postgres -D ${cluster} -c `)) {
    await endPostmaster(pid)
    return pid
  }
  // PostgreSQL would take any process with this pid for its predecessor, by the locks of its sockets too. Its lock on
  // shared memory still stands guard.
  rmSync(file, { force: true })
  for (const name of readdirSync(cluster))
    if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster, name), { force: true })
  return undefined
}

async function launch(
  input: PostmasterInput,
  port: number,
  sockets: string | undefined,
): Promise<{ child: ChildProcess } | { words: string }> {
  const { folder, postgres, launcher } = input
  const tooLong = existsSync(folder.log) && statSync(folder.log).size > maxLogBytes
  const log = openSync(folder.log, tooLong ? 'w' : 'a', 0o600)
  giveToOwner(folder, folder.log)
  const logged = statSync(folder.log).size
  const words = ['-D', folder.cluster, ...settings(port, sockets, input.fsync).flatMap((setting) => ['-c', setting])]
  const [command = postgres, ...args] = [...launcher.prefix, postgres, ...words]
  // A process group of its own: Ctrl-C in a terminal reaches the server, which ends the database last.
  const child = spawn(command, args, { ...launchOptions, stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  while (child.exitCode === null && child.signalCode === null && !failure) {
    if (isReady(folder.cluster, child.pid)) return { child }
    await delay(5)
  }
  return { words: failure?.message ?? readFileSync(folder.log).subarray(logged).toString('utf8').trim() }
}

/** Line 1 of postmaster.pid is the pid, line 8 the state; an old file may still lie there. */
function isReady(cluster: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

function settings(port: number, sockets: string | undefined, fsync: boolean): string[] {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${sockets ?? ''}`,
    'max_connections=100',
    'shared_buffers=256MB',
    // A table that was empty a moment ago is read by the plans of an empty table until it is analysed.
    'autovacuum_naptime=5s',
    'jit=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    // The log says what the database did, never what people typed: a failed statement or its key may name somebody.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
    ...(fsync ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
}

/**
 * A port free at this moment; another program may still be quicker, then the start tries the next. Below those that
 * systems give to outgoing connections: one of these would sooner or later sit on a port that is kept for years, even
 * our own client, connected to itself while the database is away.
 */
async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= 100; attempt++) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
  throw new EmbeddedDatabaseError('No free port on 127.0.0.1 between 20000 and 32000')
}
