import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { seededRandom } from '../server/demo/names.ts'
import { makePeople } from './people.ts'
import { type Columns, gramsRowOf, licencesOf, linksOf, rowOf, sourceOf } from './rows.ts'

/**
 * Fills a migrated database with made-up accounts, by COPY, as its superuser: COPY does not go with row-level security.
 * Seeded: the same seed and the same day make the same rows. Resumable: killed and run again it ends with the same
 * rows and indexes; an account is there whole or not at all, and the day of the first run is kept.
 *
 *     node bench/generate.ts --url postgres://superuser@host/accounts --users 10000000 --accounts 20000
 *
 * first: accounts are numbered from here, so that what is there can be added to. */
export type Wanted = { users: number; accounts: number; huge: number; seed: number; first?: number; day?: number }

export async function generate(
  adminUrl: string,
  wanted: Wanted,
  log: (line: string) => void = () => {},
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    // Foreign keys are right as they are made, and need no look at each row.
    await client.query(`set synchronous_commit = off; set session_replication_role = replica`)
    const partner = await partnerAccount(client, wanted)
    const restoreIndexes = await dropIndexes(client)
    const sizes = sizesOf(wanted)
    const began = performance.now()
    let done = 0
    for (const [index, size] of sizes.entries()) {
      const number = String(200_000_000 + (wanted.first ?? 0) + index)
      const known = await client.query('select from accounts where number = $1', [number])
      if (known.rowCount === 0)
        await fillAccount(client, {
          partner,
          number,
          index: (wanted.first ?? 0) + index,
          size,
          seed: wanted.seed * 100_003 + (wanted.first ?? 0) + index,
        })
      done += size
      if (index % 100 === 0)
        log(`${done} users in ${index + 1} accounts, ${((performance.now() - began) / 1000).toFixed(0)} s`)
    }
    await restoreIndexes()
    log(`indexes made, ${((performance.now() - began) / 1000).toFixed(0)} s`)
    await client.query('vacuum (analyze)')
    log(`${done} users in ${sizes.length} accounts, ${((performance.now() - began) / 1000).toFixed(0)} s`)
  } finally {
    await client.end()
  }
}

/**
 * Indexes that no constraint needs are made again after the load, in one pass each. They are remembered in the database
 * meanwhile: whoever goes on after a kill finds none to drop, and makes them all.
 */
