import type { ResourceType } from './resource-type.ts'

/**
 * Whether a PATCH answers 200 with a body or 204 (SCIM-P4). Whoever asks for attributes gets them; whoever prefers
 * little (RFC 7240) gets 204; else a User comes back, which Okta wants, and a Group does not: its members are many.
 */
export function patchStatus(type: ResourceType, asked: { prefer?: string; attributes?: boolean }): 200 | 204 {
  if (asked.attributes) return 200
  if (/(^|[,;\s])return\s*=\s*"?minimal"?\s*($|[,;])/i.test(asked.prefer ?? '')) return 204
  return type.name === 'Group' ? 204 : 200
}
