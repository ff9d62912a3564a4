import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'

/** How PostgreSQL is started here: words before the command, and the user that the files belong to (root only). */
export type Launcher = { prefix: string[]; user?: SystemUser }
export type SystemUser = { uid: number; gid: number }

/** Without PG* variables and the user's locale: only what this program says counts. */
export const launchOptions = { cwd: '/', env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' } }

const endsWithParent = ['--pdeathsig', 'INT']

/**
 * Chooses a way to run `postgres` on the data in `cluster`, by trying it.
 *
 * An ordinary user runs it as is. PostgreSQL refuses to run as root, so root drops to the owner of the data, else
 * `postgres`, else `nobody`; where folders above the program or the data are closed to that user (a 0700 home), it
 * keeps the one right to pass through them. Where `setpriv` exists, the kernel ends PostgreSQL with this process.
 * @throws when root has no way to drop its rights
 */
export function chooseLauncher(postgres: string, cluster: string): Launcher {
  if (process.getuid?.() !== 0) {
    const guarded = { prefix: ['setpriv', ...endsWithParent, '--'] }
    return works(guarded, postgres) ? guarded : { prefix: [] }
  }
  const user = ownerOf(cluster) ?? systemUser('postgres') ?? systemUser('nobody')
  if (!user) throw new EmbeddedDatabaseError(cannotDrop)
  const drop = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups', ...endsWithParent]
  const ways = ['dac_read_search', 'dac_override'].map((right) => [...drop, ...keeping(right)])
  if (isOpen(postgres) && isOpen(cluster)) ways.unshift(drop)
  for (const way of ways) {
    const launcher = { prefix: ['setpriv', ...way, '--'], user }
    if (works(launcher, postgres)) return launcher
  }
  throw new EmbeddedDatabaseError(cannotDrop)
}

const cannotDrop =
  'PostgreSQL refuses to run as root, and this system has no way to run it as another user (the command setpriv of util-linux). Start as an ordinary user, or give an existing PostgreSQL in DATABASE_URL and DATABASE_OWNER_URL.'

/** access(2), which PostgreSQL asks about its own program, sees a kept right only under no_setuid_fixup. */
function keeping(right: string): string[] {
  return ['--securebits', '+no_setuid_fixup', '--inh-caps', `+${right}`, '--ambient-caps', `+${right}`]
}

function works(launcher: Launcher, postgres: string): boolean {
  const [command = postgres, ...args] = [...launcher.prefix, postgres, '-V']
  return spawnSync(command, args, { ...launchOptions, stdio: 'ignore' }).status === 0
}

/** May everybody pass through the folders above `path`? */
function isOpen(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

function ownerOf(path: string): SystemUser | undefined {
  if (!existsSync(path)) return undefined
  const { uid, gid } = statSync(path)
  return uid === 0 ? undefined : { uid, gid }
}

function systemUser(name: string): SystemUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid && Number(uid) > 0 ? { uid: Number(uid), gid: Number(gid) } : undefined
}
