import { describe, expect, test } from 'vitest'
import {
  cleared,
  emptyView,
  filterQueryOf,
  isNarrowed,
  listKeyOf,
  listQueryOf,
  parametersOf,
  sortedBy,
  toggled,
  type UsersView,
  viewOf,
} from './users-view.ts'

const full: UsersView = {
  search: 'jos é',
  property: ['admins', 'inactive'],
  product: ['micollab', 'miteam_meetings'],
  invitation: ['expired'],
  source: ['import', 'scim'],
  lastSignIn: ['never'],
  deleted: true,
  sort: { field: 'modifiedAt', descending: true },
  columns: ['email', 'status'],
}

describe('the view in the address', () => {
  test('what is unknown in an address is left out, the rest is kept', () => {
    const view = viewOf({
      property: 'admins,owners',
      product: '__proto__,micollab',
      sort: '-password',
      other: '1',
      source: 7,
    })
    expect(view).toEqual({ ...emptyView, property: ['admins'], product: ['micollab'] })
  })

  test('digits that the router read as a number are a search', () => {
    expect(viewOf({ search: 204 }).search).toBe('204')
  })

  test('a view survives the address', () => {
    expect(viewOf(parametersOf(full))).toEqual(full)
  })

  test('the view that nobody touched has an empty address', () => {
    expect(parametersOf(emptyView)).toEqual({})
    expect(viewOf({})).toEqual(emptyView)
  })

  test('values stand in catalogue order, so that equal views have equal addresses', () => {
    const one = toggled(toggled(emptyView, 'property', 'inactive'), 'property', 'admins')
    const other = toggled(toggled(emptyView, 'property', 'admins'), 'property', 'inactive')
    expect(parametersOf(one)).toEqual(parametersOf(other))
  })
})

describe('what the list is asked for', () => {
  test('columns don’t matter, white space around the search does not either', () => {
    const query = listQueryOf({ ...emptyView, search: ' ann ', columns: ['role'] })
    expect(listKeyOf(query)).toBe(listKeyOf(listQueryOf({ ...emptyView, search: 'ann' })))
    expect(listKeyOf(query)).not.toBe(listKeyOf(listQueryOf({ ...emptyView, search: 'an' })))
  })

  test('kinds go as comma lists, what is not asked is absent', () => {
    expect(filterQueryOf(full)).toMatchObject({ property: 'admins,inactive', source: 'import,scim', deleted: 'true' })
    expect(filterQueryOf(emptyView)).toEqual({})
  })
})

describe('changes of the view', () => {
  test('a value chosen twice is taken away', () => {
    expect(toggled(toggled(emptyView, 'source', 'scim'), 'source', 'scim')).toEqual(emptyView)
  })

  test('a header sorts ascending first, then turns around', () => {
    const once = sortedBy(emptyView, 'email')
    expect(once.sort).toEqual({ field: 'email', descending: false })
    expect(sortedBy(once, 'email').sort.descending).toBe(true)
    expect(sortedBy(emptyView, 'name').sort.descending).toBe(true)
  })

  test('clearing keeps sort, columns and the deleted view', () => {
    expect(cleared(full)).toEqual({ ...emptyView, deleted: true, sort: full.sort, columns: full.columns })
    expect(isNarrowed(cleared(full))).toBe(false)
    expect(isNarrowed(full)).toBe(true)
  })
})
