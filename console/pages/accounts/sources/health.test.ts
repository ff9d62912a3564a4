import { expect, test } from 'vitest'
import { healthOf } from './health.ts'

const now = Date.parse('2026-01-02T12:00:00.000Z')
const source = {
  state: 'active' as const,
  integrationOn: true,
  lastSyncAt: '2026-01-02T11:59:00.000Z',
  openConflicts: 0,
}
const hour = { requests: 100, refused: 0, failed: 0 }

test('SCIM-X1 what is wrong with a directory is said, the worst first', () => {
  expect(healthOf({ ...source, state: 'paused' }, { ...hour, failed: 1 }, now)).toBe('halted')
  expect(healthOf({ ...source, integrationOn: false }, hour, now)).toBe('halted')
  expect(healthOf({ ...source, lastSyncAt: null }, { ...hour, requests: 0 }, now)).toBe('never')
  expect(healthOf(source, { ...hour, failed: 1, refused: 99 }, now)).toBe('failing')
  expect(healthOf(source, { ...hour, refused: 51 }, now)).toBe('refusing')
  expect(healthOf({ ...source, lastSyncAt: '2026-01-01T11:00:00.000Z' }, { ...hour, requests: 0 }, now)).toBe('silent')
  expect(healthOf({ ...source, openConflicts: 1 }, hour, now)).toBe('waiting')
  expect(healthOf(source, { ...hour, refused: 4 }, now)).toBe('healthy')
})
