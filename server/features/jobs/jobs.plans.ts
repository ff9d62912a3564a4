import { createHash } from 'node:crypto'
import type { TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Sql } from '../../platform/sql.ts'
import * as rows from './jobs.plans.sql.ts'
import type { Counts, JobRow } from './jobs.sql.ts'
import { selectJobOfPlan } from './jobs.sql.ts'

export type { PlanRecord } from './jobs.plans.sql.ts'

/** A plan is good for so long. */
const minutes = 30
const shownDifferences = 1_000

/** What the groups of a selection come to, once each has its verdict. */
export type Judged<Facts> = {
  total: number
  willChange: number
  skipped: Counts
  digest: string
  /** The groups that the action applies to. */
  allowed: { facts: Facts; size: number }[]
}

/** Why the action does not apply to users with these facts; null: it does. */
type Judge<Facts> = (facts: Facts) => string | null

/** The digest: the count and an order-free hash over (user id, verdict) (SEC-27). */
function judged<Facts>(
  groups: readonly rows.Group<Facts>[],
  judge: Judge<Facts>,
): Judged<Facts> & { verdicts: { n: number; code: string }[] } {
  const skipped: Counts = {}
  const verdicts: { n: number; code: string }[] = []
  const allowed: { facts: Facts; size: number }[] = []
  const sums = new Map<string, [bigint, bigint]>()
  let total = 0
  for (const { n, facts, size, a, b } of groups) {
    const code = judge(facts)
    total += size
    if (code === null) allowed.push({ facts, size })
    else {
      skipped[code] = (skipped[code] ?? 0) + size
      verdicts.push({ n, code })
    }
    const [first, second] = sums.get(code ?? 'ok') ?? [0n, 0n]
    sums.set(code ?? 'ok', [first + BigInt(a), second + BigInt(b)])
  }
  const willChange = allowed.reduce((sum, group) => sum + group.size, 0)
  const text = [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, sum]) => `${code} ${sum.join(' ')}`)
  const hash = createHash('sha256').update(text.join('\n')).digest('base64url').slice(0, 32)
  return { total, willChange, skipped, digest: `${total}-${hash}`, allowed, verdicts }
}

type Wanted<Facts> = {
  action: string
  params: Record<string, unknown>
  selection: Record<string, unknown>
  undo_of: string | null
  /** A statement that gives facts, size, a, b and ids of each group. */
  groups: Sql
  judge: Judge<Facts>
  /** What a client is shown besides, of the judged groups. */
  answer(plan: Judged<Facts> & { id: string; expiresAt: string }): Promise<object>
}

/** Makes a plan and keeps it with its users, so that what was planned is what runs. */
export async function keepPlan<Facts>(
  context: TxContext,
  wanted: Wanted<Facts>,
): Promise<Judged<Facts> & { id: string; answer: object }> {
  const { tx, actor } = context
  await rows.deleteExpiredPlans(tx)
  const id = newId()
  const expiresAt = await rows.insertPlan(tx, {
    id,
    action: wanted.action,
    params: wanted.params,
    selection: wanted.selection,
    actor_id: actor.kind === 'user' ? actor.id : null,
    undo_of: wanted.undo_of,
    minutes,
  })
  const { verdicts, ...plan } = judged(await rows.insertGroups<Facts>(tx, id, wanted.groups), wanted.judge)
  if (verdicts.length > 0) await rows.updateVerdicts(tx, id, verdicts)
  const answer = await wanted.answer({ ...plan, id, expiresAt: expiresAt.toISOString() })
  await rows.updateAnswer(tx, id, plan.digest, answer)
  return { ...plan, id, answer }
}

/** A plan of whoever asks. undefined: none, or somebody else’s. */
export async function findPlan(context: TxContext, planId: string): Promise<rows.PlanRecord | undefined> {
  const plan = await rows.selectPlan(context.tx, planId)
  const mine = context.actor.kind === 'user' ? context.actor.id : null
  return plan?.actor_id === mine ? plan : undefined
}

/** As findPlan. @throws not_found · plan_expired */
export async function requirePlan(context: TxContext, planId: string): Promise<rows.PlanRecord> {
  const plan = await findPlan(context, planId)
  if (!plan) throw new Problem('not_found')
  if (plan.is_expired) throw new Problem('plan_expired')
  return plan
}

/** The newest plan that whoever asks was shown of just this, with this digest. undefined: none, or it expired. */
export const findShownPlan = (
  { tx, actor }: TxContext,
  shown: Pick<rows.PlanRecord, 'action' | 'params' | 'selection' | 'digest' | 'undo_of'>,
): Promise<rows.PlanRecord | undefined> =>
  rows.selectPlanOfDigest(tx, { ...shown, actor_id: actor.kind === 'user' ? actor.id : null })

/** The plan under its lock, and the job that was made of it already: a plan runs once. */
export async function takePlan(context: TxContext, planId: string): Promise<JobRow | undefined> {
  await rows.lockPlan(context.tx, planId)
  return selectJobOfPlan(context.tx, planId)
}

/**
 * What a plan comes to if its selection is looked at now; nothing is kept.
 * @param groups without ids
 */
export const judgeNow = async <Facts>(context: TxContext, groups: Sql, judge: Judge<Facts>): Promise<Judged<Facts>> =>
  judged(await rows.selectGroups<Facts>(context.tx, groups), judge)

/** Who is in the later plan and was not in the earlier one, or will be changed now; and the other way round. */
export async function planChanges(
  context: TxContext,
  earlier: string,
  later: string,
): Promise<{ added: string[]; removed: string[]; otherwise: string[] }> {
  const all = await rows.selectDifference(context.tx, earlier, later, shownDifferences)
  const isAdded = (one: rows.Difference) => one.was === null || one.now === 'ok'
  const isRemoved = (one: rows.Difference) => !isAdded(one) && (one.now === null || one.was === 'ok')
  const ids = (some: rows.Difference[]) => some.map(({ id }) => id)
  return {
    added: ids(all.filter(isAdded)),
    removed: ids(all.filter(isRemoved)),
    otherwise: ids(all.filter((one) => !isAdded(one) && !isRemoved(one))),
  }
}
