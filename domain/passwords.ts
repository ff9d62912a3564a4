import { commonPasswords } from './common-passwords.ts'
import { fold } from './fold.ts'
import { guessBits } from './password-guesses.ts'

/** SEC-1, in code points. The minimum can be configured up, never down. */
export const minPasswordLength = 12
export const maxPasswordLength = 1024

/** A password that guessing as described in password-guesses.ts finds within 2^26 tries is common (SEC-3). */
const ENOUGH_BITS = 26
/** A context word is among the first that somebody tries. */
const CONTEXT_BITS = 2
const PRODUCT = ['mitel', 'cloudlink', 'miteam', 'micollab', 'micloud']

export type PasswordContext = {
  email?: string | null
  names?: readonly (string | null | undefined)[]
  accountName?: string | null
  /** Configured minimum length; below 12 it counts as 12. */
  minLength?: number
}
export type CheckedPassword =
  | { ok: true }
  | { ok: false; code: 'password_too_short' | 'password_too_long' | 'password_common' | 'password_context' }

/** SEC-4: the form that is counted, hashed and verified, so that every keyboard’s é is the same. Nothing is cut. */
export function normalisePassword(password: string): string {
  return password.normalize('NFC')
}

/**
 * SEC-1 to SEC-4: whether a new password is taken. Refused: too short, too long (1,024), common, or mostly made of
 * words that stand beside it: email, names, account, product. Which kinds of characters it has makes no difference.
 */
export function checkPassword(password: string, context: PasswordContext = {}): CheckedPassword {
  const normal = normalisePassword(password)
  const length = [...normal].length
  if (length < Math.max(minPasswordLength, context.minLength ?? 0)) return { ok: false, code: 'password_too_short' }
  if (length > maxPasswordLength) return { ok: false, code: 'password_too_long' }
  const common = commonBits()
  if (guessBits(normal, (word) => common.get(word)) < ENOUGH_BITS) return { ok: false, code: 'password_common' }
  const close = contextWords(context)
  const bits = guessBits(normal, (word) => (close.has(word) ? CONTEXT_BITS : common.get(word)))
  return bits < ENOUGH_BITS ? { ok: false, code: 'password_context' } : { ok: true }
}

let bitsByWord: Map<string, number> | undefined

/** Each common word with the bits that its place in the list is worth; made at the first check. */
function commonBits(): Map<string, number> {
  bitsByWord ??= new Map(
    commonPasswords
      .trim()
      .split(/\s+/)
      .map((word, rank) => [word, Math.log2(rank + 2)]),
  )
  return bitsByWord
}

/** The folded words of a person’s surroundings: each text without its blanks, and each of its parts. */
function contextWords({ email, names, accountName }: PasswordContext): Set<string> {
  const texts = [...PRODUCT, email, ...(email ?? '').split('@'), ...(names ?? []), (names ?? []).join(' '), accountName]
  const words = texts.flatMap((text) => {
    const folded = fold(text ?? '')
    return [folded, folded.replaceAll(' ', ''), ...folded.split(/[^\p{L}\p{M}\p{N}]+/u)]
  })
  // Two letters are a name in Chinese, and part of most words in English.
  return new Set(words.filter((word) => word.length > (/^\p{ASCII}*$/u.test(word) ? 2 : 1)))
}
