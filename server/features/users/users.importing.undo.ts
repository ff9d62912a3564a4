import { changedSince } from '../../../domain/jobs.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { unassignProduct } from '../licences/licences.ts'
import type { ActOutcome } from './users.act.ts'
import { changeOf } from './users.bulk.ts'
import { changeUsers } from './users.change.ts'
import { selectBefore } from './users.facts.sql.ts'
import { type ImportedFacts, selectLeftByImport } from './users.importing.sql.ts'
import type { Skipped } from './users.invitations.ts'
import { removeUsers } from './users.removal.ts'
import type { UserRow } from './users.row.sql.ts'
import { lockUsers, updateLicensed } from './users.sql.ts'

/** Why a user is left as the import made it; null: it is taken back. */
export const whyImportStays = (facts: ImportedFacts): string | null => (facts.unchanged ? null : changedSince)

/**
 * Takes an import back from users who are still as it left them: whom it made is deleted, whom it updated has the values of
 * before and not the licences that it gave. The others are skipped.
 * @throws last_admin R14
 */
export const takeImportBack = command<{ ids: string[]; undoneJob: string }, ActOutcome>(
  { name: 'takeImportBack', permission: 'users:delete' },
  async (context, { ids, undoneJob }) => {
    const { tx } = context
    const before = tx.recorded
    const skipped: Skipped[] = []
    const locked = await lockUsers(tx, ids)
    const left = new Map((await selectLeftByImport(tx, undoneJob, ids)).map((one) => [one.user_id, one]))
    const rows = locked.filter((row) => {
      const isSame = left.get(row.id)?.version === row.version && row.deleted_at === null
      if (!isSame) skipped.push({ id: row.id, reason: changedSince })
      return isSame
    })
    const created = rows.filter((row) => left.get(row.id)!.created)
    const updated = rows.filter((row) => !left.get(row.id)!.created)
    const removed = await removeUsers(context, created)
    await setBack(context, updated, undoneJob, new Map(updated.map((row) => [row.id, left.get(row.id)!.products])))
    const all = [...skipped, ...removed.skipped]
    return { changed: tx.recorded - before, result: { changed: locked.length - all.length, skipped: all } }
  },
)

/** Values and licences as they were before the import. */
async function setBack(
  context: TxContext,
  rows: readonly UserRow[],
  undoneJob: string,
  given: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map((row) => row.id)
  const found = await selectBefore(context.tx, undoneJob, ['user.updated'], ids)
  const before = new Map(found.map((row) => [row.user_id, row.before]))
  const changed = new Set(
    await changeUsers(
      context,
      rows.filter((row) => before.has(row.id)),
      (row) => changeOf(before.get(row.id)!, row.source_active),
    ),
  )
  const licensed = new Set<string>()
  for (const product of [...new Set([...given.values()].flat())].sort()) {
    const holding = rows.filter((row) => given.get(row.id)!.includes(product))
    const versions = new Map(holding.map((row) => [row.id, row.version + (changed.has(row.id) ? 2 : 1)]))
    const gone = await unassignProduct(
      context,
      holding.map((row) => row.id),
      product,
      versions,
    )
    for (const id of gone) licensed.add(id)
  }
  if (licensed.size > 0) await updateLicensed(context.tx, [...licensed])
}
