import type { ExternalKind } from '../../../domain/sources.ts'
import { newId } from '../../platform/ids.ts'
import { command } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { type Provisioned, provisionUsers } from '../users/users.ts'
import { insertSource, selectSource, updateLastSync } from './sources.sql.ts'

export type NewSource = { kind: ExternalKind; name: string; settings?: Record<string, unknown> }

/** Makes a feed of this account; its tokens are made apart. */
export const createSource = command<NewSource, { id: string }>(
  { name: 'createSource', permission: 'sources:update' },
  async (context, { kind, name, settings = {} }) => {
    const id = newId()
    await insertSource(context.tx, { id, kind, name, settings })
    await record(context, [{ name: 'source.created', subjectId: id, data: { kind, name } }])
    return { changed: 1, result: { id } }
  },
)

/**
 * Takes what a source says of users, as one set: new ones are created, known ones renewed (sources.md).
 * @returns the users’ ids in the order given
 */
export const provision = command<{ sourceId: string; users: Provisioned[] }, { ids: string[] }>(
  { name: 'provision', permission: 'users:create' },
  async (context, { sourceId, users }) => {
    const source = await selectSource(context.tx, sourceId)
    if (!source) throw new Problem('not_found')
    const { ids, changed } = await provisionUsers(context, source, users)
    await updateLastSync(context.tx, sourceId)
    return { changed, result: { ids } }
  },
)
