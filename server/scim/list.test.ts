import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { refused } from '../../test/scim/samples.ts'
import { type CursorKey, readCursor, writeCursor } from './cursor.ts'
import { filterScope } from './filter.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { listResponse, readQuery, readSearch } from './list.ts'
import { readPage } from './page.ts'
import { resourceTypes } from './resource-type.ts'
import { compareResources, readSort } from './sort.ts'
import { urns } from './urns.ts'

const { user, group } = resourceTypes()

describe('SCIM-S2 paging by index', () => {
  test.each<[JsonObject, object]>([
    [{}, { startIndex: 1, count: limits.pageDefault }],
    [
      { startIndex: '0', count: '0' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '-5', count: '-1' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '101', count: '100' },
      { startIndex: 101, count: 100 },
    ],
    [
      { startIndex: 7, count: 100_000 },
      { startIndex: 7, count: limits.pageMax },
    ],
    [
      { startIndex: '', count: null },
      { startIndex: 1, count: limits.pageDefault },
    ],
  ])('%j', (given, expected) => expect(readPage(given)).toEqual({ kind: 'index', ...expected }))
  test.each<JsonObject>([
    { startIndex: 'x' },
    { count: 'x' },
    { count: '1.5' },
    { count: 1.5 },
    { startIndex: [1] },
    { count: true },
    { count: '9'.repeat(30) },
  ])('%j is invalidValue', (given) => expect(refused(() => readPage(given))).toBe('invalidValue'))
})

describe('SCIM-S4 paging by cursor', () => {
  test('an empty cursor asks for the first page', () => {
    expect(readPage({ cursor: '', count: '5' })).toEqual({ kind: 'cursor', cursor: '', count: 5 })
    expect(readPage({ cursor: 'abc', count: 1000 })).toEqual({ kind: 'cursor', cursor: 'abc', count: limits.pageMax })
  })
  test.each<[JsonObject, string]>([
    [{ cursor: '', startIndex: '1' }, 'invalidValue'],
    [{ cursor: '', count: 'x' }, 'invalidCount'],
    [{ cursor: '', count: '0' }, 'invalidCount'],
    [{ cursor: '', count: -1 }, 'invalidCount'],
    [{ cursor: 7 }, 'invalidCursor'],
  ])('%j is %s', (given, expected) => expect(refused(() => readPage(given))).toBe(expected))
})

describe('SCIM-S4 SCIM-S6 cursors', () => {
  const keyOf = (secret: string): CursorKey => {
    const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
    return { sign, verify: (text, signature) => sign(text) === signature }
  }
  const key = keyOf('k')
  const query = (more: object = {}) => ({
    principal: 'account-1/source-1',
    parameters: { filter: 'a', count: 10, ...more },
  })
  const cursor = writeCursor(key, query(), { after: ['x', 1] }, 1_000_000)

  test('come back as they went out, in unreserved characters', () => {
    expect(readCursor(key, query(), cursor, 1_000_000)).toEqual({ after: ['x', 1] })
    expect(
      readCursor(
        key,
        { principal: 'account-1/source-1', parameters: { sortBy: undefined, count: 10, filter: 'a' } },
        cursor,
        1_000_000,
      ),
    ).toBeTruthy()
    expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/)
  })
  test('of another account, another query or another key are invalidCursor, as are forged ones', () => {
    const attempts = [
      () => readCursor(key, { ...query(), principal: 'account-2/source-1' }, cursor, 1_000_000),
      () => readCursor(key, query({ filter: 'b' }), cursor, 1_000_000),
      () => readCursor(key, query({ count: 11 }), cursor, 1_000_000),
      () => readCursor(key, query({ sortBy: 'id' }), cursor, 1_000_000),
      () => readCursor(keyOf('other'), query(), cursor, 1_000_000),
      () => readCursor(key, query(), `${cursor}x`, 1_000_000),
      () => readCursor(key, query(), `x${cursor}`, 1_000_000),
      () => readCursor(key, query(), 'abc', 1_000_000),
      () => readCursor(key, query(), '', 1_000_000),
      () => readCursor(key, query(), '.'.repeat(100_000), 1_000_000),
    ]
    for (const attempt of attempts) expect(refused(attempt)).toBe('invalidCursor')
  })
  test('grow old', () => {
    const end = 1_000_000 + limits.cursorSeconds * 1000
    expect(refused(() => readCursor(key, query(), cursor, end))).toBe('taken')
    expect(refused(() => readCursor(key, query(), cursor, end + 1))).toBe('expiredCursor')
  })
})

describe('SCIM-C7 ListResponse', () => {
  const page = { kind: 'index', startIndex: 3, count: 10 } as const
  test('by index', () => {
    expect(listResponse({ resources: [{ id: 'x' }], totalResults: 3, page })).toEqual({
      schemas: [urns.listResponse],
      totalResults: 3,
      startIndex: 3,
      itemsPerPage: 1,
      Resources: [{ id: 'x' }],
    })
  })
  test('SCIM-F11 nothing found is an empty list', () => {
    expect(listResponse({ resources: [], totalResults: 0, page })).toMatchObject({
      totalResults: 0,
      itemsPerPage: 0,
      Resources: [],
    })
  })
  test('SCIM-S4 by cursor: nextCursor but on the last page, no startIndex, totalResults may be missing', () => {
    const by = { kind: 'cursor', cursor: '', count: 1 } as const
    expect(listResponse({ resources: [{ id: 'x' }], page: by, nextCursor: 'n' })).toEqual({
      schemas: [urns.listResponse],
      itemsPerPage: 1,
      nextCursor: 'n',
      Resources: [{ id: 'x' }],
    })
    expect(listResponse({ resources: [], page: by, previousCursor: 'p' })).toMatchObject({ previousCursor: 'p' })
    expect(listResponse({ resources: [], page: by })).not.toHaveProperty('nextCursor')
    expect(listResponse({ resources: [], page, nextCursor: 'n' })).not.toHaveProperty('nextCursor')
  })
})

