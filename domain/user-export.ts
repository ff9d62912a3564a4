import { z } from 'zod'
import { listUsersQuery, userFilterQuery } from './filter.ts'
import { csvOf } from './page.ts'

/**
 * Columns of an exported list, by the ids of the list’s own, in their order. `name` is what a file needs to bring it back:
 * FIRST NAME, LAST NAME and NAME.
 */
export const exportColumns = [
  'name',
  'firstName',
  'lastName',
  'email',
  'role',
  'mobile',
  'extension',
  'products',
  'status',
  'sources',
  'lastSignInAt',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'erasedAt',
] as const
export type ExportColumn = (typeof exportColumns)[number]

/** What the list takes, and which columns; all that there are without them. */
export const exportUsersQuery = z.strictObject({
  ...userFilterQuery,
  sort: listUsersQuery.shape.sort,
  columns: csvOf(exportColumns).optional(),
})
export type ExportUsersQuery = z.output<typeof exportUsersQuery>
