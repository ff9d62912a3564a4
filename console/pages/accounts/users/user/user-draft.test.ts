import { describe, expect, test } from 'vitest'
import { changedKeys, type Draft, mergedDrafts, patchOf, taken } from './user-draft.ts'

const base: Draft = {
  name: 'Zoë Berg',
  firstName: 'Zoë',
  lastName: 'Berg',
  email: 'zoe@harbour.example',
  mobile: '',
  extension: '204',
  role: 'user',
  products: ['micollab', 'mitel_one_elite'],
}
const saved = (change: Partial<Draft>): Draft => ({ ...base, ...change })

describe('R11 two admins edit the same user', () => {
  test('R11 a field that both changed differently is a conflict and keeps what was typed', () => {
    const merged = mergedDrafts(base, saved({ mobile: '+43 1 1' }), saved({ mobile: '+43 1 2' }))
    expect(merged.conflicts).toEqual(['mobile'])
    expect(merged.takenOver).toEqual([])
    expect(merged.draft.mobile).toBe('+43 1 1')
  })

  test('R11 a field that only the other changed is taken over; one that only I changed stays mine', () => {
    const merged = mergedDrafts(base, saved({ lastName: 'Berger' }), saved({ extension: '299', role: 'account_admin' }))
    expect(merged).toEqual({
      draft: saved({ lastName: 'Berger', extension: '299', role: 'account_admin' }),
      takenOver: ['extension', 'role'],
      conflicts: [],
    })
  })

  test('R11 the same change by both is no conflict, whatever the white space', () => {
    const merged = mergedDrafts(base, saved({ name: 'Zoë B. ' }), saved({ name: 'Zoë B.' }))
    expect(merged.conflicts).toEqual([])
    expect(patchOf(saved({ name: 'Zoë B.' }), merged.draft)).toEqual({})
  })

  test('R11 products are merged one by one', () => {
    const mine = saved({ products: ['mitel_one_elite', 'miteam_meetings'] })
    const theirs = saved({ products: ['micollab', 'mitel_one_premier'] })
    expect(mergedDrafts(base, mine, theirs).draft.products).toEqual(['mitel_one_premier', 'miteam_meetings'])
  })

  test('R11 theirs can be chosen for one field', () => {
    const theirs = saved({ mobile: '2', name: 'Z' })
    expect(taken(saved({ mobile: '1', name: 'Y' }), theirs, 'mobile')).toEqual(saved({ mobile: '2', name: 'Y' }))
  })
})

describe('Save is one request with what changed', () => {
  test('white space and another order of products change nothing', () => {
    const draft = saved({ name: ' Zoë Berg ', products: ['mitel_one_elite', 'micollab'] })
    expect(changedKeys(base, draft)).toEqual([])
    expect(patchOf(base, draft)).toEqual({})
  })

  test('an emptied field is null, an emptied email is left for the rule to refuse', () => {
    expect(patchOf(base, saved({ extension: ' ', email: '' }))).toEqual({ extension: null, email: '' })
  })

  test('the role and the whole set of products go along', () => {
    const draft = saved({ role: 'account_admin', products: ['micollab'] })
    expect(patchOf(base, draft)).toEqual({ role: 'account_admin', products: ['micollab'] })
  })
})