describe('SCIM-S1 sorting', () => {
  const sorted = (resources: JsonObject[], sortBy: string, sortOrder?: string) => {
    const sort = readSort(filterScope(user), sortBy, sortOrder)
    if (!sort) throw new Error('no sort')
    return [...resources].sort((a, b) => compareResources(sort, a, b)).map(({ id }) => id)
  }
  test.each([
    'nothing',
    'name',
    'addresses',
    'urn:x:y',
    'password',
    'emails[type eq "work"]',
    '__proto__',
  ])('by %s is invalidValue', (sortBy) => {
    expect(refused(() => readSort(filterScope(user), sortBy, undefined))).toBe('invalidValue')
  })
  test('another order than the two is invalidValue, none is none', () => {
    expect(refused(() => readSort(filterScope(user), 'id', 'up'))).toBe('invalidValue')
    expect(readSort(filterScope(user), undefined, 'Descending')).toBeUndefined()
  })
  test('case by caseExact; missing last ascending, first descending; ties by id', () => {
    const by = (title: string | undefined, id: string): JsonObject => (title === undefined ? { id } : { id, title })
    const list = [by('b', '1'), by(undefined, '2'), by('A', '3'), by('B', '0')]
    expect(sorted(list, 'title')).toEqual(['3', '0', '1', '2'])
    expect(sorted(list, 'TITLE', 'Descending')).toEqual(['2', '0', '1', '3'])
    const exact = ['b', 'A', 'a'].map((externalId) => ({ id: externalId, externalId }))
    expect(sorted(exact, 'externalId')).toEqual(['A', 'a', 'b'])
  })
  test('a multi-valued attribute goes by its primary or first value', () => {
    const list: JsonObject[] = [
      { id: '1', emails: [{ value: 'z' }, { value: 'a', primary: true }] },
      { id: '2', emails: [{ value: 'b' }, { value: 'a' }] },
    ]
    expect(sorted(list, 'emails')).toEqual(['1', '2'])
    expect(sorted([{ id: '3', emails: [{ value: 'c' }] }, ...list], 'emails')).toEqual(['1', '2', '3'])
    expect(sorted([{ id: '0' }, ...list], 'emails')).toEqual(['1', '2', '0'])
    expect(sorted(list, 'emails.value', 'descending')).toEqual(['2', '1'])
  })
  test('instants and extensions', () => {
    const at = (id: string, lastModified: string) => ({ id, meta: { lastModified } })
    expect(
      sorted([at('1', '2026-01-01T12:00:00Z'), at('2', '2026-01-01T12:30:00+01:00')], 'meta.lastModified'),
    ).toEqual(['2', '1'])
    const of = (id: string, department: string) => ({ id, [urns.enterpriseUser]: { department } })
    expect(sorted([of('1', 'b'), of('2', 'a')], `${urns.enterpriseUser}:department`)).toEqual(['2', '1'])
  })
})

describe('SCIM-Q1 queries', () => {
  const search = (more: Record<string, Json> = {}) => readSearch([user], { schemas: [urns.searchRequest], ...more })
  test('a search that does not say so is invalidSyntax', () => {
    expect(refused(() => readSearch([user], { filter: 'id pr' }))).toBe('invalidSyntax')
    expect(refused(() => readSearch([user], { schemas: [urns.patchOp] }))).toBe('invalidSyntax')
  })
  test('all parameters, in any case, as text or as JSON', () => {
    const query = search({
      Filter: 'id pr',
      sortby: 'userName',
      SORTORDER: 'descending',
      startIndex: 2,
      count: 5,
      attributes: ['userName'],
      excludedAttributes: ['x'],
    })
    expect(query).toMatchObject({
      filter: { kind: 'present' },
      sort: { descending: true },
      page: { startIndex: 2, count: 5 },
    })
    expect(query.selection.User).toEqual({ only: new Set(['userName']) })
    expect(readQuery([user], { filter: 'id pr', attributes: 'userName,active', count: '7' })).toMatchObject({
      page: { count: 7 },
    })
  })
  test('SCIM-T8 unknown parameters are ignored, such as the flag of Entra ID', () => {
    expect(readQuery([user], { aadOptscim062020: '' }).filter).toBeUndefined()
  })
  test('no count is the default', () => expect(search().page).toMatchObject({ count: limits.pageDefault }))
  test.each<[Record<string, Json>, string]>([
    [{ filter: 'x' }, 'invalidFilter'],
    [{ filter: 7 }, 'invalidValue'],
    [{ filter: ['id pr', 'id pr'] }, 'invalidValue'],
    [{ sortBy: {} }, 'invalidValue'],
    [{ attributes: 7 }, 'invalidValue'],
    [{ attributes: [7] }, 'invalidValue'],
  ])('%j is %s', (given, expected) => expect(refused(() => search(given))).toBe(expected))
  test('SCIM-F15 at the root for all types', () => {
    const query = readQuery([user, group], { filter: 'members pr or userName pr', attributes: 'members,userName' })
    expect(query.selection).toEqual({ User: { only: new Set(['userName']) }, Group: { only: new Set(['members']) } })
  })
  test('SCIM-S6 the spelling of a query that cursors are bound to is one for GET and search', () => {
    expect(readQuery([user], { filter: 'id pr', count: '5' }).parameters).toEqual(
      search({ filter: 'id pr', count: 5 }).parameters,
    )
    expect(readQuery([user], {}).parameters).not.toEqual(readQuery([group], {}).parameters)
  })
})
