import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, displayName } from './names.ts'

describe('R1 names', () => {
  test.each([
    'a\0b',
    'a\u0001b',
    'a\tb',
    'a\r\nBcc: x',
    'a\u0085b',
    'a\u009fb',
    'a\u202eb',
    'a\u2066b',
    'a\ud800',
    '\udc00a',
    'a\uffff',
  ])('SEC-35 %j is refused', (name) => expect(cleanName(name)).toEqual({ ok: false, code: 'name_invalid' }))

  test('R1 a name has at most 200 characters, counted after cleaning, not in UTF-16 units', () => {
    expect(cleanName('x'.repeat(201))).toEqual({ ok: false, code: 'name_too_long' })
    expect(cleanName(` ${'😀'.repeat(200)} `)).toEqual({ ok: true, value: '😀'.repeat(200) })
    expect(cleanName('e\u0301'.repeat(200))).toEqual({ ok: true, value: 'é'.repeat(200) })
  })

  test.each([
    '',
    '   ',
    '\t\r\n',
    '\u200b',
    '\u3164',
    '\u2800 \u00ad',
  ])('R1 %j shows nothing and counts as no name', (name) => {
    expect(cleanName(name)).toEqual({ ok: true, value: null })
  })

  test.each([
    ['  Anna   Maria ', 'Anna Maria'],
    ['Anna\n', 'Anna'],
    ['Anna\u00a0\u2028Maria', 'Anna Maria'],
    ['Jose\u0301', 'José'],
    ['محمد', 'محمد'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ["Robert'); DROP TABLE users;--", "Robert'); DROP TABLE users;--"],
  ])('R1 %j is kept as %j', (name, value) => expect(cleanName(name)).toEqual({ ok: true, value }))

  test('R1 cleaning a cleaned name changes nothing, and no control character gets through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const cleaned = cleanName(name)
        if (!cleaned.ok || cleaned.value === null) return
        expect(cleanName(cleaned.value)).toEqual(cleaned)
        expect(cleaned.value).not.toMatch(/[\p{Cc}\p{Cs}]/u)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('2.2 NAME', () => {
  test.each([
    [{}, ''],
    [{ name: null, firstName: null, lastName: null }, ''],
    [{ name: '', firstName: 'Anna', lastName: null }, 'Anna'],
    [{ name: null, firstName: null, lastName: 'Berg' }, 'Berg'],
    [{ name: null, firstName: 'Anna', lastName: 'Berg' }, 'Anna Berg'],
    [{ name: 'Reception', firstName: 'Anna', lastName: 'Berg' }, 'Reception'],
  ])('2.2 %j is shown as %j', (names, shown) => expect(displayName(names)).toBe(shown))
})
