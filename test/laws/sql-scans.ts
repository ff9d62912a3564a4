import { isTest, productOf, type Scan } from './scan.ts'
import { findNodes, hole, literal, parse, visit } from './syntax.ts'
import type { File } from './tree.ts'

/** A planted file; `#{x}` in its text stands for a template's placeholder. */
const at = (path: string, text: string) => ({ path, text: text.replaceAll('#{', '$' + '{') })

const statement =
  /^\s*(?:select\s[\s\S]+\sfrom\s|insert\s+into\s|update\s+[\w.]+\s[\s\S]*\bset\b|delete\s+from\s|with\s+\w+\s+as\s*\(|begin\s*;|lock\s+table)/i

const sqlInItsPlace: Scan = {
  law: 'SQL stands in <noun>.sql.ts and in the platform',
  covers: (path) =>
    productOf('server', 'domain', 'console')(path) && !path.endsWith('.sql.ts') && !path.startsWith('server/platform/'),
  find: (file) =>
    findNodes(file, (node) => {
      const isTagged = node.type === 'TaggedTemplateExpression' && (node.tag as { value?: string }).value === 'sql'
      if (isTagged) return 'sql`…`'
      const text = literal(node)
      return text !== undefined && statement.test(text) ? `a statement: ${text.trim().slice(0, 40)}` : undefined
    }),
  planted: [
    at('server/features/users/users.ts', 'export const f = (tx) => tx.query(sql`delete from users`)'),
    at('server/features/users/users.routes.ts', "export const f = (db) => db.query('select id from users')"),
    at('server/features/jobs/jobs.jobs.ts', 'export const f = (db) => db.query(`\n  update jobs set state = #{s}`)'),
    at('server/main.ts', "client.query('WITH a AS (select 1) select * from a')"),
  ],
  innocent: [
    at(
      'domain/messages.ts',
      "export const m = ['Select a user in the list', 'Update name', 'Delete it', 'Begins', 'With a name']",
    ),
  ],
}

const userColumns = /\b(name|first_name|last_name|email|mobile|extension|display_name|name_key|email_key|search_\w+)\b/
const insertion = /\b(?:insert|merge)\s+into\s+(?:only\s+)?(?:public\.)?users\b([^(]*)(?:\(([^)]*)\))?/gi
const change =
  /\bupdate\s+(?:only\s+)?(?:public\.)?users\b[^;]*?\bset\b([\s\S]*?)(?:\bwhere\b|\bfrom\b|\breturning\b|;|$)/gi

/** The names that a SET list assigns to: what stands before each `=` outside parentheses. */
const assigned = (list: string): string => {
  let flat = list
  for (let before = ''; before !== flat; ) {
    before = flat
    flat = flat.replace(/=\s*[\w.]*\s*\([^()]*\)/g, '= x').replace(/\(([^()]*)\)(?!\s*=)/g, 'x')
  }
  return flat.replace(/=[^,]*/g, '')
}

const setsUserColumns = (text: string): boolean => {
  for (const [, , columns] of text.matchAll(insertion)) {
    if (columns === undefined || columns.includes(hole) || userColumns.test(columns)) return true
  }
  for (const [, list = ''] of text.matchAll(change)) {
    const names = assigned(list)
    if (names.includes(hole) || userColumns.test(names)) return true
  }
  return /\bcopy\s+(?:public\.)?users\b/i.test(text)
}

const usersSql = 'server/features/users/users.sql.ts'
const userWriters = ['insertUsers', 'writeUsers']

const oneWriter: Scan = {
  law: 'only insertUsers and writeUsers set the names, email, numbers and search keys of users',
  covers: productOf('server'),
  find: (file) =>
    findNodes(file, (node, owner) => {
      const text = literal(node)
      if (text === undefined || (file.path === usersSql && userWriters.includes(owner ?? ''))) return undefined
      return setsUserColumns(text) ? `${owner ?? 'a statement'} writes them: ${text.trim().slice(0, 60)}…` : undefined
    }),
  planted: [
    at(
      'server/features/imports/imports.sql.ts',
      'export const f = () => sql`insert into users (account_id, id, name) values (1)`',
    ),
    at(
      usersSql,
      'export const updateEmail = () => sql`update users set version = version + 1, email = #{e} where id = #{i}`',
    ),
    at(
      usersSql,
      "export const q = { f: () => query('UPDATE public.users u SET (name_key, email_key) = (select 1, 2)') }",
    ),
    at(usersSql, 'export const f = (list: string) => sql`update users set #{list} where id = 1`'),
    at(
      usersSql,
      'export const f = () => sql`with w as (update users as u set search_text = lower(x.name) from x) select 1`',
    ),
    at(usersSql, 'export const f = () => sql`insert into users select * from staging`'),
    at(usersSql, 'export const f = () => sql`copy users from stdin`'),
    at('server/platform/erase.ts', 'export const writeUsers = () => sql`update users set name = null`'),
  ],
  innocent: [
    at(usersSql, 'export const writeUsers = async () => { await sql`insert into users (id, name) values (1)` }'),
    at(
      usersSql,
      'export const f = () => sql`update users set role = #{r}, modified_by = #{by} where email = #{e} and name = 1`',
    ),
    at(
      usersSql,
      'export const f = () => sql`update users u set version = (select max(name) from x), modified_at = now() from w`',
    ),
    at(
      'server/features/accounts/accounts.sql.ts',
      'export const f = () => sql`insert into accounts (name) values (1)`',
    ),
    at(usersSql, 'export const f = () => sql`update users_staging set name = 1`'),
  ],
}

const sessionState =
  /(?:^|;)\s*(?:set\s+(?!local\b|constraints\b|transaction\b)(?:session\s+)?[\w.]+\s*(?:=|to\b)|(?:un)?listen\s+\w+\s*(?:;|$)|prepare\s+\w+\s+(?:as|\()|create\s+(?:local\s+|global\s+)?temp(?:orary)?\s|declare\s+\w+[\s\S]*\bwith\s+hold\b)|\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(|\bset_config\s*\([^)]*,\s*false\s*\)/i
/** These speak to the database itself, never through a pooler: migrations, and the embedded database. */
const direct = /^server\/platform\/(?:migrate|sharded|embedded-[\w-]+)\.ts$/

const nothingOutlivesItsTransaction: Scan = {
  law: 'no statement relies on the session: SET LOCAL, locks of the transaction, no LISTEN, no temporary tables (pooler)',
  covers: (path) => productOf('server')(path) && !direct.test(path),
  find: (file) =>
    findNodes(file, (node) => {
      const text = literal(node)
      return text !== undefined && sessionState.test(text) ? text.trim().slice(0, 60) : undefined
    }),
  planted: [
    at('server/platform/db.ts', "client.query('set app.account_id = 1')"),
    at('server/platform/db.ts', "client.query('begin; set session statement_timeout to 5')"),
    at('server/features/users/users.sql.ts', 'export const f = () => sql`select pg_advisory_lock(#{n})`'),
    at('server/features/users/users.sql.ts', 'export const f = () => sql`create temp table staged (id uuid)`'),
    at('server/features/jobs/jobs.sql.ts', 'export const f = () => sql`listen jobs`'),
    at(
      'server/features/jobs/jobs.sql.ts',
      "export const f = () => sql`select set_config('app.account_id', #{a}, false)`",
    ),
  ],
  innocent: [
    at('server/platform/db.ts', "client.query('begin read only; set local app.account_id = 1')"),
    at(
      'server/features/users/users.sql.ts',
      'export const f = () => sql`update users set role = #{r} where id = #{i}`',
    ),
    at('server/features/users/users.sql.ts', 'export const f = () => sql`select pg_advisory_xact_lock(#{n})`'),
    at('server/features/users/users.ts', "export const words = 'Listen to the set of rules'"),
  ],
}

/** The laws that look at SQL, file by file. */
export const sqlScans: Scan[] = [sqlInItsPlace, oneWriter, nothingOutlivesItsTransaction]

const writing =
  /(?<!\bfor\s+(?:no\s+key\s+)?)\b(?:insert\s+into|merge\s+into|update|delete\s+from)\s+(?:only\s+)?(?:public\.)?([a-z_]+)\b/gi
const notTables = new Set(['set', 'skip', 'nowait', 'of'])

/** Which rooms (a feature, or `platform`) write each table. */
export const tableWriters = (files: File[]): Map<string, Set<string>> => {
  const writers = new Map<string, Set<string>>()
  for (const file of files) {
    if (!file.path.startsWith('server/') || isTest(file.path) || !file.path.endsWith('.ts')) continue
    const room = file.path.match(/^server\/features\/([^/]+)\//)?.[1] ?? file.path.split('/')[1] ?? ''
    visit(parse(file), (node) => {
      for (const [, table = ''] of literal(node)?.matchAll(writing) ?? []) {
        if (notTables.has(table.toLowerCase())) continue
        writers.set(table, (writers.get(table) ?? new Set()).add(room))
      }
    })
  }
  return writers
}

/** Tables that more than one room writes; a table is written by its owner only, others read it by join. */
export const sharedTables = (files: File[]): string[] =>
  [...tableWriters(files)]
    .filter(([, rooms]) => rooms.size > 1)
    .map(([table, rooms]) => `${table} is written by ${[...rooms].sort().join(' and ')}`)
