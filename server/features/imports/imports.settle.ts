import { type ImportRules, importDifferences } from '../../../domain/import-rules.ts'
import type { TxContext } from '../../platform/context.ts'
import { readUsers } from '../users/users.ts'
import { judge, rulesOf } from './imports.judge.ts'
import * as rows from './imports.rows.sql.ts'
import type { FileColumn } from './imports.sql.ts'

const stretch = 1_000

/**
 * What rows are to each other and to the users of the account: twins, holders, and values of holders that a source owns.
 * @param keys of which emails; null: all
 */
export async function settleRows(
  context: TxContext,
  importId: string,
  columns: readonly FileColumn[],
  keys: readonly string[] | null,
): Promise<void> {
  if (keys === null || keys.length > 0) await rows.refreshRows(context.tx, importId, keys)
  await countOwned(context, importId, { columns, rules: await rulesOf(context), keys })
}

/** R8 for imports: what a source owns stays, and is said to be skipped. */
async function countOwned(
  context: TxContext,
  importId: string,
  { columns, rules, keys }: { columns: readonly FileColumn[]; rules: ImportRules; keys: readonly string[] | null },
): Promise<void> {
  for (let after = -1; ; ) {
    const found = await rows.selectLinkedUpdates(context.tx, importId, after, stretch, keys)
    if (found.length === 0) return
    const users = await readUsers(context, { ids: found.flatMap((row) => row.holder_id ?? []) })
    const holders = new Map(users.map((user) => [user.id, user]))
    const counted = found.map((row) => ({
      row: row.row,
      owned: importDifferences(judge(row, columns, rules).judged, holders.get(row.holder_id!)!).filter(
        (one) => one.ownedBy !== null,
      ).length,
    }))
    await rows.updateOwned(context.tx, importId, counted)
    after = found.at(-1)!.row
  }
}
