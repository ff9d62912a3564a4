import pg from 'pg'
import { StartError } from './start-error.ts'

/**
 * Spreads the tables over a Citus cluster: tenant tables by account, so that all rows of an account are on one node and
 * every statement of a request goes there; small tables without an account as copies on every node; what only the
 * coordinator asks (counters of tries, migrations, the queue) stays with it.
 */

/**
 * Tables without account_id, and where they live. `accounts` can’t be distributed by its id, since its number is unique
 * and a customer names its partner; it is small and rarely written, so every node has it.
 */
export const globalPlaces: Record<string, 'reference' | 'local'> = {
  accounts: 'reference',
  products: 'reference',
  throttles: 'local',
  schema_migrations: 'local',
}

/** What a catalogue says of a table. */
export type ShardedTable = { name: string; tenant: boolean; needs: string[] }

/**
 * The statements, in an order in which every foreign key finds its table distributed already.
 * @throws an Error naming a table that is neither a tenant’s nor listed
 */
export function distribution(tables: readonly ShardedTable[]): string[] {
  const placed = new Set<string>()
  const statements: string[] = []
  let first: string | undefined
  const call = (name: string, place: string) => {
    placed.add(name)
    if (place === 'local') return
    const table = pg.escapeLiteral(`public.${pg.escapeIdentifier(name)}`)
    if (place === 'reference') statements.push(`select create_reference_table(${table})`)
    else {
      first ??= table
      const beside = first === table ? "'none'" : first
      statements.push(`select create_distributed_table(${table}, 'account_id', colocate_with => ${beside})`)
    }
  }
  const unknown = tables.find(({ name, tenant }) => !tenant && !globalPlaces[name])
  if (unknown) throw new Error(`${unknown.name} has no account_id and no place in globalPlaces`)
  for (const [name, place] of Object.entries(globalPlaces)) call(name, place)
  const waiting = new Set(tables.filter(({ tenant }) => tenant))
  while (waiting.size > 0) {
    const free = [...waiting].filter(({ needs }) => needs.every((name) => placed.has(name)))
    if (free.length === 0)
      throw new Error(`Tables refer to each other in a circle: ${[...waiting].map(({ name }) => name)}`)
    for (const table of free) {
      call(table.name, 'by account')
      waiting.delete(table)
    }
  }
  return statements
}

/** The tables of schema public that are not distributed yet, or all of them where there is no Citus. */
export async function shardedTables(client: pg.Client): Promise<ShardedTable[]> {
  const { rows } = await client.query<ShardedTable>(`
    select c.relname as name,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped) as tenant,
      array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`)
  return rows
}

/** `migrate --sharded`. Repeating it distributes what later migrations added. @throws StartError without Citus */
export async function distribute(ownerUrl: string, tell: (line: string) => void = () => {}): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query(`select from pg_extension where extname = 'citus'`)
    if (!rowCount) {
      throw new StartError(
        'This database has no Citus. As its superuser, on the coordinator and every worker: create extension citus; then add the workers by citus_add_node, and run migrate --sharded again',
      )
    }
    const known = await client.query<{ name: string }>(
      `select c.relname as name from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid`,
    )
    const done = new Set(known.rows.map(({ name }) => name))
    for (const statement of distribution(await shardedTables(client))) {
      const name = /public\."?([a-z_]+)/.exec(statement)![1]!
      if (done.has(name)) continue
      tell(statement)
      await client.query(statement)
    }
    // Accounts are set by SET LOCAL, and a worker must hear of it.
    await client.query(
      `do $$ begin execute format('alter database %I set citus.propagate_set_commands = %L', current_database(), 'local'); end $$`,
    )
  } finally {
    await client.end()
  }
}
