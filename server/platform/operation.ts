import { type Permission, permissionsOf } from '../../domain/permissions.ts'
import type { Actor, Context, TxContext } from './context.ts'
import { isPassing, type Mode } from './db.ts'
import { Problem } from './problem.ts'
import { sql } from './sql.ts'

/**
 * The spine. A command authorises, opens the transaction (or joins the caller’s), runs, and commits only when the
 * events recorded cover exactly what changed. A query is its read-only sibling. housekeeping writes without events.
 */

type Spec<I> = {
  /** The operation’s name: operationId, client method, test name. */
  name: string
  /** public: rules of its own guard it (sign-in, one-time links); system: only the program itself. */
  permission: Permission | 'public' | 'system'
  /** A lesser permission that is enough when this input is about the actor. */
  self?: { permission: Permission; when: (input: I, actor: Actor) => boolean }
}

type QuerySpec<I> = Spec<I> & {
  /** The answer may be a moment old, but for what the session itself wrote: a replica may give it. */
  mayLag?: true
}

/** changed: users (or other subjects) whose state is different now. */
export type Outcome<O> = { changed: number; result: O }

type Operation<I, O> = (context: Context, input: I) => Promise<O>

/** Changes state. The commit is refused unless events cover exactly `changed`. */
export function command<I, O>(
  spec: Spec<I>,
  run: (context: TxContext, input: I) => Promise<Outcome<O>>,
): Operation<I, O> {
  return (context, input) =>
    within(context, 'write', async (inside) => {
      await authorise(inside, spec, input)
      const before = inside.tx.recorded
      try {
        const { changed, result } = await run(inside, input)
        const recorded = inside.tx.recorded - before
        if (recorded !== changed) {
          throw new Error(`${spec.name}: ${changed} changed, but ${recorded} events recorded`)
        }
        return result
      } catch (error) {
        // Whoever catches this inside the same transaction can't commit either: what was written has no event.
        inside.tx.recorded = Number.NaN
        throw error
      }
    })
}

/** Reads. Runs in a read-only transaction of its own unless it joins one. */
export function query<I, O>(spec: QuerySpec<I>, run: (context: TxContext, input: I) => Promise<O>): Operation<I, O> {
  return (context, input) =>
    within(context, spec.mayLag ? 'read behind' : 'read', async (inside) => {
      await authorise(inside, spec, input)
      return run(inside, input)
    })
}

/** The named kind without events: failed sign-ins, last-used stamps, outbox marks. Listed in test/housekeeping.json. */
export function housekeeping<I, O>(spec: Spec<I>, run: (context: TxContext, input: I) => Promise<O>): Operation<I, O> {
  return (context, input) =>
    within(context, 'write', async (inside) => {
      await authorise(inside, spec, input)
      return run(inside, input)
    })
}

const within = <O>(context: Context, mode: Mode, run: (inside: TxContext) => Promise<O>): Promise<O> =>
  context.tx && context.tx.accountId === context.accountId
    ? join(context as TxContext, run)
    : patiently(() =>
        context.house.db.inAccount(context.accountId, (tx) => run({ ...context, tx }), mode, context.seen),
      )

/** So often, when operations wait for each other and PostgreSQL ends one of them. */
const tries = 3

/** Runs what is one transaction, again when it was undone because another was in the way. */
export async function patiently<O>(whole: () => Promise<O>): Promise<O> {
  for (let time = 1; ; time++) {
    try {
      return await whole()
    } catch (error) {
      if (time === tries || !isPassing(error)) throw error
    }
  }
}

async function join<O>(context: TxContext, run: (inside: TxContext) => Promise<O>): Promise<O> {
  context.tx.joined++
  try {
    return await run(context)
  } finally {
    context.tx.joined--
  }
}

/** A further permission, which depends on what is asked for. @throws as every operation does without its own */
export const requirePermission = (context: TxContext, permission: Permission): Promise<void> =>
  authorise(context, { name: permission, permission }, undefined)

/** Own account: a missing permission is 403. Any other account: 404 unless the actor’s partner account administers it. */
async function authorise<I>(context: TxContext, spec: Spec<I>, input: I): Promise<void> {
  const { actor } = context
  if (spec.permission === 'public' || actor.kind === 'system') return
  if (spec.permission === 'system') throw new Problem('not_found')
  if (actor.kind === 'anonymous') throw new Problem('sign_in_required')
  if (actor.kind === 'source') {
    // A token alone decides the account; what a source may do is a short list of its own.
    if (actor.accountId !== context.accountId || !sourcePermissions.has(spec.permission)) throw new Problem('not_found')
    return
  }
  const home = actor.accountId === context.accountId
  if (!home && !(actor.role === 'partner' && (await administers(context, actor.accountId)))) {
    throw new Problem('not_found')
  }
  const held = permissionsOf[actor.role]
  if (held.has(spec.permission)) return
  if (home && spec.self && held.has(spec.self.permission) && spec.self.when(input, actor)) return
  throw new Problem('forbidden')
}

const sourcePermissions: ReadonlySet<string> = new Set<Permission>([
  'users:read',
  'users:create',
  'users:update',
  'users:delete',
  'users:act',
])

/** Which partner account an account belongs to never changes, so it may be remembered. */
const partnerOf = new WeakMap<object, Map<string, string | null>>()

async function administers(context: TxContext, partnerAccountId: string): Promise<boolean> {
  const known = partnerOf.get(context.house) ?? new Map<string, string | null>()
  partnerOf.set(context.house, known)
  let partner = known.get(context.accountId)
  if (partner === undefined) {
    const [row] = await context.tx.query<{ partner: string | null }>(
      sql`select partner_account_id as partner from accounts where id = ${context.accountId}`,
    )
    if (!row) return false
    partner = row.partner
    if (known.size >= 50_000) known.clear()
    known.set(context.accountId, partner)
  }
  return partner === partnerAccountId
}
