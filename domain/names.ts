/** Longest name, in code points after cleaning. */
export const maxNameLength = 200

/**
 * Characters no name may hold (SEC-35): C0 and C1 controls, among them NUL, CR, LF and TAB, the marks that turn the
 * direction of the text around them, lone surrogates, and the code points Unicode keeps for programs.
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/u
const NOTHING_TO_SEE = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u

export type CleanedName = { ok: true; value: string | null } | { ok: false; code: 'name_invalid' | 'name_too_long' }

/**
 * A name as it is stored: NFC, trimmed, white space collapsed. What shows nothing is null, so that it can't stand for
 * the one name that R1 asks for. Refuses control characters inside, and more than 200 characters.
 */
export function cleanName(input: string): CleanedName {
  const trimmed = input.normalize('NFC').trim()
  if (FORBIDDEN.test(trimmed)) return { ok: false, code: 'name_invalid' }
  if (NOTHING_TO_SEE.test(trimmed)) return { ok: true, value: null }
  const value = trimmed.replace(/\s+/g, ' ')
  return [...value].length > maxNameLength ? { ok: false, code: 'name_too_long' } : { ok: true, value }
}

/** What the NAME column shows (2.2): Name if given, else First and Last, whichever exist; none of them: ''. */
export function displayName(names: {
  name?: string | null
  firstName?: string | null
  lastName?: string | null
}): string {
  return names.name || [names.firstName, names.lastName].filter(Boolean).join(' ')
}
