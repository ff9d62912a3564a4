import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { Source, updateSourceBody } from '../../../domain/api/sources.ts'
import {
  type ExternalKind,
  type Mapping,
  type MatchPolicy,
  mappingChoices,
  matchPolicies,
  usualMapping,
} from '../../../domain/sources.ts'
import type { TxContext } from '../../platform/context.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { updateIntegrations } from '../licences/licences.ts'
import { type Provisioned, provisionUsers, releaseUsers } from '../users/users.ts'
import * as rows from './sources.sql.ts'

export { undecided } from './sources.sql.ts'
export {
  createSourceToken,
  deleteSourceToken,
  noteTokenUse,
  readSourceToken,
  type TokenSource,
  tokenSource,
} from './sources.tokens.ts'

export type SourceSettings = {
  policy: MatchPolicy
  sendWelcomeEmail: boolean
  mayGrantAdmin: boolean
  reactivateOnPost: boolean
  mapping: Mapping
}
export type NewSource = { kind: ExternalKind; name: string } & Partial<SourceSettings>

/** What is stored, with the defaults for what is not (sources.md). */
export const settingsOf = (stored: Record<string, unknown>): SourceSettings => ({
  policy: matchPolicies.find((policy) => policy === stored.policy) ?? 'claim',
  sendWelcomeEmail: stored.sendWelcomeEmail === true,
  mayGrantAdmin: stored.mayGrantAdmin === true,
  reactivateOnPost: stored.reactivateOnPost === true,
  mapping: mappingOf(stored.mapping),
})

function mappingOf(stored: unknown): Mapping {
  const given = (stored ?? {}) as Record<string, unknown>
  const chosen = <K extends keyof Mapping>(field: K): Mapping[K] =>
    (mappingChoices[field] as readonly unknown[]).includes(given[field])
      ? (given[field] as Mapping[K])
      : usualMapping[field]
  return { email: chosen('email'), mobile: chosen('mobile'), extension: chosen('extension') }
}

/** Integration that lets a kind in. */
const integrationOf = {
  scim: 'scim',
  pbx: 'cloudlink_gateway',
  micloud_connect: 'micloud_connect',
  iot: 'iot',
} as const

/** Makes a feed of this account; its tokens are made apart. @throws not_applicable in a partner account */
export const createSource = command<NewSource, { id: string }>(
  { name: 'createSource', permission: 'sources:update' },
  async (context, { kind, name, ...settings }) => {
    const id = newId()
    await rows.insertSource(context.tx, { id, kind, name, settings: settingsOf(settings) })
    await record(context, [{ name: 'source.created', subjectId: id, data: { kind, name } }])
    return { changed: 1, result: { id } }
  },
)

/** As an admin adds one: the account’s integration is switched on with it, so that its token works. */
export const addSource = command<NewSource, Source>(
  { name: 'createSource', permission: 'sources:update' },
  async (context, input) => {
    const before = context.tx.recorded
    await updateIntegrations(context, { [integrationOf[input.kind]]: true })
    const { id } = await createSource(context, input)
    return { changed: context.tx.recorded - before, result: await sourceById(context, id) }
  },
)

export const listSources = query<void, { items: Source[] }>(
  { name: 'listSources', permission: 'sources:read' },
  async (context) => ({
    items: (await rows.selectShownSources(context.tx, null)).map((row) => toSource(context, row)),
  }),
)

export const getSource = query<{ sourceId: string }, Source>(
  { name: 'getSource', permission: 'sources:read' },
  (context, { sourceId }) => sourceById(context, sourceId),
)

