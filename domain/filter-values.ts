/** The values of the list’s filters and sorts (2.4), free of the schema library. */
export const properties = [
  'admins',
  'users',
  'registered',
  'unregistered',
  'pbx_users',
  'micloud_connected',
  'iot_connected',
  'inactive',
] as const
export type Property = (typeof properties)[number]
export const invitationFilters = ['not_sent', 'sent', 'expired', 'refused'] as const
export const lastSignInFilters = ['never', '30d', '90d', '365d'] as const
export const sortFields = ['name', 'email', 'role', 'status', 'createdAt', 'modifiedAt', 'lastSignInAt'] as const
export type SortField = (typeof sortFields)[number]
