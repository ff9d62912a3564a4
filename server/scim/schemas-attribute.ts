import { quoted, refusal } from './errors.ts'
import type { Json } from './json.ts'
import { extensionOf, type ResourceType } from './resource-type.ts'
import { sameUrn } from './urns.ts'

/**
 * The `schemas` of a body (RFC 7643 §3): derived on output, so that on input it is only checked (SCIM-T9, T10).
 * Absent or empty is taken as the resource's own; foreign URNs beside it are ignored, since Entra ID sends one with
 * every group. Throws 400 invalidSyntax if it is not a list of texts or means another kind of resource.
 */
export function checkSchemas(type: ResourceType, schemas: Json | undefined): void {
  if (schemas === undefined || schemas === null) return
  if (!Array.isArray(schemas) || !schemas.every((urn) => typeof urn === 'string')) {
    throw refusal('invalidSyntax', '"schemas" must be a list of texts.')
  }
  if (schemas.length > 0 && !schemas.some((urn) => sameUrn(urn, type.schema.urn))) {
    throw refusal('invalidSyntax', `"schemas" must name ${type.schema.urn}.`)
  }
}

/** `schemas` in a PATCH without path may repeat what the resource has or can have (SCIM-P14). */
export function namesKnownSchemas(type: ResourceType, schemas: Json): void {
  for (const urn of Array.isArray(schemas) ? schemas : [schemas]) {
    const known = typeof urn === 'string' && (sameUrn(urn, type.schema.urn) || extensionOf(type, urn))
    if (!known) throw refusal('invalidValue', `${type.name} has no schema ${quoted(String(urn))}.`)
  }
}
