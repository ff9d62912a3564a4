/** Exists in Node and in browsers; declared here because domain knows the types of neither. */
declare const URL: new (address: string) => { readonly hostname: string }

/** Octets, RFC 5321 §4.5.3.1.1 and .3 (a path of 256 less its angle brackets). */
const MAX_LOCAL = 64
const MAX_ADDRESS = 254

/** RFC 5322 §3.2.3 atext, with the letters, marks and digits of RFC 6531 §3.3. No quoted form. */
const ATOMS = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
const HOST = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+$/u
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u
const ASCII = /^\p{ASCII}*$/u
const SOME_ASCII = /\p{ASCII}/u
const NON_ASCII = /\P{ASCII}/gu

/** What is wrong with an address, for tests and logs; people see the sentence of `email_invalid`. */
export type EmailFault = 'at_sign' | 'local_part' | 'domain' | 'look_alike' | 'too_long'
export type ParsedEmail =
  | { ok: true; email: string; key: string }
  | { ok: false; reason: 'email_required' }
  | { ok: false; reason: 'email_invalid'; detail: EmailFault }

const invalid = (detail: EmailFault): ParsedEmail => ({ ok: false, reason: 'email_invalid', detail })

/**
 * R2, R3, SEC-35, SEC-36. In: what was typed or sent. Out: `email`, trimmed and NFC, to show and to store; `key`, the
 * form by which two addresses are the same: local part lower-cased, domain in ASCII (IDNA). A key is an address too,
 * and its own key. Refused: anything but one dot-atom, one ASCII @ and a host name of two labels or more; characters
 * that turn into ASCII by normalising, lower-casing or upper-casing (they look like it, and could match another user),
 * and letters whose capital is another letter's.
 */
export function parseEmail(input: string): ParsedEmail {
  const trimmed = input.trim()
  if (trimmed === '') return { ok: false, reason: 'email_required' }
  const email = trimmed.normalize('NFC')
  if (turnsAscii(trimmed) || turnsAscii(email)) return invalid('look_alike')
  const [local = '', domain = '', more] = email.split('@')
  if (!email.includes('@') || more !== undefined) return invalid('at_sign')
  // =?…?= is a legal atom, but a mail program may decode it.
  if (!ATOMS.test(local) || local.includes('=?') || INVISIBLE.test(local)) return invalid('local_part')
  if (hasForeignCapital(local)) return invalid('look_alike')
  const host = asciiDomain(domain)
  if (host === null) return invalid('domain')
  const lowered = lowerCase(local)
  if (octets(local) > MAX_LOCAL || octets(lowered) > MAX_LOCAL) return invalid('too_long')
  if (octets(email) > MAX_ADDRESS || octets(`${lowered}@${host}`) > MAX_ADDRESS) return invalid('too_long')
  return { ok: true, email, key: `${lowered}@${host}` }
}

/** The key (see parseEmail) of an address typed or stored; null for what is no address: it can't be anybody’s. */
export function emailKey(email: string): string | null {
  const parsed = parseEmail(email)
  return parsed.ok ? parsed.key : null
}

/**
 * The address to give to the mail server for a stored email: the local part as its owner writes it, the domain in
 * ASCII, so that no library maps it by rules of its own. Null for what is no address.
 */
export function deliveryAddress(email: string): string | null {
  const parsed = parseEmail(email)
  return parsed.ok ? parsed.email.slice(0, parsed.email.indexOf('@')) + parsed.key.slice(parsed.key.indexOf('@')) : null
}

/** Kelvin sign, full-width forms, ligatures, ª, dotted İ; by their capital: dotless ı, long ſ (ß becomes two: kept). */
function turnsAscii(text: string): boolean {
  return (text.match(NON_ASCII) ?? []).some(
    (letter) =>
      SOME_ASCII.test(letter.normalize('NFKC')) ||
      SOME_ASCII.test(letter.toLowerCase()) ||
      (letter.toUpperCase().length === 1 && ASCII.test(letter.toUpperCase())),
  )
}

/** µ, ϐ, ᲀ: written in capitals they are μ, β, в, whose address may be somebody else's. Without a capital of its own: kept. */
function hasForeignCapital(local: string): boolean {
  return (local.match(NON_ASCII) ?? []).some((letter) => {
    const capital = letter.toUpperCase()
    return [...capital].length === 1 && lowerLetter(capital) !== lowerLetter(letter)
  })
}

/** A capital sigma means the same wherever it stands. */
const lowerLetter = (letter: string) => letter.toLowerCase().replace('ς', 'σ')

function lowerCase(local: string): string {
  if (ASCII.test(local)) return local.toLowerCase()
  return [...local].map(lowerLetter).join('').normalize('NFC')
}

/** The domain by IDNA (UTS 46), lower-cased; null if it is none, or an IP address. */
function asciiDomain(domain: string): string | null {
  if (!HOST.test(domain) || INVISIBLE.test(domain)) return null
  let host = domain.toLowerCase()
  if (!ASCII.test(host) || host.includes('xn--')) {
    try {
      host = new URL(`http://${domain}`).hostname
    } catch {
      return null
    }
  }
  const labels = host.split('.')
  // A top label of digits makes an IP address.
  return labels.every((label) => LABEL.test(label)) && /\D/.test(labels.at(-1) ?? '') ? host : null
}

/** Bytes of the text in UTF-8. */
function octets(text: string): number {
  let count = 0
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0
    count += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return count
}
