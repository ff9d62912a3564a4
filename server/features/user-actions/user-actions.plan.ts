import type { z } from 'zod'
import { type Plan, type planActionBody, planSchema, type Selection, selectionSchema } from '../../../domain/jobs.ts'
import { type UserAction, userActions } from '../../../domain/user-actions.ts'
import type { TxContext } from '../../platform/context.ts'
import { command, requirePermission } from '../../platform/operation.ts'
import { countedOf, type Judged, keepPlan, type PlanRecord } from '../jobs/jobs.ts'
import { requireManageable, seatsOf } from '../licences/licences.ts'
import { mailPace } from '../mails/mails.ts'
import {
  type ActParams,
  countAbleAdmins,
  countReclaimable,
  type GroupFacts,
  groupedFacts,
  isAbleAdmin,
  keepsRow,
} from '../users/users.ts'
import { factsWanted, judgeFor, requireParams, type Wanted } from './user-actions.judge.ts'

type Judgement = Judged<GroupFacts>

/**
 * What an action would do: total, who changes, who is skipped and why, what it costs and means. Users stand in groups of
 * equal facts, and can() judges each group once.
 * @throws product_not_manageable R20
 */
export async function makePlan(context: TxContext, wanted: Wanted): Promise<Plan> {
  requireParams(wanted)
  const { action, params } = wanted
  await requirePermission(context, userActions[action].permission)
  if (userActions[action].product) await requireManageable(context, params.product!)
  const { answer } = await keepPlan<GroupFacts>(context, {
    ...askedFor(wanted),
    groups: groupedFacts(context.tx, factsWanted(context, wanted, true)),
    judge: judgeFor(context, wanted),
    answer: async (plan): Promise<Plan> => ({
      id: plan.id,
      action,
      params,
      digest: plan.digest,
      expiresAt: plan.expiresAt,
      total: plan.total,
      willChange: plan.willChange,
      skipped: countedOf(plan.skipped),
      effects: effectsOf(action, plan),
      lastAdmin: await takesLastAdmin(context, wanted, plan),
      ...(action === 'assign_licence' ? { licences: await licencesOf(context, params.product!, plan.willChange) } : {}),
      ...(userActions[action].mails ? { mails: await mailsOf(context, plan.willChange) } : {}),
      undoable: userActions[action].undoable,
    }),
  })
  return answer as Plan
}

/** R22: what it costs in licences, and which seats could be had back where there are too few. */
async function licencesOf(context: TxContext, product: string, needed: number): Promise<NonNullable<Plan['licences']>> {
  const seats = await seatsOf(context, product)
  return {
    product,
    needed,
    ...seats,
    ...(needed > seats.available ? { reclaimable: await countReclaimable(context.tx, product) } : {}),
  }
}

const mailsOf = async (context: TxContext, count: number): Promise<NonNullable<Plan['mails']>> => ({
  count,
  ...(await mailPace(context, count)),
})

/** What happens to whom, in the words of 2.12 and R28. */
function effectsOf(action: UserAction, { allowed }: Judgement): Plan['effects'] {
  const counts: Record<string, number> = {}
  const count = (code: string, size: number) => {
    counts[code] = (counts[code] ?? 0) + size
  }
  for (const { facts, size } of allowed) {
    if (action === 'send_welcome_email' && facts.role === null) count('cloudlink_account_given', size)
    if (action !== 'delete') continue
    const stays = keepsRow({ link_kinds: [...facts.linkKinds] })
    count(stays ? 'row_stays' : 'removed', size)
    if (!stays && facts.linkKinds.includes('scim')) count('may_come_back', size)
  }
  return countedOf(counts)
}

/** R14: whether nobody would be left who can sign in as an admin. */
async function takesLastAdmin(context: TxContext, { action, params }: Wanted, plan: Judgement): Promise<boolean> {
  const takes =
    action === 'delete' ||
    (action === 'set_role' && params.role === 'user') ||
    (action === 'set_active' && params.active === false)
  if (!takes) return false
  const taken = plan.allowed.reduce(
    (sum, { facts, size }) => sum + (isAbleAdmin(facts) && !facts.deleted ? size : 0),
    0,
  )
  return taken > 0 && taken >= (await countAbleAdmins(context.tx))
}

/** Looks, keeps the plan, and changes no user. */
export const planUserAction = command<z.output<typeof planActionBody>, Plan>(
  { name: 'planUserAction', permission: 'users:act' },
  async (context, { action, selection, params }) => ({
    changed: 0,
    result: await makePlan(context, { action, selection, params: given(params) }),
  }),
)

/** Without keys that are there but undefined. */
export const given = (params: { [K in keyof ActParams]: ActParams[K] | undefined }): ActParams =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))

/** What is asked for, as a plan keeps it. */
export const askedFor = (wanted: Wanted): Pick<PlanRecord, 'action' | 'params' | 'selection' | 'undo_of'> => ({
  action: wanted.action,
  params: wanted.params,
  selection: 'selection' in wanted ? wanted.selection : {},
  undo_of: 'undoneJob' in wanted ? wanted.undoneJob : null,
})

/** A kept plan as it was asked for, and as it was answered. */
export function wantedOf(plan: PlanRecord): Wanted {
  const asked = { action: plan.action as UserAction, params: plan.params as ActParams }
  return plan.undo_of === null
    ? { ...asked, selection: selectionSchema.parse(plan.selection) as Selection }
    : { ...asked, undoneJob: plan.undo_of }
}
export const answerOf = (plan: PlanRecord): Plan => planSchema.parse(plan.answer)
