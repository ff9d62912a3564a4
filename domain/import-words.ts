/** Words of imports that both sides use, free of the schema library. */
export const importStates = ['reading', 'preview', 'committing', 'done', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]
export const importRowStatuses = ['new', 'update', 'error', 'removed'] as const
export type ImportRowStatus = (typeof importRowStatuses)[number]

/** What a column of a spreadsheet can be, by the header that the template gives it (2.13). */
export const importColumns = {
  firstName: 'FIRST NAME',
  lastName: 'LAST NAME',
  name: 'NAME',
  email: 'EMAIL',
  role: 'ROLE',
  mobile: 'MOBILE',
  extension: 'EXTENSION',
  products: 'PRODUCTS',
} as const
export type ImportColumn = keyof typeof importColumns
export const importColumnNames = Object.keys(importColumns) as [ImportColumn, ...ImportColumn[]]
/** Columns of the template, in its order; the others are taken where a file has them. */
export const templateColumns = importColumnNames.slice(0, 5)

/** Ways to mend many rows at once. */
export const importMends = ['set_role', 'trim', 'swap_names', 'lower_case_emails', 'update_existing'] as const
export type ImportMend = (typeof importMends)[number]

/** Limits of one file (SEC-28, SEC-33). */
export const importLimits = { rows: 200_000, columns: 100, fileBytes: 50 * 1024 * 1024, cellCharacters: 1000 }

/** What can be wrong with a row, in words; the code is stable. */
export const importFaults = {
  name_required: 'At least one of NAME, FIRST NAME and LAST NAME is needed.',
  name_invalid: 'The name holds characters that can’t be shown.',
  name_too_long: 'The name is longer than 200 characters.',
  required: 'An email is needed.',
  email_invalid: 'This is no valid email address.',
  email_taken: 'A user of this account has this email already.',
  email_twice: 'Another row of the file has the same email.',
  role_unknown: 'ROLE is User or Account Admin.',
  role_not_assignable: 'This role can’t be given here.',
  phone_invalid: 'This is no phone number.',
  extension_invalid: 'An extension has digits, letters and * # + - only.',
  too_long: 'This is too long.',
  product_unknown: 'There is no such product.',
  product_not_manageable: 'This product can’t be assigned in this account.',
  licences_insufficient: 'There was no free licence.',
  field_owned_by_source: 'A source owns this field.',
  changed_since: 'The user was changed in between.',
  not_found: 'The user does not exist any more.',
  last_admin: 'The account would have no Account Admin who can sign in.',
  own_account: 'You can’t change your own role.',
  is_partner: 'The role of a Mitel Partner can’t be changed here.',
  no_cloudlink_account: 'The user has no CloudLink account.',
  not_imported: 'The import ended before this row.',
  internal: 'Something went wrong on our side.',
} as const
export type ImportFault = keyof typeof importFaults
/** What became of a row once it was carried out. */
export const importOutcomes = ['created', 'updated', 'unchanged', 'failed'] as const
/** Imports that were not carried out, and rows of those that were, are kept for so long. */
export const importDays = 30