async function dropIndexes(client: pg.Client): Promise<() => Promise<void>> {
  await client.query('begin; create schema if not exists bench')
  await client.query(
    'create table if not exists bench.dropped_indexes (name text primary key, definition text not null)',
  )
  const { rows } = await client.query<{ name: string; definition: string }>(`
    insert into bench.dropped_indexes
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and not i.indisunique
      and c.relname in ('users', 'user_grams', 'links', 'licences', 'events')
    on conflict (name) do update set definition = excluded.definition
    returning name, definition`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await client.query('commit')
  return async () => {
    await client.query(`set maintenance_work_mem = '512MB'`)
    const dropped = await client.query<{ name: string; definition: string }>('select * from bench.dropped_indexes')
    for (const { name, definition } of dropped.rows) {
      await client.query('begin')
      await client.query(definition)
      await client.query('delete from bench.dropped_indexes where name = $1', [name])
      await client.query('commit')
    }
    await client.query('drop schema bench cascade')
  }
}

/** The first account is the huge one; the others have from a few to some thousand users, most of them few. */
export function sizesOf({ users, accounts, huge, seed }: Wanted): number[] {
  const random = seededRandom(seed)
  const weights = Array.from({ length: accounts - 1 }, () => random() ** 3 + 0.02)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return [huge, ...weights.map((weight) => Math.max(1, Math.round((weight / total) * (users - huge))))]
}

type Partner = { id: string; day: number }

/** The account that administers the others; it keeps the day that times are counted back from. */
async function partnerAccount(client: pg.Client, wanted: Wanted): Promise<Partner> {
  const known = await client.query<{ id: string; created_at: Date }>(
    `select id, created_at from accounts where number = '199999999'`,
  )
  const [row] = known.rows
  if (row) return { id: row.id, day: row.created_at.getTime() }
  const today = new Date().setUTCHours(0, 0, 0, 0)
  const day = wanted.day ?? today
  const id = sourceOf(wanted.seed, day).id()
  await client.query(
    `insert into accounts (id, number, kind, name, name_key, created_at, modified_at)
     values ($1, '199999999', 'partner', 'Bench partner', 'bench partner', $2, $2)`,
    [id, new Date(day)],
  )
  return { id, day }
}

type Account = { partner: Partner; number: string; index: number; size: number; seed: number }

/** Rows are made and sent in stretches, so that memory does not grow with the account. */
const stretch = 20_000

async function fillAccount(client: pg.Client, account: Account): Promise<void> {
  const { partner, index, size } = account
  const source = sourceOf(account.seed, partner.day)
  const id = source.id()
  const now = new Date(partner.day)
  const at = now.toISOString()
  await client.query('begin')
  await client.query(
    `insert into accounts (id, number, kind, partner_account_id, name, name_key, created_at, modified_at)
     values ($1, $2, 'customer', $3, $4, $5, $6, $6)`,
    [id, account.number, partner.id, `Account ${index}`, `account ${String(index).padStart(6, '0')}`, now],
  )
  const sources: Record<string, string> = {}
  for (const kind of ['scim', 'pbx', 'micloud_connect', 'iot']) {
    sources[kind] = source.id()
    await client.query('insert into sources (account_id, id, kind, name, created_at) values ($1, $2, $3, $3, $4)', [
      id,
      sources[kind],
      kind,
      now,
    ])
  }
  const people = makePeople(size, `a${index}.example`, account.seed)
  for (let from = 0; from < people.length; from += stretch) {
    const rows = people.slice(from, from + stretch).map((person) => rowOf(id, person, source))
    const grams = rows.map((row) => gramsRowOf(id, row))
    const seen = { first_seen_at: at, last_seen_at: at, changed_at: at }
    const links = rows.flatMap((row) => linksOf(id, row, sources, source.id)).map((link) => ({ ...link, ...seen }))
    const licences = rows.flatMap((row) => {
      const own = licencesOf(id, row, source.random)
      const products = own.map((licence) => licence.product_id)
      row.products = `{${products.sort().join(',')}}`
      return own
    })
    const assigned = licences.map((licence) => ({ ...licence, assigned_at: at }))
    const events = rows.map((row) => ({
      account_id: id,
      id: source.id(),
      at: row.created_at,
      name: 'user.created',
      actor_kind: 'system',
      subject_id: row.id,
      user_id: row.id,
      version: 1,
    }))
    const tables: [string, Columns[]][] = [
      ['users', rows],
      ['user_grams', grams],
      ['links', links],
      ['licences', assigned],
      ['events', events],
    ]
    for (const [table, made] of tables) await copy(client, table, made)
  }
  const { rows: products } = await client.query<{ id: string }>('select id from products order by id')
  for (const product of products) {
    await client.query(
      `insert into subscriptions (account_id, id, product_id, quantity, starts_at, created_at)
       values ($1, $2, $3, $4, $5::timestamptz - interval '1 year', $5)`,
      [id, source.id(), product.id, size * 2, now],
    )
  }
  await client.query(
    `insert into seats (account_id, product_id, assigned)
     select $1, p.id, count(l.user_id) from products p
     left join licences l on l.account_id = $1 and l.product_id = p.id group by p.id`,
    [id],
  )
  await client.query(
    `insert into user_counts (account_id, shard, users, registered)
     select $1, 0, count(*), count(registered_at) from users where account_id = $1`,
    [id],
  )
  await client.query('commit')
}

/** Rows as COPY text; the columns are those of the first row. */
async function copy(client: pg.Client, table: string, rows: readonly Columns[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const text = (value: unknown) =>
    value === null || value === undefined
      ? '\\N'
      : String(value).replace(
          /[\\\t\n\r]/g,
          (c) => (({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }) as Record<string, string>)[c]!,
        )
  function* lines() {
    let part = ''
    for (const row of rows) {
      part += `${columns.map((column) => text(row[column])).join('\t')}\n`
      if (part.length > 60_000) {
        yield part
        part = ''
      }
    }
    yield part
  }
  await pipeline(Readable.from(lines()), client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`)))
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      users: { type: 'string', default: '1000000' },
      accounts: { type: 'string', default: '2000' },
      huge: { type: 'string', default: '300000' },
      seed: { type: 'string', default: '1' },
      day: { type: 'string' },
    },
  })
  if (!values.url) throw new Error('--url: a superuser’s connection to a migrated database')
  await generate(
    values.url,
    {
      users: Number(values.users),
      accounts: Number(values.accounts),
      huge: Number(values.huge),
      seed: Number(values.seed),
      ...(values.day ? { day: Date.parse(values.day) } : {}),
    },
    console.log,
  )
}
