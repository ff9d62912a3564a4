import { type Attribute, attribute, byName, text } from './attribute.ts'

/** A schema as /Schemas shows it (RFC 7643 §7). */
export type Schema = Readonly<{
  urn: string
  name: string
  description: string
  attributes: readonly Attribute[]
  /** attributes by lower-case name */
  byName: ReadonlyMap<string, Attribute>
}>

export function schema(urn: string, name: string, description: string, attributes: readonly Attribute[]): Schema {
  return { urn, name, description, attributes, byName: byName(attributes) }
}

const readOnly = { mutability: 'readOnly' } as const

/** The attributes of every resource (RFC 7643 §3.1); they belong to no schema and are not listed in /Schemas. */
export const sharedAttributes: ReadonlyMap<string, Attribute> = byName([
  attribute('schemas', 'reference', 'The schemas of this resource.', {
    ...readOnly,
    multiValued: true,
    // URNs compare without regard to case (RFC 8141).
    caseExact: false,
    returned: 'always',
  }),
  text('id', 'The identifier that this server has given.', {
    ...readOnly,
    caseExact: true,
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', "The directory's own identifier.", { caseExact: true }),
  attribute('meta', 'complex', 'Facts about the resource.', {
    ...readOnly,
    subAttributes: [
      text('resourceType', 'The name of the resource type.', { ...readOnly, caseExact: true }),
      attribute('created', 'dateTime', 'When it was created.', readOnly),
      attribute('lastModified', 'dateTime', 'When it was last changed.', readOnly),
      attribute('location', 'reference', 'Its address.', readOnly),
      text('version', 'Its entity tag.', { ...readOnly, caseExact: true }),
    ],
  }),
])
