import type { UserLinks } from '../../../../../domain/api/user-links.ts'
import { type UserField, userFieldNames } from '../../../../../domain/user-fields.ts'
import type { User } from '../../../../../domain/users.ts'

/** What the next word of one source does to a user (R8, R9, sources.md). */
export type NextSync = {
  sourceId: string
  source: string
  /** Fields that it owns: what it says replaces them. */
  writes: UserField[]
  /** Fields that it says something of and another source owns. */
  overruled: { field: UserField; owner: string }[]
  /** Fields that it never sent: they stay until it does. */
  leaves: UserField[]
  /** Whether the user can sign in: what it says of that. */
  active: 'keeps_inactive' | 'may_end' | null
}

/** For each live source of a user, in the order in which they are told. */
export const nextSyncs = (user: Pick<User, 'sourceActive'>, { links, fields }: UserLinks): NextSync[] =>
  links
    .filter(({ state }) => state === 'linked')
    .map(({ sourceId, name, kind }) => {
      const known = userFieldNames.flatMap((field) => {
        const found = fields.find((candidate) => candidate.field === field)
        return found ? [{ field, owner: found.owner, says: found.said.some((said) => said.sourceId === sourceId) }] : []
      })
      return {
        sourceId,
        source: name,
        writes: known.filter(({ owner }) => owner?.sourceId === sourceId).map(({ field }) => field),
        overruled: known.flatMap(({ field, owner, says }) =>
          says && owner && owner.sourceId !== sourceId ? [{ field, owner: owner.name }] : [],
        ),
        leaves: known.filter(({ owner, says }) => !says && owner === null).map(({ field }) => field),
        active: kind !== 'scim' ? null : user.sourceActive ? 'may_end' : 'keeps_inactive',
      }
    })
