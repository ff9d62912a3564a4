import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { birthmark } from './embedded-processes.ts'

/**
 * Takes the folder of `path` for this process, until the returned function is called or the process ends, however it
 * ends. A lock left by a dead process is taken over.
 * @throws an Error that names the holder's pid
 */
export function takeLock(path: string): () => void {
  const mine = `${process.pid} ${birthmark(process.pid)}\n`
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, mine, { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        // A hard link appears whole or not at all, so that nobody reads half a lock.
        linkSync(draft, path)
        return () => {
          if (read(path) === mine) rmSync(path, { force: true })
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const found = read(path)
      const holder = holderOf(found)
      if (holder) {
        throw new EmbeddedDatabaseError(
          `The data folder ${dirname(path)} is in use by another server (process ${holder}). Stop it, or give this one a folder of its own with DATA_DIR.`,
        )
      }
      removeStale(path, found)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  throw new EmbeddedDatabaseError(`The lock ${path} could not be taken`)
}

/** The pid of the running process that holds the lock at `path`, if any does. */
export function lockHolder(path: string): number | undefined {
  return holderOf(read(path))
}

function holderOf(content: string): number | undefined {
  const [pid, mark] = content.trim().split(' ')
  return pid && mark && birthmark(Number(pid)) === mark ? Number(pid) : undefined
}

/** Moves it aside first: of two that find the same stale lock, one may already have put its own in the place. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
    if (read(aside) !== stale) linkSync(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
