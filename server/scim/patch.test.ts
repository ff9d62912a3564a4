import { describe, expect, test } from 'vitest'
import { patchBody, refused, sampleUser } from '../../test/scim/samples.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { patch } from './patch.ts'
import { patchStatus } from './prefer.ts'
import { resourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'

const { user, group } = resourceTypes()
const patched = (...operations: JsonObject[]) => patch(user, sampleUser(), patchBody(...operations)).resource
const fails = (...operations: JsonObject[]) => refused(() => patch(user, sampleUser(), patchBody(...operations)))
const enterprise = urns.enterpriseUser

describe('SCIM-P1 the body', () => {
  const operation = { op: 'add', path: 'title', value: 'x' }
  test.each<[string, JsonObject]>([
    ['no schemas', { Operations: [operation] }],
    ['other schemas', { schemas: [urns.user], Operations: [operation] }],
    ['schemas as a text', { schemas: urns.patchOp, Operations: [operation] }],
    ['no operations', { schemas: [urns.patchOp] }],
    ['an empty list', { schemas: [urns.patchOp], Operations: [] }],
    ['an operation that is none', { schemas: [urns.patchOp], Operations: ['add'] }],
  ])('%s is invalidSyntax', (_, body) => expect(refused(() => patch(user, sampleUser(), body))).toBe('invalidSyntax'))
  test('names in any case are taken', () => {
    const body = { SCHEMAS: [urns.patchOp.toUpperCase()], operations: [{ Op: 'Add', PATH: 'Title', Value: 'x' }] }
    expect(patch(user, sampleUser(), body).resource.title).toBe('x')
  })
  test('more operations than are taken are 413', () => {
    const many = Array.from({ length: limits.patchOperations + 1 }, () => operation)
    expect(fails(...many)).toBe(413)
  })
})

describe('SCIM-P2 op', () => {
  test.each([undefined, null, '', 'set', 'move', 1, true, ['add']])('%j is invalidSyntax', (op) => {
    expect(fails({ op: op as Json, path: 'title', value: 'x' })).toBe('invalidSyntax')
  })
  test.each(['add', 'Add', 'ADD', 'replace', 'Replace', 'REPLACE'])('%s is taken', (op) => {
    expect(patched({ op, path: 'title', value: 'x' }).title).toBe('x')
  })
})

describe('SCIM-P3 all or nothing, in order', () => {
  test('a failing operation leaves the given resource as it was', () => {
    const resource = sampleUser()
    const operations: JsonObject[] = [
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'add', path: 'roles', value: [{ value: 'new' }] },
      { op: 'replace', path: 'active', value: 'perhaps' },
    ]
    expect(refused(() => patch(user, resource, patchBody(...operations)))).toBe('invalidValue')
    expect(resource).toEqual(sampleUser())
  })
  test('each operation sees what the one before did', () => {
    const { title, emails } = patched(
      { op: 'add', path: 'title', value: 'x' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'title', value: 'y' },
      { op: 'replace', path: 'emails', value: [{ type: 'other', value: 'o' }] },
      { op: 'add', path: 'emails[type eq "other"].display', value: 'd' },
    )
    expect(title).toBe('y')
    expect(emails).toEqual([{ value: 'o', display: 'd', type: 'other' }])
  })
})

test('SCIM-P4 users come back, groups do not, unless the client says otherwise', () => {
  expect(patchStatus(user, {})).toBe(200)
  expect(patchStatus(group, {})).toBe(204)
  expect(patchStatus(group, { attributes: true })).toBe(200)
  expect(patchStatus(user, { prefer: 'respond-async, return=minimal' })).toBe(204)
  expect(patchStatus(user, { prefer: 'return=minimal', attributes: true })).toBe(200)
  expect(patchStatus(user, { prefer: 'return=representation' })).toBe(200)
})

