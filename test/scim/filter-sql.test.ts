import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AttributePath } from '../../server/scim/attribute-path.ts'
import { type Filter, filterScope } from '../../server/scim/filter.ts'
import { matches } from '../../server/scim/filter-match.ts'
import { parseFilter } from '../../server/scim/filter-parse.ts'
import { printFilter } from '../../server/scim/filter-print.ts'
import { compileFilter } from '../../server/scim/filter-sql.ts'
import { fold } from '../../server/scim/fold.ts'
import type { Json, JsonObject } from '../../server/scim/json.ts'
import { resourceTypes } from '../../server/scim/resource-type.ts'
import { compareResources, readSort } from '../../server/scim/sort.ts'
import { orderBy } from '../../server/scim/sort-sql.ts'
import type { SqlElements, SqlScalar, SqlTarget } from '../../server/scim/sql-target.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { filters, pathsOf, resources, texts } from './arbitraries.ts'

/** The compiler against the evaluator, in PostgreSQL: once from the document alone, once with columns and tables. */
const { user } = resourceTypes()
const paths = pathsOf(user).filter(({ attribute }) => !['schemas', 'id'].includes(attribute.name))
const scope = filterScope(user)
const sample = fc.sample(resources(paths), { numRuns: 150, seed: 7 })
const users = sample.map((resource, at): JsonObject => {
  return { ...resource, id: `0192f0c4-8d5e-7b1a-9c3d-${String(at).padStart(12, '0')}` }
})

const documentOnly: SqlTarget = { document: 'u.doc', columns: new Map() }
const mapped: SqlTarget = {
  document: 'u.doc',
  columns: new Map<string, SqlScalar | SqlElements>([
    ['id', { kind: 'uuid', sql: 'u.id' }],
    ['userName', { kind: 'folded', sql: 'u.user_name_key' }],
    ['externalId', { kind: 'text', sql: 'u.external_id' }],
    ['displayName', { kind: 'text', sql: 'u.display_name' }],
    ['name.familyName', { kind: 'text', sql: 'u.family_name' }],
    ['active', { kind: 'boolean', sql: 'u.active' }],
    ['meta.created', { kind: 'timestamp', sql: 'u.created_at' }],
    ['emails', emailTable('value type display primary'.split(' '))],
    ['phoneNumbers', emailTable(['value'], 'phones')],
  ]),
}

function emailTable(subs: string[], table = 'emails'): SqlElements {
  const columns: Record<string, SqlScalar> = {
    value: { kind: 'folded', sql: 'e.value_key' },
    type: { kind: 'text', sql: 'e.type' },
    display: { kind: 'text', sql: 'e.display' },
    primary: { kind: 'boolean', sql: 'e.is_primary' },
  }
  return {
    kind: 'elements',
    exists: (condition) => `exists (select 1 from ${table} e where e.user_id = u.id and ${condition})`,
    subs: Object.fromEntries(subs.map((sub) => [sub, columns[sub] as SqlScalar])),
  }
}

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await cloneDatabase()
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(`
    create temp table u (id uuid primary key, doc jsonb, user_name_key text, external_id text, display_name text,
      family_name text, active boolean, created_at timestamptz);
    create temp table emails (user_id uuid, value_key text, type text, display text, is_primary boolean);
    create temp table phones (user_id uuid, value_key text)`)
  for (const one of users) {
    const { id, userName, externalId, displayName, active } = one
    const [name, meta] = [one.name, one.meta] as (JsonObject | undefined)[]
    const at = meta?.created
    const values = [id, JSON.stringify(one), key(userName), externalId, displayName, name?.familyName, active, at]
    await client.query('insert into u values ($1, $2, $3, $4, $5, $6, $7, $8)', values)
    for (const email of (one.emails ?? []) as JsonObject[]) {
      const row = [id, key(email.value), email.type, email.display, email.primary]
      await client.query('insert into emails values ($1, $2, $3, $4, $5)', row)
    }
    for (const phone of (one.phoneNumbers ?? []) as JsonObject[]) {
      await client.query('insert into phones values ($1, $2)', [id, key(phone.value)])
    }
  }
}, 120_000)

afterAll(async () => {
  await client?.end()
  await database?.drop()
})

function key(value: Json | undefined): string | null {
  return typeof value === 'string' ? fold(value) : null
}

async function found(filter: Filter, target: SqlTarget): Promise<string[]> {
  const { text, values } = compileFilter(filter, target)
  const { rows } = await client.query<{ id: string }>(`select u.id from u where ${text} order by u.id`, values)
  return rows.map(({ id }) => id)
}

const expected = (filter: Filter) => users.filter((one) => matches(filter, one)).map(({ id }) => id)

async function agree(filter: Filter): Promise<void> {
  const wanted = expected(filter)
  const hint = printFilter(filter)
  expect({ hint, ids: await found(filter, documentOnly) }).toEqual({ hint, ids: wanted })
  expect({ hint, ids: await found(filter, mapped) }).toEqual({ hint, ids: wanted })
}

/** Each operator with each odd text, at one attribute of each kind of column. */
const columns = ['userName', 'externalId', 'displayName', 'title', 'name.familyName', 'emails', 'phoneNumbers', 'roles']
const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']

test.each(columns)('SCIM-F4 %s compares in SQL as in JavaScript, odd letters and LIKE signs included', async (name) => {
  for (const operator of operators) {
    for (const text of texts) await agree(parseFilter(`${name} ${operator} ${JSON.stringify(text)}`, scope))
  }
})

test('SCIM-F5 SCIM-F8 SCIM-F10 any filter finds in SQL what it matches in JavaScript', async () => {
  await fc.assert(fc.asyncProperty(filters(user, [...paths, ...idPath()]), agree), { numRuns: 800, seed: 20261122 })
}, 120_000)

function idPath(): AttributePath[] {
  return pathsOf(user).filter(({ attribute }) => attribute.name === 'id')
}

test.each([
  'userName',
  'externalId',
  'displayName',
  'title',
  'name.familyName',
  'active',
  'meta.created',
  'roles',
  'manager',
  'department',
])('SCIM-S1 the order by %s is the same in SQL as in JavaScript', async (sortBy) => {
  for (const sortOrder of ['ascending', 'descending']) {
    const sort = readSort(scope, sortBy, sortOrder)
    if (!sort) throw new Error('no sort')
    const wanted = [...users].sort((a, b) => compareResources(sort, a, b)).map(({ id }) => id)
    for (const target of [documentOnly, mapped]) {
      const { rows } = await client.query<{ id: string }>(
        `select u.id from u order by ${orderBy(sort, target, 'u.id')}`,
      )
      expect(rows.map(({ id }) => id)).toEqual(wanted)
    }
  }
})
