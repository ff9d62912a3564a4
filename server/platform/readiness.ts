import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Database } from './db.ts'
import { sql } from './sql.ts'

const directory = fileURLToPath(new URL('../../db/migrations', import.meta.url))

/** The migrations of this program, in order. */
export const migrationNames = (): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort()

/** What this process can say of itself, set by whoever starts and ends it. */
export type Life = {
  stopping: boolean
  /** Null: this process has no worker. */
  workerRuns: (() => boolean) | null
}

/** A migration whose name ends so is not to be worked over by programs that don't know it. */
const alone = '_alone'

/**
 * Why this process should get no traffic, in words; null: it should. A database that a newer program has migrated
 * further is a reason only where a migration says so: else that is how an upgrade goes.
 */
export async function unreadiness(db: Database, life: Life): Promise<string | null> {
  if (life.stopping) return 'The server is shutting down.'
  if (!(await db.answers())) return 'The database does not answer.'
  const { pending, beyond } = await comparedWith(db)
  if (pending.length > 0) return `The database waits for migrations: ${pending.join(', ')}.`
  if (beyond.length > 0)
    return `A newer program has changed the database so that this one must not write: ${beyond.join(', ')}.`
  if (life.workerRuns && !life.workerRuns()) return 'The worker of this server does not run.'
  return null
}

/** They stay as they are while a process runs. */
const known: ReadonlySet<string> = new Set(migrationNames())

/** @returns pending: what the database has not got · beyond: what it got that this program can't work over */
async function comparedWith(db: Database): Promise<{ pending: string[]; beyond: string[] }> {
  const done = await db
    .global<{ name: string }>(sql`select name from schema_migrations`)
    .catch(() => [] as { name: string }[])
  const there = new Set(done.map(({ name }) => name))
  return {
    pending: [...known].filter((name) => !there.has(name)),
    beyond: [...there].filter((name) => name.endsWith(alone) && !known.has(name)),
  }
}
