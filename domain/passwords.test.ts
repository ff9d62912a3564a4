import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { fold } from './fold.ts'
import { guessBits } from './password-guesses.ts'
import { checkPassword, normalisePassword } from './passwords.ts'

const anna = {
  email: 'Anna.Schmidt@harbour-dental.example',
  names: ['Anna Schmidt', 'Anna', null, 'Schmidt'],
  accountName: 'Harbour Dental',
}
const good = 'x7Kq-9mPz-3vLt'
const refused = (code: string) => ({ ok: false, code })

describe('SEC-1 length', () => {
  test.each(['', 'x7Kq-9mPz-3', '🙂🙃😀😎🤖👻🎃🐱🐶🦊🐻'])('SEC-1 %j is too short', (password) => {
    expect(checkPassword(password)).toEqual(refused('password_too_short'))
  })

  test('SEC-1 the minimum can be configured up, never down', () => {
    expect(checkPassword(good, { minLength: good.length + 1 })).toEqual(refused('password_too_short'))
    expect(checkPassword(good, { minLength: good.length })).toEqual({ ok: true })
    expect(checkPassword('x7Kq-9mPz-3', { minLength: 4 })).toEqual(refused('password_too_short'))
  })

  test('SEC-1 128 characters and more are taken, more than 1,024 refused, none cut off', () => {
    const long = Array.from({ length: 1_024 }, (_, i) => String.fromCharCode(33 + ((i * i * 7 + i * 13) % 90))).join('')
    expect(checkPassword(`${long}x`)).toEqual(refused('password_too_long'))
    expect(checkPassword(long)).toEqual({ ok: true })
    expect(checkPassword(long.slice(0, 128))).toEqual({ ok: true })
    expect(normalisePassword(long)).toBe(long)
  })
})

describe('SEC-2 no composition rules', () => {
  test.each([
    'kdjfhgqwpzmx',
    'KDJFHGQWPZMX',
    '4829105736218',
    'tulip orchestra violet',
    ' tulip-orchestra-violet ',
    'épinard violette tambour',
    'صندوق البريد القديم',
    '🙂🙃😀😎🤖👻🎃🐱🐶🦊🐻🐼',
    good,
  ])('SEC-2 %j is taken', (password) => expect(checkPassword(password, anna)).toEqual({ ok: true }))
})

describe('SEC-3 common passwords', () => {
  test.each([
    'password1234',
    'P@ssw0rd2026!',
    'Passw0rd!Passw0rd!',
    'pa$$word!2345',
    'drowssap4321',
    'MyPassword123',
    '123456789012',
    '098765432109',
    '12345678901234567890',
    '112233445566',
    '4815162342lost',
    'qwertyuiop12',
    'qwertzuiop12',
    'azertyuiop123',
    '1q2w3e4r5t6y',
    '1qaz2wsx3edc',
    '!QAZ2wsx#EDC',
    'zaq12wsxcde3',
    '147258369147',
    '1234qwer!@#$',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'abcdefghijkl',
    'zyxwvutsrqpo',
    'Summer2026!!!',
    'Sommer2026!!',
    'Été2026!Été2026!',
    'Welcome12345',
    'Willkommen123',
    'Motdepasse2026',
    'changeme1234',
    'Company2026!',
    'letmeinletmein',
    'monkeydragonsunshine',
    'correcthorsebatterystaple',
    'unbelievable',
    'administrator1',
    'пароль12345678',
    '密码密码密码密码密码密码',
    '19900102-19900102',
    '            ',
    '............',
    '\u200b'.repeat(12),
  ])('SEC-3 %j is common', (password) => expect(checkPassword(password, anna)).toEqual(refused('password_common')))

  test('SEC-3 every whole password of the list is refused, in any case, doubled, with a year or a row of digits', () => {
    const long = commonPasswords
      .trim()
      .split(/\s+/)
      .filter((word) => word.length >= 12)
    expect(long.length).toBeGreaterThan(500)
    for (const word of long) {
      for (const typed of [word, word.toUpperCase(), word + word, `${word}2026`, `${word}123!`]) {
        expect(checkPassword(typed), typed).toEqual(refused('password_common'))
      }
    }
  })

  test('SEC-3 the hundred most common words don’t get good by leet, years, punctuation and doubling', () => {
    const words = fc.constantFrom(...commonPasswords.trim().split(/\s+/).slice(0, 100))
    const leet = (word: string) =>
      word.replace(/[aeos]/g, (letter) => ({ a: '@', e: '3', o: '0', s: '$' })[letter] ?? letter)
    const looks = fc.constantFrom(
      (word: string) => word,
      leet,
      (word: string) => word.charAt(0).toUpperCase() + word.slice(1),
    )
    const tail = fc.constantFrom('!', '!!!', '123', '1234', '2026', '2026!', '#1')
    fc.assert(
      fc.property(words, looks, tail, tail, (word, look, one, other) => {
        const password = `${look(word)}${one}${other}`
        if ([...password].length >= 12) expect(checkPassword(password), password).toEqual(refused('password_common'))
        expect(checkPassword(`${look(word)}${look(word)}${look(word)}${look(word)}`), word).toEqual(
          refused('password_common'),
        )
      }),
    )
  })

  test('SEC-2 twelve unlike characters at random, and four words, are not called common', () => {
    const characters = fc.uniqueArray(
      fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
      {
        minLength: 12,
        maxLength: 20,
        selector: (character) => character.toLowerCase(),
      },
    )
    const pool = [
      'violin',
      'teapot',
      'moss',
      'harbour',
      'glacier',
      'lantern',
      'thistle',
      'copper',
      'walnut',
      'ribbon',
      'puddle',
      'beacon',
    ]
    const phrase = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 4, maxLength: 5 })
    const takenOr = (password: string) => {
      expect(checkPassword(password), password).toEqual({ ok: true })
    }
    fc.assert(fc.property(phrase, (words) => takenOr(words.join(' '))))
    for (const drawn of fc.sample(characters, { numRuns: 3_000, seed: 12 })) takenOr(drawn.join(''))
  })
})

