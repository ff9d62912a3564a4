import { fold } from './fold.ts'

const MOBILE = /^(?:tel:)?(?=[^0-9]*[0-9])[ (]*\+?[0-9 ()./-]+(?:(?:;ext=|,| ?x\.? ?| ?ext\.? ?|#)[0-9]{1,10})?$/i
const EXTENSION = /^[0-9a-z*#+-]+$/i

export type CheckedMobile = { ok: true; value: string | null } | { ok: false; code: 'phone_invalid' | 'too_long' }
export type CheckedExtension =
  | { ok: true; value: string | null }
  | { ok: false; code: 'extension_invalid' | 'too_long' }

/** Trimmed; what isn't plain ASCII (pasted direction marks, full-width or Arabic digits, long dashes) made so. */
function plain(input: string): string {
  const trimmed = input.trim()
  return /^\p{ASCII}*$|\p{Cc}/u.test(trimmed) ? trimmed : fold(trimmed)
}

/**
 * A mobile number (2.5), taken leniently because sources write it in many ways: a + at most, digits, spaces, ( ) - . /
 * and an extension as in `x12`; at most 40 characters. Never re-formatted. Empty is null.
 */
export function checkMobile(input: string): CheckedMobile {
  const value = plain(input)
  if (value === '') return { ok: true, value: null }
  if (value.length > 40) return { ok: false, code: 'too_long' }
  return MOBILE.test(value) ? { ok: true, value } : { ok: false, code: 'phone_invalid' }
}

/** An extension (2.5): digits, ASCII letters, * # + -, at most 32 characters. Empty is null. */
export function checkExtension(input: string): CheckedExtension {
  const value = plain(input)
  if (value === '') return { ok: true, value: null }
  if (value.length > 32) return { ok: false, code: 'too_long' }
  return EXTENSION.test(value) ? { ok: true, value } : { ok: false, code: 'extension_invalid' }
}
