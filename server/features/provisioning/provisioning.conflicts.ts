import type { z } from 'zod'
import type { Conflict, decideConflictBody } from '../../../domain/api/sources.ts'
import { type UserValues, userFieldNames } from '../../../domain/user-fields.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { actorColumns, record } from '../../platform/record.ts'
import { refusal, type ScimError } from '../../scim/errors.ts'
import type { JsonObject } from '../../scim/json.ts'
import { settingsOf, undecided } from '../sources/sources.ts'
import { provisionUsers, readUsers, releaseUsers } from '../users/users.ts'
import type { Directory } from './provisioning.directory.ts'
import { addressKeys, kept, mapped, sentOf } from './provisioning.document.ts'
import type { ConflictRule } from './provisioning.matching.ts'
import { notingChanges, putBack } from './provisioning.put-back.ts'
import {
  type ConflictRow,
  type LinkChanges,
  lockConflict,
  replaceAddresses,
  selectConflicts,
  selectDirectoryOf,
  updateConflict,
  upsertConflict,
} from './provisioning.sql.ts'

/** The conflict desk: whom a directory wanted to make and who looks like somebody else (scim.md §3, sources.md). */

type Found = {
  userName: string
  externalId: string | null
  resource: JsonObject
  rule: ConflictRule
  candidates: readonly string[]
  error: ScimError
  canStandApart: boolean
}

/** Notes a refused POST. Returns what to answer; undefined: an admin has kept them apart, and nothing is in the way. */
export async function noteConflict(
  context: TxContext,
  directory: Directory,
  { error, canStandApart, ...found }: Found,
): Promise<ScimError | undefined> {
  const noted = await upsertConflict(context.tx, { id: newId(), sourceId: directory.id, ...found })
  if (noted.isNew) {
    await record(context, [
      { name: 'source.conflict_found', subjectId: directory.id, data: { conflictId: noted.id, rule: found.rule } },
    ])
  }
  if (noted.state !== 'kept_apart') return error
  if (canStandApart) return undefined
  return refusal(
    'uniqueness',
    'An admin has decided in the console that this is another person: give them another userName and email.',
  )
}

export const listConflicts = query<void, { items: Conflict[] }>(
  { name: 'listConflicts', permission: 'sources:read' },
  async (context) => ({ items: await toConflicts(context, await selectConflicts(context.tx, undecided)) }),
)

/**
 * link: the directory’s user is this one, and what it said counts from now on · keep_apart: they are two people ·
 * ignore: no decision, but out of sight · undo: as before the decision; a link is released again.
 * @throws not_applicable when there is nothing to undo · not_found for a user who is no candidate
 */
export const decideConflict = command<{ conflictId: string; body: z.output<typeof decideConflictBody> }, Conflict>(
  { name: 'decideConflict', permission: 'sources:update' },
  async (context, { conflictId, body }) => {
    const before = context.tx.recorded
    const row = await lockConflict(context.tx, conflictId)
    if (!row) throw new Problem('not_found')
    const { changes, ...to } = await decide(context, row, body)
    const { kind, id, name } = actorColumns(context)
    await updateConflict(context.tx, row.id, { ...to, by: to.state === 'open' ? null : { kind, id, name, changes } })
    await record(context, [
      {
        name: 'source.conflict_decided',
        subjectId: row.source_id,
        ...(to.userId ? { userId: to.userId } : {}),
        data: { conflictId: row.id, decision: body.decision },
      },
    ])
    const [after] = await toConflicts(context, [(await lockConflict(context.tx, conflictId))!])
    return { changed: context.tx.recorded - before, result: after! }
  },
)

async function decide(
  context: TxContext,
  row: ConflictRow,
  { decision, userId }: z.output<typeof decideConflictBody>,
): Promise<{ state: ConflictRow['state']; userId: string | null; changes?: LinkChanges }> {
  const source = { id: row.source_id, kind: 'scim' as const, name: row.source_name }
  if (decision === 'undo') {
    if (row.state === 'open') throw new Problem('not_applicable', { with: { reason: 'already_so' } })
    if (row.state === 'linked' && row.user_id) {
      const released = await releaseUsers(context, source, [row.user_id])
      if (released > 0 && row.decided_by?.changes) await putBack(context, row.user_id, row.decided_by.changes)
    }
    return { state: 'open', userId: null }
  }
  if (row.state !== 'open') throw new Problem('not_applicable', { with: { reason: 'already_so' } })
  if (decision !== 'link') return { state: decision === 'ignore' ? 'ignored' : 'kept_apart', userId: null }
  const chosen = userId ?? (row.candidates.length === 1 ? row.candidates[0] : undefined)
  if (!chosen || !row.candidates.includes(chosen)) throw new Problem('not_found')
  const changes = await notingChanges(context, chosen, () => link(context, source, row, chosen))
  return { state: 'linked', userId: chosen, changes }
}

/** Takes over what the directory said when it was refused. Another directory lets go of the user first. */
async function link(
  context: TxContext,
  source: { id: string; kind: 'scim'; name: string },
  { resource, external_id, source_settings }: ConflictRow,
  userId: string,
): Promise<void> {
  const other = await selectDirectoryOf(context.tx, userId)
  if (other && other.id !== source.id) await releaseUsers(context, other, [userId])
  const raw = kept(resource)
  await provisionUsers(context, source, [
    {
      userId,
      externalId: external_id,
      sent: sentOf(mapped(raw, settingsOf(source_settings).mapping), {}),
      raw,
      ...(typeof resource.active === 'boolean' ? { sourceActive: resource.active } : {}),
    },
  ])
  await replaceAddresses(context.tx, source.id, userId, addressKeys(raw))
}

async function toConflicts(context: Context, found: readonly ConflictRow[]): Promise<Conflict[]> {
  const people = await readUsers(context, { ids: [...new Set(found.flatMap((row) => row.candidates))] })
  return found.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    sourceName: row.source_name,
    rule: row.rule,
    state: row.state,
    wanted: wantedFields(row),
    userName: typeof row.resource.userName === 'string' ? row.resource.userName : '',
    candidates: people
      .filter((user) => row.candidates.includes(user.id) && user.deletedAt === null)
      .map((user) => ({
        id: user.id,
        displayName: user.displayName,
        values: Object.fromEntries(userFieldNames.map((field) => [field, user[field]])),
        status: user.status,
        sources: user.sources.map(({ name }) => name),
      })),
    userId: row.user_id,
    tries: row.tries,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    decidedBy: row.decided_by && { kind: row.decided_by.kind, id: row.decided_by.id, name: row.decided_by.name },
  }))
}

function wantedFields({ resource, source_settings }: ConflictRow): Partial<UserValues> {
  const values = mapped(resource, settingsOf(source_settings).mapping)
  return Object.fromEntries(userFieldNames.flatMap((field) => (values[field] ? [[field, values[field]]] : [])))
}
