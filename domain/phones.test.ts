import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkExtension, checkMobile } from './phones.ts'

describe('2.5 mobile number', () => {
  test.each([
    'call me',
    '12a34',
    '+',
    '()',
    '++41',
    '12+34',
    '1\0',
    '１\0２',
    '1\n2',
    '123 ext',
    '<1>',
    '1;2',
  ])('2.5 %j is refused', (number) => {
    expect(checkMobile(number)).toEqual({ ok: false, code: 'phone_invalid' })
  })

  test('2.5 a number has at most 40 characters', () => {
    expect(checkMobile('1'.repeat(41))).toEqual({ ok: false, code: 'too_long' })
    expect(checkMobile('1'.repeat(40))).toEqual({ ok: true, value: '1'.repeat(40) })
  })

  test.each([
    ['  ', null],
    [' +41 79 123 45 67 ', '+41 79 123 45 67'],
    ['(079) 123-45.67/8', '(079) 123-45.67/8'],
    ['(+1) 425 555 0100 x123', '(+1) 425 555 0100 x123'],
    ['+1 425 555 0100 ext. 5', '+1 425 555 0100 ext. 5'],
    ['tel:+1-201-555-0123;ext=42', 'tel:+1-201-555-0123;ext=42'],
    ['\u202a+41\u00a079\u202c', '+41 79'],
    ['＋４１–７９', '+41-79'],
    ['٠٧٩', '079'],
  ])('2.5 %j is kept as %j', (number, value) => expect(checkMobile(number)).toEqual({ ok: true, value }))
})

describe('2.5 extension', () => {
  test.each(['1 2', '1,2', '<b>', '1\0', 'é', '1\n2'])('2.5 %j is refused', (extension) => {
    expect(checkExtension(extension)).toEqual(
      extension === 'é' ? { ok: true, value: 'e' } : { ok: false, code: 'extension_invalid' },
    )
  })

  test('2.5 an extension has at most 32 characters', () => {
    expect(checkExtension('1'.repeat(33))).toEqual({ ok: false, code: 'too_long' })
  })

  test.each([
    ['', null],
    [' 4711 ', '4711'],
    ['*21#', '*21#'],
    ['A-12+3', 'A-12+3'],
  ])('2.5 %j is kept as %j', (extension, value) => {
    expect(checkExtension(extension)).toEqual({ ok: true, value })
  })
})

test('2.5 what was accepted is accepted again, unchanged', () => {
  const typed = fc.string({ unit: fc.constantFrom(...'0123456789+()-./ x#*aＡ٣\u202a–'), maxLength: 45 })
  fc.assert(
    fc.property(typed, (text) => {
      for (const check of [checkMobile, checkExtension]) {
        const checked = check(text)
        if (checked.ok && checked.value !== null) expect(check(checked.value)).toEqual(checked)
      }
    }),
  )
})
