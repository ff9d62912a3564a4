import type { UserValues } from '../../../domain/users.ts'
import { columnsOf, type UserRow } from './users.row.sql.ts'
import type { NewUser, WrittenUser } from './users.sql.ts'

// Users as reading them again would give them, right after they were written: a statement less for each create and update.

export type Stamp = { at: Date; by: NonNullable<UserRow['modified_by']> }

/** As a row has them: nobody reads what a search and a sort look at. */
const readColumns = (values: UserValues) => {
  const { search_text: _, name_key: __, ...columns } = columnsOf(values)
  return columns
}

/** A user who was just made: without links and licences. */
export const createdRow = (accountId: string, user: NewUser, { at, by }: Stamp): UserRow => ({
  id: user.id,
  account_id: accountId,
  ...readColumns(user.values),
  role: user.role,
  origin: user.origin,
  registered_at: null,
  source_active: user.sourceActive ?? true,
  suspended_by_admin: false,
  cloudlink_removed_at: null,
  invitation: user.invitation ?? 'not_sent',
  invitation_sent_at: null,
  refusal: null,
  version: 1,
  created_at: at,
  modified_at: at,
  modified_by: by,
  last_sign_in_at: null,
  deleted_at: null,
  deleted_by: null,
  link_kinds: [],
  links: null,
  products: [],
})

/** A user whose fields, role or active state were just written. */
export const changedRow = (row: UserRow, to: WrittenUser, { at, by }: Stamp): UserRow => ({
  ...row,
  ...readColumns(to.values),
  role: to.role,
  source_active: to.sourceActive,
  suspended_by_admin: to.suspendedByAdmin,
  version: row.version + 1,
  modified_at: at,
  modified_by: by,
})
