import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoOf, readMoment } from './moments.ts'

test.each([
  ['2026-11-23 01:20:01.457923+00', '2026-11-23T01:20:01.457Z'],
  ['2026-11-23 01:20:01.4+00', '2026-11-23T01:20:01.400Z'],
  ['2026-11-23T01:20:01.457923+00:00', '2026-11-23T01:20:01.457Z'],
  ['2026-11-23T01:20:01+00:00', '2026-11-23T01:20:01.000Z'],
  ['2024-02-29 23:59:59+00', '2024-02-29T23:59:59.000Z'],
  ['1970-01-01 00:00:00.001+00', '1970-01-01T00:00:00.001Z'],
])('a moment of the database is read as it is: %s', (text, iso) => {
  expect(readMoment(text)?.toISOString()).toBe(iso)
})

test.each([
  'infinity',
  '-infinity',
  '2026-11-23 01:20:01+05:30',
  '2026-11-23 01:20:01.5-03',
  '2026-11-23T01:20:01+05:00',
  '2026-11-23T01:20:01-00:30',
  '0044-03-15 00:00:00+00 BC',
  '0044-03-15 00:00:00+00',
  '20260-01-01 00:00:00+00',
])('what is written in another way is left to the driver: %s', (text) => {
  expect(readMoment(text)).toBeNull()
})

test('a moment is said as toISOString() says it', () => {
  const moment = fc.date({
    min: new Date('1000-01-01'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(moment, (date) => isoOf(date) === date.toISOString()),
    { numRuns: 5_000 },
  )
})
