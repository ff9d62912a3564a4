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
