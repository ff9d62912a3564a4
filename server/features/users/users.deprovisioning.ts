import { can } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { updateLinkKinds, updateSourceLinks } from './users.links.sql.ts'
import { removeUsers } from './users.removal.ts'
import { actorFactsOf, factsOf } from './users.shape.ts'
import { lockUsers } from './users.sql.ts'

type Source = { id: string; kind: string; name: string }

/**
 * A directory removes a user of its own (sources.md, Removal): the CloudLink account goes, and the row unless another
 * link holds it; with a MiCloud Connect link, or without a CloudLink account, only the directory’s link goes.
 * @returns the events recorded
 * @throws last_admin R14
 */
export async function deprovisionUser(context: TxContext, source: Source, userId: string): Promise<number> {
  const [row] = await lockUsers(context.tx, [userId])
  if (!row || row.deleted_at) throw new Problem('not_found')
  const verdict = can('delete', factsOf(row, context.actor), actorFactsOf(context.actor))
  if (verdict.ok) return (await removeUsers(context, [row])).changed
  return endSourceLinks(context, source, [userId], 'gone')
}

/**
 * Users of a source, or all of them (null), go back to the console: nothing of theirs changes but who owns it.
 * @returns how many, each with its event
 */
export const releaseUsers = (context: TxContext, source: Source, userIds: readonly string[] | null): Promise<number> =>
  endSourceLinks(context, source, userIds, 'released')

async function endSourceLinks(
  context: TxContext,
  source: Source,
  userIds: readonly string[] | null,
  state: 'gone' | 'released',
): Promise<number> {
  const ids = await updateSourceLinks(context.tx, source.id, userIds, state)
  if (ids.length === 0) return 0
  await updateLinkKinds(context.tx, ids)
  const data = { source: source.name, kind: source.kind, state }
  await record(
    context,
    ids.map((userId) => ({ name: 'user.unlinked' as const, userId, data })),
  )
  return ids.length
}
