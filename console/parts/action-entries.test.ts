import { expect, test } from 'vitest'
import { hasMessage, tCode } from '../i18n.ts'
import { entriesAt } from './action-entries.ts'

const labels = (...at: Parameters<typeof entriesAt>) => entriesAt(...at).map(({ label }) => tCode(label, ''))

test('R19 the icon offers welcome emails to all, and the actions of a selection', () => {
  expect(labels('icon', 'all')).toEqual(['Send welcome emails to all'])
  expect(labels('icon', 'selected')).toEqual([
    'Send welcome emails',
    'Reset passwords',
    'Make Account Admins',
    'Take Account Admin rights',
    'Deactivate',
    'Reactivate',
    'Delete users',
  ])
})

test('R19 Manage offers mails and licences, never a deletion, with all or selected in its words', () => {
  expect(labels('manage', 'all')).toEqual([
    'Send welcome emails to all',
    'Reset passwords for all',
    'Assign all',
    'Unassign all',
  ])
  expect(labels('manage', 'selected')).toEqual(['Send welcome emails', 'Reset passwords', 'Assign', 'Unassign'])
})

test('of deleted users only restoring is offered', () => {
  expect(labels('icon', 'selected', true)).toEqual(['Restore users'])
  expect(labels('icon', 'all', true)).toEqual([])
})

test('every entry has its words', () => {
  for (const place of ['icon', 'manage'] as const)
    for (const scope of ['all', 'selected'] as const)
      for (const { label } of entriesAt(place, scope)) expect(hasMessage(label)).toBe(true)
})
