import { attribute, text } from './attribute.ts'
import { schema } from './schema.ts'
import { urns } from './urns.ts'

/** The enterprise extension (RFC 7643 §4.3). The manager's id may be one that arrives later (SCIM-C16). */
export const enterpriseSchema = schema(urns.enterpriseUser, 'EnterpriseUser', 'Enterprise User', [
  text('employeeNumber', 'The number that the organization has given to the person.'),
  text('costCenter', 'The cost center.'),
  text('organization', 'The organization.'),
  text('division', 'The division.'),
  text('department', 'The department.'),
  attribute('manager', 'complex', "The user's manager.", {
    subAttributes: [
      text('value', "The id of the manager's user.", { caseExact: true }),
      attribute('$ref', 'reference', "The address of the manager's user.", { referenceTypes: ['User'] }),
      text('displayName', "The manager's name.", { mutability: 'readOnly' }),
    ],
  }),
])
