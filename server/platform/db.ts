import { createHash } from 'node:crypto'
import pg from 'pg'
import { isUuid } from './ids.ts'
import { readMoment } from './moments.ts'
import { Problem } from './problem.ts'
import type { Sql } from './sql.ts'

// PostgreSQL’s int8 arrives as text: our counts fit a JavaScript number.
pg.types.setTypeParser(20, Number)
const anyMoment = pg.types.getTypeParser(1184) as (text: string) => unknown
pg.types.setTypeParser(1184, (text) => readMoment(text) ?? anyMoment(text))

/** A transaction in one account. The only way to a tenant’s rows. */
export type Tx = {
  readonly accountId: string
  query<Row extends object>(statement: Sql): Promise<Row[]>
  /** Rows touched by a statement that returns none. */
  run(statement: Sql): Promise<number>
  /** Events recorded so far in this transaction; compared with what changed (operation.ts). */
  recorded: number
  /**
   * Set: statements are planned for their values, not by a plan that was kept from when tables were small. The checks of
   * foreign keys keep theirs, which a setting of PostgreSQL would plan anew for each row.
   */
  planAnew: boolean
  /** Statements that follow are planned once for all values. Before the first statement it costs nothing. */
  planOnce(): void
  /** Runs after the commit, never after a rollback. */
  afterCommit(hook: () => void): void
  /**
   * Said in the same turn as the last statements of a reading transaction: its end travels with them. Without effect
   * in a writing one, whose events are counted first, and inside of another operation.
   */
  ends(): void
  /** Operations inside the one that opened the transaction. */
  joined: number
}

/** read behind: the answer may be a moment old, and may come from a replica. */
export type Mode = 'write' | 'read' | 'read behind'

/** How far in the log of the primary a session has seen, and whether this request wrote (replica.ts). */
export type Seen = { lsn: string | null; wrote: boolean }

export type Database = {
  /** Runs in a transaction that sees one account. Joins nothing: see operation.ts for joining a caller’s. */
  inAccount<T>(accountId: string, run: (tx: Tx) => Promise<T>, mode?: Mode, seen?: Seen): Promise<T>
  /** One statement without an account: for the narrow functions and global tables only. */
  global<Row extends object>(statement: Sql): Promise<Row[]>
  /** Whether the database answers now. */
  answers(): Promise<boolean>
  /** With a replica: who answered what may lag. */
  replicaReads?: { replica: number; primary: number }
  pool: pg.Pool
  close(): Promise<void>
}

// Statement texts are few but for those that a client’s filter decides (sql.ts); only the first so many are prepared by name.
const names = new Map<string, string>()
const maxPrepared = 400

function named(statement: Sql, prepared: boolean): pg.QueryConfig {
  if (!prepared || statement.oneOff) return { text: statement.text, values: statement.values as unknown[] }
  let name = names.get(statement.text)
  if (name === undefined && names.size < maxPrepared) {
    name = `s${createHash('sha1').update(statement.text).digest('base64url').slice(0, 16)}`
    names.set(statement.text, name)
  }
  return { ...(name ? { name } : {}), text: statement.text, values: statement.values as unknown[] }
}

const planOnce = 'set local plan_cache_mode = force_generic_plan'

