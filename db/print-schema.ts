import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as catalogue from './catalogue.ts'

// `node db/print-schema.ts` writes db/schema.sql: the schema that the migrations lead to, as text to read and compare.
// It is a picture of a database, not a script to build one: migrations do that.

/** What the printer needs of a database connection. */
export interface Reader {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>
}

type Row = Record<string, string> & { table: string; grants: string[] }

/**
 * The schema `public` of a database as text, the same for the same schema whatever the local roles are called.
 *
 * @param reader a connection of the owner or of a superuser, on the PostgreSQL version that db/schema.sql was made with
 */
export const printSchema = async (reader: Reader): Promise<string> => {
  // Names are printed as this search path makes them.
  await reader.query("select set_config('search_path', 'public', false)")
  const read = async (query: string) => (await reader.query(query)).rows as Row[]
  const parts: string[][] = [
    ['-- Printed from the catalogue of a migrated database by db/print-schema.ts. Not edited by hand.'],
    (await read(catalogue.rolesQuery)).map(printRole),
    (await read(catalogue.extensionsQuery)).map(({ name }) => `create extension ${name};`),
    (await read(catalogue.typesQuery)).map(printType),
    (await read(catalogue.sequencesQuery)).flatMap(printSequence),
  ]
  const of = {
    columns: byTable(await read(catalogue.columnsQuery)),
    constraints: byTable(await read(catalogue.constraintsQuery)),
    indexes: byTable(await read(catalogue.indexesQuery)),
    policies: byTable(await read(catalogue.policiesQuery)),
    triggers: byTable(await read(catalogue.triggersQuery)),
  }
  for (const table of await read(catalogue.tablesQuery)) {
    const own = (rows: Map<string, Row[]>) => rows.get(String(table.oid)) ?? []
    parts.push([
      ...(table.definition ? [printView(table)] : [printTable(table, own(of.columns), own(of.constraints))]),
      ...own(of.indexes).map(({ definition }) => `${definition};`),
      ...own(of.triggers).map(({ definition }) => `${definition};`),
      ...(table.owner ? [`alter table ${table.name} owner to ${table.owner};`] : []),
      ...(table.secured ? [`alter table ${table.name} enable row level security;`] : []),
      ...(table.forced ? [`alter table ${table.name} force row level security;`] : []),
      ...own(of.policies).map((policy) => printPolicy(String(table.name), policy)),
      ...table.grants.map((line) => grantOn(line, `${table.name}`)),
      ...own(of.columns).flatMap(({ name, grants }) => grants.map((line) => grantOn(line, `${table.name} (${name})`))),
    ])
  }
  for (const each of await read(catalogue.functionsQuery)) parts.push(printFunction(each))
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const byTable = (rows: Row[]): Map<string, Row[]> => {
  const tables = new Map<string, Row[]>()
  for (const row of rows) tables.set(String(row.table), [...(tables.get(String(row.table)) ?? []), row])
  return tables
}

const grantOn = (line: string, object: string): string => `grant ${line.replace(' to ', ` on ${object} to `)};`

const printRole = ({ name, canLogin, isSuperuser, bypassesSecurity, inSchema }: Row): string =>
  `-- role ${name}: ${canLogin ? 'login' : 'nologin'}${isSuperuser ? ', superuser' : ''}${
    bypassesSecurity ? ', bypassrls' : ''
  }; ${inSchema ?? 'nothing'} in schema public`

const printType = ({ name, kind, base, labels, checks }: Row): string =>
  kind === 'e'
    ? `create type ${name} as enum ('${[...(labels ?? [])].join("', '")}');`
    : `create domain ${name} as ${[base, ...(checks ?? [])].join(' ')};`

const printSequence = ({ name, type, start, step, cycles, grants }: Row): string[] => [
  `create sequence ${name} as ${type} start ${start} increment ${step}${cycles ? ' cycle' : ''};`,
  ...grants.map((line) => grantOn(line, `sequence ${name}`)),
]

const printColumn = ({ name, type, collation, required, identity, generated, default: value }: Row): string =>
  [
    `${name} ${type}`,
    collation && `collate ${collation}`,
    required && 'not null',
    identity && `generated ${identity === 'a' ? 'always' : 'by default'} as identity`,
    value && (generated ? `generated always as (${value})${generated === 's' ? ' stored' : ''}` : `default ${value}`),
  ]
    .filter(Boolean)
    .join(' ')

const printTable = (table: Row, columns: Row[], constraints: Row[]): string => {
  const lines = [
    ...columns.map(printColumn),
    ...constraints.map(({ name, definition }) => `constraint ${name} ${definition}`),
  ]
  const options = table.options ? ` with (${[...table.options].join(', ')})` : ''
  const persistence = table.persistence === 'u' ? 'unlogged ' : ''
  return `create ${persistence}table ${table.name} (\n  ${lines.join(',\n  ')}\n)${options};`
}

const printView = ({ name, kind, definition }: Row): string =>
  `create ${kind === 'm' ? 'materialized ' : ''}view ${name} as\n${definition}`

const printPolicy = (table: string, { name, permissive, command, roles, seen, written }: Row): string =>
  [
    `create policy ${name} on ${table}${permissive ? '' : ' as restrictive'} for ${command} to ${roles}`,
    seen && `using ${wrap(seen)}`,
    written && `with check ${wrap(written)}`,
  ]
    .filter(Boolean)
    .join(' ')
    .concat(';')

const wrap = (expression: string): string => (expression.startsWith('(') ? expression : `(${expression})`)

const printFunction = ({ definition, signature, owner, grants, kind }: Row): string[] => {
  const word = kind === 'p' ? 'procedure' : 'function'
  return [
    `${(definition ?? '').trim()};`,
    ...(owner ? [`alter ${word} ${signature} owner to ${owner};`] : []),
    ...(grants.some((line) => line.endsWith(' to public')) ? [] : [`revoke all on ${word} ${signature} from public;`]),
    ...grants.map((line) => grantOn(line, `${word} ${signature}`)),
  ]
}

/** Where the printed schema is kept. */
export const schemaFile = fileURLToPath(new URL('./schema.sql', import.meta.url))

/**
 * Calls `use` with the owner's connection to a fresh database on which the migrations were run. It is always the embedded
 * PostgreSQL, in the version that the product brings: other versions word the same expressions otherwise.
 */
export const withMigratedDatabase = async <T>(use: (owner: Reader) => Promise<T>): Promise<T> => {
  const [{ startEmbeddedDatabase }, { migrate }, { default: pg }] = await Promise.all([
    import('../server/platform/embedded-database.ts'),
    import('../server/platform/migrate.ts'),
    import('pg'),
  ])
  const dataDir = mkdtempSync(join(tmpdir(), 'schema-'))
  const quiet = { info() {}, warn() {}, error() {} }
  const { ownerUrl, appUrl, stop } = await startEmbeddedDatabase({ dataDir, log: quiet, fsync: false })
  const client = new pg.Client(ownerUrl)
  try {
    await migrate({ ownerUrl, appUrl, products: [] })
    await client.connect()
    return await use(client)
  } finally {
    await client.end()
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) writeFileSync(schemaFile, await withMigratedDatabase(printSchema))
