import { type Attribute, attribute, text } from './attribute.ts'
import { type Schema, schema } from './schema.ts'
import { urns } from './urns.ts'

/** The schemas of the discovery documents themselves (RFC 7643 §5, §6, §7, §8.7.2; RFC 9865 §4). All is read-only. */
type Kind = Attribute['type']
type Options = Parameters<typeof attribute>[3]

function fixed(name: string, type: Kind, description: string, options: Options = {}): Attribute {
  return attribute(name, type, description, { required: true, mutability: 'readOnly', ...options })
}

function feature(name: string, description: string, more: Attribute[] = []): Attribute {
  const subAttributes = [fixed('supported', 'boolean', 'Whether it is supported.'), ...more]
  return fixed(name, 'complex', description, { subAttributes })
}

const optional = { required: false } as const
const external = { referenceTypes: ['external'], required: false } as const

export const serviceProviderConfigSchema = schema(
  urns.serviceProviderConfig,
  'ServiceProviderConfig',
  'What this server can do',
  [
    fixed('documentationUri', 'reference', 'The address of the manual.', external),
    feature('patch', 'Changes by PATCH.'),
    feature('bulk', 'Several operations in one request.', [
      fixed('maxOperations', 'integer', 'The largest number of operations.'),
      fixed('maxPayloadSize', 'integer', 'The largest body, in bytes.'),
    ]),
    feature('filter', 'Filters.', [fixed('maxResults', 'integer', 'The largest number of resources in one answer.')]),
    feature('changePassword', 'Changes of passwords.'),
    feature('sort', 'Sorting.'),
    feature('etag', 'Entity tags.'),
    fixed('pagination', 'complex', 'Paging.', {
      ...optional,
      subAttributes: [
        fixed('cursor', 'boolean', 'Whether there is paging by cursor.'),
        fixed('index', 'boolean', 'Whether there is paging by index.'),
        text('defaultPaginationMethod', 'The one that is used if none is asked for.', { mutability: 'readOnly' }),
        fixed('defaultPageSize', 'integer', 'The size of a page if none is asked for.', optional),
        fixed('maxPageSize', 'integer', 'The largest size of a page.', optional),
        fixed('cursorTimeout', 'integer', 'How many seconds a cursor lives.', optional),
      ],
    }),
    fixed('authenticationSchemes', 'complex', 'How a client shows who it is.', {
      multiValued: true,
      subAttributes: [
        fixed('type', 'string', 'The kind of scheme.', { canonicalValues: ['oauthbearertoken'] }),
        fixed('name', 'string', 'Its name.'),
        fixed('description', 'string', 'What it is.'),
        fixed('specUri', 'reference', 'The address of its specification.', external),
        fixed('documentationUri', 'reference', 'The address of its manual.', external),
        fixed('primary', 'boolean', 'Whether it is the preferred one.', optional),
      ],
    }),
  ],
)

export const resourceTypeSchema = schema(urns.resourceType, 'ResourceType', 'A kind of resource', [
  fixed('id', 'string', 'Its id.', optional),
  fixed('name', 'string', 'Its name.'),
  fixed('description', 'string', 'What it is.', optional),
  fixed('endpoint', 'reference', 'Its address below the base URL.', { referenceTypes: ['uri'] }),
  fixed('schema', 'reference', 'Its schema.', { referenceTypes: ['uri'] }),
  fixed('schemaExtensions', 'complex', 'Its extensions.', {
    ...optional,
    multiValued: true,
    subAttributes: [
      fixed('schema', 'reference', 'The schema of the extension.', { referenceTypes: ['uri'] }),
      fixed('required', 'boolean', 'Whether a resource must have it.'),
    ],
  }),
])

const definitionParts: Attribute[] = [
  fixed('name', 'string', 'Its name.'),
  fixed('type', 'string', 'Its type.', {
    canonicalValues: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'],
  }),
  fixed('multiValued', 'boolean', 'Whether it can have several values.'),
  fixed('description', 'string', 'What it is.', optional),
  fixed('required', 'boolean', 'Whether it must be given.', optional),
  fixed('canonicalValues', 'string', 'Usual values.', { ...optional, multiValued: true }),
  fixed('caseExact', 'boolean', 'Whether case matters when it is compared.', optional),
  fixed('mutability', 'string', 'Whether it can be changed.', {
    ...optional,
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  fixed('returned', 'string', 'When it is shown.', {
    ...optional,
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  fixed('uniqueness', 'string', 'Where it is unique.', { ...optional, canonicalValues: ['none', 'server', 'global'] }),
  fixed('referenceTypes', 'string', 'What it can refer to.', { ...optional, multiValued: true }),
]

export const schemaSchema = schema(urns.schema, 'Schema', 'A schema', [
  fixed('id', 'string', 'Its URI.'),
  fixed('name', 'string', 'Its name.', optional),
  fixed('description', 'string', 'What it is.', optional),
  fixed('attributes', 'complex', 'Its attributes.', {
    multiValued: true,
    subAttributes: [
      ...definitionParts,
      fixed('subAttributes', 'complex', 'The parts of a complex attribute.', {
        ...optional,
        multiValued: true,
        subAttributes: definitionParts,
      }),
    ],
  }),
])

export const discoverySchemas: readonly Schema[] = [serviceProviderConfigSchema, resourceTypeSchema, schemaSchema]
