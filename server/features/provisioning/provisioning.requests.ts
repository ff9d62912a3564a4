import type { z } from 'zod'
import type { sourceRoutes } from '../../../domain/api/sources.ts'
import { type House, systemContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { housekeeping, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { getSource, noteTokenUse } from '../sources/sources.ts'
import { masked, maskedText, maskedUrl } from './provisioning.masking.ts'
import { insertRequests, type LoggedRequest, selectActivity, selectRequests } from './provisioning.sql.ts'

/**
 * The last requests of each directory with their answers (scim.md §3.16). Gathered in memory and written once a second, so
 * that a request does not pay for it; a process that is killed forgets its last second.
 */

const everyMs = 1000
/** Beyond this in one second only the newest are kept. */
const most = 300

type Gathered = { accountId: string; sourceId: string; tokenId: string; requests: LoggedRequest[] }
type Book = { pages: Map<string, Gathered>; timer: NodeJS.Timeout | undefined; writing: Promise<void> }
const books = new WeakMap<House, Book>()

export type Asked = {
  accountId: string
  sourceId: string
  tokenId: string
  method: string
  url: string
  status: number
  detail: string | null
  ms: number
  body: unknown
}

export function noteRequest(house: House, asked: Asked): void {
  const book = books.get(house) ?? { pages: new Map(), timer: undefined, writing: Promise.resolve() }
  books.set(house, book)
  const { accountId, sourceId, tokenId } = asked
  const page = book.pages.get(sourceId) ?? { accountId, sourceId, tokenId, requests: [] }
  book.pages.set(sourceId, Object.assign(page, { tokenId }))
  if (page.requests.length >= most) page.requests.shift()
  page.requests.push({
    id: newId(),
    at: house.clock.now().toISOString(),
    method: asked.method,
    path: maskedUrl(asked.url).slice(0, 500),
    status: asked.status,
    detail: asked.detail === null ? null : maskedText(asked.detail),
    ms: Math.round(asked.ms),
    body: masked(asked.body),
  })
  book.timer ??= setTimeout(() => void writeRequests(house), everyMs).unref()
}

/**
 * Writes what was gathered, after what is being written already: whoever reads next sees all of it. Never throws: the log
 * of requests must not make one fail.
 */
export async function writeRequests(house: House): Promise<void> {
  const book = books.get(house)
  if (!book) return
  book.writing = book.writing.then(() => writePages(house, book))
  await book.writing
}

async function writePages(house: House, book: Book): Promise<void> {
  clearTimeout(book.timer)
  book.timer = undefined
  const pages = [...book.pages.values()]
  book.pages = new Map()
  for (const page of pages) {
    const context = systemContext({ house, accountId: page.accountId, name: 'provisioning' })
    await keepRequests(context, page).catch((error: unknown) => {
      house.log.warn({ err: error }, 'requests of a directory were not kept')
    })
  }
}

const keepRequests = housekeeping<Gathered, number>(
  { name: 'keepRequests', permission: 'system' },
  async (context, { sourceId, tokenId, requests }) => {
    await noteTokenUse(context, sourceId, tokenId)
    return insertRequests(context.tx, sourceId, requests)
  },
)

type Answer = z.output<(typeof sourceRoutes.listSourceRequests.answers)[200]>

/** What a directory asked lately and was answered, and what the last hour changed. */
export const listSourceRequests = query<{ sourceId: string }, Answer>(
  { name: 'listSourceRequests', permission: 'sources:read' },
  async (context, { sourceId }) => {
    const source = await getSource(context, { sourceId })
    if (source.kind !== 'scim') throw new Problem('not_found')
    const requests = await selectRequests(context.tx, sourceId)
    const { last_admin, ...activity } = await selectActivity(context.tx, sourceId, anHourAgo(context.house))
    return {
      items: requests.map((row) => ({ ...row, at: row.at.toISOString() })),
      activity: { ...activity, lastAdminSpared: last_admin },
    }
  },
)

/** The smallest id of an hour ago: UUIDv7 begins with milliseconds. */
function anHourAgo(house: House): string {
  const hex = (house.clock.now().getTime() - 3_600_000).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
