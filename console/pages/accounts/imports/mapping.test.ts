import { expect, test } from 'vitest'
import { letterOf, needsMapping, proposed, twice } from './mapping.ts'

const column = (header: string, is: 'email' | 'name' | null, samples: string[] = ['x'], remembered = false) => ({
  header,
  column: is,
  samples,
  remembered,
})

test('somebody is asked where a column is unknown, or where what every row needs is missing', () => {
  const known = [column('NAME', 'name'), column('EMAIL', 'email')]
  expect(needsMapping({ columns: [column('NAME', 'name')] })).toBe(true)
  expect(needsMapping({ columns: [column('EMAIL', 'email')] })).toBe(true)
  expect(needsMapping({ columns: [...known, column('Shoe size', null)] })).toBe(true)
  expect(needsMapping({ columns: [...known, column('Shoe size', null, ['44'], true)] })).toBe(false)
  expect(needsMapping({ columns: [...known, column('', null, ['', ''])] })).toBe(false)
  expect(needsMapping({ columns: known })).toBe(false)
})

test('an unknown column is proposed for what its values look like, unless somebody left it out before', () => {
  const mails = ['a@b.example', 'c@d.example', '?']
  const columns = [column('NAME', 'name'), column('Box', null, mails), column('Kind', null, ['User', ''])]
  expect(proposed(columns)).toEqual(['name', 'email', 'role'])
  expect(proposed([column('Box', null, mails, true), column('Other', 'email')])).toEqual([null, 'email'])
  expect(proposed([column('Box', null, ['a@b.example', 'x', 'y'])])).toEqual([null])
})

test('one thing can’t be two columns; columns without a header have letters', () => {
  expect(twice(['email', null, 'email'])).toBe('email')
  expect(twice(['email', null, null])).toBeNull()
  expect([0, 25, 26, 702].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AAA'])
})
