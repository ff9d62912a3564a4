import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

// `node db/checksum.ts` records the checksum of each new migration; run it before a migration is merged. A merged one is
// never recorded again: what ran on somebody's database stays as it ran, and a change is a new migration. Only while no
// version has been released, `node db/checksum.ts --unreleased` records a changed one.

/** Checksums by the file name of the migration. */
export type Checksums = Record<string, string>

const folder = 'db/migrations'
const record = `${folder}/checksums.json`

const sum = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')

/** The checksums of the migrations that are in the work tree below `root`, in their order. */
export const checksumsOf = (root: string): Checksums =>
  Object.fromEntries(
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map((name) => [name, sum(readFileSync(join(root, folder, name), 'utf8'))]),
  )

/** The recorded checksums of the work tree below `root`; none, when there is no record yet. */
export const recordedChecksums = (root: string): Checksums => {
  try {
    return JSON.parse(readFileSync(join(root, record), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

const git = (root: string, ...args: string[]): string | undefined => {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}

/**
 * The checksums of the merged migrations, taken from their text in the history: on a branch what it shares with main,
 * on main itself the commit before this one. Nothing without a history (an unpacked archive).
 */
export const mergedChecksums = (root: string): Checksums => {
  const head = git(root, 'rev-parse', 'HEAD')
  const main = git(root, 'rev-parse', '--verify', 'origin/main') ?? git(root, 'rev-parse', '--verify', 'main')
  const shared = main === undefined || main === head ? undefined : git(root, 'merge-base', 'HEAD', main.trim())
  const base = shared?.trim() ?? 'HEAD~1'
  const names = git(root, 'ls-tree', '--name-only', base, `${folder}/`) ?? ''
  return Object.fromEntries(
    names
      .split('\n')
      .filter((path) => path.endsWith('.sql'))
      .map((path) => [basename(path), sum(git(root, 'show', `${base}:${path}`) ?? '')]),
  )
}

/** What is wrong with a set of migrations: gaps in the numbers, bad names, text that differs from what was recorded. */
export const migrationFaults = (present: Checksums, recorded: Checksums, merged: Checksums): string[] => {
  const names = Object.keys(present).sort()
  const misnamed = names
    .filter((name, index) => !new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z0-9_]+\\.sql$`).test(name))
    .map((name) => `${name}: migrations are 0001_words.sql, 0002_words.sql, … without gaps`)
  const unrecorded = names.filter((name) => !recorded[name]).map((name) => `${name}: run node db/checksum.ts`)
  const changed = Object.entries(recorded)
    .filter(([name, checksum]) => present[name] !== checksum)
    .map(([name]) => `${name}: differs from its recorded checksum; a change is a new migration`)
  const rewritten = Object.entries(merged)
    .filter(([name, checksum]) => present[name] !== checksum)
    .map(([name]) => `${name}: is merged and was changed; a change is a new migration`)
  return [...misnamed, ...unrecorded, ...changed, ...rewritten]
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const present = checksumsOf(root)
  const merged = mergedChecksums(root)
  const changed = Object.keys(merged).filter((name) => present[name] !== merged[name])
  if (changed.length > 0 && !process.argv.includes('--unreleased')) {
    console.error(`Merged and changed: ${changed.join(', ')}. Restore the text and write a new migration.`)
    process.exitCode = 1
  } else {
    writeFileSync(join(root, record), `${JSON.stringify(present, null, 2)}\n`)
    console.log(`${record}: ${Object.keys(present).length} migrations`)
  }
}
