import type { EventName } from '../../domain/event-names.ts'
import type { TxContext } from './context.ts'
import { newId } from './ids.ts'
import { raw, type Sql, sql } from './sql.ts'

/** One recorded change (SEC-37). before and after hold only what differs; data holds nothing personal. */
export type Recorded = {
  name: EventName
  subjectId?: string
  userId?: string
  version?: number
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  data?: Record<string, unknown>
}

/**
 * The name of an event, or null, which events refuse, where the account is not there: asked once a statement, where a foreign
 * key would be for each of thousands of rows.
 */
const inKnownAccount = ({ accountId }: TxContext, name: Sql): Sql =>
  sql`case when exists (select from accounts a where a.id = ${accountId}::uuid) then ${name} end`

/** Records changes in the transaction that makes them; the spine compares their number with what changed. */
export async function record(context: TxContext, recorded: readonly Recorded[]): Promise<void> {
  if (recorded.length === 0) return
  const rows = recorded.map((entry) => ({
    id: newId(),
    name: entry.name,
    subject: entry.subjectId ?? entry.userId ?? context.accountId,
    user_id: entry.userId ?? null,
    version: entry.version ?? null,
    data: entry.data ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
  }))
  const actor = actorColumns(context)
  await context.tx.run(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (id uuid, name text, subject uuid,
        user_id uuid, version integer, data jsonb, before jsonb, after jsonb)
    ), made as (
      insert into events (account_id, id, name, actor_kind, actor_id, actor_account_id, actor_name, subject_id, user_id,
        source_id, job_id, request_id, ip, version, data)
      select ${context.accountId}::uuid, id, ${inKnownAccount(context, raw('name'))}, ${actor.kind}, ${actor.id}::uuid, ${actor.accountId}::uuid,
        ${actor.name}, subject, user_id, ${actor.sourceId}::uuid, ${context.jobId ?? null}::uuid,
        ${context.requestId}, ${context.ip}, version, data
      from given
    )
    insert into event_values (account_id, event_id, user_id, before, after)
    select ${context.accountId}::uuid, id, user_id, before, after from given
    where before is not null or after is not null`)
  context.tx.recorded += rows.length
}

/**
 * Records the same change of many users in one statement: the event without values.
 * @param users each with the version that it has after the change, where it has one
 */
export async function recordSame(
  context: TxContext,
  name: EventName,
  users: readonly { id: string; version: number | null }[],
  data: Record<string, unknown>,
): Promise<void> {
  if (users.length === 0) return
  const actor = actorColumns(context)
  const ids = users.map(({ id }) => id)
  await context.tx.run(sql`
    insert into events (account_id, id, name, actor_kind, actor_id, actor_account_id, actor_name, subject_id, user_id,
      source_id, job_id, request_id, ip, version, data)
    select ${context.accountId}::uuid, g.id, ${inKnownAccount(context, sql`${name}::text`)}, ${actor.kind}, ${actor.id}::uuid, ${actor.accountId}::uuid,
      ${actor.name}, g.user_id, g.user_id, ${actor.sourceId}::uuid, ${context.jobId ?? null}::uuid, ${context.requestId},
      ${context.ip}, g.version, ${JSON.stringify(data)}::jsonb
    from unnest(${users.map(() => newId())}::uuid[], ${ids}::uuid[], ${users.map(({ version }) => version)}::integer[])
      as g (id, user_id, version)`)
  recordedByStatement(context, users.length)
}

/** For bulk: the statement inserted its own events with `insert into events select …` and returned how many. */
export const recordedByStatement = (context: TxContext, count: number): void => {
  context.tx.recorded += count
}

export type ActorColumns = {
  kind: string
  id: string | null
  accountId: string | null
  name: string
  sourceId: string | null
}

/** Who acted, as events keep it. */
export function actorColumns(context: TxContext): ActorColumns {
  const { actor } = context
  if (actor.kind === 'user') {
    const kind = actor.role === 'partner' ? 'partner' : actor.role
    return { kind, id: actor.id, accountId: actor.accountId, name: shownName(actor), sourceId: null }
  }
  if (actor.kind === 'source') {
    return { kind: actor.sourceKind, id: actor.id, accountId: actor.accountId, name: actor.name, sourceId: actor.id }
  }
  return {
    kind: actor.kind,
    id: null,
    accountId: null,
    name: actor.kind === 'system' ? actor.name : '',
    sourceId: null,
  }
}

const shownName = (actor: { role: string; name: string; accountName: string }) =>
  actor.role === 'partner' ? `${actor.name} (${actor.accountName})` : actor.name

/** The actor as `users.modified_by` keeps it. */
export const modifier = (context: TxContext): { kind: string; id: string | null; name: string } => {
  const { kind, id, name } = actorColumns(context)
  return { kind, id, name }
}

export const modifiedBy = (context: TxContext): Sql => sql`${JSON.stringify(modifier(context))}::jsonb`