export const updateSource = command<{ sourceId: string; body: z.output<typeof updateSourceBody> }, Source>(
  { name: 'updateSource', permission: 'sources:update' },
  async (context, { sourceId, body }) => {
    const row = await lockOne(context.tx, sourceId)
    const from = { name: row.name, state: row.state, ...settingsOf(row.settings) }
    const to = { ...from, ...definedOf(body) }
    const differing = (Object.keys(to) as (keyof typeof to)[]).filter((key) => !isDeepStrictEqual(to[key], from[key]))
    if (differing.length > 0) {
      const { name, state, ...settings } = to
      await rows.updateSourceRow(context.tx, sourceId, { name, state, settings })
      const pick = (values: typeof to) => Object.fromEntries(differing.map((key) => [key, values[key]]))
      await record(context, [
        { name: 'source.updated', subjectId: sourceId, data: { before: pick(from), after: pick(to) } },
      ])
    }
    return { changed: differing.length > 0 ? 1 : 0, result: await sourceById(context, sourceId) }
  },
)

/** Gives every user of a source back to the console: what it owned is free again; nobody is removed (scim.md §3). */
export const releaseSource = command<{ sourceId: string }, { released: number }>(
  { name: 'releaseSource', permission: 'sources:update' },
  async (context, { sourceId }) => {
    const row = await lockOne(context.tx, sourceId)
    const released = await releaseUsers(context, row, null)
    if (released === 0) return { changed: 0, result: { released } }
    await record(context, [{ name: 'source.released', subjectId: sourceId, data: { users: released } }])
    return { changed: released + 1, result: { released } }
  },
)

/** The source goes: users are released, tokens die (SEC-30); its past stays in the record. */
export const deleteSource = command<{ sourceId: string }, void>(
  { name: 'deleteSource', permission: 'sources:update' },
  async (context, { sourceId }) => {
    const row = await lockOne(context.tx, sourceId)
    const released = await releaseUsers(context, row, null)
    await rows.revokeTokens(context.tx, sourceId, null)
    await rows.updateSourceRow(context.tx, sourceId, { name: row.name, state: 'removed', settings: row.settings })
    await record(context, [{ name: 'source.removed', subjectId: sourceId, data: { name: row.name, users: released } }])
    return { changed: released + 1, result: undefined }
  },
)

/**
 * Takes what a source says of users, as one set: new ones are created, known ones renewed (sources.md).
 * @returns the users’ ids in the order given
 */
export const provision = command<{ sourceId: string; users: Provisioned[] }, { ids: string[] }>(
  { name: 'provision', permission: 'users:create' },
  async (context, { sourceId, users }) => {
    const source = await rows.selectSource(context.tx, sourceId)
    if (!source) throw new Problem('not_found')
    const { ids, changed } = await provisionUsers(context, source, users)
    await rows.updateLastSync(context.tx, sourceId)
    return { changed, result: { ids } }
  },
)

/** A source that is not removed, held until the transaction ends. @throws not_found */
export async function lockOne(tx: Tx, sourceId: string): Promise<rows.SourceRow> {
  const row = await rows.lockSource(tx, sourceId)
  if (!row) throw new Problem('not_found')
  return row
}

async function sourceById(context: TxContext, id: string): Promise<Source> {
  const [row] = await rows.selectShownSources(context.tx, id)
  if (!row) throw new Problem('not_found')
  return toSource(context, row)
}

const definedOf = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const toSource = ({ house }: TxContext, row: rows.ShownSourceRow): Source => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  state: row.state === 'paused' ? 'paused' : 'active',
  ...settingsOf(row.settings),
  integrationOn: row.integration_on,
  createdAt: row.created_at.toISOString(),
  lastSyncAt: row.last_sync_at?.toISOString() ?? null,
  users: row.users,
  waiting: row.waiting,
  groups: row.groups,
  openConflicts: row.open_conflicts,
  tokens: (row.tokens ?? []).map((token) => ({
    id: token.id,
    createdAt: new Date(token.createdAt).toISOString(),
    lastUsedAt: token.lastUsedAt === null ? null : new Date(token.lastUsedAt).toISOString(),
  })),
  baseUrl: row.kind === 'scim' ? `${house.settings.publicUrl}/scim/v2` : null,
})
