import type { FieldCode } from '../../domain/problems.ts'
import { checkField, type UserField, userFieldNames } from '../../domain/user-fields.ts'

export type UserTexts = Record<UserField, string>
export type UserFaults = Partial<Record<UserField, FieldCode>>

export const noUserTexts = Object.fromEntries(userFieldNames.map((field) => [field, ''])) as UserTexts

const names = ['name', 'firstName', 'lastName'] as const

/** What the rule of a field says about a text; null: nothing is wrong. The server judges by the same rules. */
export function faultOf(field: UserField, text: string): FieldCode | null {
  const verdict = checkField(field, text)
  return verdict.ok ? null : verdict.code
}

/**
 * What is wrong with a form (R1, R2 and the rule of each field), in the order of the form.
 * @param judged the fields that are written; the others stay as they are and are not judged
 */
export function faultsOf(texts: UserTexts, judged: readonly UserField[] = userFieldNames): UserFaults {
  const faults: UserFaults = {}
  for (const field of userFieldNames) {
    const fault = judged.includes(field) ? faultOf(field, texts[field]) : null
    if (fault) faults[field] = fault
  }
  const isNameWritten = names.some((field) => judged.includes(field))
  if (isNameWritten && names.every((field) => texts[field].trim() === '')) faults.name ??= 'name_required'
  return faults
}
