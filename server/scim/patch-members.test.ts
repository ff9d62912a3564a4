import { describe, expect, test } from 'vitest'
import { cpuTime, patchBody, refused } from '../../test/scim/samples.ts'
import type { JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'

const { group } = resourceTypes()

describe('SCIM-P11 SCIM-P12 members, which are never loaded', () => {
  const resource = { id: 'g', displayName: 'G', meta: { version: 'W/"1"' } }
  const members = (...operations: JsonObject[]) => patch(group, resource, patchBody(...operations)).external.members
  const one = (id: string) => [{ value: id }]
  test.each<[string, JsonObject[], unknown]>([
    [
      'add',
      [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }, { value: 'b' }] }],
      [{ op: 'add', ids: ['a', 'b'] }],
    ],
    ['add of texts', [{ op: 'add', path: 'members', value: ['a', 'a'] }], [{ op: 'add', ids: ['a'] }]],
    [
      'remove by value',
      [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'a' }] }],
      [{ op: 'remove', ids: ['a'] }],
    ],
    ['remove by filter', [{ op: 'remove', path: 'members[value eq "a"]' }], [{ op: 'remove', ids: ['a'] }]],
    [
      'remove by a longer filter',
      [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }],
      [{ op: 'remove', ids: ['a', 'b'] }],
    ],
    ['remove of all', [{ op: 'remove', path: 'members' }], [{ op: 'replace', ids: [] }]],
    ['remove of all with null', [{ op: 'remove', path: 'members', value: null }], [{ op: 'replace', ids: [] }]],
    ['remove of none', [{ op: 'remove', path: 'members', value: [] }], []],
    ['replace', [{ op: 'replace', path: 'members', value: one('a') }], [{ op: 'replace', ids: ['a'] }]],
    ['replace by nothing', [{ op: 'replace', path: 'members', value: [] }], [{ op: 'replace', ids: [] }]],
    ['no path', [{ op: 'add', value: { members: one('a') } }], [{ op: 'add', ids: ['a'] }]],
    [
      'Okta push',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: one('b') },
      ],
      [
        { op: 'remove', ids: ['a'] },
        { op: 'add', ids: ['b'] },
      ],
    ],
    [
      'added, then removed',
      [
        { op: 'add', path: 'members', value: one('a') },
        { op: 'remove', path: 'members[value eq "a"]' },
      ],
      [{ op: 'remove', ids: ['a'] }],
    ],
    [
      'removed, then added',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: one('a') },
      ],
      [{ op: 'add', ids: ['a'] }],
    ],
    [
      'replaced, then changed',
      [
        { op: 'replace', path: 'members', value: ['a', 'b'] },
        { op: 'remove', path: 'members', value: ['a'] },
        { op: 'add', path: 'members', value: ['c'] },
      ],
      [{ op: 'replace', ids: ['b', 'c'] }],
    ],
    [
      'changed, then replaced',
      [
        { op: 'add', path: 'members', value: ['a'] },
        { op: 'replace', path: 'members', value: ['b'] },
      ],
      [{ op: 'replace', ids: ['b'] }],
    ],
  ])('%s', (_, operations, expected) => expect(members(...operations)).toEqual(expected))

  test('a filter by something else is handed on, in its place', () => {
    const steps = members(
      { op: 'add', path: 'members', value: one('a') },
      { op: 'remove', path: 'members[type eq "User"]' },
      { op: 'add', path: 'members', value: one('b') },
    )
    expect(steps?.map(({ op }) => op)).toEqual(['add', 'removeWhere', 'add'])
  })
  test('what can not be done with members is refused', () => {
    const says = (operation: JsonObject) => refused(() => members(operation))
    expect(says({ op: 'replace', path: 'members[value eq "a"].value', value: 'b' })).toBe('mutability')
    expect(says({ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } })).toBe('mutability')
    expect(says({ op: 'remove', path: 'members.value' })).toBe('mutability')
    expect(says({ op: 'add', path: 'members', value: [{ display: 'x' }] })).toBe('invalidValue')
    expect(says({ op: 'add', path: 'members', value: [{ value: '' }] })).toBe('invalidValue')
    expect(says({ op: 'add', path: 'members', value: 7 })).toBe('invalidValue')
  })
  test('a change of members alone is no change of the document, a rename is', () => {
    expect(patch(group, resource, patchBody({ op: 'add', path: 'members', value: one('a') }))).toMatchObject({
      changed: false,
    })
    const renamed = patch(group, resource, patchBody({ op: 'replace', value: { id: 'g', displayName: 'H' } }))
    expect(renamed).toMatchObject({ changed: true, resource: { displayName: 'H' }, external: {} })
  })
  test('ten thousand operations with one member each are two steps and quick', () => {
    const operations = Array.from(
      { length: limits.patchOperations },
      (_, at): JsonObject =>
        at % 2
          ? { op: 'add', path: 'members', value: one(`a${at}`) }
          : { op: 'remove', path: `members[value eq "r${at}"]` },
    )
    expect(cpuTime(() => expect(members(...operations)).toHaveLength(2))).toBeLessThan(1000)
  })
})
