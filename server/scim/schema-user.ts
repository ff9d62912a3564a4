import { attribute, plural, text } from './attribute.ts'
import { schema } from './schema.ts'
import { urns } from './urns.ts'

const workHomeOther = ['work', 'home', 'other']

const name = attribute('name', 'complex', "The parts of the user's name.", {
  subAttributes: [
    text('formatted', 'The full name, as it is displayed.'),
    text('familyName', 'The last name.'),
    text('givenName', 'The first name.'),
    text('middleName', 'The middle names.'),
    text('honorificPrefix', 'A title before the name.'),
    text('honorificSuffix', 'A suffix after the name.'),
  ],
})

const addresses = attribute('addresses', 'complex', 'Postal addresses.', {
  multiValued: true,
  subAttributes: [
    text('formatted', 'The whole address, as it stands on an envelope.'),
    text('streetAddress', 'Street and house number, possibly over several lines.'),
    text('locality', 'The city.'),
    text('region', 'The state or region.'),
    text('postalCode', 'The postal code.'),
    text('country', 'The country; ISO 3166-1 alpha-2 is recommended.'),
    text('type', 'What the address is for. Other words than the listed ones are accepted.', {
      canonicalValues: workHomeOther,
    }),
    attribute('primary', 'boolean', 'Whether this is the preferred address. True at most once.'),
  ],
})

/** Derived from the groups; membership changes only through the group (SCIM-C13). */
const groups = attribute('groups', 'complex', 'The groups of the user. Membership is changed at the group.', {
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    text('value', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
    attribute('$ref', 'reference', 'The address of the group.', { mutability: 'readOnly', referenceTypes: ['Group'] }),
    text('display', 'The name of the group.', { mutability: 'readOnly' }),
    text('type', 'How the user belongs to it.', { mutability: 'readOnly', canonicalValues: ['direct', 'indirect'] }),
  ],
})

/** The core User (RFC 7643 §4.1 and §8.7.1). */
export const userSchema = schema(urns.user, 'User', 'User Account', [
  text('userName', 'The name to sign in with, unique in the account without regard to case.', {
    required: true,
    uniqueness: 'server',
  }),
  name,
  text('displayName', 'The name that others see.'),
  text('nickName', 'A casual name.'),
  attribute('profileUrl', 'reference', 'The address of a page about the user.', { referenceTypes: ['external'] }),
  text('title', 'The job title.'),
  text('userType', 'The relation to the organization, such as Employee or Contractor.'),
  text('preferredLanguage', 'The preferred language, in the form of Accept-Language.'),
  text('locale', 'The locale for dates, numbers and the like.'),
  text('timezone', 'The time zone, in the form Europe/Berlin.'),
  attribute('active', 'boolean', 'Whether the directory lets the user in.', { keptByPut: true }),
  text('password', 'Accepted and discarded.', { mutability: 'writeOnly', returned: 'never', hidden: true }),
  plural('emails', 'Email addresses.', text('value', 'The address.'), workHomeOther),
  plural('phoneNumbers', 'Phone numbers.', text('value', 'The number, kept as sent.'), [
    'work',
    'home',
    'mobile',
    'fax',
    'pager',
    'other',
  ]),
  plural('ims', 'Instant messaging addresses.', text('value', 'The address.'), [
    'aim',
    'gtalk',
    'icq',
    'xmpp',
    'msn',
    'skype',
    'qq',
    'yahoo',
  ]),
  plural(
    'photos',
    'Pictures of the user.',
    attribute('value', 'reference', 'The address of the picture.', { referenceTypes: ['external'] }),
    ['photo', 'thumbnail'],
  ),
  addresses,
  groups,
  plural('entitlements', 'Entitlements.', text('value', 'The entitlement.')),
  plural('roles', 'Roles in the organization.', text('value', 'The role.')),
  plural('x509Certificates', 'Certificates.', attribute('value', 'binary', 'A DER certificate in base64.')),
])
