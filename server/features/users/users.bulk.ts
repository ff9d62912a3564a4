import type { EventName } from '../../../domain/event-names.ts'
import { changedSince } from '../../../domain/jobs.ts'
import { can, type UserAction } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { command } from '../../platform/operation.ts'
import { assignReserved, unassignProduct } from '../licences/licences.ts'
import { type ActOutcome, type ActParams, actOnUsers } from './users.act.ts'
import { changeUsers, refuse, type UserChange } from './users.change.ts'
import { lockFacts, selectBefore, selectVersionsLeft } from './users.facts.sql.ts'
import { giveCloudlinkBack, type TakenAccount } from './users.giveback.ts'
import { invite, lockInvitable, type Skipped } from './users.invitations.ts'
import { removeUsers, restoreUsers } from './users.removal.ts'
import { actorFactsOf } from './users.shape.ts'
import { lockUsers, updateLicensed } from './users.sql.ts'

/** undoneJob: the job whose changes this takes back; who was changed since is left alone. */
export type BulkAct = { action: UserAction; ids: string[]; params: ActParams; undoneJob: string | null }

/** The events that a job left on users whom this action changes back. */
export const leftFor: Partial<Record<UserAction, readonly EventName[]>> = {
  assign_licence: ['user.licence_unassigned'],
  unassign_licence: ['user.licence_assigned'],
  set_role: ['user.updated'],
  set_active: ['user.updated'],
  delete: ['user.restored', 'user.cloudlink_account_given'],
  restore: ['user.deleted', 'user.cloudlink_account_removed'],
}

/**
 * One chunk of a job: the action on these users as one set, judged anew under the lock of their rows. Seats are those
 * that the job holds. Users who don’t exist any more are left out.
 * @throws what concerns one of them (last_admin, email_taken) or the whole set (product_not_manageable)
 */
export const actInBulk = command<BulkAct, ActOutcome>(
  { name: 'actInBulk', permission: 'users:act' },
  async (context, act) => {
    const before = context.tx.recorded
    const result = await outcomeOf(context, act)
    return { changed: context.tx.recorded - before, result }
  },
)

async function outcomeOf(context: TxContext, { action, ids, params, undoneJob }: BulkAct): Promise<ActOutcome> {
  const left = undoneJob === null ? null : await leftBy(context, undoneJob, action, ids)
  if (action === 'assign_licence' || action === 'unassign_licence')
    return license(context, action, ids, params.product!, left)
  if (left !== null) return changeBack(context, { action, ids, params, undoneJob: undoneJob! }, left)
  if (action === 'send_welcome_email') return inviteAll(context, ids, params)
  return actOnUsers(context, { action, ids, params })
}

type Left = ReadonlyMap<string, number>

async function leftBy(context: TxContext, jobId: string, action: UserAction, ids: string[]): Promise<Left> {
  const rows = await selectVersionsLeft(context.tx, jobId, leftFor[action] ?? [], ids)
  return new Map(rows.map((row) => [row.user_id, row.version]))
}

async function inviteAll(context: TxContext, ids: string[], params: ActParams): Promise<ActOutcome> {
  const locked = await lockInvitable(context, ids)
  const { skipped } = await invite(context, locked, params)
  return { changed: locked.length - skipped.length, skipped }
}

async function license(
  context: TxContext,
  action: 'assign_licence' | 'unassign_licence',
  ids: string[],
  product: string,
  left: Left | null,
): Promise<ActOutcome> {
  const { actor: who } = context
  const locked = await lockFacts(context.tx, ids, { product, selfId: who.kind === 'user' ? who.id : null })
  const skipped: Skipped[] = []
  const actor = actorFactsOf(who)
  const allowed = locked.filter(({ id, version, facts }) => {
    const verdict = can(action, facts, actor)
    const reason = left !== null && left.get(id) !== version ? changedSince : verdict.ok ? null : verdict.reason
    if (reason) skipped.push({ id, reason })
    return reason === null
  })
  const change = action === 'assign_licence' ? assignReserved : unassignProduct
  const made = await change(
    context,
    allowed.map(({ id }) => id),
    product,
    new Map(allowed.map(({ id, version }) => [id, version + 1])),
  )
  if (made.length > 0) await updateLicensed(context.tx, made)
  return { changed: made.length, skipped }
}

/** Takes back what a job did to users who are still as it left them. */
async function changeBack(
  context: TxContext,
  { action, ids, params, undoneJob }: BulkAct & { undoneJob: string },
  left: Left,
): Promise<ActOutcome> {
  const locked = await lockUsers(context.tx, ids)
  const skipped: Skipped[] = []
  const rows = locked.filter((row) => {
    const isSame = left.get(row.id) === row.version
    if (!isSame) skipped.push({ id: row.id, reason: changedSince })
    return isSame
  })
  const done = (outcome: { skipped?: Skipped[]; missing?: ReadonlyMap<string, readonly string[]> }): ActOutcome => {
    const all = [...skipped, ...(outcome.skipped ?? [])]
    return {
      changed: locked.length - all.length,
      skipped: all,
      ...(outcome.missing ? { missing: outcome.missing } : {}),
    }
  }
  const found = async () => {
    const before = await selectBefore(context.tx, undoneJob, leftFor[action] ?? [], ids)
    return new Map(before.map((row) => [row.user_id, row.before]))
  }
  switch (action) {
    case 'set_role':
    case 'set_active': {
      const before = await found()
      await changeUsers(context, rows, (row) => changeOf(before.get(row.id) ?? {}, row.source_active), params)
      return done({})
    }
    case 'delete':
      return done(await removeUsers(context, rows, params))
    case 'restore': {
      const gone = rows.filter((row) => row.deleted_at !== null)
      const restored = await restoreUsers(context, gone)
      const taken = (await found()) as Map<string, unknown> as Map<string, TakenAccount>
      const given = await giveCloudlinkBack(
        context,
        rows.filter((row) => row.deleted_at === null),
        taken,
      )
      return done({ skipped: restored.skipped, missing: new Map([...restored.missing, ...given.missing]) })
    }
    default:
      return refuse('not_applicable')
  }
}

const state = new Set(['role', 'suspendedByAdmin', 'sourceActive'])

/** What an event says of before, as a change; a source’s word on active stays where the job left it alone. */
export function changeOf(before: Record<string, unknown>, sourceActive: boolean): UserChange {
  const entries = Object.entries(before)
  return {
    sourceActive,
    ...Object.fromEntries(entries.filter(([key]) => state.has(key))),
    values: Object.fromEntries(entries.filter(([key]) => !state.has(key))),
  }
}
