import { describe, expect, test } from 'vitest'
import type { User } from '../../../../../domain/users.ts'
import { consequences } from './delete-consequences.ts'

const user = (...kinds: User['sources'][number]['kind'][]) => ({
  displayName: 'Zoë',
  sources: kinds.map((kind) => ({ kind, name: `${kind} one`, ownedFields: [], lastSyncedAt: null })),
})

describe('what deleting does is said before it is done', () => {
  test('R28 a PBX entry stays listed, also when a directory knows the user', () => {
    expect(consequences(user('pbx'))).toEqual([expect.stringContaining('stays listed')])
    const both = consequences(user('pbx', 'scim'))
    expect(both[0]).toContain('pbx one')
    expect(both[1]).toContain('scim one')
  })

  test('R29 a directory user leaves and may come back', () => {
    expect(consequences(user('scim'))).toEqual([expect.stringMatching(/scim one is not touched.*will come back/)])
  })

  test('R30 a user of the console or of an import can be restored for 30 days', () => {
    expect(consequences(user('console'))).toEqual([expect.stringContaining('30 days')])
    expect(consequences(user('import'))).toEqual(consequences(user('console')))
  })
})
