import type { TxContext } from '../../platform/context.ts'
import { deleteConflictsOf } from './provisioning.sql.ts'

/** SEC-41: of people who are erased nothing stays at the conflict desk. What is still open comes again from the directory. */
export const forgetPeople = (context: TxContext, userIds: readonly string[]): Promise<number> =>
  deleteConflictsOf(context.tx, userIds)
