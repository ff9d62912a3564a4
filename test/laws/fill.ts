import type { Reader } from './tenancy.ts'

type Column = { name: string; type: string; position: number }

const columnsOf = async (reader: Reader, table: string): Promise<Column[]> => {
  const { rows } = await reader.query(
    `select a.attname as name, t.typname as type, row_number() over (order by a.attnum)::int as position
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = ''
      and a.attgenerated = '' and (a.attnotnull and not a.atthasdef or a.attname in ('account_id', 'id'))`,
    [table],
  )
  return rows as unknown as Column[]
}

/** A plain value of the column's type. */
const valueFor = ({ name, type, position }: Column): string => {
  if (type.startsWith('_')) return `'{}'`
  const plain: Record<string, string> = {
    uuid: 'gen_random_uuid()',
    bytea: `decode(md5(random()::text), 'hex')`,
    timestamptz: 'now()',
    jsonb: `'{}'`,
    bool: 'true',
    int2: '1',
    int4: '1',
    int8: '1',
    numeric: '1',
    interval: `'1 day'`,
  }
  return (
    plain[type] ?? (name === 'number' ? `(100000000 + random() * 899999999)::bigint::text` : `'${name}${position}'`)
  )
}

/** Check constraints judge values; here only whose row it is matters. */
const dropChecks = async (admin: Reader): Promise<void> => {
  const { rows } = await admin.query(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
     from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace and conrelid <> 0`,
  )
  for (const { statement } of rows) await admin.query(String(statement))
}

/**
 * Puts one row of the account into every table that has an account_id, and the account itself.
 *
 * @param admin a superuser's connection to a database of one's own, which loses its check constraints; foreign keys and
 * row-level security are passed by
 * @returns the tables filled, `accounts` among them
 */
export const fillTables = async (admin: Reader, accountId: string): Promise<string[]> => {
  await dropChecks(admin)
  await admin.query('set session_replication_role = replica')
  const { rows } = await admin.query(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'account_id' order by 1`,
  )
  const tables = rows.map(({ name }) => String(name))
  await admin.query(
    `insert into accounts (id, number, kind, name, name_key)
     values ($1, (100000000 + random() * 899999999)::bigint::text, 'partner', 'A', 'a')`,
    [accountId],
  )
  for (const table of tables) {
    const columns = await columnsOf(admin, table)
    const values = columns.map((column) => (column.name === 'account_id' ? `'${accountId}'::uuid` : valueFor(column)))
    await admin.query(
      `insert into ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')}) values (${values.join(', ')})`,
    )
  }
  await admin.query('set session_replication_role = default')
  return ['accounts', ...tables]
}
