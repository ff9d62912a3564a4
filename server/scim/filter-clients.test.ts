import { expect, test } from 'vitest'
import { filterScope } from './filter.ts'
import { matches } from './filter-match.ts'
import { parseFilter } from './filter-parse.ts'
import type { JsonObject } from './json.ts'
import { resourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'

/** The filters that directories really send, with what must be found in this little account. */
const users: Record<string, JsonObject> = {
  ann: {
    id: 'id-ann',
    userName: 'Ann.Lee@contoso.com',
    externalId: '11aa22BB',
    displayName: 'Ann Lee',
    active: true,
    name: { givenName: 'Ann', familyName: 'Lee' },
    emails: [
      { type: 'work', value: 'Ann.Lee@contoso.com', primary: true },
      { type: 'home', value: 'ann@home.example' },
    ],
    phoneNumbers: [
      { type: 'work', value: '+49 30 1' },
      { type: 'mobile', value: '+49 170 2' },
    ],
    roles: [{ value: 'reader', primary: true }],
    [urns.enterpriseUser]: { department: 'Sales', employeeNumber: '701984', manager: { value: 'id-bob' } },
    [urns.cloudlinkUser]: { extension: '4711', products: ['meet', 'collab'] },
    meta: { resourceType: 'User', lastModified: '2026-03-01T10:00:00Z' },
  },
  bob: {
    id: 'id-bob',
    userName: 'bob',
    externalId: '00u1abcdef',
    displayName: "Bob O'Neil",
    active: false,
    emails: [
      { type: 'work', value: 'bob@home.example' },
      { type: 'home', value: 'Ann.Lee@contoso.com' },
    ],
    meta: { resourceType: 'User', lastModified: '2026-01-01T10:00:00Z' },
  },
}
const groups: Record<string, JsonObject> = {
  sales: {
    id: 'g1',
    displayName: 'Sales Team',
    externalId: 'X-1',
    members: [{ value: 'id-ann' }, { value: 'id-bob' }],
  },
  empty: { id: 'g2', displayName: 'Empty' },
}
const { user, group } = resourceTypes()
const enterprise = urns.enterpriseUser

function found(text: string, among: 'users' | 'groups'): string[] {
  const filter = parseFilter(text, filterScope(among === 'users' ? user : group))
  const all = among === 'users' ? users : groups
  return Object.keys(all).filter((name) => matches(filter, all[name] ?? {}))
}

test.each<[client: string, filter: string, finds: string[]]>([
  ['Entra probe', 'userName eq "2f9c1f1a-6a5b-4c8e-9a0b-6d1c0f6d7c11"', []],
  ['Entra probe', 'externalId eq "2f9c1f1a-6a5b-4c8e-9a0b-6d1c0f6d7c11"', []],
  ['Entra probe', 'emails[type eq "work"].value eq "2f9c1f1a@x.example"', []],
  ['Entra match', 'userName eq "Ann.Lee@contoso.com"', ['ann']],
  ['Entra match, other case', 'userName eq "ANN.LEE@CONTOSO.COM"', ['ann']],
  ['Entra match', 'externalId eq "11aa22BB"', ['ann']],
  ['Entra match, other case', 'externalId eq "11AA22bb"', []],
  ['Entra match', 'emails[type eq "work"].value eq "ann.lee@contoso.com"', ['ann']],
  ['Entra malformed', 'emails[type eq "work"] eq "ann.lee@contoso.com"', ['ann']],
  ['Entra match', 'emails[type eq "home"].value eq "ann.lee@contoso.com"', ['bob']],
  ['Entra match', 'emails.value eq "ann.lee@contoso.com"', ['ann', 'bob']],
  ['Entra match', 'emails eq "ann.lee@contoso.com"', ['ann', 'bob']],
  ['Entra match', 'phoneNumbers[type eq "mobile"].value eq "+49 170 2"', ['ann']],
  ['Entra match', 'phoneNumbers[type eq "work"].value eq "+49 170 2"', []],
  ['Entra match', `${enterprise}:employeeNumber eq "701984"`, ['ann']],
  ['Entra match', `${urns.cloudlinkUser}:extension eq "4711"`, ['ann']],
  ['Entra match', 'userName eq "bob" and active eq false', ['bob']],
  ['Entra match', 'active eq true and userName eq "bob"', []],
  ['Entra soft delete', 'active eq "False"', ['bob']],
  ['Entra app roles', 'roles[primary eq "True"].value eq "reader"', ['ann']],
  ['Entra manager', 'id eq "id-ann" and manager eq "id-bob"', ['ann']],
  ['Entra manager', 'id eq "id-ann" and manager eq "id-ann"', []],
  ['Entra manager', `id eq "id-ann" and ${enterprise}:manager eq "id-bob"`, ['ann']],
  ['Entra manager', `id eq "id-ann" and ${enterprise}:manager.value eq "id-bob"`, ['ann']],
  ['Okta exists', 'userName eq "bob"', ['bob']],
  ['Okta exists', 'userName eq "BOB"', ['bob']],
  ['Okta exists', 'userName eq "nobody@x.example"', []],
  ['Okta exists', 'externalId eq "00u1abcdef"', ['bob']],
  ['Okta import', 'meta.lastModified gt "2026-02-01T00:00:00.000Z"', ['ann']],
  ['Okta import', 'meta.lastModified ge "2026-03-01T11:00:00+01:00"', ['ann']],
  ['quotes in names', `displayName eq "Bob O'Neil"`, ['bob']],
  ['OneLogin', 'userName Eq "bob"', ['bob']],
  ['JumpCloud', 'username eq "ann.lee@contoso.com"', ['ann']],
  ['PingFederate', 'userName eq "bob" or emails.value eq "bob@home.example"', ['bob']],
  ['PingFederate', 'emails[Type eq "WORK" and Value eq "BOB@HOME.EXAMPLE"]', ['bob']],
  ['authentik', 'userName eq "Ann.Lee@contoso.com" and (active eq true)', ['ann']],
  ['RFC 7644', 'title pr', []],
  ['RFC 7644', 'name.familyName co "LE"', ['ann']],
  ['RFC 7644', 'not (emails co "contoso.com" or userName sw "b")', []],
  ['RFC 7644', 'emails[type eq "work" and value co "@home"] or displayName sw "ann"', ['ann', 'bob']],
  ['RFC 7644', 'userName sw "a" and not (active eq false) and emails[type eq "home"]', ['ann']],
  ['own extension', 'products eq "MEET"', ['ann']],
])('SCIM-F6 F11 F12 %s: %s', (_client, filter, finds) => {
  expect(found(filter, 'users')).toEqual(finds)
})

test.each<[client: string, filter: string, finds: string[]]>([
  ['Entra match', 'displayName eq "Sales Team"', ['sales']],
  ['Entra match, other case', 'displayName eq "sales team"', ['sales']],
  ['Entra match', 'displayName eq "Nothing"', []],
  ['Entra match', 'externalId eq "X-1"', ['sales']],
  ['Entra validator', 'externalId eq "x-1"', []],
  ['Entra member', 'id eq "g1" and members eq "id-ann"', ['sales']],
  ['Entra member', 'id eq "g1" and members[value eq "id-ann"]', ['sales']],
  ['Entra member', 'id eq "g2" and members.value eq "id-ann"', []],
  ['Okta', 'displayName sw "sales" and members pr', ['sales']],
])('SCIM-F12 C14 %s: %s', (_client, filter, finds) => {
  expect(found(filter, 'groups')).toEqual(finds)
})
