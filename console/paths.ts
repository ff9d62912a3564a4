/** Every address of the console, as route patterns: the one path registry for routes, links and redirects. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  register: '/register',
  mailbox: '/mailbox',
  profile: '/profile',
  accounts: '/accounts',
  account: '/accounts/$accountId',
  users: '/accounts/$accountId/users',
  user: '/accounts/$accountId/users/$userId',
  events: '/accounts/$accountId/events',
  sources: '/accounts/$accountId/sources',
  source: '/accounts/$accountId/sources/$sourceId',
  groups: '/accounts/$accountId/groups',
  group: '/accounts/$accountId/groups/$groupId',
} as const
