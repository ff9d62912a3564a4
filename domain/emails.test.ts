import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deliveryAddress, emailKey, parseEmail } from './emails.ts'

const refused = (reason: string, detail?: string) => (detail ? { ok: false, reason, detail } : { ok: false, reason })

describe('R2 an email is required and valid', () => {
  test.each(['', '   ', '\r\n\t', '\u00a0'])('R2 %j is no email', (input) => {
    expect(parseEmail(input)).toEqual(refused('email_required'))
  })

  test.each([
    ['anna', 'at_sign'],
    ['a@b@c.example', 'at_sign'],
    ['@b.example', 'local_part'],
    ['.a@b.example', 'local_part'],
    ['a.@b.example', 'local_part'],
    ['a..b@c.example', 'local_part'],
    ['a b@c.example', 'local_part'],
    ['"a b"@c.example', 'local_part'],
    ['a(x)@c.example', 'local_part'],
    ['mailto:a@c.example', 'local_part'],
    ['😀@c.example', 'local_part'],
    ['a@', 'domain'],
    ['a@localhost', 'domain'],
    ['a@b..example', 'domain'],
    ['a@b.example.', 'domain'],
    ['a@.b.example', 'domain'],
    ['a@-b.example', 'domain'],
    ['a@b-.example', 'domain'],
    ['a@b_c.example', 'domain'],
    ['a@b c.example', 'domain'],
    ['a@b.example/x', 'domain'],
    ['a@b.example:25', 'domain'],
    ['a@b%2eexample', 'domain'],
    ['a@192.0.2.1', 'domain'],
    ['a@0x7f.1', 'domain'],
    ['a@b.123', 'domain'],
    ['a@[192.0.2.1]', 'domain'],
    ['a@[IPv6:2001:db8::1]', 'domain'],
    [`a@${'b'.repeat(64)}.example`, 'domain'],
    [`a@${'ü'.repeat(60)}.example`, 'domain'],
    [`${'a'.repeat(65)}@b.example`, 'too_long'],
    [`${'é'.repeat(33)}@b.example`, 'too_long'],
    [`${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`, 'too_long'],
  ])('R2 %j is refused: %s', (input, detail) => expect(parseEmail(input)).toEqual(refused('email_invalid', detail)))

  test.each([
    ['a@b.c', 'a@b.c'],
    ['Anna.Berg+x@Harbour.Example', 'anna.berg+x@harbour.example'],
    ["o'brien/x=y?!#$%&*^_`{|}~-@b.example", "o'brien/x=y?!#$%&*^_`{|}~-@b.example"],
    ['josé@b.example', 'josé@b.example'],
    ['用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'],
    ['a@MÜLLER.example', 'a@xn--mller-kva.example'],
    ['a@xn--mller-kva.example', 'a@xn--mller-kva.example'],
    ['a@faß.example', 'a@xn--fa-hia.example'],
    ['straße@b.example', 'straße@b.example'],
    [
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}exampl`.slice(0, 254),
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}exampl`.slice(0, 254),
    ],
  ])('R2 %j is valid, its key is %j', (email, key) => expect(parseEmail(email)).toEqual({ ok: true, email, key }))
})

describe('R3 emails are compared', () => {
  test.each([
    ['josé@b.example', 'jose@b.example'],
    ['a.b@c.example', 'ab@c.example'],
    ['a+x@c.example', 'a@c.example'],
    ['a@faß.example', 'a@fass.example'],
  ])('R3 %j and %j are two', (one, other) => expect(emailKey(one)).not.toBe(emailKey(other)))

  test.each([
    [' anna@b.example\u00a0', 'anna@b.example'],
    ['ANNA@B.EXAMPLE', 'anna@b.example'],
    ['JOSE\u0301@b.example', 'josé@b.example'],
    ['a@MÜLLER.example', 'a@xn--mller-kva.example'],
    ['ΟΔΟΣ@b.example', 'οδοσ@b.example'],
    ['ΟΔΟΣ@b.example', 'οδος@b.example'],
  ])('R3 %j and %j are one', (one, other) => {
    expect(emailKey(one)).not.toBeNull()
    expect(emailKey(one)).toBe(emailKey(other))
  })

  test('R3 an email is kept as written, trimmed and NFC', () => {
    expect(parseEmail(' JOSE\u0301@B.example ')).toMatchObject({ email: 'JOSÉ@B.example', key: 'josé@b.example' })
  })

  test('R3 what is no address has no key', () => expect(emailKey('anna')).toBeNull())
})

