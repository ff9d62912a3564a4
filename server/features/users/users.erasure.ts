import { restoreDays } from '../../../domain/user-actions.ts'
import { type Context, type House, systemContext, type TxContext } from '../../platform/context.ts'
import { forgetAnswers } from '../../platform/idempotency.ts'
import { command } from '../../platform/operation.ts'
import { enqueue } from '../../platform/queue.ts'
import { record } from '../../platform/record.ts'
import { eraseMessages } from '../mails/mails.ts'
import { deleteUsers, eraseRecordedValues, lockErasable, selectAccountsToErase } from './users.erasure.sql.ts'

// R30: who was deleted more than 30 days ago is erased for good. The events stay, their personal values don’t.

const chunk = 200
const chunkMs = 500

/** What another feature keeps of people, and forgets in the same transaction. */
export type Forget = (context: TxContext, ids: readonly string[]) => Promise<unknown>

const eraseChunk = command<Forget, number>(
  { name: 'eraseDeletedUsers', permission: 'system' },
  async (context, forget) => {
    const ids = (await lockErasable(context.tx, restoreDays, chunk)).map((row) => row.id)
    if (ids.length === 0) return { changed: 0, result: 0 }
    await eraseMessages(context, ids)
    await forget(context, ids)
    await deleteUsers(context.tx, ids)
    await eraseRecordedValues(context.tx, ids)
    // Answers kept for repetitions hold what was sent; a month later nobody repeats.
    await forgetAnswers(context.tx)
    await record(
      context,
      ids.map((userId) => ({ name: 'user.erased' as const, userId })),
    )
    return { changed: ids.length, result: ids.length }
  },
)

/** Queued, it waits as one; nothing is written, so that this is no operation. */
const wake = (context: Context): Promise<void> =>
  context.house.db.inAccount(context.accountId, (tx) =>
    enqueue({ ...context, tx }, 'users.eraseDeleted', { key: context.accountId }),
  )

/** Erases in one account whoever’s time is over, and what others keep of them; after half a second it queues itself behind other accounts. */
export async function eraseDeletedUsers(context: Context, forget: Forget): Promise<void> {
  const { clock } = context.house
  const began = clock.monotonicMs()
  for (let erased = chunk; erased === chunk; ) {
    if (clock.monotonicMs() - began > chunkMs) return wake(context)
    erased = await eraseChunk(context, forget)
  }
}

/** Queues the erasure for every account that has somebody to erase. Done at each start and every hour. */
export async function wakeErasures(house: House): Promise<void> {
  for (const { account_id: accountId } of await selectAccountsToErase(house.db, restoreDays))
    await wake(systemContext({ house, accountId, name: 'retention' }))
}
