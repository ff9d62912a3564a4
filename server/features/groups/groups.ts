import type { z } from 'zod'
import type { Group, GroupMember, updateGroupBody } from '../../../domain/api/groups.ts'
import type { Page } from '../../../domain/page.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import * as rows from './groups.console.sql.ts'
import { updateProduct } from './groups.licences.sql.ts'
import { grantLicences, revokeLicences } from './groups.licences.ts'

export {
  countGroups,
  createGroup,
  deleteGroup,
  type GroupDirectory,
  getGroupResource,
  listGroupResources,
  patchGroup,
  replaceGroup,
} from './groups.resources.ts'

type Asked = { cursor?: string | undefined; limit: number; search?: string | undefined }

/** Groups of all directories by name. */
export const listGroups = query<Asked, Page<Group>>(
  { name: 'listGroups', permission: 'users:read' },
  async (context, { search, cursor, limit }) => {
    const from = cursor === undefined ? undefined : openCursor(context, 'groups', cursor)
    const found = await rows.selectListedGroups(context.tx, { search, from, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const last = found.length > limit ? shown.at(-1) : undefined
    return {
      items: shown.map(toGroup),
      nextCursor: last ? sealCursor(context, 'groups', last) : null,
      total: await rows.countListedGroups(context.tx, search),
    }
  },
)

export const getGroup = query<{ groupId: string }, Group>(
  { name: 'getGroup', permission: 'users:read' },
  async ({ tx }, { groupId }) => toGroup(await existing(rows.selectListedGroup(tx, groupId))),
)

export const listGroupMembers = query<
  { groupId: string; cursor?: string | undefined; limit: number },
  Page<GroupMember>
>({ name: 'listGroupMembers', permission: 'users:read' }, async (context, { groupId, cursor, limit }) => {
  const group = await existing(rows.selectListedGroup(context.tx, groupId))
  const from = cursor === undefined ? undefined : openCursor(context, groupId, cursor)
  const found = await rows.selectListedMembers(context.tx, groupId, { from, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map(({ id, kind, display_name, email }) => ({ id, kind, displayName: display_name, email })),
    nextCursor: last ? sealCursor(context, groupId, last) : null,
    total: group.member_count,
  }
})

/**
 * Switches the group’s licence rule; the same product again tries once more after a shortage.
 * @throws invalid for an unknown product
 */
export const updateGroup = command<{ groupId: string; body: z.output<typeof updateGroupBody> }, Group>(
  { name: 'updateGroup', permission: 'users:update' },
  async (context, { groupId, body: { product } }) => {
    const before = context.tx.recorded
    const group = await existing(rows.selectListedGroup(context.tx, groupId, true))
    if (product !== null && !context.house.settings.products.some((known) => known.id === product)) {
      throw fieldProblem('product', 'product_unknown')
    }
    if (product !== group.product_id) {
      await updateProduct(context.tx, groupId, product)
      await revokeLicences(context, groupId, null)
      await record(context, [
        {
          name: 'group.updated',
          subjectId: groupId,
          data: { name: group.display_name, before: { product: group.product_id }, after: { product } },
        },
      ])
    }
    if (product !== null) await grantLicences(context, groupId, product)
    const after = await existing(rows.selectListedGroup(context.tx, groupId))
    return { changed: context.tx.recorded - before, result: toGroup(after) }
  },
)

async function existing<Row>(found: Promise<Row | undefined>): Promise<Row> {
  const row = await found
  if (row === undefined) throw new Problem('not_found')
  return row
}

const toGroup = (row: rows.ListedGroupRow): Group => ({
  id: row.id,
  displayName: row.display_name,
  sourceId: row.source_id,
  sourceName: row.source_name,
  members: row.member_count,
  product: row.product_id,
  shortage: row.shortage,
  createdAt: row.created_at.toISOString(),
  modifiedAt: row.modified_at.toISOString(),
})

type Position = { key: string; id: string }

function sealCursor(context: Context, of: string, { key, id }: Position): string {
  const text = JSON.stringify([key, id])
  return `${Buffer.from(text).toString('base64url')}.${signed(context, of, text)}`
}

function openCursor(context: TxContext, of: string, sealed: string): Position {
  const [encoded, mac] = sealed.split('.')
  const text = Buffer.from(encoded ?? '', 'base64url').toString()
  if (mac !== signed(context, of, text)) throw new Problem('cursor_invalid')
  const [key, id] = JSON.parse(text) as [string, string]
  return { key, id }
}

const signed = (context: Context, of: string, text: string): string =>
  context.house.secrets.sign('groups', `${context.accountId}\n${of}\n${text}`)
