import { describe, expect, test } from 'vitest'
import type { UserLinks } from '../../../../../domain/api/user-links.ts'
import { nextSyncs } from './next-sync.ts'

const link = (sourceId: string, kind: 'scim' | 'pbx', name: string, state: 'linked' | 'released' = 'linked') => ({
  sourceId,
  kind,
  name,
  state,
  externalId: null,
  firstSeenAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  raw: {},
})
const entra = { sourceId: 'a', kind: 'scim' as const, name: 'Entra ID', writtenAt: '2026-01-01T00:00:00.000Z' }
const pbx = { sourceId: 'b', kind: 'pbx' as const, name: 'PBX', writtenAt: '2026-01-01T00:00:00.000Z' }
const said = ({ sourceId, name, kind }: typeof entra | typeof pbx) => ({ sourceId, name, kind, value: 'x' })

const links: UserLinks = {
  links: [link('a', 'scim', 'Entra ID'), link('b', 'pbx', 'PBX'), link('c', 'scim', 'Old', 'released')],
  fields: [
    { field: 'name', value: 'x', owner: entra, said: [said(entra), said(pbx)] },
    { field: 'mobile', value: null, owner: null, said: [] },
    { field: 'extension', value: 'x', owner: pbx, said: [said(entra), said(pbx)] },
  ],
}

describe('R8 what the next sync does', () => {
  test('a source that has let go does nothing', () => {
    expect(nextSyncs({ sourceActive: true }, links).map(({ source }) => source)).toEqual(['Entra ID', 'PBX'])
  })

  test('each source writes what it owns, is overruled elsewhere, and leaves what it never sent', () => {
    expect(nextSyncs({ sourceActive: true }, links)).toEqual([
      {
        sourceId: 'a',
        source: 'Entra ID',
        writes: ['name'],
        overruled: [{ field: 'extension', owner: 'PBX' }],
        leaves: ['mobile'],
        active: 'may_end',
      },
      {
        sourceId: 'b',
        source: 'PBX',
        writes: ['extension'],
        overruled: [{ field: 'name', owner: 'Entra ID' }],
        leaves: ['mobile'],
        active: null,
      },
    ])
    expect(nextSyncs({ sourceActive: false }, links)[0]?.active).toBe('keeps_inactive')
  })

  test('of two sources of one name each is told what it says itself', () => {
    const twin = { ...entra, sourceId: 'd' }
    const two: UserLinks = {
      links: [link('a', 'scim', 'Entra ID'), link('d', 'scim', 'Entra ID')],
      fields: [{ field: 'mobile', value: 'x', owner: twin, said: [said(twin)] }],
    }
    expect(nextSyncs({ sourceActive: true }, two).map(({ writes, overruled }) => [writes, overruled])).toEqual([
      [[], []],
      [['mobile'], []],
    ])
  })
})
