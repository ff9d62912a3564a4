import { changedSince, type Selection } from '../../../domain/jobs.ts'
import { can, type UserAction, userActions } from '../../../domain/user-actions.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { type ActParams, actorFactsOf, type FactsWanted, type GroupFacts, leftFor } from '../users/users.ts'

/** What is to be done to whom: of a selection, or what another job did is to be taken back. */
export type Wanted = { action: UserAction; params: ActParams } & ({ selection: Selection } | { undoneJob: string })

/** A parameter that the action can’t do without. @throws invalid */
export function requireParams({ action, params }: Pick<Wanted, 'action' | 'params'>): void {
  if (userActions[action].product && !params.product) throw fieldProblem('params.product', 'required')
  if (action === 'set_role' && !params.role) throw fieldProblem('params.role', 'required')
  if (action === 'set_active' && params.active === undefined) throw fieldProblem('params.active', 'required')
}

/** R26: always this English word. @throws confirmation_missing */
export function requireConfirmation(action: UserAction, confirm: string | undefined): void {
  const entry = userActions[action]
  if ('confirm' in entry && confirm !== entry.confirm)
    throw new Problem('confirmation_missing', { errors: [{ field: 'confirm', code: 'confirmation_missing' }] })
}

/** R17, R28: only who is chosen by id gets a removed CloudLink account again. */
export const bulkParams = (wanted: Wanted): ActParams => ({
  ...wanted.params,
  ...('selection' in wanted && 'ids' in wanted.selection ? { revive: true } : {}),
})

/** Why the action does not apply to users with these facts; null: it does. */
export function judgeFor(context: Context, wanted: Wanted): (facts: GroupFacts) => string | null {
  const { action } = wanted
  const params = bulkParams(wanted)
  const actor = actorFactsOf(context.actor)
  return (facts) => {
    if (facts.unchanged === false) return changedSince
    if (facts.emailTaken) return 'email_taken'
    // A deletion that left the row (R28) is taken back by giving the CloudLink account again.
    if ('undoneJob' in wanted && action === 'restore' && !facts.deleted && facts.cloudlinkRemoved) return null
    const verdict = can(action, facts, actor, params)
    return verdict.ok ? null : verdict.reason
  }
}

/** How the users are found, in groups of equal facts. */
export function factsWanted(context: TxContext, wanted: Wanted, withIds: boolean): FactsWanted {
  const { actor } = context
  return {
    product: userActions[wanted.action].product ? wanted.params.product! : null,
    selfId: actor.kind === 'user' ? actor.id : null,
    withEmails: wanted.action === 'restore',
    withIds,
    ...('selection' in wanted
      ? { selection: wanted.selection }
      : { undoneJob: wanted.undoneJob, names: leftFor[wanted.action] ?? [] }),
  }
}
