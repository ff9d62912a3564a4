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

/**
 * Why this process should get no traffic, in words; null: it should. A database that a newer program has migrated
 * further is no reason: that is how an upgrade goes.
 */
export async function unreadiness(db: Database, life: Life): Promise<string | null> {
  if (life.stopping) return 'The server is shutting down.'
  if (!(await db.answers())) return 'The database does not answer.'
  const pending = await pendingMigrations(db)
  if (pending.length > 0) return `The database waits for migrations: ${pending.join(', ')}.`
  if (life.workerRuns && !life.workerRuns()) return 'The worker of this server does not run.'
  return null
}

/** Asked until nothing is pending: what is done stays done. */
const migrated = new WeakSet<Database>()

async function pendingMigrations(db: Database): Promise<string[]> {
  if (migrated.has(db)) return []
  const done = await db
    .global<{ name: string }>(sql`select name from schema_migrations`)
    .catch(() => [] as { name: string }[])
  const names = new Set(done.map(({ name }) => name))
  const pending = migrationNames().filter((name) => !names.has(name))
  if (pending.length === 0) migrated.add(db)
  return pending
}
