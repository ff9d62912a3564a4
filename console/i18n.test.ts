import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { fieldCodes, type ProblemCode, problems } from '../domain/problems.ts'
import {
  fieldErrors,
  fieldText,
  findableNumber,
  formatAccountNumber,
  hasMessage,
  problemText,
  relativeTime,
  t,
  tCode,
} from './i18n.ts'
import { messages } from './messages/en.ts'
import { ApiProblem } from './problem.ts'

const keys = Object.keys(messages) as (keyof typeof messages)[]
const problemOf = (code: ProblemCode | 'offline', extras = {}) =>
  new ApiProblem({ code, status: 0, title: '', ...extras })

describe('the catalogue', () => {
  test.each(keys)('%s is a message that can be read and filled', (key) => {
    expect(() => new IntlMessageFormat(messages[key], 'en')).not.toThrow()
    expect(messages[key].trim()).toBe(messages[key])
    expect(messages[key]).not.toBe('')
  })

  test('uses typographic apostrophes, which ICU does not take for quotes', () => {
    expect(keys.filter((key) => messages[key].includes("'"))).toEqual([])
  })

  test.each(fieldCodes)('has a sentence for the field code %s', (code) => {
    expect(hasMessage(`field.${code}`)).toBe(true)
    expect(fieldText(code)).toMatch(/\.$/)
  })

  test('no two areas say the same key', async () => {
    const areas = import.meta.glob('./messages/en/*.ts', { eager: true })
    const all = Object.values(areas).flatMap((area) =>
      Object.values(area as object).flatMap((part) => Object.keys(part)),
    )
    expect(all.length).toBeGreaterThan(200)
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([])
    expect(all.toSorted()).toEqual(keys.toSorted())
  })
})

describe('a problem in words', () => {
  test.each(Object.keys(problems) as ProblemCode[])('%s has a title and says what to do', (code) => {
    const { title, help } = problemText(problemOf(code))
    expect(title).toBe(problems[code].title)
    expect(help.length).toBeGreaterThan(10)
  })

  test('tells the reason where the server gave one, and the request id', () => {
    const { help, requestId } = problemText(problemOf('not_deletable', { reason: 'is_partner', requestId: 'r-1' }))
    expect([help, requestId]).toEqual([t('reason.is_partner'), 'r-1'])
  })

  test('falls back to the general help for a reason that is not known yet', () => {
    expect(problemText(problemOf('not_deletable', { reason: 'brand_new' })).help).toBe(problems.not_deletable.help)
  })

  test('is found for what is no problem at all, and for silence', () => {
    expect(problemText(new TypeError('x is undefined')).title).toBe(t('problem.console.title'))
    expect(problemText(problemOf('offline')).title).toBe(t('problem.offline.title'))
  })
})

test('field errors become one sentence a field; an unknown code is still a sentence', () => {
  expect(fieldErrors([{ field: 'email', code: 'email_invalid' }])).toEqual({ email: t('field.email_invalid') })
  expect(fieldText('brand_new')).toBe(t('field.invalid_value'))
})

test('t fills places and plurals', () => {
  expect(t('accounts.count', { count: 0 })).toBe('No accounts')
  expect(t('accounts.count', { count: 1 })).toBe('1 account')
  expect(t('accounts.count', { count: 12_418 })).toBe('12,418 accounts')
  expect(tCode('no.such.key', 'else')).toBe('else')
})

test.each([
  [-20, 'just now'],
  [-3 * 3600, '3 hours ago'],
  [-90_000, 'yesterday'],
  [4 * 86_400, 'in 4 days'],
  [-400 * 86_400, 'last year'],
])('%i seconds from now is %s', (seconds, words) => {
  const now = new Date('2026-11-22T12:00:00Z')
  expect(relativeTime(new Date(now.getTime() + seconds * 1000), now)).toBe(words)
})

test('an Account ID is found as it is shown; a name keeps its blanks', () => {
  expect(findableNumber('961 623')).toBe('961623')
  expect(findableNumber('3 Oaks 24')).toBe('3 Oaks 24')
})

test('an Account ID is read in threes', () => {
  expect(formatAccountNumber('961623401')).toBe('961 623 401')
})
