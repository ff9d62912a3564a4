import type { Page } from '../../../domain/page.ts'
import { type User, userPage, userSchema } from '../../../domain/users.ts'
import type { House } from '../../platform/context.ts'
import type { Written } from '../../platform/http.ts'
import { openMemory } from '../../platform/memory.ts'
import { type Listed, wholeRow } from './users.row.sql.ts'
import { toUser } from './users.shape.ts'

// Users as lists show them, written as JSON and remembered once a page is read again. From then on it asks the database who is on
// it and which version of each row there is; only users who are not known so are read and written anew
// (docs/decisions/0019-pages-read-again.md).

/** A user takes about a kilobyte. The time is short beside what it takes until numbers of transactions come round again. */
const users = openMemory<{ stamp: string; text: string }>(5_000)
/** How often each page was read. */
const pages = openMemory<number>(5_000)

/** How often this page was read lately, before this time. @param page what makes it this page */
export function timesRead(house: House, page: string): number {
  const times = pages.get(house, page) ?? 0
  pages.put(house, page, times + 1)
  return times
}

/** What was written of this version of a user. */
export function knownUser(house: House, { id, stamp }: Listed): string | undefined {
  const known = users.get(house, id)
  return known?.stamp === stamp ? known.text : undefined
}

/** Writes a user and remembers it. @param one whole and with its stamp, read in a transaction that wrote nothing */
export function rememberUser(house: House, one: Listed): string {
  const row = wholeRow(one)
  const text = JSON.stringify(userSchema.parse(toUser(row)))
  // What a mail server said stands elsewhere and is forgotten there.
  if (row.invitation !== 'refused') users.put(house, one.id, { stamp: one.stamp, text })
  return text
}

/** A page of users who were written before. */
export function writtenPage(items: readonly string[], rest: Omit<Page<User>, 'items'>): Written {
  const others = JSON.stringify(userPage.parse({ items: [], ...rest }))
  return { written: others.replace('"items":[]', () => `"items":[${items.join(',')}]`) }
}
