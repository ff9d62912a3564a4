import { describe, expect, test } from 'vitest'
import { refused } from '../../test/scim/samples.ts'
import { filterScope } from './filter.ts'
import { parseFilter } from './filter-parse.ts'
import { compileFilter } from './filter-sql.ts'
import { resourceTypes } from './resource-type.ts'
import { readSort } from './sort.ts'
import { orderBy } from './sort-sql.ts'
import type { SqlElements, SqlScalar, SqlTarget } from './sql-target.ts'
import { urns } from './urns.ts'

const { user } = resourceTypes()
const scope = filterScope(user)

const target: SqlTarget = {
  document: 'l.doc',
  foldSql: (expression) => `fold(${expression})`,
  columns: new Map<string, SqlScalar | SqlElements>([
    ['id', { kind: 'uuid', sql: 'u.id' }],
    ['userName', { kind: 'folded', sql: 'l.user_name_key' }],
    ['externalId', { kind: 'text', sql: 'l.external_id' }],
    ['displayName', { kind: 'text', sql: 'u.name' }],
    ['active', { kind: 'boolean', sql: 'u.active' }],
    ['meta.lastModified', { kind: 'timestamp', sql: 'u.modified_at' }],
    ['meta.resourceType', { kind: 'constant', value: 'User' }],
    [
      'emails',
      {
        kind: 'elements',
        exists: (condition) => `exists (select 1 from emails e where e.user_id = u.id and ${condition})`,
        subs: { value: { kind: 'folded', sql: 'e.value_key' } },
        sort: 'u.email_key',
      },
    ],
  ]),
}

const sql = (text: string, first?: number) => compileFilter(parseFilter(text, scope), target, first)

