import type { TxContext } from '../../platform/context.ts'
import { query } from '../../platform/operation.ts'
import { sameBytes } from '../../platform/secrets.ts'
import { pathName } from '../../scim/attribute-path.ts'
import { type CursorKey, readCursor, writeCursor } from '../../scim/cursor.ts'
import { refusal } from '../../scim/errors.ts'
import type { Filter } from '../../scim/filter.ts'
import { matches } from '../../scim/filter-match.ts'
import type { Json, JsonObject } from '../../scim/json.ts'
import { type ListQuery, listResponse } from '../../scim/list.ts'
import { isSelected, present } from '../../scim/selection.ts'
import { compareResources } from '../../scim/sort.ts'
import { countGroups, listGroupResources } from '../groups/groups.ts'
import type { Directory } from './provisioning.directory.ts'
import { representation } from './provisioning.document.ts'
import { narrowed } from './provisioning.filter.sql.ts'
import {
  countProvisioned,
  isTimeOut,
  limitTime,
  type ProvisionedRow,
  selectFew,
  selectProvisionedAmong,
  selectProvisionedPage,
} from './provisioning.users.sql.ts'

/** What a search may take before it is refused as too broad (SCIM-F13). */
const longestSearchMs = 10_000

type Position = { offset: number; after?: string }
type Rows = { resources: JsonObject[]; last?: string | undefined }
type Part = {
  count: () => Promise<number>
  read: (limit: number, from: Position) => Promise<Rows>
}

/**
 * A ListResponse of users, of groups, or of both (RFC 7644 §3.4.2, RFC 9865; SCIM-C7, F13, F15, S1 to S6).
 * @throws 400 tooMany, invalidCursor, expiredCursor
 */
export const listResources = query<{ directory: Directory; asked: ListQuery; kinds: ('User' | 'Group')[] }, JsonObject>(
  { name: 'listProvisioned', permission: 'users:read' },
  async (context, { directory, asked, kinds }) => {
    const among = kinds.includes('User') ? await lookUp(context, directory, asked, kinds.length === 1) : undefined
    const few = kinds.includes('User') && !among ? await selectFew(context.tx, directory.viewer, asked.filter) : []
    if (few === null && asked.filter) await limitTime(context.tx, longestSearchMs)
    const parts = kinds.map((kind) =>
      kind === 'User' ? users(context, directory, asked, few, among) : groups(context, directory, asked),
    )
    try {
      return asked.page.kind === 'index'
        ? await byIndex(parts, asked)
        : await byCursor(context, directory, parts, asked)
    } catch (error) {
      if (!isTimeOut(error)) throw error
      throw refusal('tooMany', 'This filter takes too long. Ask for something more exact, such as userName eq.')
    }
  },
)

async function byIndex(parts: readonly Part[], asked: ListQuery): Promise<JsonObject> {
  if (asked.page.kind !== 'index') return {}
  const { startIndex, count } = asked.page
  const resources: JsonObject[] = []
  let totalResults = 0
  for (const part of parts) {
    const offset = Math.max(0, startIndex - 1 - totalResults)
    const limit = count - resources.length
    const { resources: found } = limit > 0 ? await part.read(limit, { offset }) : { resources: [] }
    resources.push(...found)
    // A short page that is not beyond the end has said how many there are.
    const isWhole = found.length < limit && (found.length > 0 || offset === 0)
    totalResults += isWhole ? offset + found.length : await part.count()
  }
  return listResponse({ resources, totalResults, page: asked.page })
}

async function byCursor(
  context: TxContext,
  directory: Directory,
  parts: readonly Part[],
  asked: ListQuery,
): Promise<JsonObject> {
  if (asked.page.kind !== 'cursor') return {}
  const { cursor, count } = asked.page
  const key = cursorKey(context)
  const bound = { principal: `${context.accountId} ${directory.id}`, parameters: asked.parameters }
  const now = context.house.clock.now().getTime()
  let at = cursor === '' ? { part: 0, offset: 0 } : readPosition(readCursor(key, bound, cursor, now))
  const resources: JsonObject[] = []
  let next: Json | undefined
  while (at.part < parts.length && resources.length < count) {
    const limit = count - resources.length
    const { resources: found, last } = await parts[at.part]!.read(limit + 1, at)
    const taken = found.slice(0, limit)
    resources.push(...taken)
    if (found.length > limit) {
      next = { part: at.part, offset: last ? 0 : at.offset + taken.length, ...(last ? { after: last } : {}) }
      break
    }
    at = { part: at.part + 1, offset: 0 }
    if (resources.length === count && at.part < parts.length && (await parts[at.part]!.count()) > 0) next = { ...at }
  }
  const nextCursor = next === undefined ? {} : { nextCursor: writeCursor(key, bound, next, now) }
  return listResponse({ resources, page: asked.page, ...nextCursor })
}

