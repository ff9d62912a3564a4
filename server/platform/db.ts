import { createHash } from 'node:crypto'
import pg from 'pg'
import { isUuid } from './ids.ts'
import { Problem } from './problem.ts'
import type { Sql } from './sql.ts'

// PostgreSQL’s int8 arrives as text: our counts fit a JavaScript number.
pg.types.setTypeParser(20, Number)

/** A transaction in one account. The only way to a tenant’s rows. */
export type Tx = {
  readonly accountId: string
  query<Row extends object>(statement: Sql): Promise<Row[]>
  /** Rows touched by a statement that returns none. */
  run(statement: Sql): Promise<number>
  /** Events recorded so far in this transaction; compared with what changed (operation.ts). */
  recorded: number
  /** Runs after the commit, never after a rollback. */
  afterCommit(hook: () => void): void
}

export type Database = {
  /** Runs in a transaction that sees one account. Joins nothing: see operation.ts for joining a caller’s. */
  inAccount<T>(accountId: string, run: (tx: Tx) => Promise<T>, mode?: 'read' | 'write'): Promise<T>
  /** One statement without an account: for the narrow functions and global tables only. */
  global<Row extends object>(statement: Sql): Promise<Row[]>
  /** Whether the database answers now. */
  answers(): Promise<boolean>
  pool: pg.Pool
  close(): Promise<void>
}

// Statement texts are few; those with filters vary, so only the first so many texts are prepared by name.
const names = new Map<string, string>()
const maxPrepared = 400

function named(statement: Sql): pg.QueryConfig {
  let name = names.get(statement.text)
  if (name === undefined && names.size < maxPrepared) {
    name = `s${createHash('sha1').update(statement.text).digest('base64url').slice(0, 16)}`
    names.set(statement.text, name)
  }
  return { ...(name ? { name } : {}), text: statement.text, values: statement.values as unknown[] }
}

/** @param queueLimit callers that may wait for a connection; one more is told 503 (REL-8) */
export function openDatabase(input: {
  url: string
  max?: number
  queueLimit?: number
  onError?: (error: Error) => void
}): Database {
  const pool = new pg.Pool({
    connectionString: input.url,
    max: input.max ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    application_name: 'accounts-console',
  })
  // An idle connection that breaks (database restarted) is replaced; it must not end the process (REL-4).
  pool.on('error', (error) => input.onError?.(error))
  const queueLimit = input.queueLimit ?? 200

  const connect = async (): Promise<pg.PoolClient> => {
    if (pool.waitingCount >= queueLimit) throw new Problem('unavailable')
    try {
      return await pool.connect()
    } catch (cause) {
      throw new Problem('unavailable', { cause })
    }
  }

  return {
    pool,
    async inAccount(accountId, run, mode = 'write') {
      if (!isUuid(accountId)) throw new Problem('not_found')
      const client = await connect()
      const hooks: (() => void)[] = []
      const tx: Tx = {
        accountId,
        recorded: 0,
        query: async <Row extends object>(statement: Sql) => (await client.query(named(statement))).rows as Row[],
        run: async (statement) => (await client.query(named(statement))).rowCount ?? 0,
        afterCommit: (hook) => hooks.push(hook),
      }
      let broken: Error | undefined
      try {
        // One round trip: isUuid() makes the splice safe, and SET LOCAL ends with the transaction (poolers, Citus).
        await client.query(
          `begin ${mode === 'read' ? 'read only' : 'read write'}; set local app.account_id = '${accountId}'`,
        )
        const result = await run(tx)
        await client.query('commit')
        for (const hook of hooks) hook()
        return result
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => {
          broken = failure
        })
        throw translateConnection(error)
      } finally {
        client.release(broken)
      }
    },
    async global<Row extends object>(statement: Sql) {
      const client = await connect()
      try {
        return (await client.query(named(statement))).rows as Row[]
      } catch (error) {
        throw translateConnection(error)
      } finally {
        client.release()
      }
    },
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    close: () => pool.end(),
  }
}

/** Connection lost, server starting or shutting down: 503, and the client tries again (REL-4). */
function translateConnection(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error
  const code = (error as Error & { code?: string }).code ?? ''
  const gone =
    code.startsWith('08') || ['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)
  return gone || /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
    ? new Problem('unavailable', { cause: error })
    : error
}

/** The name of the constraint that a statement broke, if that is what happened. */
export function brokenConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code?.startsWith('23') ? constraint : undefined
}