describe('SEC-35 SEC-36 headers and look-alikes', () => {
  test.each([
    '\r',
    '\n',
    '\r\nBcc: x@y.example\r\n',
    '\0',
    ',',
    '<',
    '>',
    ';',
    '\u2028',
    '\u202e',
    '\u200b',
    '\u00ad',
    '\ufe0f',
    '\u3164',
    '\u034f',
    '=?utf-8?q?x?=',
  ])('SEC-35 %j inside an address is refused', (poison) => {
    expect(parseEmail(`a${poison}b@c.example`).ok).toBe(false)
    expect(parseEmail(`a@b${poison}c.example`).ok).toBe(false)
  })

  test.each([
    'ı',
    'İ',
    'I\u0307',
    'ſ',
    '\u212a',
    'ａ',
    '①',
    'ª',
    'ﬁ',
    'ℯ',
    '𝐚',
    'ⓐ',
    'ʰ',
  ])('SEC-36 %j looks like ASCII and is refused', (letter) => {
    expect(parseEmail(`${letter}x@c.example`)).toEqual(refused('email_invalid', 'look_alike'))
    expect(parseEmail(`a@${letter}x.example`)).toEqual(refused('email_invalid', 'look_alike'))
  })

  test.each([
    'a＠b.example',
    'a@b．example',
    'a@b。example',
    'a@b｡example',
  ])('SEC-36 %j: only ASCII separates', (input) => {
    expect(parseEmail(input).ok).toBe(false)
  })

  test('SEC-36 no character but its own two cases matches an ASCII letter of another address', () => {
    const twins: string[] = []
    for (let point = 0x80; point < 0x11_0000; point++) {
      const letter = String.fromCodePoint(point)
      if (/[\p{Cn}\p{Co}\p{Cs}]/u.test(letter)) continue
      const local = emailKey(`${letter}@c.example`)
      const domain = emailKey(`a@${letter}.example`)
      // Alone in its label, whatever becomes ASCII gives a key in ASCII without xn--.
      if (local !== null && /^\p{ASCII}/u.test(local.normalize('NFKC'))) twins.push(letter)
      if (domain !== null && !domain.startsWith('a@xn--')) twins.push(letter)
    }
    expect(twins).toEqual([])
  })
})

const alphabet = [...'abzAZ09.-_+=?@,<> "\\ÄäßéΣςıſİЖ例\u0301\u0307\u200d\u0130\uff20\uff0eƀǰ', 'xn--', '\r\n', '\0']
const typed = fc.oneof(
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 80 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 8 }),
    )
    .map(([local, domain]) => `${local}@${domain}.example`),
  fc.string({ unit: 'binary' }).map((text) => `${text}@b.example`),
)

describe('properties', () => {
  test('R3 SEC-36 no letter at all has the key of another by its capital', () => {
    const wrong: string[] = []
    let accepted = 0
    for (let point = 0x80; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const letter = String.fromCodePoint(point)
      const parsed = parseEmail(`x${letter}@b.example`)
      if (!parsed.ok) continue
      accepted++
      const capital = letter.toUpperCase()
      if ([...capital].length === 1 && emailKey(`X${capital}@b.example`) !== parsed.key) wrong.push(letter)
    }
    expect(wrong).toEqual([])
    expect(accepted).toBeGreaterThan(100_000)
  })

  test.each(['µ', 'ϐ', 'ᲀ'])('R3 SEC-36 %s is refused', (letter) => {
    expect(parseEmail(`${letter}@b.example`)).toEqual({ ok: false, reason: 'email_invalid', detail: 'look_alike' })
  })

  test('R3 a key is its own key, an accepted email is accepted again, any case has the same key', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const parsed = parseEmail(input)
        if (!parsed.ok) return
        expect(parseEmail(parsed.key)).toEqual({ ok: true, email: parsed.key, key: parsed.key })
        expect(parseEmail(parsed.email)).toEqual(parsed)
        // ß, ǰ, ᾳ have no capital of their own; in a domain Σ is σ, another name than ς.
        const isWhole = [...input].every((letter) => [...letter.toUpperCase()].length === 1)
        if (isWhole && !/\u0301|\u0307|@.*ς/u.test(input)) expect(emailKey(input.toUpperCase())).toBe(parsed.key)
      }),
      { numRuns: 5_000 },
    )
  })

  test('SEC-35 an accepted email is one recipient: one @, nothing that a header takes for syntax', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const parsed = parseEmail(input)
        if (!parsed.ok) return
        for (const address of [parsed.email, parsed.key, deliveryAddress(input) ?? '']) {
          expect(address).toMatch(/^[^\s\p{C}@,;:<>()"\\[\]]+@[^\s\p{C}@,;:<>()"\\[\]]+$/u)
          expect(address).not.toContain('=?')
        }
      }),
      { numRuns: 5_000 },
    )
  })

  test('R3 mail goes to the local part as written, at the domain in ASCII', () => {
    expect(deliveryAddress('anna')).toBeNull()
    expect(deliveryAddress(' José.X@Müller.example')).toBe('José.X@xn--mller-kva.example')
  })
})
