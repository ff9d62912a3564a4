import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { seededRandom } from '../server/demo/names.ts'
import { newId } from '../server/platform/ids.ts'
import { makePeople } from './people.ts'
import { type Columns, gramsRowOf, licencesOf, linksOf, rowOf } from './rows.ts'

/**
 * Fills a migrated database with made-up accounts, by COPY, as its superuser: COPY does not go with row-level security.
 * Seeded, and resumable: an account that is there already is left alone.
 */
/** first: accounts are numbered from here, so that what is there can be added to. */
export type Wanted = { users: number; accounts: number; huge: number; seed: number; first?: number }

export async function generate(
  adminUrl: string,
  wanted: Wanted,
  log: (line: string) => void = () => {},
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off`)
    const partnerId = await partnerAccount(client)
    const restoreIndexes = await dropIndexes(client)
    const sizes = sizesOf(wanted)
    const began = performance.now()
    let done = 0
    for (const [index, size] of sizes.entries()) {
      const number = String(200_000_000 + (wanted.first ?? 0) + index)
      const known = await client.query('select from accounts where number = $1', [number])
      if (known.rowCount === 0)
        await fillAccount(client, {
          partnerId,
          number,
          index: (wanted.first ?? 0) + index,
          size,
          seed: wanted.seed + index,
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

/** Indexes that no constraint needs are made again after the load, in one pass each. */
async function dropIndexes(client: pg.Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and not i.indisunique and c.relname in ('users', 'user_grams', 'links', 'licences', 'events')`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return async () => {
    await client.query(`set maintenance_work_mem = '512MB'`)
    for (const { definition } of rows) await client.query(definition)
  }
}

/** The first account is the huge one; the others have from a few to some thousand users, most of them few. */
export function sizesOf({ users, accounts, huge, seed }: Wanted): number[] {
  const random = seededRandom(seed)
  const weights = Array.from({ length: accounts - 1 }, () => random() ** 3 + 0.02)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return [huge, ...weights.map((weight) => Math.max(1, Math.round((weight / total) * (users - huge))))]
}

async function partnerAccount(client: pg.Client): Promise<string> {
  const known = await client.query<{ id: string }>(`select id from accounts where number = '199999999'`)
  if (known.rows[0]) return known.rows[0].id
  const id = newId()
  await client.query(
    `insert into accounts (id, number, kind, name, name_key) values ($1, '199999999', 'partner', 'Bench partner', 'bench partner')`,
    [id],
  )
  return id
}

type Account = { partnerId: string; number: string; index: number; size: number; seed: number }

async function fillAccount(client: pg.Client, account: Account): Promise<void> {
  const id = newId()
  await client.query('begin')
  await client.query(
    `insert into accounts (id, number, kind, partner_account_id, name, name_key) values ($1, $2, 'customer', $3, $4, $5)`,
    [
      id,
      account.number,
      account.partnerId,
      `Account ${account.index}`,
      `account ${String(account.index).padStart(6, '0')}`,
    ],
  )
  const sources = await makeSources(client, id)
  const random = seededRandom(account.seed * 13 + 5)
  const rows = makePeople(account.size, `a${account.index}.example`, account.seed).map((person) =>
    rowOf(id, person, random),
  )
  await copy(client, 'users', rows)
  await copy(
    client,
    'user_grams',
    rows.map((row) => gramsRowOf(id, row)),
  )
  await copy(
    client,
    'links',
    rows.flatMap((row) => linksOf(id, row, sources)),
  )
  const licences = rows.flatMap((row) => licencesOf(id, row, random))
  await client.query(
    `insert into subscriptions (account_id, id, product_id, quantity, starts_at)
     select $1, gen_random_uuid(), id, $2, now() - interval '1 year' from products`,
    [id, account.size * 2],
  )
  await copy(client, 'licences', licences)
  await client.query(
    `insert into seats (account_id, product_id, assigned)
     select $1, p.id, count(l.user_id) from products p left join licences l on l.account_id = $1 and l.product_id = p.id group by p.id`,
    [id],
  )
  await copy(
    client,
    'events',
    rows.map((row) => ({
      account_id: id,
      id: newId(),
      name: 'user.created',
      actor_kind: 'system',
      subject_id: row.id,
      user_id: row.id,
      version: 1,
    })),
  )
  await client.query(
    `insert into user_counts (account_id, shard, users, registered)
     select $1, 0, count(*), count(registered_at) from users where account_id = $1`,
    [id],
  )
  await client.query('commit')
}

async function makeSources(client: pg.Client, accountId: string): Promise<Record<string, string>> {
  const made: Record<string, string> = {}
  for (const kind of ['scim', 'pbx', 'micloud_connect', 'iot']) {
    made[kind] = newId()
    await client.query('insert into sources (account_id, id, kind, name) values ($1, $2, $3, $4)', [
      accountId,
      made[kind],
      kind,
      kind,
    ])
  }
  return made
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
    },
    console.log,
  )
}