/** @param queueLimit callers that may wait for a connection; one more is told 503 (REL-8) */
export function openDatabase(input: {
  url: string
  max?: number
  queueLimit?: number
  onError?: (error: Error) => void
  /** Off behind a pooler that does not carry named statements from one connection to another. */
  prepared?: boolean
  /** Told of statements that took longer: their text, never their values. */
  slow?: { ms: number; tell(statement: string, ms: number): void }
}): Database {
  const pool = new pg.Pool({
    connectionString: input.url,
    max: input.max ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    // Statements go out without waiting for the answer to the one before; the driver’s types don’t know it yet.
    ...({ pipeline: true } as object),
    application_name: 'accounts-console',
  })
  // An idle connection that breaks (database restarted) is replaced; it must not end the process (REL-4).
  pool.on('error', (error) => input.onError?.(error))
  // One that breaks in use fails its statement; the client’s own event, unheard, would end the process too.
  pool.on('connect', (client) => client.on('error', () => {}))
  const queueLimit = input.queueLimit ?? 200

  const connect = async (): Promise<pg.PoolClient> => {
    if (pool.waitingCount >= queueLimit) throw new Problem('unavailable')
    try {
      return await pool.connect()
    } catch (cause) {
      throw new Problem('unavailable', { cause })
    }
  }

  /** @throws what the database says */
  const send = async (client: pg.PoolClient, statement: Sql, anew = false): Promise<pg.QueryResult> => {
    const began = performance.now()
    try {
      return await ask(client, named(statement, !anew && (input.prepared ?? true)))
    } finally {
      const ms = performance.now() - began
      if (input.slow && ms > input.slow.ms)
        input.slow.tell(statement.text.trim().replace(/\s+/g, ' ').slice(0, 2000), ms)
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
        planAnew: false,
        joined: 0,
        planOnce() {
          // What became of it, the statement that follows it says too.
          if (begun) ask(client, planOnce).catch(() => {})
          else planning = `; ${planOnce}`
        },
        query: async <Row extends object>(statement: Sql) => (await within(statement)).rows as Row[],
        run: async (statement) => (await within(statement)).rowCount ?? 0,
        afterCommit: (hook) => hooks.push(hook),
        ends() {
          if (mode === 'write' || tx.joined > 0 || ended) return
          ended = end('commit')
          ended.catch(() => {})
        },
      }
      // isUuid() makes the splice safe, and SET LOCAL ends with the transaction (poolers, Citus). Not waited for: it
      // travels with the first statement, which without it would see and write nothing.
      let begun: Promise<unknown> | undefined
      let planning = ''
      const begin = () => {
        begun ??= ask(
          client,
          `begin ${mode === 'write' ? 'read write' : 'read only'}; set local app.account_id = '${accountId}'${planning}`,
        )
        begun.catch(() => {})
      }
      const end = async (how: 'commit' | 'rollback') => {
        if (begun) await ask(client, how)
      }
      const within = (statement: Sql) => {
        if (ended) throw new Error('a statement after the end of its transaction')
        begin()
        return send(client, statement, tx.planAnew)
      }
      let ended: Promise<unknown> | undefined
      let broken: Error | undefined
      try {
        const result = await run(tx)
        await begun
        await (ended ?? end('commit'))
        for (const hook of hooks) hook()
        return result
      } catch (error) {
        await (ended ?? end('rollback')).catch((failure: Error) => {
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
        return (await send(client, statement)).rows as Row[]
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

/**
 * The driver’s own promises hold on to each other: V8 takes every answer for living until it looks at all of its memory,
 * which made a third of the time of a page (docs/decisions/0014-cost-of-a-request.md). Callbacks don't.
 */
const ask = (client: pg.PoolClient, query: pg.QueryConfig | string): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    client.query(query as pg.QueryConfig, (error: Error | null, result) => (error ? reject(error) : resolve(result)))
  })

/** Whether the connection was lost, or the database is starting or shutting down. */
export function isLost(error: unknown): boolean {
  if (error instanceof Problem || !(error instanceof Error)) return false
  const code = (error as Error & { code?: string }).code ?? ''
  // Of a Unix socket, while the database is away.
  if (code === 'ENOENT') return (error as NodeJS.ErrnoException).syscall === 'connect'
  const gone =
    code.startsWith('08') || ['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)
  return gone || /Connection terminated|connection error|timeout exceeded when trying to connect/.test(error.message)
}

/** Two transactions waited for each other, or one changed what another had read: nothing is written, trying again is right. */
export const isPassing = (error: unknown): boolean =>
  ['40P01', '40001'].includes((error as { code?: string }).code ?? '')

/** 503, and the client tries again (REL-4). */
const translateConnection = (error: unknown): unknown =>
  isLost(error) ? new Problem('unavailable', { cause: error }) : error

/** The name of the constraint that a statement broke, if that is what happened. */
export function brokenConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code?.startsWith('23') ? constraint : undefined
}
