import { importDays } from '../../../domain/import-words.ts'
import { type Context, type House, systemContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { enqueue } from '../../platform/queue.ts'
import { dropImport } from './imports.commit.ts'
import { carriedOf } from './imports.list.ts'
import { deleteRows, selectCounts } from './imports.rows.sql.ts'
import * as imports from './imports.sql.ts'

// Rows of files are personal data: kept for 30 days after somebody last touched the import, then only its counts stay.

const chunk = 5
const chunkMs = 500

const sweepChunk = command<void, number>({ name: 'sweepImports', permission: 'system' }, async (context) => {
  const { tx } = context
  const before = tx.recorded
  const due = await imports.selectUnswept(tx, importDays, chunk)
  for (const one of due) {
    if (one.job_id === null) await dropImport(context, one.id, null)
    else {
      await imports.updateSwept(tx, one.id, await selectCounts(tx, one.id, carriedOf(one)))
      await deleteRows(tx, one.id)
    }
  }
  return { changed: tx.recorded - before, result: due.length }
})

const wake = (context: Context): Promise<void> =>
  context.house.db.inAccount(context.accountId, (tx) =>
    enqueue({ ...context, tx }, 'imports.sweep', { key: context.accountId }),
  )

/** Ends and empties in one account what nobody touched for 30 days. */
export async function sweepImports(context: Context): Promise<void> {
  const { clock } = context.house
  const began = clock.monotonicMs()
  for (let swept = chunk; swept === chunk; ) {
    if (clock.monotonicMs() - began > chunkMs) return wake(context)
    swept = await sweepChunk(context)
  }
}

/** Queues the sweep for every account that has something to sweep. Done at each start and every hour. */
export async function wakeSweeps(house: House): Promise<void> {
  for (const { account_id: accountId } of await imports.selectAccountsToSweep(house.db, importDays))
    await wake(systemContext({ house, accountId, name: 'retention' }))
}
