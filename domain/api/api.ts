import { accountRoutes } from './accounts.ts'
import { groupRoutes } from './groups.ts'
import { importRoutes } from './imports.ts'
import { jobRoutes } from './jobs.ts'
import { mailboxRoutes } from './mailbox.ts'
import { sessionRoutes } from './sessions.ts'
import { sourceRoutes } from './sources.ts'
import { userLinkRoutes } from './user-links.ts'
import { userRoutes } from './users.ts'

/** The HTTP surface as one table: operationId → route. */
export const routes = {
  ...sessionRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...userLinkRoutes,
  ...mailboxRoutes,
  ...sourceRoutes,
  ...groupRoutes,
  ...jobRoutes,
  ...importRoutes,
}
export type Routes = typeof routes
export type OperationId = keyof Routes
