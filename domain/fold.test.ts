import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, matchRanges, searchKeys, searchWords, sortKey } from './fold.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  // Lone surrogates, and characters that move or change what stands beside them.
  fc.string({
    unit: fc.constantFrom(
      '\ud800',
      '\udc00',
      '\0',
      'Σ',
      'İ',
      'ß',
      'ﬁ',
      'e\u0301',
      '\u200d',
      ' ',
      '\u00a0',
      '\u3099',
      '\uff9e',
      'か',
      '\u094d',
      '\u0f71',
      '한',
      'a',
    ),
  }),
)

const folded: [string, string][] = [
  ['José', 'jose'],
  ['JOSE\u0301', 'jose'],
  ['Łódź', 'lodz'],
  ['Ørsted Đặng Ħal Ŋ', 'orsted dang hal n'],
  ['Straße STRASSE ẞ', 'strasse strasse ss'],
  ['Æther Œuvre Þór Ðuro', 'aether oeuvre thor duro'],
  ['İstanbul ISPARTA ısı', 'istanbul isparta isi'],
  ['ΟΔΟΣ ὁδός', 'οδοσ οδοσ'],
  ['Ёлкин Й', 'елкин и'],
  ['Ｊｏｈｎ　Ｄｏｅ', 'john doe'],
  ['ﬁancé', 'fiance'],
  ['  a \t\n b\u00a0 c\u0085', 'a b c'],
  ['O’Brien O´Brien', "o'brien o'brien"],
  ['Jean‑Luc – x', 'jean-luc - x'],
  ['\u202aAnna\u200b\u00ad\ufeff\0', 'anna'],
  ['مُحَمَّد أحمد فاطمة', 'محمد احمد فاطمه'],
  ['علی', 'علي'],
  ['שָׁלוֹם', 'שלום'],
  ['٠٧٩ ०७९', '079 079'],
  ['ﾀﾞｲ', 'ダイ'.normalize('NFKD')],
  ['김민준', '김민준'.normalize('NFKD')],
  ['李小龍', '李小龍'],
  ['क्षि', 'क्षि'],
  ['a\ud800b', 'a\ufffdb'],
  ['', ''],
]

describe('2.3 fold', () => {
  test.each(folded)('2.3 %j folds to %j', (text, expected) => expect(fold(text)).toBe(expected))

  test('2.3 folding a folded text changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
      { numRuns: 2_000 },
    )
  })

  test('2.3 folding is total: every code point and half of one, and what comes out can be stored', () => {
    const faults: string[] = []
    for (let point = 0; point < 0x11_0000; point++) {
      const text = fold(`a${String.fromCodePoint(point)}b`)
      if (fold(text) !== text || !text.isWellFormed() || /[\p{Cc}\p{Lt}]/u.test(text)) faults.push(point.toString(16))
    }
    expect(faults).toEqual([])
  })

  test('2.3 case makes no difference, except where a capital is spelled with several letters of another kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aéñøłßσςжіїkæğ ') }), (text) => {
        expect(fold(text.toUpperCase())).toBe(fold(text))
      }),
    )
  })
})

describe('2.2 sort key', () => {
  test('2.2 a key fits an index entry, ends in a whole character and starts like the folded text', () => {
    fc.assert(
      fc.property(
        fc.array(anyText).map((parts) => parts.join('').repeat(20)),
        (text) => {
          const key = sortKey(text)
          expect(Buffer.byteLength(key)).toBeLessThanOrEqual(400)
          expect(key.isWellFormed()).toBe(true)
          expect(fold(text).startsWith(key)).toBe(true)
        },
      ),
    )
    expect(sortKey('é'.repeat(400))).toBe('e'.repeat(400))
    expect(sortKey('漢'.repeat(200))).toBe('漢'.repeat(133))
  })
})

