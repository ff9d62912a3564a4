import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checksumsOf, mergedChecksums, migrationFaults, recordedChecksums } from '../db/checksum.ts'
import { codeScans } from './laws/code-scans.ts'
import { housekeepers, housekeepingFaults } from './laws/housekeeping.ts'
import { deadLinks } from './laws/links.ts'
import { run } from './laws/scan.ts'
import { sharedTables, sqlScans } from './laws/sql-scans.ts'
import { textScans } from './laws/text-scans.ts'
import { files, paths, root } from './laws/tree.ts'

const all = files()

describe.each([...codeScans, ...sqlScans, ...textScans])('law: $law', (scan) => {
  test.each(scan.planted)('catches planted violation %# in $path', (file) => {
    expect(scan.covers(file.path)).toBe(true)
    expect(scan.find(file)).not.toEqual([])
  })

  test.each(scan.innocent)('leaves close call %# alone', (file) => {
    expect(scan.covers(file.path)).toBe(true)
    expect(scan.find(file)).toEqual([])
  })

  test('holds in every file', () => {
    expect(run(scan, all)).toEqual([])
  })
})

test('the scans see the product: every room has files', () => {
  for (const room of ['domain', 'server', 'console', 'db', 'test', 'docs']) {
    expect(all.some(({ path }) => path.startsWith(`${room}/`))).toBe(true)
  }
})

describe('tables', () => {
  const at = (path: string, text: string) => ({ path, text })
  const users = at(
    'server/features/users/users.sql.ts',
    'sql`insert into users (id) values (1) on conflict do update set a = 1`',
  )

  test('are caught when two features write them', () => {
    const other = at('server/features/jobs/jobs.sql.ts', "query('with a as (UPDATE users u set x = 1) select 1')")
    expect(sharedTables([users, other])).toEqual(['users is written by jobs and users'])
  })

  test('may be read, locked and tested by others', () => {
    const reader = at(
      'server/features/jobs/jobs.sql.ts',
      'sql`select 1 from users u for update of u`; sql`update jobs set a = 1`',
    )
    const tester = at('server/features/jobs/jobs.test.ts', 'sql`delete from users`')
    expect(sharedTables([users, reader, tester])).toEqual([])
  })

  test('are written by one feature each', () => {
    expect(sharedTables(all)).toEqual([])
  })
})

describe('housekeeping', () => {
  const code = (spec: string) => [
    { path: 'server/features/users/users.ts', text: `const a = housekeeping(${spec}, f)` },
  ]

  test.each([
    ['an operation without events that is not listed', "{ name: 'stamp' }", { most: 0, names: [] }],
    ['one without a plain name', '{ name: x }', { most: 1, names: ['stamp'] }],
    ['a longer list', "{ name: 'stamp' }", { most: 0, names: ['stamp'] }],
    ['a list that could grow again', "{ name: 'stamp' }", { most: 2, names: ['stamp'] }],
    ['a name that is gone', "{ name: 'stamp' }", { most: 2, names: ['mark', 'stamp'] }],
  ])('refuses %s', (_, spec, allowed) => {
    expect(housekeepingFaults(housekeepers(code(spec)), allowed)).not.toEqual([])
  })

  test('accepts what is listed', () => {
    const found = housekeepers(code("{ permission: 'system', name: 'stamp' }"))
    expect(housekeepingFaults(found, { most: 1, names: ['stamp'] })).toEqual([])
  })

  test('is done by the listed operations only', () => {
    const allowed = JSON.parse(readFileSync(join(root, 'test/housekeeping.json'), 'utf8'))
    expect(housekeepingFaults(housekeepers(all), allowed)).toEqual([])
  })
})

describe('migrations', () => {
  const merged = { '0001_a.sql': 'a', '0002_b.sql': 'b' }
  test.each([
    ['a gap in the numbers', { '0001_a.sql': 'a', '0003_c.sql': 'c' }, { '0001_a.sql': 'a', '0003_c.sql': 'c' }, {}],
    ['a number twice', { '0001_a.sql': 'a', '0001_b.sql': 'b' }, { '0001_a.sql': 'a', '0001_b.sql': 'b' }, {}],
    ['one that is not recorded', { ...merged, '0003_c.sql': 'c' }, merged, merged],
    ['one that changed after it was recorded', { ...merged, '0002_b.sql': 'x' }, merged, {}],
    [
      'one that changed after it was merged',
      { ...merged, '0002_b.sql': 'x' },
      { ...merged, '0002_b.sql': 'x' },
      merged,
    ],
    ['one that was taken away', { '0001_a.sql': 'a' }, { '0001_a.sql': 'a' }, merged],
  ])('refuse %s', (_, present, recorded, inHistory) => {
    expect(migrationFaults(present, recorded, inHistory)).not.toEqual([])
  })

  test('are numbered without gaps, recorded, and unchanged since they were merged', () => {
    expect(migrationFaults(checksumsOf(root), recordedChecksums(root), mergedChecksums(root))).toEqual([])
  })
})

describe('pages', () => {
  const here = new Set(['README.md', 'docs/a.md', 'docs/b.md'])
  test.each([
    ['a missing file', '[a](docs/c.md)'],
    ['a missing heading', '[a](docs/a.md#not-there)'],
    ['a missing heading of its own', '[a](#gone)'],
    ['a missing picture', '![a](docs/a.png "title")'],
  ])('refuse a link to %s', (_, text) => {
    expect(
      deadLinks(
        [
          { path: 'README.md', text },
          { path: 'docs/a.md', text: '# There' },
        ],
        here,
      ),
    ).toHaveLength(1)
  })

  test('allow links to files, folders, headings and the web', () => {
    const text = '# The *house*: `a`, b\n[a](docs/a.md) [b](docs) [c](#the-house-a-b) [d](https://x.example/y) `[e](f)`'
    expect(deadLinks([{ path: 'README.md', text }], here)).toEqual([])
  })

  test('have no dead links', () => {
    const pages = all.filter(({ path }) => path.endsWith('.md'))
    expect(deadLinks(pages, new Set(paths()))).toEqual([])
  })

  test.each(['README.md', 'CHANGELOG.md', 'docs/handbook.md', 'docs/rules.md', 'LICENSE'])('%s exists', (path) => {
    expect(existsSync(join(root, path))).toBe(true)
  })
})
