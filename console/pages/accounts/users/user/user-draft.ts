import type { Role } from '../../../../../domain/permissions.ts'
import { type UserField, userFieldNames } from '../../../../../domain/user-fields.ts'
import type { UpdateUserBody, User } from '../../../../../domain/users.ts'

/** What the user page edits and one Save writes: the fields as typed, the role, and the whole set of products. */
export type Draft = Record<UserField, string> & { role: Role | null; products: readonly string[] }
export type DraftKey = keyof Draft

export const draftKeys: readonly DraftKey[] = [...userFieldNames, 'role', 'products']

export function draftOf(user: User): Draft {
  const fields = Object.fromEntries(userFieldNames.map((field) => [field, user[field] ?? ''])) as Record<
    UserField,
    string
  >
  return { ...fields, role: user.role, products: user.products }
}

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((value) => other.includes(value))

/** Whether two values are one to the server, which trims. */
function isSame(key: DraftKey, one: Draft, other: Draft): boolean {
  if (key === 'products') return sameSet(one.products, other.products)
  if (key === 'role') return one.role === other.role
  return one[key].trim() === other[key].trim()
}

export const changedKeys = (base: Draft, draft: Draft): DraftKey[] =>
  draftKeys.filter((key) => !isSame(key, base, draft))

/** The body of Save: what differs from `base`, and nothing else. */
export function patchOf(base: Draft, draft: Draft): UpdateUserBody {
  const body: Record<string, unknown> = {}
  for (const key of changedKeys(base, draft)) {
    if (key === 'products' || key === 'role') body[key] = draft[key]
    // An empty email is sent as it is: the server says that it is required.
    else body[key] = draft[key].trim() || (key === 'email' ? '' : null)
  }
  return body as UpdateUserBody
}

export type Merged = {
  draft: Draft
  /** Changed by the other only, and taken over. */
  takenOver: DraftKey[]
  /** Changed by both: the draft holds mine until somebody chooses. */
  conflicts: DraftKey[]
}

const copy = <K extends DraftKey>(to: Draft, from: Draft, key: K): Draft => ({ ...to, [key]: from[key] })

/** Products one by one: what I ticked or unticked, on top of what is there now. */
function mergedProducts(base: Draft, mine: Draft, theirs: Draft): readonly string[] {
  const kept = theirs.products.filter((id) => !base.products.includes(id) || mine.products.includes(id))
  const added = mine.products.filter((id) => !base.products.includes(id) && !theirs.products.includes(id))
  return [...kept, ...added]
}

/** R11: what I typed on top of what somebody else saved in between. Nothing typed is lost. */
export function mergedDrafts(base: Draft, mine: Draft, theirs: Draft): Merged {
  let draft = mine
  const takenOver: DraftKey[] = []
  const conflicts: DraftKey[] = []
  for (const key of changedKeys(base, theirs)) {
    if (key === 'products') {
      draft = { ...draft, products: mergedProducts(base, mine, theirs) }
      takenOver.push(key)
    } else if (isSame(key, base, mine)) {
      draft = copy(draft, theirs, key)
      takenOver.push(key)
    } else if (!isSame(key, mine, theirs)) conflicts.push(key)
  }
  return { draft, takenOver, conflicts }
}

/** Takes the other’s value for one field. */
export const taken = (draft: Draft, theirs: Draft, key: DraftKey): Draft => copy(draft, theirs, key)
