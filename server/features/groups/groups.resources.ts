import type { TxContext } from '../../platform/context.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { command, query } from '../../platform/operation.ts'
import { record } from '../../platform/record.ts'
import { notFound, refusal } from '../../scim/errors.ts'
import { checkIfMatch, etag } from '../../scim/etag.ts'
import type { ExternalStep } from '../../scim/external.ts'
import type { Filter } from '../../scim/filter.ts'
import type { JsonObject } from '../../scim/json.ts'
import { patch } from '../../scim/patch.ts'
import type { ResourceTypes } from '../../scim/resource-type.ts'
import { readCreate, readReplace } from '../../scim/write.ts'
import { grantLicences, revokeLicences } from './groups.licences.ts'
import { changeMembers, type MemberChange } from './groups.members.ts'
import * as rows from './groups.sql.ts'

/** Groups as a directory reads and writes them. */

/** The directory that asks; it sees its own groups. */
export type GroupDirectory = { id: string; baseUrl: string; types: ResourceTypes }

type Shown = { resource: JsonObject; version: string; id: string }
type One = { directory: GroupDirectory; id: string }
type Writing = One & { ifMatch: string | undefined; body: JsonObject; withMembers: boolean }

const isCanonical = (id: string): boolean => isUuid(id) && id === id.toLowerCase()

/** The representation; members only where they were read. */
function representation(row: rows.GroupRow, { baseUrl }: GroupDirectory): JsonObject {
  return {
    id: row.id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    displayName: row.display_name,
    ...(row.members?.length
      ? { members: row.members.map(({ value, type }) => ({ value, $ref: `${baseUrl}/${type}s/${value}`, type })) }
      : {}),
    meta: {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.modified_at.toISOString(),
      location: `${baseUrl}/Groups/${row.id}`,
      version: etag(row.version),
    },
  }
}

const shown = (row: rows.GroupRow, directory: GroupDirectory): Shown => ({
  resource: representation(row, directory),
  version: etag(row.version),
  id: row.id,
})

/** One group. @throws 404, the same for unknown ids and those of other accounts */
export const getGroupResource = query<One & { withMembers: boolean }, Shown>(
  { name: 'getGroupResource', permission: 'users:read' },
  async ({ tx }, { directory, id, withMembers }) => {
    const row = isCanonical(id) ? await rows.selectGroup(tx, directory.id, id, { members: withMembers }) : undefined
    if (!row) throw notFound()
    return shown(row, directory)
  },
)

export const countGroups = (
  context: TxContext,
  directory: GroupDirectory,
  filter: Filter | undefined,
): Promise<number> => rows.countGroupRows(context.tx, directory, filter)

export async function listGroupResources(
  context: TxContext,
  directory: GroupDirectory,
  page: rows.GroupPage,
): Promise<JsonObject[]> {
  return (await rows.selectGroupPage(context.tx, directory, page)).map((row) => representation(row, directory))
}

/** POST. @throws 409 uniqueness by name or externalId (SCIM-C14), by the constraints · 400 for unknown members */
export const createGroup = command<Omit<Writing, 'id' | 'ifMatch'>, Shown>(
  { name: 'createGroup', permission: 'users:update' },
  async (context, { directory, body, withMembers }) => {
    const before = context.tx.recorded
    const { resource, external } = readCreate(directory.types.group, body)
    const { displayName, externalId } = attributesOf(resource)
    const id = newId()
    await rows.insertGroup(context.tx, { id, sourceId: directory.id, displayName, externalId })
    const ids = external.members ?? []
    const { added } = await changeMembers(
      context,
      { id, baseUrl: directory.baseUrl },
      ids.length > 0 ? [{ op: 'add', ids }] : [],
    )
    await record(context, [
      { name: 'group.created', subjectId: id, data: { name: displayName, members: added.length } },
    ])
    const row = (await rows.selectGroup(context.tx, directory.id, id, { members: withMembers }))!
    return { changed: context.tx.recorded - before, result: shown(row, directory) }
  },
)

/** PUT: what is omitted is cleared, members too (SCIM-C8). */
export const replaceGroup = command<Writing, Shown>(
  { name: 'replaceGroup', permission: 'users:update' },
  (context, writing) =>
    change(context, writing, (current) => {
      const { resource, changed, external } = readReplace(writing.directory.types.group, current, writing.body)
      return { resource, changed, steps: [{ op: 'replace', ids: external.members ?? [] }] }
    }),
)

