/** Who may do what (product.md §1). One table: role → permissions in the accounts that the role administers. */
export const roles = ['partner', 'account_admin', 'user'] as const
export type Role = (typeof roles)[number]

const own = ['profile:read', 'profile:update', 'sessions:own'] as const
const administers = [
  ...own,
  'accounts:list',
  'accounts:read',
  'accounts:update',
  'integrations:read',
  'integrations:update',
  'subscriptions:read',
  'licences:read',
  'users:read',
  'users:create',
  'users:update',
  'users:delete',
  'users:act',
  'events:read',
  'jobs:read',
  'jobs:update',
  'sources:read',
  'sources:update',
  'imports:update',
] as const
const reseller = [...administers, 'accounts:create', 'subscriptions:create', 'subscriptions:end'] as const

export type Permission = (typeof reseller)[number]

/** In the account of the user, or, for a partner, in each customer account of the partner account. */
export const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  partner: new Set(reseller),
  account_admin: new Set(administers),
  user: new Set(own),
}
