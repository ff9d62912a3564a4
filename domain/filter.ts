import { z } from 'zod'
import { invitationFilters, lastSignInFilters, type Property, properties, sortFields } from './filter-values.ts'
import { searchWords } from './fold.ts'
import { csvOf, pageQuery } from './page.ts'
import { origins } from './sources.ts'

export {
  invitationFilters,
  lastSignInFilters,
  type Property,
  properties,
  type SortField,
  sortFields,
} from './filter-values.ts'

/** Product ids are open: further products come by configuration. */
const csv = z
  .union([z.string().max(2000), z.array(z.string().max(100)).max(100)])
  .transform((given) => [...new Set(typeof given === 'string' ? given.split(',').filter(Boolean) : given)])

const sorts = sortFields.flatMap((field) => [field, `-${field}`] as const)

/** The list’s filter parameters: the same in the list, in facets and in a selection’s `matching`. */
export const userFilterQuery = {
  search: z.string().max(200).optional(),
  property: csvOf(properties).optional(),
  product: csv.optional(),
  invitation: csvOf(invitationFilters).optional(),
  source: csvOf(origins).optional(),
  lastSignIn: csvOf(lastSignInFilters).optional(),
  deleted: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional(),
}

export const userFilterSchema = z.strictObject(userFilterQuery)
export type UserFilter = z.output<typeof userFilterSchema>

export const listUsersQuery = z.strictObject({
  ...userFilterQuery,
  ...pageQuery,
  sort: z.enum(sorts as [string, ...string[]]).default('name'),
  at: z.coerce.number().int().min(0).optional(),
  /** about: the page does not wait for the count of a search; what is not known is estimated and said to be about. */
  total: z.literal('about').optional(),
})
export type ListUsersQuery = z.output<typeof listUsersQuery>

/** The one filter tree. Values of one kind are ORed, kinds are ANDed, search words are ANDed (2.3, 2.4). */
export type Predicate =
  | { kind: 'all'; of: Predicate[] }
  | { kind: 'any'; of: Predicate[] }
  | { kind: 'word'; word: string }
  | { kind: 'property'; is: Property }
  | { kind: 'product'; id: string }
  | { kind: 'invitation'; is: (typeof invitationFilters)[number] }
  | { kind: 'source'; is: (typeof origins)[number] }
  | { kind: 'lastSignIn'; is: (typeof lastSignInFilters)[number] }
  | { kind: 'deleted'; is: boolean }

const anyOf = <T>(values: readonly T[] | undefined, make: (value: T) => Predicate): Predicate[] =>
  values?.length ? [{ kind: 'any', of: values.map(make) }] : []

/** The filter as a tree. Deleted users are matched only when asked for, and then alone. */
export function predicateOf(filter: UserFilter): Predicate {
  return {
    kind: 'all',
    of: [
      { kind: 'deleted', is: filter.deleted ?? false },
      ...searchWords(filter.search ?? '').map((word): Predicate => ({ kind: 'word', word })),
      ...anyOf(filter.property, (is): Predicate => ({ kind: 'property', is })),
      ...anyOf(filter.product, (id): Predicate => ({ kind: 'product', id })),
      ...anyOf(filter.invitation, (is): Predicate => ({ kind: 'invitation', is })),
      ...anyOf(filter.source, (is): Predicate => ({ kind: 'source', is })),
      ...anyOf(filter.lastSignIn, (is): Predicate => ({ kind: 'lastSignIn', is })),
    ],
  }
}

export const facetsSchema = z.object({
  property: z.record(z.string(), z.number().int()),
  product: z.record(z.string(), z.number().int()),
  invitation: z.record(z.string(), z.number().int()),
  source: z.record(z.string(), z.number().int()),
  lastSignIn: z.record(z.string(), z.number().int()),
  totalIsExact: z.boolean(),
})
export type Facets = z.infer<typeof facetsSchema>