const readPosition = (position: Json): Position & { part: number } => position as Position & { part: number }

const cursorKey = ({ house }: TxContext): CursorKey => {
  const sign = (text: string) => house.secrets.sign('scim-cursor', text)
  return { sign, verify: (text, signature) => sameBytes(Buffer.from(sign(text)), Buffer.from(signature)) }
}

/** So few users are judged here, as PostgreSQL would: to plan such a question costs more than to answer it. */
const fewAtMost = 200

function users(
  context: TxContext,
  directory: Directory,
  { filter, sort, selection }: ListQuery,
  few: readonly string[] | null,
  among: readonly JsonObject[] | undefined,
): Part {
  const selected = selection.User ?? {}
  const { user: type } = directory.types
  const withGroups = isSelected(selected, 'groups')
  const shown = (resource: JsonObject) => present(type, resource, selected)
  if (among) {
    const all = sort ? [...among].sort((a, b) => compareResources(sort, a, b)) : among
    return {
      count: async () => all.length,
      read: async (limit, { offset }) => ({ resources: all.slice(offset, offset + limit).map(shown) }),
    }
  }
  return {
    count: () => countProvisioned(context.tx, directory.viewer, filter, few),
    read: async (limit, from) => {
      const wanted = { filter, few, sort, limit, ...from, withGroups }
      const rows = await selectProvisionedPage(context.tx, directory.viewer, wanted)
      const end = sort ? undefined : rows.at(rows.length === limit ? -2 : -1)
      return {
        resources: rows.map((row) => shown(representation(row, directory.baseUrl))),
        last: end?.id,
      }
    },
  }
}

/**
 * Whom a filter is true of, where an index knows the few whom it can be true of; undefined: it does not, or they are many.
 * @param alone no group is asked for
 */
async function lookUp(
  context: TxContext,
  { viewer, baseUrl, types }: Directory,
  { filter, page, selection }: ListQuery,
  alone: boolean,
): Promise<JsonObject[] | undefined> {
  const few = filter && page.kind === 'index' ? narrowed(context.tx.accountId, viewer.id, filter) : null
  if (!filter || !few) return undefined
  const groups = isSelected(selection[types.user.name] ?? {}, 'groups') || names(filter, 'groups')
  const reading = selectProvisionedAmong(context.tx, viewer, few, { groups, limit: fewAtMost + 1 })
  if (alone && isKey(filter)) context.tx.ends()
  const rows = await reading
  if (rows.length > fewAtMost) return undefined
  return rows.flatMap((row) => {
    const resource = representation(row, baseUrl)
    const { schemas = [] } = names(filter, 'schemas') ? present(types.user, resource) : {}
    return matches(filter, { ...searchable(resource, row), schemas }) ? [resource] : []
  })
}

const keys = ['id', 'userName', 'externalId']

/** Whether a filter asks for one user: then nothing is left to be read. */
const isKey = (filter: Filter): boolean =>
  filter.kind === 'compare' && filter.operator === 'eq' && keys.includes(pathName(filter.path))

/** Who has no address but the sign-in name is found by it too: it would make a POST fail. */
const searchable = (resource: JsonObject, row: ProvisionedRow): JsonObject =>
  'emails' in resource || row.email === null
    ? resource
    : { ...resource, emails: [{ value: row.email, type: 'work', primary: true }] }

function names(filter: Filter, attribute: string): boolean {
  if ('terms' in filter) return filter.terms.some((term) => names(term, attribute))
  return 'path' in filter ? filter.path.attribute.name === attribute : names(filter.term, attribute)
}

function groups(context: TxContext, directory: Directory, { filter, sort, selection }: ListQuery): Part {
  const selected = selection.Group ?? {}
  const { group: type } = directory.types
  return {
    count: () => countGroups(context, directory, filter),
    read: async (limit, { offset }) => {
      const wanted = { filter, sort, limit, offset, withMembers: isSelected(selected, 'members') }
      const found = await listGroupResources(context, directory, wanted)
      return { resources: found.map((resource) => present(type, resource, selected)) }
    },
  }
}
