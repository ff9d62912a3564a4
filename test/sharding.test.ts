import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { distribute, distribution, globalPlaces, shardedTables } from '../server/platform/sharded.ts'
import { cloneDatabase, type TestDatabase } from './harness/database.ts'
import { fillTables } from './laws/fill.ts'
import { globalTables, roleFaults, tenancyFaults } from './laws/tenancy.ts'

let database: TestDatabase
let admin: pg.Client
let app: pg.Client

const accountA = '00000000-0000-7000-8000-00000000000a'
const accountB = '00000000-0000-7000-8000-00000000000b'
let appRole = ''
let tables: string[] = []

beforeAll(async () => {
  database = await cloneDatabase()
  const { pathname } = new URL(database.appUrl)
  admin = new pg.Client(Object.assign(new URL(inject('cluster').adminUrl), { pathname }).href)
  app = new pg.Client(database.appUrl)
  await Promise.all([admin.connect(), app.connect()])
  appRole = (await app.query('select current_user as role')).rows[0].role
  tables = await fillTables(admin, accountA)
  await fillTables(admin, accountB)
})

afterAll(async () => {
  await Promise.all([admin.end(), app.end()])
  await database.drop()
})

/** What `find` says while `change` is made, which is then taken back. */
const whileChanged = async (change: string, find: () => Promise<string[]>): Promise<string[]> => {
  await admin.query('begin')
  try {
    await admin.query(change)
    return await find()
  } finally {
    await admin.query('rollback')
  }
}

/** Runs as the app role in a transaction of `account` that is rolled back. */
const asApp = async <T>(account: string | null, run: () => Promise<T>): Promise<T> => {
  await app.query('begin')
  try {
    if (account !== null) await app.query(`set local app.account_id = '${account}'`)
    return await run()
  } finally {
    await app.query('rollback')
  }
}

const good = 'create table planted (account_id uuid not null, id uuid, user_id uuid, primary key (account_id, id))'
const secured = `alter table planted enable row level security; alter table planted force row level security;
  create policy tenant on planted using (account_id = current_account()) with check (account_id = current_account())`

describe('what a sharded database asks of the tables', () => {
  test('a table that obeys is left alone', async () => {
    expect(await whileChanged(`${good}; ${secured}`, () => tenancyFaults(admin))).toEqual([])
  })

  test.each([
    ['has no account_id', 'create table planted (id uuid primary key)'],
    [
      'has no account_id',
      `${good}; alter table planted drop constraint planted_pkey; alter table planted alter account_id drop not null; ${secured}`,
    ],
    ['has no account_id', 'create table planted (account_id text not null, id uuid, primary key (account_id, id))'],
    ['has no primary key', `create table planted (account_id uuid not null); ${secured}`],
    ['has a unique key', `create table planted (account_id uuid not null, id uuid primary key); ${secured}`],
    [
      'has a unique key',
      `create table planted (account_id uuid not null, id uuid, primary key (id, account_id)); ${secured}`,
    ],
    ['has a unique key', `${good}; create unique index planted_index on planted (user_id, account_id); ${secured}`],
    ['has a unique key', `${good}; create unique index planted_index on planted ((account_id::text)); ${secured}`],
    ['has an exclusion constraint', `${good}; alter table planted add exclude (user_id with =); ${secured}`],
    [
      'has a foreign key that does not',
      `${good}; create table other (id uuid primary key); alter table planted add foreign key (user_id) references other; ${secured}`,
    ],
    [
      'has a foreign key that does not',
      `${good}; create unique index on users (id, account_id); alter table planted add foreign key (user_id, account_id) references users (id, account_id); ${secured}`,
    ],
    [
      'has a foreign key that does not',
      `${good}; alter table planted add foreign key (user_id) references accounts (id); ${secured}`,
    ],
    [
      'has a foreign key that sets',
      `${good}; alter table planted add foreign key (account_id, user_id) references users (account_id, id) on delete set null; ${secured}`,
    ],
    ['has no row-level security', good],
    ['does not force', `${good}; ${secured}; alter table planted no force row level security`],
    ['has no policy', `${good}; ${secured}; drop policy tenant on planted`],
    ['has a policy that does not ask', `${good}; ${secured}; create policy open on planted for select using (true)`],
    [
      'has a policy that does not ask',
      `${good}; ${secured}; create policy open on planted for insert with check (true)`,
    ],
    [
      'has a policy that does not ask',
      `${good}; ${secured}; create policy open on planted to accounts_app using (user_id is null)`,
    ],
    [
      'has a policy of accounts_search',
      `${good}; ${secured}; create policy open on planted to accounts_search using (account_id = current_account())`,
    ],
    [
      'has a trigger',
      `${good}; ${secured}; create trigger t before insert on planted execute function suppress_redundant_updates_trigger()`,
    ],
    ['has a rule', `${good}; ${secured}; create rule r as on delete to planted do instead nothing`],
    ['has no row-level security', 'alter table accounts disable row level security'],
    ['has a policy that does not ask', 'create policy open on accounts for select using (true)'],
  ])('a table that %s is caught', async (fault, change) => {
    const faults = await whileChanged(change, () => tenancyFaults(admin))
    expect(faults.some((each) => /^(planted|accounts) /.test(each) && each.includes(fault))).toBe(true)
  })

  test('every tenant table obeys, and the list of global tables is not longer than they are', async () => {
    expect(await tenancyFaults(admin)).toEqual([])
    const { rows } = await admin.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    const present = rows.map(({ relname }) => relname)
    expect(Object.keys(globalTables).filter((name) => !present.includes(name))).toEqual([])
    expect(present.length).toBeGreaterThan(Object.keys(globalTables).length)
  })
})

