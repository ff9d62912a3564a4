import { describe, expect, test } from 'vitest'
import type { User } from '../../../../../domain/users.ts'
import { begun, chosen, discarded, rebased, typed, unsaved } from './user-edit.ts'

const user = (change: Partial<User> = {}): User =>
  ({
    id: 'u',
    name: 'Zoë Berg',
    firstName: null,
    lastName: null,
    email: 'zoe@harbour.example',
    mobile: null,
    extension: '204',
    role: 'user',
    products: [],
    modifiedAt: '2026-11-22T10:00:00.000Z',
    modifiedBy: { kind: 'user', id: 'a', name: 'Ann' },
    ...change,
  }) as User

describe('R11 an edit stands on a version', () => {
  test('R11 a refused save tells what came in between and keeps what was typed', () => {
    const edit = rebased(
      typed(begun(user(), '"1"'), 'name', 'Zoë B.'),
      user({ name: 'Z. Berg', extension: '9' }),
      '"2"',
      true,
    )
    expect(edit.etag).toBe('"2"')
    expect(edit.draft).toMatchObject({ name: 'Zoë B.', extension: '9' })
    expect(edit.between).toMatchObject({ by: 'Ann', conflicts: ['name'], takenOver: ['extension'] })
    expect(unsaved(edit)).toEqual(['name'])
  })

  test('R11 theirs can be taken, and mine again', () => {
    const mine = typed(begun(user(), '"1"'), 'name', 'Zoë B.')
    const edit = rebased(mine, user({ name: 'Z. Berg' }), '"2"', true)
    const theirs = chosen(edit, 'name', 'theirs')
    expect(theirs.draft.name).toBe('Z. Berg')
    expect(unsaved(theirs)).toEqual([])
    expect(chosen(theirs, 'name', 'mine').draft.name).toBe('Zoë B.')
  })

  test('a newer version is taken silently where nothing was typed, or where no edited field changed', () => {
    const untouched = rebased(begun(user(), '"1"'), user({ name: 'Z. Berg' }), '"2"')
    expect(untouched).toMatchObject({ between: null, draft: { name: 'Z. Berg' } })
    const suspended = rebased(typed(begun(user(), '"1"'), 'mobile', '1'), user({ suspendedByAdmin: true }), '"2"')
    expect(suspended).toMatchObject({ between: null, etag: '"2"', draft: { mobile: '1' } })
  })

  test('the version that is known already changes nothing', () => {
    const edit = typed(begun(user(), '"1"'), 'mobile', '1')
    expect(rebased(edit, user({ mobile: '2' }), '"1"')).toBe(edit)
  })

  test('Cancel goes back to what is stored now', () => {
    const edit = rebased(typed(begun(user(), '"1"'), 'name', 'Zoë B.'), user({ name: 'Z. Berg' }), '"2"', true)
    expect(discarded(edit)).toMatchObject({ between: null, draft: { name: 'Z. Berg' } })
  })
})