describe('SCIM-P6 without path', () => {
  test.each([null, 'x', 7, true, [], [{}, {}]])('the value %j is invalidValue', (value) => {
    expect(fails({ op: 'add', value: value as Json })).toBe('invalidValue')
    expect(fails({ op: 'replace', value: value as Json })).toBe('invalidValue')
  })
  test('every key may be a path', () => {
    const result = patched({
      op: 'replace',
      value: {
        DisplayName: 'D',
        'name.givenName': 'G',
        [`${enterprise}:employeeNumber`]: '7',
        [enterprise]: { costCenter: 'C', manager: 'M-9' },
        'emails[type eq "work"].value': 'w@x.example',
        name: { honorificPrefix: 'Dr.' },
      },
    })
    expect(result).toMatchObject({
      displayName: 'D',
      name: { givenName: 'G', familyName: 'Jensen', honorificPrefix: 'Dr.' },
      emails: [{ value: 'w@x.example' }, { value: 'babs@home.example' }],
      [enterprise]: { department: 'Sales', employeeNumber: '7', costCenter: 'C', manager: { value: 'M-9' } },
    })
  })
  test('lists add with add and replace with replace', () => {
    const roles = [{ value: 'new' }]
    expect(patched({ op: 'add', value: { roles } }).roles).toHaveLength(3)
    expect(patched({ op: 'replace', value: { roles } }).roles).toEqual(roles)
  })
  test('an unknown key is invalidPath, as a path would be', () => {
    expect(fails({ op: 'replace', value: { shoeSize: 44 } })).toBe('invalidPath')
    expect(fails({ op: 'replace', value: { 'urn:other:2.0:User:x': 1 } })).toBe('invalidPath')
    expect(fails({ op: 'replace', value: { [enterprise]: { shoeSize: 44 } } })).toBe('invalidPath')
  })
})

describe('SCIM-P7 add', () => {
  test('single values are set, complex ones merged', () => {
    expect(patched({ op: 'add', path: 'title', value: 'x' }).title).toBe('x')
    expect(patched({ op: 'add', path: 'name', value: { middleName: 'M' } }).name).toEqual({
      formatted: 'Ms. Barbara J Jensen',
      familyName: 'Jensen',
      givenName: 'Barbara',
      middleName: 'M',
    })
  })
  test('the same value again changes nothing', () => {
    const again = [
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'babs@home.example' }] },
      { op: 'add', path: 'emails[type eq "work"].value', value: 'bjensen@work.example' },
      { op: 'add', path: 'roles', value: 'auditor' },
      { op: 'add', path: 'name', value: { givenName: 'Barbara' } },
    ]
    for (const operation of again) expect(patch(user, sampleUser(), patchBody(operation)).changed).toBe(false)
  })
  test('the same value with another type is another value, with more parts it gets them', () => {
    const { emails } = patched(
      { op: 'add', path: 'emails', value: [{ type: 'other', value: 'babs@home.example' }] },
      { op: 'add', path: 'emails', value: { type: 'home', value: 'babs@home.example', display: 'Babs' } },
    )
    expect(emails).toHaveLength(3)
    expect(emails).toContainEqual({ value: 'babs@home.example', type: 'home', display: 'Babs' })
  })
  test('nothing added is nothing done', () => {
    for (const value of [null, []]) {
      for (const path of ['roles', 'displayName', 'name', 'name.givenName', 'emails[type eq "work"].value']) {
        expect(patch(user, sampleUser(), patchBody({ op: 'add', path, value })).changed).toBe(false)
      }
    }
  })
  test('more values than an attribute can have are invalidValue', () => {
    const value = Array.from({ length: limits.elements }, (_, at) => ({ value: `r${at}` }))
    expect(fails({ op: 'add', path: 'roles', value })).toBe('invalidValue')
  })
})

describe('SCIM-P8 add where the filter matches nothing makes the value', () => {
  test('and the operations after it meet that one', () => {
    const { addresses } = patched(
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'S' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'L' },
      { op: 'Add', path: 'addresses[type eq "WORK"].country', value: 'DE' },
    )
    expect(addresses).toEqual([{ streetAddress: 'S', locality: 'L', country: 'DE', type: 'work' }])
  })
  test('decision 2: only for a conjunction of eq with a known type, else noTarget', () => {
    for (const op of ['add', 'replace']) {
      const at = (path: string, value: Json = 'v') => fails({ op, path, value })
      expect(at('emails[type eq "weird"].value')).toBe('noTarget')
      expect(at('emails[type co "other"].value')).toBe('noTarget')
      expect(at('emails[type eq "other" or type eq "pager"].value')).toBe('noTarget')
      expect(at('emails[not (type pr)].value')).toBe('noTarget')
      expect(at('emails[type eq "other" and type eq "pager"].value')).toBe('noTarget')
      expect(at('emails[value eq "a"].value', 'b')).toBe('noTarget')
      expect(at('emails[type eq "other"]', { type: 'pager', value: 'v' })).toBe('noTarget')
      expect(at('name[givenName eq "Nobody"].familyName')).toBe('noTarget')
      expect(at('emails[type eq "other"].value')).toBe('taken')
      expect(at('emails[type eq "other" and primary eq false].value')).toBe('taken')
      expect(at('phoneNumbers[type eq "fax"]', { value: 'v' })).toBe('taken')
      expect(at('photos[type eq "thumbnail"].value')).toBe('taken')
    }
  })
})