describe('SEC-24 the app role', () => {
  test.each([
    ['is a superuser', () => `alter role ${appRole} superuser`],
    ['bypasses row-level security', () => `alter role accounts_app bypassrls`],
    ['may make roles', () => `alter role ${appRole} createrole`],
    ['may become accounts_search', () => `grant accounts_search to ${appRole}`],
    ['owns users', () => `alter table users owner to ${appRole}`],
    ['owns current_account()', () => 'alter function current_account() owner to accounts_app'],
    ['may create in schema public', () => 'grant create on schema public to accounts_app'],
    ['accounts_search may log in', () => 'alter role accounts_search login'],
    ['accounts_search owns users', () => 'alter table users owner to accounts_search'],
    ['accounts_search may update users', () => 'grant update on users to accounts_search'],
    ['may become accounts_eraser', () => `grant accounts_eraser to ${appRole}`],
    ['accounts_eraser may update users email', () => 'grant update (email) on users to accounts_eraser'],
    ['accounts_eraser may delete event_values', () => 'grant delete on event_values to accounts_eraser'],
    ['the app may change events', () => 'grant delete on events to accounts_app'],
    ['the app may change event_values', () => 'grant update (after) on event_values to public'],
    ['without a fixed search_path', () => 'alter function account_by_number(text) reset search_path'],
    ['runs as its owner for everybody', () => 'grant execute on function account_by_number(text) to public'],
    [
      'runs as the owner of the tables',
      () => 'alter function current_account() security definer set search_path = pg_catalog',
    ],
    ['is a view with the rights of its owner', () => 'create view planted as select * from users'],
  ])('SEC-24 is caught when it %s', async (fault, change) => {
    const faults = await whileChanged(change(), () => roleFaults(admin, appRole))
    expect(faults.some((each) => each.includes(fault))).toBe(true)
  })

  test('SEC-24 owns nothing, bypasses nothing, and its narrow functions are narrow', async () => {
    expect(await roleFaults(admin, appRole)).toEqual([])
  })

  test('SEC-24 sees no row of any table without an account, with an empty one, or with an unknown one', async () => {
    for (const account of [null, '', '00000000-0000-7000-8000-00000000000c']) {
      for (const table of tables) {
        const { rows } = await asApp(account, () => app.query(`select count(*)::int as seen from ${table}`))
        expect({ table, account, seen: rows[0].seen }).toEqual({ table, account, seen: 0 })
      }
    }
  })

  test('SEC-24 sees the rows of its account and of no other', async () => {
    for (const table of tables) {
      const column = table === 'accounts' ? 'id' : 'account_id'
      const { rows } = await asApp(accountA, () => app.query(`select distinct ${column} as account from ${table}`))
      expect({ table, rows }).toEqual({ table, rows: [{ account: accountA }] })
    }
  })

  test('SEC-24 writes no row into another account, nor moves one there', async () => {
    let tried = 0
    for (const table of tables.filter((name) => name !== 'accounts')) {
      const { rows } = await app.query(`select has_table_privilege($1, 'UPDATE') as may`, [table])
      if (!rows[0].may) continue
      tried += 1
      const move = asApp(accountA, () => app.query(`update ${table} set account_id = '${accountB}'`))
      await expect(move, table).rejects.toMatchObject({ code: '42501' })
      const { rowCount } = await asApp(accountA, () =>
        app.query(`update ${table} set account_id = account_id where account_id = '${accountB}'`),
      )
      expect({ table, rowCount }).toEqual({ table, rowCount: 0 })
    }
    expect(tried).toBeGreaterThan(5)
  })
})

describe('SEC-37 events', () => {
  test.each([
    'events',
    'event_values',
  ])('SEC-37 the app role can neither change, delete nor empty %s', async (table) => {
    for (const statement of [
      `update ${table} set account_id = account_id`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      await expect(
        asApp(accountA, () => app.query(statement)),
        statement,
      ).rejects.toMatchObject({ code: '42501' })
    }
    const { rows } = await asApp(accountA, () => app.query(`select count(*)::int as kept from ${table}`))
    expect(rows[0].kept).toBe(1)
  })
})

describe('migrate --sharded', () => {
  test('without Citus it is refused with what to do', async () => {
    await expect(distribute(database.ownerUrl)).rejects.toThrow('create extension citus')
  })

  test('a table that has no account and no place is refused', () => {
    const stray = { name: 'stray', tenant: false, needs: [] }
    expect(() => distribution([stray])).toThrow('stray has no account_id')
  })

  test('every table has its place once, after those that it refers to, beside the rows of its account', async () => {
    const all = await shardedTables(admin)
    const statements = distribution(all)
    const placed = statements.map((statement) => /public\."?([a-z_]+)/.exec(statement)![1]!)
    const local = Object.keys(globalPlaces).filter((name) => globalPlaces[name] === 'local')
    expect([...placed, ...local].sort()).toEqual(all.map(({ name }) => name).sort())
    for (const { name, needs } of all.filter((table) => table.tenant)) {
      expect(statements[placed.indexOf(name)]).toContain(`'account_id', colocate_with => `)
      for (const needed of needs)
        expect({ name, needed, later: placed.indexOf(needed) > placed.indexOf(name) }).toEqual({
          name,
          needed,
          later: false,
        })
    }
    const beside = statements.flatMap((statement) => /colocate_with => '([^']+)'/.exec(statement)?.[1] ?? [])
    expect(new Set(beside).size).toBe(2)
    expect(beside[0]).toBe('none')
    expect(Object.keys(globalPlaces).sort()).toEqual(Object.keys(globalTables).sort())
  })
})
