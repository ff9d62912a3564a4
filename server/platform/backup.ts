import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { copyIn, copyOut } from './copy.ts'
import type { Sql } from './sql.ts'
import { StartError } from './start-error.ts'

/**
 * A backup is one file (gzip): a line of JSON about the whole, then for each table a line of JSON and its rows as COPY
 * text up to a line `\.`. All of it is one snapshot. The tables come in the order in which they can be filled.
 */
type Head = { program: 'accounts-console'; migrations: string[]; at: string }
type Part = { table: string; columns: string[] }
export type Copied = { tables: number; bytes: number }

const format = 'accounts-console'
const end = Buffer.from('\\.\n')

/** Not kept: what must not come back to life (sessions), and what is only true of this moment. */
const left = new Set(['schema_migrations', 'sessions', 'throttles', 'idempotency_keys'])

const quoted = (part: Part) =>
  `${pg.escapeIdentifier(part.table)} (${part.columns.map((name) => pg.escapeIdentifier(name)).join(', ')})`

/** @throws StartError when row-level security would hide rows from the role */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ role: string; above: boolean }>(
    'select rolname as role, rolsuper or rolbypassrls as above from pg_roles where rolname = current_user',
  )
  if (rows[0]?.above) return client
  await client.end()
  throw new StartError(
    `DATABASE_ADMIN_URL: row-level security hides rows from ${rows[0]?.role}; give a superuser, or a role with BYPASSRLS that may read and write all tables`,
  )
}

const migrationsOf = async (client: pg.Client): Promise<string[]> =>
  (await client.query<{ name: string }>('select name from schema_migrations order by name')).rows.map(
    ({ name }) => name,
  )

/** Tables with the columns that are stored, those first that others refer to. */
async function partsOf(client: pg.Client): Promise<Part[]> {
  const { rows } = await client.query<Part & { needs: string[] }>(`
    select c.relname as table,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`)
  const waiting = new Map(rows.filter(({ table }) => !left.has(table)).map((row) => [row.table, row]))
  const parts: Part[] = []
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(({ needs }) => !needs.some((name) => waiting.has(name)))
    if (free.length === 0) throw new Error(`Tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`)
    for (const { table, columns } of free) {
      parts.push({ table, columns })
      waiting.delete(table)
    }
  }
  return parts
}

const line = (value: Head | Part) => `${JSON.stringify(value)}\n`

/**
 * Writes everything but sessions into a file for the owner’s eyes only, in one snapshot, while the servers go on.
 * @param file appears when it is complete; one that is there is refused
 */
export async function backup(url: string, file: string): Promise<Copied> {
  const client = await connect(url)
  const draft = `${file}.part`
  let bytes = 0
  try {
    await (await open(file, 'wx', 0o600)).close()
    await rm(draft, { force: true })
    await client.query('begin isolation level repeatable read read only')
    const parts = await partsOf(client)
    const at = (await client.query<{ at: string }>('select now()::text as at')).rows[0]!.at
    const head: Head = { program: format, migrations: await migrationsOf(client), at }
    async function* text() {
      yield line(head)
      for (const part of parts) {
        yield line(part)
        for await (const chunk of copyOut(client, `copy ${quoted(part)} to stdout`)) {
          bytes += (chunk as Buffer).length
          yield chunk as Buffer
        }
        yield end
      }
    }
    await pipeline(
      Readable.from(text()),
      createGzip({ level: 1 }),
      createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }),
    )
    await rename(draft, file)
    return { tables: parts.length, bytes }
  } catch (error) {
    const taken = (error as { code?: string }).code === 'EEXIST'
    if (!taken) await Promise.all([draft, file].map((each) => rm(each, { force: true })))
    throw taken ? new StartError(`${file} is there already`) : error
  } finally {
    await client.end()
  }
}

/**
 * Fills an empty, migrated database from a backup, all or nothing. Sessions were not kept.
 * @param afterwards what must not come back to life as it was, in the same transaction
 * @throws StartError another version of the schema, a database with accounts, a file that is no whole backup
 */
export async function restore(url: string, file: string, afterwards: readonly Sql[]): Promise<Copied> {
  const client = await connect(url)
  const unpacked = createGunzip()
  // Where the file can't be read, or its end is missing, whoever reads lines is told.
  pipeline(createReadStream(file), unpacked).catch(() => {})
  const lines = linesOf(unpacked)
  let [tables, bytes] = [0, 0]
  try {
    const head = await readLine<Head>(lines)
    if (head?.program !== format) throw new StartError(`${file} is no backup of this program`)
    const [here, there] = [await migrationsOf(client), head.migrations]
    if (here.join() !== there.join()) {
      throw new StartError(
        `The backup is of schema ${there.at(-1)}, the database of ${here.at(-1) ?? 'none'}: restore with the release that wrote it, then migrate`,
      )
    }
    await client.query('begin')
    const { rowCount } = await client.query('select from accounts limit 1')
    if (rowCount) throw new StartError('The database has accounts already; restore into an empty, migrated one')
    await client.query('delete from products')
    for (let part = await readLine<Part>(lines); part; part = await readLine<Part>(lines)) {
      await copyIn(
        client,
        `copy ${quoted(part)} from stdin`,
        rowsOf(lines, (length) => (bytes += length)),
      )
      tables++
    }
    if (tables !== (await partsOf(client)).length) throw new StartError(`${file} ends before its end`)
    for (const { text } of afterwards) await client.query(text)
    await client.query('commit')
    await client.query('analyze')
    return { tables, bytes }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    const broken = /^(?:Z_|ERR_STREAM|ENOENT|EACCES|EISDIR)/.test(String((error as { code?: string }).code))
    throw broken ? new StartError(`${file} is no whole backup: ${(error as Error).message}`) : error
  } finally {
    await client.end()
  }
}

/** Lines with their end, several small ones at once never. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of input) {
    const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let from = 0
    for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
      yield all.subarray(from, at + 1)
      from = at + 1
    }
    rest = all.subarray(from)
  }
  if (rest.length > 0) yield rest
}

async function readLine<T>(lines: AsyncGenerator<Buffer, void>): Promise<T | null> {
  const { value } = await lines.next()
  if (!value) return null
  try {
    return JSON.parse(value.toString()) as T
  } catch {
    throw new StartError('The file is no backup of this program')
  }
}

const enough = 64_000

/** The rows of one table, in pieces of a size that pays. */
async function* rowsOf(
  lines: AsyncGenerator<Buffer, void>,
  note: (bytes: number) => void,
): AsyncGenerator<Buffer, void> {
  let piece: Buffer[] = []
  let size = 0
  for (;;) {
    const { value } = await lines.next()
    if (!value) throw new StartError('The backup ends in the middle of a table')
    if (value.equals(end)) break
    piece.push(value)
    size += value.length
    note(value.length)
    if (size < enough) continue
    yield Buffer.concat(piece)
    piece = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(piece)
}
