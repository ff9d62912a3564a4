import type { Job } from '../../../domain/jobs.ts'
import { asWanted, type UserAction, userActions } from '../../../domain/user-actions.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, requirePermission } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { sendPasswordResets } from '../password-resets/password-resets.ts'
import { type ActOutcome, type ActParams, actOnUsers, readUsers, refuseOwn } from '../users/users.ts'

/**
 * Runs an action of the catalogue on one user, within the request. The answer is a job already done; what can’t be done
 * for this user is the problem itself, not a skip; who is as wanted already is skipped and unchanged.
 */
export async function runOnOne(
  context: Context,
  input: { action: UserAction; id: string; params: ActParams },
): Promise<Job> {
  const startedAt = context.house.clock.now().toISOString()
  const { skipped, missing } = await runOn(context, {
    action: input.action,
    ids: [input.id],
    params: { ...input.params, explicit: true },
  })
  const [refusal] = skipped
  if (refusal && !asWanted.has(refusal.reason)) refuse(input.action, refusal)
  return {
    id: newId(),
    action: input.action,
    state: 'done',
    total: 1,
    processed: 1,
    changed: refusal ? 0 : 1,
    skipped: refusal ? [{ code: refusal.reason, count: 1 }] : [],
    failed: [],
    ...(missing?.size ? { missing: [...missing.values()].flat().map((product) => ({ product, count: 1 })) } : {}),
    undoable: false,
    startedAt,
    endedAt: context.house.clock.now().toISOString(),
  }
}

function refuse(action: UserAction, { reason, holder }: ActOutcome['skipped'][number]): never {
  if (reason === 'email_taken')
    throw new Problem('email_taken', { errors: [{ field: 'email', code: 'email_taken' }], with: { reason, holder } })
  throw new Problem(action === 'delete' ? 'not_deletable' : 'not_applicable', { with: { reason } })
}

/** The action on these users as one set: its own feature does it, in one transaction. */
const runOn = command<{ action: UserAction; ids: string[]; params: ActParams }, ActOutcome>(
  { name: 'runUserAction', permission: 'users:act' },
  async (context, input) => {
    await requirePermission(context, userActions[input.action].permission)
    const before = context.tx.recorded
    const known = await readUsers(context, { ids: input.ids })
    if (known.length !== input.ids.length) throw new Problem('not_found')
    const result = await outcomeOf(context, input)
    if (result.skipped[0]?.reason === 'own_account') await refuseOwn(context, input.ids[0]!)
    return { changed: context.tx.recorded - before, result }
  },
)

const outcomeOf = (
  context: TxContext,
  { action, ids, params }: { action: UserAction; ids: string[]; params: ActParams },
): Promise<ActOutcome> =>
  action === 'reset_password'
    ? sendPasswordResets(context, { userIds: ids })
    : actOnUsers(context, { action, ids, params })
