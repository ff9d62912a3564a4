import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checksumsOf, mergedChecksums, migrationFaults, recordedChecksums } from '../db/checksum.ts'
import { codeScans } from './laws/code-scans.ts'
import { deadLinks } from './laws/links.ts'
import { run } from './laws/scan.ts'
import { textScans } from './laws/text-scans.ts'
import { files, paths, root } from './laws/tree.ts'

const all = files()

describe.each([...codeScans, ...textScans])('law: $law', (scan) => {
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