describe('SCIM-F12 mapped columns stay bare, so that indexes serve them', () => {
  const id = '0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d'
  test.each<[string, string, unknown[]]>([
    ['userName eq "Ann"', '(l.user_name_key = $1::text)', ['ann']],
    ['externalId eq "Ann"', '(l.external_id = $1::text)', ['Ann']],
    ['displayName eq "Ann"', '(fold(u.name) = $1::text)', ['ann']],
    [`id eq "${id}"`, '(u.id = $1::uuid)', [id]],
    ['active eq "True"', '(u.active = $1::boolean)', [true]],
    [
      'emails.value eq "A"',
      'exists (select 1 from emails e where e.user_id = u.id and (e.value_key = $1::text))',
      ['a'],
    ],
    ['emails eq "A"', 'exists (select 1 from emails e where e.user_id = u.id and (e.value_key = $1::text))', ['a']],
    ['emails pr', 'exists (select 1 from emails e where e.user_id = u.id and true)', []],
  ])('%s', (text, expected, values) => expect(sql(text)).toEqual({ text: expected, values }))

  test('a filter on more than the table has is answered by the document, and the table narrows it down', () => {
    const { text, values } = sql('emails[type eq "work"].value eq "A"')
    expect(text).toMatch(
      /^\(exists \(select 1 from emails e .*e\.value_key = \$3::text\)\) and exists \(select 1 from jsonb_array_elements/,
    )
    expect(values).toEqual(['work', 'a', 'a'])
  })
})

test('SCIM-F4 % _ and \\ stand for themselves in LIKE, and case goes by caseExact', () => {
  expect(sql('userName co "A%_\\\\"')).toEqual({ text: '(l.user_name_key like $1)', values: ['%a\\%\\_\\\\%'] })
  expect(sql('externalId sw "A%"').values).toEqual(['A\\%%'])
  expect(sql('title ew "_Z"')).toEqual({ text: "(fold(((l.doc) ->> 'title')) like $1)", values: ['%\\_z'] })
})

test('SCIM-F4 a column folded by another function is asked with that function', () => {
  const columns = new Map([['userName', { kind: 'folded', sql: 'k', fold: (text: string) => `<${text}>` } as const]])
  expect(compileFilter(parseFilter('userName eq "Ann"', scope), { document: 'd', columns }).values).toEqual(['<Ann>'])
})

test("an id that is no UUID, or one in capitals, is nobody's and never reaches a cast", () => {
  expect(sql('id eq "x"')).toEqual({ text: 'false', values: [] })
  expect(sql('id ne "0192F0C4-8D5E-7B1A-9C3D-2F4E6A8B0C1D"')).toEqual({ text: 'true', values: [] })
  expect(sql('id sw "01"').text).toBe('(u.id::text like $1)')
})

test('SCIM-F8 instants compare to the millisecond in a range that an index serves', () => {
  const from = '$1::timestamptz'
  expect(sql('meta.lastModified eq "2026-01-01T00:00:00"')).toEqual({
    text: `(u.modified_at >= ${from} and u.modified_at < ${from} + interval '1 millisecond')`,
    values: ['2026-01-01T00:00:00.000Z'],
  })
  expect(sql('meta.lastModified gt "2026-01-01T00:00:00.1239+02:00"')).toEqual({
    text: `(u.modified_at >= ${from} + interval '1 millisecond')`,
    values: ['2026-01-01T00:00:00.123+02:00'],
  })
  expect(sql('meta.lastModified ge "2026-01-01T00:00:00Z"').text).toBe(`(u.modified_at >= ${from})`)
})

test('SCIM-F10 what is absent answers "ne" and "not"', () => {
  expect(sql('userName ne "a"').text).toBe('(l.user_name_key is distinct from $1::text)')
  expect(sql('not (userName eq "a")').text).toBe('(((l.user_name_key = $1::text)) is not true)')
  expect(sql('userName pr').text).toBe("(l.user_name_key <> '')")
  expect(sql('active pr').text).toBe('(u.active is not null)')
})

test('SCIM-F15 what is the same for all rows is decided before asking', () => {
  expect(sql('meta.resourceType eq "Group"')).toEqual({ text: 'false', values: [] })
  expect(sql('meta.resourceType eq "User"').text).toBe('true')
  expect(sql('meta.resourceType pr').text).toBe('true')
})

test('parameters are numbered from where the caller says', () => {
  expect(sql('userName eq "a" and externalId eq "b"', 3)).toEqual({
    text: '((l.user_name_key = $3::text) and (l.external_id = $4::text))',
    values: ['a', 'b'],
  })
})

test('SEC-32 nothing of a filter but its parameters comes from the client', () => {
  const evil = `x' or 1=1 -- "; drop table users`
  const { text, values } = sql(`title eq ${JSON.stringify(evil)} or emails[display co ${JSON.stringify(evil)}]`)
  expect(text).not.toContain('drop')
  expect(values).toEqual([evil.toLowerCase(), `%${evil.toLowerCase()}%`])
  expect(refused(() => sql(`"${evil}" eq "x"`))).toBe('invalidFilter')
  expect(sql(`${urns.enterpriseUser.toUpperCase()}:department eq "x"`).text).toContain(`'${urns.enterpriseUser}'`)
})

test('SCIM-S1 the order is that of the schema, ties by id', () => {
  const order = (sortBy: string, sortOrder?: string) => {
    const sort = readSort(scope, sortBy, sortOrder)
    return sort && orderBy(sort, target, 'u.id')
  }
  expect(order('userName')).toBe('l.user_name_key collate "C" asc, u.id')
  expect(order('displayName', 'descending')).toBe('fold(u.name) collate "C" desc, u.id')
  expect(order('externalId')).toBe('l.external_id collate "C" asc, u.id')
  expect(order('meta.lastModified')).toBe('u.modified_at asc, u.id')
  expect(order('emails')).toBe('u.email_key asc, u.id')
  expect(order('title')).toBe('fold(((l.doc) ->> \'title\')) collate "C" asc, u.id')
  expect(order('meta.resourceType')).toBe('null::text asc, u.id')
  expect(order('roles')).toContain("order by (v.item ->> 'primary') is distinct from 'true', at limit 1")
})
