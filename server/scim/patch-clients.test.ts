import { expect, test } from 'vitest'
import { patchBody } from '../../test/scim/samples.ts'
import type { Json, JsonObject } from './json.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'

/** What directories really send (Entra ID in both dialects and its validator, Okta, OneLogin, and others). */
const { user, group } = resourceTypes()
const enterprise = urns.enterpriseUser
const before: JsonObject = {
  id: 'u1',
  userName: 'ann@contoso.com',
  externalId: 'ext',
  displayName: 'Ann',
  active: true,
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ value: 'ann@contoso.com', type: 'work', primary: true }],
  [enterprise]: { department: 'Sales', manager: { value: 'm1' } },
  meta: { resourceType: 'User', version: 'W/"3"' },
}
const work = { value: 'ann@contoso.com', type: 'work', primary: true }

type Case = [client: string, operations: JsonObject[], expected: JsonObject]
const set = (path: string, value: Json, op = 'Replace') => ({ op, path, value })

test.each<Case>([
  // Entra ID without flag: capitalised, one operation per attribute, texts for booleans
  ['Entra disable', [set('active', 'False')], { active: false }],
  ['Entra enable', [set('active', 'True')], { active: true }],
  ['Entra disable by Add', [set('active', 'False', 'Add')], { active: false }],
  ['Entra rename', [set('userName', 'ann.new@contoso.com')], { userName: 'ann.new@contoso.com' }],
  ['Entra new object id', [set('externalId', 'ext-2')], { externalId: 'ext-2' }],
  [
    'Entra name',
    [set('name.givenName', 'A', 'Add'), set('name.familyName', 'L')],
    { name: { givenName: 'A', familyName: 'L' } },
  ],
  [
    'Entra formatted',
    [set('name.formatted', 'Ann Lee', 'Add')],
    { name: { formatted: 'Ann Lee', familyName: 'Lee', givenName: 'Ann' } },
  ],
  [
    'Entra mail',
    [set('emails[type eq "work"].value', 'new@contoso.com')],
    { emails: [{ ...work, value: 'new@contoso.com' }] },
  ],
  [
    'Entra mail by Add',
    [set('emails[type eq "work"].value', 'new@contoso.com', 'Add')],
    { emails: [{ ...work, value: 'new@contoso.com' }] },
  ],
  [
    'Entra second mail',
    [set('emails[type eq "home"].value', 'h@x.example', 'Add')],
    { emails: [work, { value: 'h@x.example', type: 'home' }] },
  ],
  [
    'Entra other mail',
    [set('emails[type eq "other"].Value', 'o@x.example')],
    { emails: [work, { value: 'o@x.example', type: 'other' }] },
  ],
  ['Entra display of mail', [set('emails[type eq "work"].display', 'Ann')], { emails: [{ ...work, display: 'Ann' }] }],
  ['Entra primary', [set('emails[type eq "work"].primary', 'False')], { emails: [{ ...work, primary: false }] }],
  [
    'Entra phone',
    [set('phoneNumbers[type eq "work"].value', '+49 30 1', 'Add')],
    { phoneNumbers: [{ value: '+49 30 1', type: 'work' }] },
  ],
  [
    'Entra mobile',
    [set('phoneNumbers[type eq "mobile"].value', '+49 170', 'Add')],
    { phoneNumbers: [{ value: '+49 170', type: 'mobile' }] },
  ],
  ['Entra fax', [set('phoneNumbers[type eq "fax"].value', '1')], { phoneNumbers: [{ value: '1', type: 'fax' }] }],
  [
    'Entra address in six operations is one address',
    ['streetAddress', 'locality', 'region', 'postalCode', 'country', 'formatted'].map((part) =>
      set(`addresses[type eq "work"].${part}`, part, 'Add'),
    ),
    {
      addresses: [
        {
          formatted: 'formatted',
          streetAddress: 'streetAddress',
          locality: 'locality',
          region: 'region',
          postalCode: 'postalCode',
          country: 'country',
          type: 'work',
        },
      ],
    },
  ],
  [
    'Entra capital F',
    [set('addresses[type eq "other"].Formatted', 'Room 1', 'Add')],
    { addresses: [{ formatted: 'Room 1', type: 'other' }] },
  ],
  [
    'Entra app role',
    [set('roles[primary eq "True"].value', 'Admin', 'Add')],
    { roles: [{ value: 'Admin', primary: true }] },
  ],
  [
    'Entra app role again',
    [set('roles[primary eq "True"].value', 'Admin', 'Add'), set('roles[primary eq "True"].value', 'Reader')],
    { roles: [{ value: 'Reader', primary: true }] },
  ],
  [
    'Entra department',
    [set(`${enterprise}:department`, 'IT', 'Add')],
    { [enterprise]: { department: 'IT', manager: { value: 'm1' } } },
  ],
  [
    'Entra manager as text',
    [set(`${enterprise}:manager`, 'm2', 'Add')],
    { [enterprise]: { department: 'Sales', manager: { value: 'm2' } } },
  ],
  [
    'Entra manager as object',
    [set(`${enterprise}:manager`, { value: 'm2' })],
    { [enterprise]: { department: 'Sales', manager: { value: 'm2' } } },
  ],
  [
    'Entra manager as list without URN',
    [set('manager', [{ $ref: 'http://x.example/Users/m2', value: 'm2' }])],
    { [enterprise]: { department: 'Sales', manager: { value: 'm2', $ref: 'http://x.example/Users/m2' } } },
  ],
  ['Entra validator: manager ""', [set(`${enterprise}:manager`, '')], { [enterprise]: { department: 'Sales' } }],
  [
    'Entra manager removed',
    [{ op: 'Remove', path: `${enterprise}:manager` }],
    { [enterprise]: { department: 'Sales' } },
  ],
  ['Entra title removed', [set('title', 'x', 'Add'), { op: 'Remove', path: 'title' }], {}],
  ['Entra title removed, which was not there', [{ op: 'Remove', path: 'title' }], {}],
  [
    'Entra mail removed',
    [{ op: 'Remove', path: 'emails[type eq "work"].value' }],
    { emails: [{ type: 'work', primary: true }] },
  ],
  // Entra ID with aadOptscim062020: lower case, JSON booleans, one operation without path
  ['Entra flag disable', [{ op: 'replace', path: 'active', value: false }], { active: false }],
  [
    'Entra flag, no path',
    [
      {
        op: 'replace',
        value: { displayName: 'A', 'name.givenName': 'B', [`${enterprise}:employeeNumber`]: '7', title: 'T' },
      },
    ],
    {
      displayName: 'A',
      title: 'T',
      name: { givenName: 'B', familyName: 'Lee' },
      [enterprise]: { employeeNumber: '7', department: 'Sales', manager: { value: 'm1' } },
    },
  ],
  [
    'Entra flag, value path as key',
    [{ op: 'add', value: { 'emails[type eq "work"].value': 'n@x.example' } }],
    { emails: [{ ...work, value: 'n@x.example' }] },
  ],
  ['Entra validator: userName without path', [{ op: 'replace', value: { userName: 'v' } }], { userName: 'v' }],
  [
    'Entra validator: add, replace and remove at once',
    [set('title', 'T', 'add'), set('displayName', 'D', 'replace'), { op: 'remove', path: `${enterprise}:department` }],
    { title: 'T', displayName: 'D', [enterprise]: { manager: { value: 'm1' } } },
  ],
  [
    'Entra validator: the same attribute three times',
    [set('title', 'T', 'add'), set('title', 'U', 'replace'), { op: 'remove', path: 'title' }],
    {},
  ],
  // Okta
  ['Okta deactivate', [{ op: 'replace', value: { active: false } }], { active: false }],
  ['Okta activate', [{ op: 'replace', value: { active: true } }], {}],
  ['Okta password', [{ op: 'replace', value: { password: 'x1y2z3' } }], {}],
  ['Okta id beside', [{ op: 'replace', value: { id: 'u1', displayName: 'D' } }], { displayName: 'D' }],
  [
    'Okta mails',
    [{ op: 'replace', value: { emails: [{ primary: true, value: 'o@x.example', type: 'work' }] } }],
    { emails: [{ ...work, value: 'o@x.example' }] },
  ],
  // others
  [
    'OneLogin removes by value',
    [{ op: 'remove', path: 'emails', value: [{ value: 'ann@contoso.com' }] }],
    { emails: undefined as never },
  ],
  [
    'authentik',
    [{ op: 'replace', path: null, value: { name: { formatted: 'F', familyName: 'L', givenName: 'G' } } }],
    { name: { formatted: 'F', familyName: 'L', givenName: 'G' } },
  ],
  ['empty path', [{ op: 'replace', path: '', value: { title: 'T' } }], { title: 'T' }],
  [
    'RFC 7644 §3.5.2.1',
    [{ op: 'add', value: { emails: [{ value: 'b@x.example', type: 'home' }], nickname: 'Babs' } }],
    { nickName: 'Babs', emails: [work, { value: 'b@x.example', type: 'home' }] },
  ],
  [
    'RFC 7644 §3.5.2.3',
    [{ op: 'replace', path: 'addresses[type eq "work"]', value: { type: 'work', locality: 'L' } }],
    { addresses: [{ locality: 'L', type: 'work' }] },
  ],
  [
    'RFC 7644 §3.5.2.2',
    [{ op: 'remove', path: 'emails[type eq "work" and value ew "contoso.com"]' }],
    { emails: undefined as never },
  ],
])('SCIM-P6 P8 P9 P13 %s', (_client, operations, expected) => {
  const { resource, changed } = patch(user, before, patchBody(...operations))
  expect(resource).toEqual({ ...before, ...expected })
  expect(changed).toBe(!isSame(resource))
})

