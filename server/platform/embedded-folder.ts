import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { type Launcher, launchOptions } from './embedded-launcher.ts'

/** What stands in the data folder, by path. */
export type Folder = {
  root: string
  cluster: string
  lock: string
  log: string
  state: string
  /** Where PostgreSQL puts its Unix socket, if it can: in the cluster, which only its owner may enter. */
  sockets: string | undefined
}

/** Kept from start to start, readable by the owner alone. */
export type State = {
  port: number
  passwords: { superuser: string; owner: string; server: string }
  /** The roles and the database `accounts` stand. */
  rolesMade: boolean
}

const wholly = { recursive: true, force: true }

/** Opens the data folder, making it where it is missing. Root lets others pass through, so that PostgreSQL's user can. */
export function openFolder(dataDir: string): Folder {
  const root = process.getuid?.() === 0
  mkdirSync(dataDir, { recursive: true, mode: root ? 0o711 : 0o700 })
  const path = realpathSync(dataDir)
  const cluster = join(path, 'postgres')
  const owner = statSync(path).uid
  if (!root && owner !== process.getuid?.()) {
    throw new EmbeddedDatabaseError(
      `The data folder ${path} belongs to another user (uid ${owner}). Start as that user, or give a folder of your own in DATA_DIR.`,
    )
  }
  return {
    root: path,
    cluster,
    lock: join(path, 'database.lock'),
    log: join(path, 'postgres.log'),
    state: join(path, 'database.json'),
    sockets: takesSocket(cluster) ? cluster : undefined,
  }
}

/** A socket's whole path has 103 bytes on macOS and 107 on Linux; in PostgreSQL's list of folders some signs mean something. */
const takesSocket = (folder: string): boolean =>
  process.platform !== 'win32' && Buffer.byteLength(join(folder, '.s.PGSQL.65535')) <= 103 && !/[",\s]/.test(folder)

/** The folder's state; a new one where there is no cluster yet. @throws when a cluster stands without its passwords */
export function readState(folder: Folder): State {
  if (existsSync(folder.state)) return JSON.parse(readFileSync(folder.state, 'utf8')) as State
  if (existsSync(folder.cluster)) {
    throw new EmbeddedDatabaseError(
      `${folder.state} is missing, and with it the passwords of the database in ${folder.cluster}`,
    )
  }
  const password = () => randomBytes(24).toString('base64url')
  return { port: 0, passwords: { superuser: password(), owner: password(), server: password() }, rolesMade: false }
}

/** Written beside and moved into place, so that a crash leaves the old or the new, never half. */
export function writeState(folder: Folder, state: State): void {
  const draft = `${folder.state}.new`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  writeSync(file, `${JSON.stringify(state, null, 2)}\n`)
  fsyncSync(file)
  closeSync(file)
  giveToOwner(folder, draft)
  renameSync(draft, folder.state)
}

/** What root writes into another user's data folder stays usable for that user. */
export function giveToOwner(folder: Folder, path: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder.root)
  chownSync(path, uid, gid)
}

/**
 * Makes the PostgreSQL cluster, where there is none yet. It is made beside and moved into place when complete: a start
 * that was killed midway leaves nothing that looks like a database.
 */
export async function makeCluster(input: {
  folder: Folder
  initdb: string
  launcher: Launcher
  password: string
  fsync: boolean
}): Promise<void> {
  const { folder, launcher } = input
  for (const name of readdirSync(folder.root)) {
    // A killed start's initdb may still be at its last file here.
    if (name.startsWith('postgres.new-')) rmSync(join(folder.root, name), { ...wholly, maxRetries: 10 })
  }
  if (existsSync(folder.cluster)) return
  const draft = join(folder.root, `postgres.new-${process.pid}`)
  const secret = join(draft, 'password')
  const made = join(draft, 'cluster')
  mkdirSync(draft, { mode: 0o700 })
  mkdirSync(made, { mode: 0o700 })
  writeFileSync(secret, input.password, { mode: 0o600 })
  if (launcher.user) for (const path of [draft, made, secret]) chownSync(path, launcher.user.uid, launcher.user.gid)
  await run(launcher, input.initdb, [
    ...['-D', made, '-U', 'postgres', '--pwfile', secret, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    // The built-in locale sorts by code point and knows Unicode's letters, the same on every system.
    ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(input.fsync ? [] : ['--no-sync']),
  ])
  renameSync(made, folder.cluster)
  rmSync(draft, wholly)
}

async function run(launcher: Launcher, program: string, words: string[]): Promise<void> {
  const [command = program, ...args] = [...launcher.prefix, program, ...words]
  const child = spawn(command, args, { ...launchOptions, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const [code, signal] = await once(child, 'close')
  if (code !== 0)
    throw new EmbeddedDatabaseError(`The database could not be made: initdb ended with ${code ?? signal}\n${output}`)
}