describe('search keys', () => {
  const nobody = { name: null, firstName: null, lastName: null, email: null, mobile: null, extension: null }

  test('2.2 a user without any value has empty keys and no email key', () => {
    expect(searchKeys(nobody)).toEqual({ displayName: '', nameKey: '', emailKey: null, searchText: '' })
  })

  test('R3 the email key keeps accents apart, which search takes for the same', () => {
    const jose = searchKeys({ ...nobody, email: 'José@Müller.example' })
    expect(jose.emailKey).toBe('josé@xn--mller-kva.example')
    expect(jose.searchText).toBe('jose@muller.example')
    expect(searchKeys({ ...nobody, email: 'not an address' }).emailKey).toBeNull()
  })

  test('2.2 NAME is Name, else First and Last, and what First and Last say is kept once', () => {
    expect(searchKeys({ ...nobody, firstName: 'Zoë', lastName: 'Łuk' })).toMatchObject({
      displayName: 'Zoë Łuk',
      nameKey: 'zoe luk',
      searchText: 'zoe luk',
    })
    expect(searchKeys({ ...nobody, name: 'Reception', firstName: 'Zoë', lastName: 'Rec' })).toMatchObject({
      displayName: 'Reception',
      nameKey: 'reception',
      searchText: 'reception\nzoe\nrec',
    })
  })

  test('2.3 numbers are found with and without their punctuation', () => {
    const { searchText } = searchKeys({ ...nobody, mobile: '+41 (79) 123-45.67', extension: '12-34' })
    expect(searchText.split('\n')).toEqual(['+41 (79) 123-45.67', '12-34', '+41791234567', '1234'])
  })

  test('2.3 any part of any field is found, whatever the fields, and the text fits an index entry', () => {
    const field = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }))
    const user = fc.record({
      name: field,
      firstName: field,
      lastName: field,
      email: field,
      mobile: field,
      extension: field,
    })
    fc.assert(
      fc.property(user, (values) => {
        const { searchText } = searchKeys(values)
        for (const value of Object.values(values)) {
          for (const word of searchWords(value ?? '')) expect(searchText).toContain(word)
        }
      }),
    )
    const longest = '漢'.repeat(200)
    const full = searchKeys({
      name: longest,
      firstName: `a${longest}`,
      lastName: `b${longest}`,
      email: `${'a'.repeat(64)}@${'b'.repeat(185)}.com`,
      mobile: '1'.repeat(40),
      extension: '2'.repeat(32),
    })
    expect(Buffer.byteLength(full.searchText) + Buffer.byteLength(full.nameKey)).toBeLessThan(2_600)
  })
})

describe('2.3 search words', () => {
  test.each([
    ['', []],
    ['  \u200b ', []],
    ['José  GARCÍA\tjosé', ['jose', 'garcia']],
    ['a b c d e f g h i j', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
    ['x'.repeat(201), ['x'.repeat(200)]],
    ['😀'.repeat(300), ['😀'.repeat(200)]],
  ])('2.3 %j is searched as %j', (input, words) => expect(searchWords(input)).toEqual(words))
})

describe('2.3 highlighting', () => {
  test.each([
    ['Jane', ['x'], []],
    ['Jane', [], []],
    ['Jane', [''], []],
    [
      'Straße',
      ['s'],
      [
        [0, 1],
        [4, 5],
      ],
    ],
    ['Straße', ['rass'], [[2, 5]]],
    ['Ærø', ['e'], [[0, 1]]],
    [
      'Jose\u0301 García',
      ['jose', 'cia'],
      [
        [0, 5],
        [9, 12],
      ],
    ],
    ['İİx', ['x'], [[2, 3]]],
    ['aaa', ['aa'], [[0, 3]]],
    ['banana', ['ana', 'nan'], [[1, 6]]],
    ['김민준', ['ㅁ'.normalize('NFKD')], [[1, 2]]],
    [
      '😀 é😀',
      ['😀'],
      [
        [0, 2],
        [4, 6],
      ],
    ],
  ] as [string, string[], [number, number][]][])('2.3 in %j, %j matches at %j', (text, words, ranges) => {
    expect(matchRanges(text, words)).toEqual(ranges)
  })

  test('2.3 what is highlighted contains a word, what contains a word is highlighted', () => {
    const case_ = fc
      .tuple(anyText, fc.nat(), fc.integer({ min: 1, max: 4 }), anyText)
      .map(([text, at, length, other]) => {
        const folded = fold(text)
        const start = folded.length ? at % folded.length : 0
        return { text, words: [...searchWords(folded.slice(start, start + length)), ...searchWords(other)] }
      })
    fc.assert(
      fc.property(case_, ({ text, words }) => {
        const ranges = matchRanges(text, words)
        let before = -1
        for (const [start, end] of ranges) {
          expect(start).toBeGreaterThan(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          const slice = fold(text.slice(start, end))
          expect(words.some((word) => slice.includes(word))).toBe(true)
          before = end
        }
        for (const word of words) {
          if (fold(text).includes(word)) {
            expect(ranges.some(([start, end]) => fold(text.slice(start, end)).includes(word))).toBe(true)
          }
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
