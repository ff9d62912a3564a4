import type { z } from 'zod'
import type { commitImportBody, Import } from '../../../domain/imports.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { type Act, type ChunkOutcome, keepPlan, startJob } from '../jobs/jobs.ts'
import { createImported, type Imported, type ImportedChange, updateImported } from '../users/users.ts'
import { lockOpen } from './imports.edit.ts'
import { judge } from './imports.judge.ts'
import { readImport } from './imports.list.ts'
import * as rows from './imports.rows.sql.ts'
import * as imports from './imports.sql.ts'

const permission = 'imports:update' as const
/** Users that stand in one group of the plan. */
const perGroup = 2_500

/** Products stand with the row since it was looked at; where they can’t be assigned any more, they are missing in the end. */
const noProducts = { partnerAccount: false, productOf: new Map() }

/** What a job of an import is called. */
export const importAction = 'import_users'

/**
 * Upload: the rows without error become a job; the others stay, and can be downloaded with their reasons (R33). Asked again,
 * it answers with the same job.
 * @throws import_not_open while it is read, or after it was cancelled
 */
export const commitImport = command<z.output<typeof commitImportBody> & { importId: string }, Import>(
  { name: 'commitImport', permission },
  async (context, { importId, sendWelcomeEmails }) => {
    const { tx } = context
    const before = tx.recorded
    const found = await imports.lockImport(tx, importId)
    if (found?.job_id) return { changed: 0, result: await readImport(context, importId) }
    await lockOpen(context, importId)
    const counts = await rows.selectCounts(tx, importId, null)
    const total = counts.new + counts.update
    const params = { importId, sendWelcomeEmails }
    const plan = await keepPlan(context, {
      action: importAction,
      params,
      selection: {},
      undo_of: null,
      groups: rows.plannedUsers(tx, importId, perGroup),
      judge: () => null,
      answer: async () => ({}),
    })
    const job = await startJob(context, {
      action: importAction,
      params,
      total,
      willChange: total,
      skipped: {},
      undoable: true,
      undoOf: null,
      planId: plan.id,
      reserved: 0,
    })
    await imports.updateCommitted(tx, importId, job.id)
    const { new: created, update: updated, error: kept } = counts
    await record(context, [{ name: 'import.committed', subjectId: importId, data: { created, updated, kept } }])
    return { changed: tx.recorded - before, result: await readImport(context, importId) }
  },
)

/** R32: nothing of it stays but the fact. What was uploaded already can be undone, not cancelled. */
export const cancelImport = command<{ importId: string }, void>(
  { name: 'cancelImport', permission },
  async (context, { importId }) => {
    const found = await imports.lockImport(context.tx, importId)
    if (!found) throw new Problem('not_found')
    if (found.state === 'cancelled') return { changed: 0, result: undefined }
    if (found.job_id) throw new Problem('import_not_open')
    await dropImport(context, importId, null)
    return { changed: 1, result: undefined }
  },
)

/** Ends an import that was not carried out. One event. @param error why nothing came of it; null: somebody wanted that */
export async function dropImport(context: TxContext, importId: string, error: string | null): Promise<void> {
  const { tx } = context
  const counts = await rows.selectCounts(tx, importId, null)
  await rows.deleteRows(tx, importId)
  await imports.deleteFile(tx, importId)
  await imports.updateCancelled(tx, importId, error, counts)
  await record(context, [
    { name: 'import.cancelled', subjectId: importId, data: { rows: counts.rows, ...(error ? { error } : {}) } },
  ])
}

/**
 * One chunk of an import: users are made and changed, and their rows marked, in the transaction of the chunk, so that a
 * worker that dies at any point makes nobody twice (R37).
 */
export const importChunk: Act = async (context, job, ids): Promise<ChunkOutcome> => {
  const { tx } = context
  const importId = String(job.params.importId)
  const one = await imports.selectImport(tx, importId)
  if (!one) return { changed: 0, skipped: ids.map((id) => ({ id, reason: 'not_found' })) }
  const found = await rows.lockPlanned(tx, importId, ids)
  const creating: Imported[] = []
  const updating: ImportedChange[] = []
  const rowOf = new Map(found.map((row) => [row.user_id, row.row]))
  for (const row of found) {
    const { judged } = judge(row, one.columns, noProducts)
    const { values, role } = judged
    const wanted = { id: row.user_id, values, role, products: row.products }
    if (row.status === 'new') creating.push(wanted)
    else updating.push({ ...wanted, emailKey: row.email_key! })
  }
  const made = await createImported(context, { users: creating, welcome: job.params.sendWelcomeEmails === true })
  const changed = await updateImported(context, { users: updating })
  const mark = (outcome: 'created' | 'updated' | 'unchanged', users: readonly string[]) =>
    users.length === 0
      ? undefined
      : rows.updateOutcomes(
          tx,
          importId,
          outcome,
          users.map((id) => rowOf.get(id)!),
        )
  await mark('created', made.done)
  await mark('updated', changed.done)
  await mark('unchanged', changed.unchanged)
  const missing = new Map([...made.missing, ...changed.missing])
  // The user is there, the licence is not: that row is told with its reason, and can be uploaded again as an update.
  if (missing.size > 0)
    await rows.updateUnlicensed(
      tx,
      importId,
      [...missing.keys()].map((id) => rowOf.get(id)!),
    )
  return {
    changed: made.done.length + changed.done.length,
    skipped: [...made.skipped, ...changed.skipped, ...changed.unchanged.map((id) => ({ id, reason: 'already_so' }))],
    missing,
  }
}
