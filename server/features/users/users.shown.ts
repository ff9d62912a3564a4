import type { Page } from '../../../domain/page.ts'
import { type User, userPage, userSchema } from '../../../domain/users.ts'
import type { House } from '../../platform/context.ts'
import type { Written } from '../../platform/http.ts'
import { type Listed, wholeRow } from './users.row.sql.ts'
import { toUser } from './users.shape.ts'

// Users as lists show them, written as JSON and remembered once a page is read again. From then on it asks the database who is on
// it and which version of each row there is; only users who are not known so are read and written anew
// (docs/decisions/0019-pages-read-again.md).

type Shown = { stamp: string; text: string; at: number }
type Memory = { users: Map<string, Shown>; pages: Map<string, { times: number; at: number }> }
const memories = new WeakMap<House, Memory>()
/** A user takes about a kilobyte. */
const most = { users: 5_000, pages: 5_000 }
/** The numbers of transactions come round again after four billions of them. */
const longestMs = 600_000

function memoryOf(house: House): Memory {
  const known = memories.get(house) ?? { users: new Map(), pages: new Map() }
  memories.set(house, known)
  return known
}

function put<T>(map: Map<string, T>, key: string, value: T, limit: number): void {
  map.delete(key)
  if (map.size >= limit) map.delete(map.keys().next().value!)
  map.set(key, value)
}

/** How often this page was read lately, before this time. @param page what makes it this page */
export function timesRead(house: House, page: string): number {
  const { pages } = memoryOf(house)
  const now = house.clock.monotonicMs()
  const before = pages.get(page)
  const times = before && now - before.at < longestMs ? before.times : 0
  put(pages, page, { times: times + 1, at: now }, most.pages)
  return times
}

/** What was written of this version of a user. */
export function knownUser(house: House, { id, stamp }: Listed): string | undefined {
  const known = memoryOf(house).users.get(id)
  return known?.stamp === stamp && house.clock.monotonicMs() - known.at < longestMs ? known.text : undefined
}

/** Writes a user and remembers it. @param one whole and with its stamp, read in a transaction that wrote nothing */
export function rememberUser(house: House, one: Listed): string {
  const text = JSON.stringify(userSchema.parse(toUser(wholeRow(one))))
  // What a mail server said stands elsewhere and is forgotten there.
  if (wholeRow(one).refusal === null)
    put(memoryOf(house).users, one.id, { stamp: one.stamp, text, at: house.clock.monotonicMs() }, most.users)
  return text
}

/** A page of users who were written before. */
export function writtenPage(users: readonly string[], rest: Omit<Page<User>, 'items'>): Written {
  const others = JSON.stringify(userPage.parse({ items: [], ...rest }))
  return { written: others.replace('"items":[]', () => `"items":[${users.join(',')}]`) }
}
