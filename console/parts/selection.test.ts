import { describe, expect, test } from 'vitest'
import { allMatching, countSelected, isAboutSelected, isTicked, nobody, ticked, toApi } from './selection.ts'

const filter = { search: 'anna', property: undefined }

describe('selection', () => {
  test('nobody is selected at first', () => {
    expect(countSelected(nobody)).toBe(0)
    expect(isTicked(nobody, 'a', filter)).toBe(false)
  })

  test('users are ticked and unticked one by one and in ranges, whatever the list shows', () => {
    const some = ticked(nobody, ['a', 'b', 'c'], true, filter)!
    const fewer = ticked(some, ['b'], false, {})!
    expect(countSelected(fewer)).toBe(2)
    expect(isTicked(fewer, 'a', { search: 'other' })).toBe(true)
    expect(toApi(fewer)).toEqual({ ids: ['a', 'c'] })
  })

  test('R19 all matching are all but those unticked', () => {
    const all = allMatching(filter, 12_418)
    const but = ticked(all, ['a', 'b', 'c'], false, { search: 'anna' })!
    expect(countSelected(but)).toBe(12_415)
    expect(isTicked(but, 'a', filter)).toBe(false)
    expect(isTicked(but, 'z', filter)).toBe(true)
    expect(toApi(ticked(but, ['a'], true, filter)!)).toEqual({ matching: { search: 'anna' }, except: ['b', 'c'] })
  })

  test('R19 of all matching the number may not be known, and stays so whoever is unticked', () => {
    const about = allMatching(filter, 10_000, true)
    expect(isAboutSelected(about)).toBe(true)
    expect(isAboutSelected(ticked(about, ['a'], false, filter)!)).toBe(true)
    expect([allMatching(filter, 9), ticked(about, ['a'], true, {})!, nobody].map(isAboutSelected)).toEqual([
      false,
      false,
      false,
    ])
  })

  test('all matching of one filter says nothing about the rows of another', () => {
    const all = allMatching(filter, 10)
    expect(isTicked(all, 'a', { search: 'other' })).toBe(false)
    expect(toApi(ticked(all, ['a'], true, { search: 'other' })!)).toEqual({ ids: ['a'] })
  })

  test('whoever unticks the last has selected nobody', () => {
    expect(ticked(allMatching(filter, 1), ['a'], false, filter)).toEqual(nobody)
  })

  test('more than the API takes one by one are refused', () => {
    const many = Array.from({ length: 10_001 }, (_, n) => String(n))
    expect(ticked(nobody, many, true, filter)).toBeNull()
  })
})
