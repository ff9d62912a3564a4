import { attribute, text } from './attribute.ts'
import { schema } from './schema.ts'
import { urns } from './urns.ts'

const immutable = { mutability: 'immutable' } as const

/** The core Group (RFC 7643 §4.2). Its members are external: a group of 50,000 is never loaded to add one. */
export const groupSchema = schema(urns.group, 'Group', 'Group', [
  text('displayName', 'The name of the group, unique in the account without regard to case.', {
    required: true,
    uniqueness: 'server',
  }),
  attribute('members', 'complex', 'The users and groups in this group.', {
    multiValued: true,
    external: true,
    subAttributes: [
      text('value', 'The id of the member.', { ...immutable, caseExact: true }),
      attribute('$ref', 'reference', 'The address of the member.', { ...immutable, referenceTypes: ['User', 'Group'] }),
      text('type', 'What the member is.', { ...immutable, canonicalValues: ['User', 'Group'] }),
    ],
  }),
])