function isSame(resource: JsonObject): boolean {
  return resource === before
}

test.each<[client: string, operations: JsonObject[], steps: unknown, name?: string]>([
  ['Entra add member', [set('members', [{ $ref: null, value: 'a' }], 'Add')], [{ op: 'add', ids: ['a'] }]],
  [
    'Entra add many',
    [
      set(
        'members',
        ['a', 'b', 'c'].map((value) => ({ $ref: null, value })),
        'Add',
      ),
    ],
    [{ op: 'add', ids: ['a', 'b', 'c'] }],
  ],
  ['Entra remove member', [set('members', [{ $ref: null, value: 'a' }], 'Remove')], [{ op: 'remove', ids: ['a'] }]],
  ['Entra flag remove member', [{ op: 'remove', path: 'members[value eq "a"]' }], [{ op: 'remove', ids: ['a'] }]],
  ['Entra rename', [set('displayName', 'H')], undefined, 'H'],
  [
    'Okta rename with members',
    [
      { op: 'replace', value: { id: 'g1', displayName: 'H' } },
      { op: 'add', path: 'members', value: [{ value: 'a', display: 'ann@contoso.com' }] },
    ],
    [{ op: 'add', ids: ['a'] }],
    'H',
  ],
  [
    'Okta push',
    [
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'add', path: 'members', value: [{ value: 'b', display: 'b' }] },
    ],
    [
      { op: 'remove', ids: ['a'] },
      { op: 'add', ids: ['b'] },
    ],
  ],
  [
    'Okta full push',
    [
      {
        op: 'replace',
        path: 'members',
        value: [
          { value: 'a', display: 'a' },
          { value: 'b', display: 'b' },
        ],
      },
    ],
    [{ op: 'replace', ids: ['a', 'b'] }],
  ],
  ['OneLogin remove', [{ op: 'remove', path: 'members', value: [{ value: 'a' }] }], [{ op: 'remove', ids: ['a'] }]],
  ['everybody out', [{ op: 'remove', path: 'members' }], [{ op: 'replace', ids: [] }]],
])('SCIM-P11 P12 %s', (_client, operations, steps, name = 'G') => {
  const resource = { id: 'g1', displayName: 'G', meta: { resourceType: 'Group' } }
  const outcome = patch(group, resource, patchBody(...operations))
  expect(outcome.external.members).toEqual(steps)
  expect(outcome.resource).toEqual({ ...resource, displayName: name })
})
