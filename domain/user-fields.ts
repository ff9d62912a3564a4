import { parseEmail } from './emails.ts'
import { cleanName } from './names.ts'
import { checkExtension, checkMobile } from './phones.ts'
import type { FieldCode } from './problems.ts'

/**
 * The field catalogue: one line a field. From it derive input schemas, columns of the list, form fields, import
 * columns, the SCIM map and the diff of events. rule: which of `fieldRules` judges it; edit: who may change it on an
 * existing user. Free of the schema library, so that the console’s list and forms load without it.
 */
export const userFields = {
  name: { rule: 'name', column: 'name', list: true, edit: 'self', import: 'NAME', scim: 'displayName' },
  firstName: {
    rule: 'name',
    column: 'first_name',
    list: false,
    edit: 'self',
    import: 'FIRST NAME',
    scim: 'name.givenName',
  },
  lastName: {
    rule: 'name',
    column: 'last_name',
    list: false,
    edit: 'self',
    import: 'LAST NAME',
    scim: 'name.familyName',
  },
  email: {
    rule: 'email',
    column: 'email',
    list: true,
    edit: 'admin',
    import: 'EMAIL',
    scim: 'emails[type eq "work"].value',
  },
  mobile: {
    rule: 'mobile',
    column: 'mobile',
    list: false,
    edit: 'self',
    import: 'MOBILE',
    scim: 'phoneNumbers[type eq "mobile"].value',
  },
  extension: {
    rule: 'extension',
    column: 'extension',
    list: false,
    edit: 'admin',
    import: 'EXTENSION',
    scim: 'urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User:extension',
  },
} as const
export type UserField = keyof typeof userFields
export const userFieldNames = Object.keys(userFields) as UserField[]

/** The writable values of a user. */
export type UserValues = Record<UserField, string | null>

export type FieldVerdict = { ok: true; value: string | null } | { ok: false; code: FieldCode }

/** What a text becomes, or why it is refused. R2, R3 for an email: required and valid, kept as typed. */
export const fieldRules = {
  name: cleanName,
  email: (text: string): FieldVerdict => {
    const parsed = parseEmail(text)
    if (parsed.ok) return { ok: true, value: parsed.email }
    return { ok: false, code: parsed.reason === 'email_required' ? 'required' : 'email_invalid' }
  },
  mobile: checkMobile,
  extension: checkExtension,
} as const satisfies Record<(typeof userFields)[UserField]['rule'], (text: string) => FieldVerdict>

/** Judges a text by the rule of its field. */
export const checkField = (field: UserField, text: string): FieldVerdict => fieldRules[userFields[field].rule](text)
