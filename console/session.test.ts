import { expect, test } from 'vitest'
import type { Session } from '../domain/sessions.ts'
import { homeOf, isPartner, may, safeNext } from './session.ts'

const sessionOf = (role: Session['user']['role']): Session => ({
  user: { id: 'u', displayName: 'Ann', email: null, role },
  account: {
    id: 'a',
    number: '123456789',
    kind: role === 'partner' ? 'partner' : 'customer',
    name: 'A',
    language: 'en',
  },
  mailbox: false,
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  'accounts',
  '',
  '/sign-in?next=/accounts',
  undefined,
  42,
])('signing in leads to no address outside the console: %s', (next) => {
  expect(safeNext(next)).toBeUndefined()
})

test.each([
  '/accounts',
  '/accounts/1/users?search=a%20b&property=admins,users',
  '/profile#x',
])('signing in returns to %s', (next) => {
  expect(safeNext(next)).toBe(next)
})

test('everybody lands on the page of their daily work', () => {
  expect(homeOf(sessionOf('partner'))).toBe('/accounts')
  expect(homeOf(sessionOf('account_admin'))).toBe('/accounts/a/users')
  expect(homeOf(sessionOf('user'))).toBe('/profile')
})

test('only a partner is shown the accounts, only who administers is shown users', () => {
  expect(isPartner(sessionOf('account_admin'))).toBe(false)
  expect(isPartner(sessionOf('partner'))).toBe(true)
  expect(may(sessionOf('user'), 'users:read')).toBe(false)
  expect(may(sessionOf('account_admin'), 'users:read')).toBe(true)
})
