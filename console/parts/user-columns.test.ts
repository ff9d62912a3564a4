import { describe, expect, test } from 'vitest'
import {
  choosableColumns,
  columnsFor,
  deletedColumns,
  leastWidth,
  userColumns,
  userFieldLabel,
} from './UserColumns.tsx'

const ids = (width: number, chosen: string[] | null = null) =>
  columnsFor(userColumns, chosen, width, false).map(({ id }) => id)

describe('which columns are shown', () => {
  test('the name always, however narrow it is and whatever was chosen', () => {
    expect(ids(10)).toEqual(['name'])
    expect(ids(2000, ['status'])).toEqual(['name', 'status'])
  })

  test('where nobody chose, as many as fit, in their own order', () => {
    for (const width of [400, 700, 952, 1200, 1600]) {
      const shown = columnsFor(userColumns, null, width, false)
      expect(leastWidth(shown, false)).toBeLessThanOrEqual(width)
      expect(userColumns.filter((column) => shown.includes(column))).toEqual(shown)
    }
    expect(ids(952)).toEqual(['name', 'email', 'role', 'status', 'products', 'sources'])
    expect(ids(1600)).toEqual(['name', 'email', 'role', 'status', 'products', 'sources', 'modifiedAt', 'lastSignInAt'])
  })

  test('what was chosen is shown even where it does not fit', () => {
    expect(ids(300, ['createdAt', 'mobile', 'email'])).toEqual(['name', 'email', 'mobile', 'createdAt'])
  })

  test('every field of the catalogue can be chosen', () => {
    const offered = choosableColumns.map(({ id }) => id)
    expect(offered).toEqual(expect.arrayContaining(['email', 'firstName', 'lastName', 'mobile', 'extension']))
    expect(offered).not.toContain('name')
  })

  test('R30 the deleted view says when and until when', () => {
    expect(columnsFor(deletedColumns, null, 952, true).map(({ id }) => id)).toEqual([
      'name',
      'email',
      'deletedAt',
      'erasedAt',
      'sources',
    ])
  })
})

test('a field that has no message yet is called by its own name', () => {
  expect(userFieldLabel('costCentre')).toBe('Cost centre')
  expect(userFieldLabel('mobile')).toBe('Mobile number')
})
