import { accountRoutes } from './accounts.ts'
import { sessionRoutes } from './sessions.ts'
import { userRoutes } from './users.ts'

/** The HTTP surface as one table: operationId → route. */
export const routes = { ...sessionRoutes, ...accountRoutes, ...userRoutes }
export type Routes = typeof routes
export type OperationId = keyof Routes