describe('SEC-3 context words', () => {
  test.each([
    'anna.schmidt@harbour-dental.example',
    'Anna.Schmidt1',
    'annaschmidtannaschmidt',
    'AnnaSchmidt1990',
    'Schm1dt-Anna!!',
    'tdimhcs-anna-tdimhcs',
    'harbourdental1',
    'HarbourDental2026!',
    'harbour-dental.example',
    'Mitel-CloudLink-2026',
    'MiCollab2026!',
  ])('SEC-3 %j is mostly context', (password) =>
    expect(checkPassword(password, anna)).toEqual(refused('password_context')))

  test('SEC-3 the same words say nothing about somebody else, and one of them spoils no passphrase', () => {
    const long = 'maximiliankonstantinwolfeschlegelsteinhausen'
    expect(checkPassword(`${long}1`, { email: `${long}@contoso.example` })).toEqual(refused('password_context'))
    expect(checkPassword('annaschmidt-1x', { email: 'li@contoso.example' })).toEqual({ ok: true })
    expect(checkPassword('harbour violin teapot moss', anna)).toEqual({ ok: true })
    expect(
      checkPassword('AnnaSchmidtAnnaSchmidt', { names: [null, undefined], email: null, accountName: null }),
    ).not.toEqual(refused('password_context'))
  })

  test('SEC-3 names of two characters count where names are that short', () => {
    expect(checkPassword('小龍小龍2026小龍小龍', { names: ['小龍'] }).ok).toBe(false)
    expect(checkPassword('bokdjfhgqwpzmx', { names: ['Bo'] })).toEqual({ ok: true })
  })
})

describe('SEC-4 NFC', () => {
  test('SEC-4 both spellings of an accent are one password, counted as one character', () => {
    expect(normalisePassword('e\u0301')).toBe('\u00e9')
    expect(checkPassword('e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301')).toEqual(refused('password_too_short'))
    expect(normalisePassword('Aa ﬁ①')).toBe('Aa ﬁ①')
  })

  test('SEC-4 the verdict is the same for both spellings, and any text gets one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 20 }), (password, name) => {
        const verdict = checkPassword(password, { names: [name], email: name, accountName: name })
        expect(checkPassword(password.normalize('NFD'), { names: [name], email: name, accountName: name })).toEqual(
          verdict,
        )
      }),
    )
  })
})

describe('guesses', () => {
  test('SEC-3 the list is in the folded form, each word once', () => {
    const words = commonPasswords.trim().split(/\s+/)
    expect(words.filter((word) => fold(word) !== word)).toEqual([])
    expect(new Set(words).size).toBe(words.length)
  })

  test('SEC-3 nothing costs more than its characters, a repetition hardly more than once', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.integer({ min: 2, max: 4 }), (text, times) => {
        const unit = fold(text)
        if (/^\s|\s$/.test(unit) || unit.length * times > 64) return
        const bits = guessBits(unit, () => undefined)
        expect(bits).toBeLessThanOrEqual(unit.length * Math.log2(10) + 1e-9)
        expect(guessBits(unit.repeat(times), () => undefined)).toBeLessThanOrEqual(bits + 2 + 1e-9)
      }),
    )
  })

  test('SEC-3 the longest and most repetitive password is judged at once', () => {
    const started = performance.now()
    checkPassword('ab'.repeat(512))
    checkPassword('a'.repeat(1_024))
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