describe('SCIM-P9 replace', () => {
  test('what is absent is added, a list is exchanged', () => {
    expect(patched({ op: 'replace', path: 'nickName', value: 'n' }).nickName).toBe('n')
    expect(patched({ op: 'replace', path: 'emails', value: [{ value: 'only' }] }).emails).toEqual([{ value: 'only' }])
    expect(patched({ op: 'replace', path: 'emails', value: [] })).not.toHaveProperty('emails')
  })
  test('matching values are replaced whole, their type stays', () => {
    const { emails } = patched({ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'new' } })
    expect(emails).toEqual([
      { value: 'new', type: 'work' },
      { value: 'babs@home.example', type: 'home' },
    ])
  })
  test('a sub-attribute is set on all matches', () => {
    const { roles } = patched({ op: 'replace', path: 'roles[value pr].display', value: 'd' })
    expect(roles).toEqual([
      { value: 'clerk', display: 'd', primary: true },
      { value: 'auditor', display: 'd' },
    ])
  })
  test('null takes away what it is asked for, a part or the whole', () => {
    expect(patched({ op: 'replace', path: 'displayName', value: null })).not.toHaveProperty('displayName')
    expect(patched({ op: 'replace', path: 'name', value: { givenName: null } }).name).toEqual({
      formatted: 'Ms. Barbara J Jensen',
      familyName: 'Jensen',
    })
    expect(patched({ op: 'replace', path: 'emails[type eq "work"]', value: null }).emails).toHaveLength(1)
  })
  test('a required attribute is not replaced by nothing', () => {
    for (const value of [null, '', ' ', []])
      expect(fails({ op: 'replace', path: 'userName', value })).toBe('invalidValue')
  })
})

describe('SCIM-P10 remove', () => {
  test('needs a path', () => {
    expect(fails({ op: 'remove' })).toBe('noTarget')
    expect(fails({ op: 'remove', value: { title: 'x' } })).toBe('noTarget')
    expect(fails({ op: 'remove', path: urns.user })).toBe('noTarget')
  })
  test('required or read-only is mutability', () => {
    for (const path of ['userName', 'id', 'meta', 'groups', 'meta.created', 'groups[value eq "x"]', 'schemas']) {
      expect(fails({ op: 'remove', path })).toBe('mutability')
    }
  })
  test('the last match takes the attribute with it', () => {
    expect(patched({ op: 'remove', path: 'phoneNumbers[type eq "mobile"]' })).not.toHaveProperty('phoneNumbers')
    expect(patched({ op: 'remove', path: 'emails[type eq "home"]' }).emails).toHaveLength(1)
    expect(patched({ op: 'remove', path: 'emails[type eq "home"].type' }).emails).toContainEqual({
      value: 'babs@home.example',
    })
  })
  test('an extension and parts of it', () => {
    expect(patched({ op: 'remove', path: enterprise })).not.toHaveProperty(enterprise)
    expect(patched({ op: 'remove', path: `${enterprise}:manager` })[enterprise]).toEqual({ department: 'Sales' })
    const both = [`${enterprise}:manager`, `${enterprise}:department`].map((path) => ({ op: 'remove', path }))
    expect(patched(...both)).not.toHaveProperty(enterprise)
  })
  test('what is not there is gone already', () => {
    for (const path of [
      'nickName',
      'photos',
      'emails[type eq "other"]',
      'emails[type eq "weird"].value',
      'name.middleName',
      urns.cloudlinkUser,
    ]) {
      expect(patch(user, sampleUser(), patchBody({ op: 'remove', path })).changed).toBe(false)
    }
  })
  test('SCIM-P11 a list with a value loses just that', () => {
    expect(patched({ op: 'remove', path: 'roles', value: [{ value: 'CLERK' }] }).roles).toEqual([{ value: 'auditor' }])
    expect(patched({ op: 'remove', path: 'emails', value: [{ type: 'work' }] }).emails).toHaveLength(1)
    expect(patch(user, sampleUser(), patchBody({ op: 'remove', path: 'roles', value: [] })).changed).toBe(false)
    expect(patch(user, sampleUser(), patchBody({ op: 'remove', path: 'roles', value: [{ value: 'x' }] })).changed).toBe(
      false,
    )
  })
})
