import type { FieldCode } from '../../../domain/problems.ts'

/** One sentence for each field code: what is wrong, and what would be right. */
export const fields = {
  'field.required': 'This is required.',
  'field.unknown_key': 'This field is not known here.',
  'field.wrong_type': 'This is not the right kind of value.',
  'field.invalid_value': 'This value is not right.',
  'field.too_long': 'This is too long.',
  'field.too_short': 'This is too short.',
  'field.email_invalid': 'Enter a valid email address, such as name@example.com.',
  'field.email_taken': 'Another user of this account has this email.',
  'field.name_required': 'Enter at least one of Name, First Name and Last Name.',
  'field.name_invalid': 'This holds characters that can’t be shown. Type it again instead of pasting it.',
  'field.name_too_long': 'A name has at most 200 characters.',
  'field.role_not_assignable': 'Choose User or Account Admin.',
  'field.field_owned_by_source': 'A source owns this field. Change it there.',
  'field.phone_invalid': 'Enter a phone number, such as +49 30 1234567.',
  'field.extension_invalid': 'An extension has digits, letters, *, #, + and -.',
  'field.password_too_short': 'This password is too short.',
  'field.password_too_long': 'This password is too long.',
  'field.password_common': 'This password is one of the first that an attacker would try. Choose another.',
  'field.password_context': 'Don’t build the password from your name, your email or the name of the account.',
  'field.terms_not_accepted': 'Accept the terms to go on.',
  'field.product_unknown': 'This product is not known.',
  'field.confirmation_missing': 'Type the word exactly as shown.',
} as const satisfies Record<`field.${FieldCode}`, string>