/** PATCH: members as sets, never loaded (SCIM-P11, P12). */
export const patchGroup = command<Writing, Shown>(
  { name: 'patchGroup', permission: 'users:update' },
  (context, writing) =>
    change(context, writing, (current) => {
      const { resource, changed, external } = patch(writing.directory.types.group, current, writing.body)
      return { resource, changed, steps: external.members ?? [] }
    }),
)

async function change(
  context: TxContext,
  { directory, id, ifMatch, withMembers }: Writing,
  apply: (current: JsonObject) => { resource: JsonObject; changed: boolean; steps: ExternalStep[] },
): Promise<{ changed: number; result: Shown }> {
  const before = context.tx.recorded
  const row = await lockGroup(context, directory, id, ifMatch)
  const { resource, changed, steps } = apply(representation(row, directory))
  const moved = await changeMembers(context, { id, baseUrl: directory.baseUrl }, steps)
  let after = row
  if (changed || moved.added.length > 0 || moved.removed.length > 0) {
    const to = attributesOf(resource)
    const [written] = await inOnePacket([
      rows.updateGroupRow(context.tx, id, to),
      record(context, [{ name: 'group.updated', subjectId: id, data: told(row, to, moved) }]),
    ])
    after = { ...row, ...written, display_name: to.displayName, external_id: to.externalId }
    await followMembers(context, row, moved)
  }
  if (withMembers) after = (await rows.selectGroup(context.tx, directory.id, id, { members: true }))!
  return { changed: context.tx.recorded - before, result: shown(after, directory) }
}

async function lockGroup(
  context: TxContext,
  directory: GroupDirectory,
  id: string,
  ifMatch: string | undefined,
): Promise<rows.GroupRow> {
  const row = isCanonical(id) ? await rows.selectGroup(context.tx, directory.id, id, { lock: true }) : undefined
  if (!row) throw notFound()
  checkIfMatch(ifMatch, etag(row.version))
  return row
}

async function followMembers(context: TxContext, row: rows.GroupRow, moved: MemberChange): Promise<void> {
  if (row.product_id === null) return
  if (moved.removed.length > 0) await revokeLicences(context, row.id, moved.removed)
  await grantLicences(context, row.id, row.product_id)
}

/** A removal of so many at once is marked in the record (SCIM-P12). */
const manyMembers = 50

/** What the record keeps: numbers, and the first ids. */
function told(
  row: rows.GroupRow,
  to: { displayName: string; externalId: string | null },
  { added, removed }: MemberChange,
): Record<string, unknown> {
  const few = (ids: string[]) => ids.slice(0, 100)
  return {
    name: to.displayName,
    ...(row.display_name === to.displayName ? {} : { before: { displayName: row.display_name } }),
    ...(added.length > 0 ? { added: added.length, addedIds: few(added) } : {}),
    ...(removed.length > 0 ? { removed: removed.length, removedIds: few(removed) } : {}),
    ...(removed.length >= manyMembers ? { massRemoval: true } : {}),
  }
}

/** DELETE: its licences go back, its members stay users. */
export const deleteGroup = command<One & { ifMatch: string | undefined }, void>(
  { name: 'deleteGroup', permission: 'users:update' },
  async (context, { directory, id, ifMatch }) => {
    const before = context.tx.recorded
    const row = await lockGroup(context, directory, id, ifMatch)
    await revokeLicences(context, id, null)
    await rows.deleteGroupRow(context.tx, id)
    await record(context, [{ name: 'group.deleted', subjectId: id, data: { name: row.display_name } }])
    return { changed: context.tx.recorded - before, result: undefined }
  },
)

function attributesOf(resource: JsonObject): { displayName: string; externalId: string | null } {
  const displayName = String(resource.displayName)
  const externalId = typeof resource.externalId === 'string' ? resource.externalId : null
  if (Buffer.byteLength(displayName) > 1000) {
    throw refusal('invalidValue', 'displayName can have at most 1000 bytes.')
  }
  if (Buffer.byteLength(externalId ?? '') > 1000)
    throw refusal('invalidValue', 'externalId can have at most 1000 bytes.')
  return { displayName, externalId }
}
