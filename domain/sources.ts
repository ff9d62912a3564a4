/** Where users come from (sources.md). Everything but console and import is an external source. */
export const origins = ['console', 'import', 'scim', 'pbx', 'micloud_connect', 'iot'] as const
export type Origin = (typeof origins)[number]
export const externalKinds = ['scim', 'pbx', 'micloud_connect', 'iot'] as const
export type ExternalKind = (typeof externalKinds)[number]

/** Fields that a source can own. */
export const ownableFields = ['name', 'firstName', 'lastName', 'email', 'mobile', 'extension'] as const
export type OwnableField = (typeof ownableFields)[number]

const usual: readonly ExternalKind[] = ['scim', 'micloud_connect', 'pbx', 'iot']
const forExtension: readonly ExternalKind[] = ['pbx', 'micloud_connect', 'scim', 'iot']

/** Default order of precedence for a field, the owner first. */
export const precedence = (field: OwnableField): readonly ExternalKind[] =>
  field === 'extension' ? forExtension : usual

/** What becomes of a directory’s user who matches one that is here without a directory (scim.md §3). */
export const matchPolicies = ['claim', 'review', 'conflict'] as const
export type MatchPolicy = (typeof matchPolicies)[number]

/** From where in a directory’s document a field of the product is taken; the first is the default (scim.md §0). */
export const mappingChoices = {
  email: ['work', 'userName'],
  mobile: ['mobile', 'work', 'none'],
  extension: ['extension', 'workPhone', 'employeeNumber', 'none'],
} as const
export type MappedField = keyof typeof mappingChoices
export type Mapping = { [field in MappedField]: (typeof mappingChoices)[field][number] }
export const usualMapping: Mapping = { email: 'work', mobile: 'mobile', extension: 'extension' }

/** Tokens of a source that live at once, for rotation. */
export const liveTokens = 2
