import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { neutral, neutralCell, restored } from './formulas.ts'
import { csvLines } from './spreadsheet.ts'

const hostile = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  "'=1",
  "''+1",
  "'",
  "'a",
  '+41 79 123 45 67',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostile),
  fc.string({ unit: fc.constantFrom("'", '=', '+', '@', '-', '＝', 'a', ' ', '\t', '"', ',', ';', '\n', '\r') }),
)
const isFormula = /^[=+\-@\t\r\n＝＋－＠]/

test('SEC-34 no text is a formula once it is neutral, but a phone number in a cell that is marked as text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(neutral(text)).not.toMatch(isFormula)
      if (isFormula.test(neutralCell(text))) expect(neutralCell(text)).toMatch(/^\+\d[\d ()./-]{5,}$/)
    }),
  )
})

test('SEC-34 taking the apostrophe off again gives back every text, those with apostrophes of their own too', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(restored(neutral(text))).toBe(text)
      expect(restored(neutralCell(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test('SEC-34 a reader of a .csv gets every cell of it back', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyText, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const read = parse(csvLines(rows), { record_delimiter: '\r\n' }) as string[][]
      expect(read.map((cells) => cells.map(restored))).toEqual(rows)
    }),
  )
})
