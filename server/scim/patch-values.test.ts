import { describe, expect, test } from 'vitest'
import { patchBody, refused, sampleUser } from '../../test/scim/samples.ts'
import { attribute, text } from './attribute.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { patch } from './patch.ts'
import { type ResourceType, resourceTypes } from './resource-type.ts'
import { schema } from './schema.ts'
import { urns } from './urns.ts'
import { readReplace } from './write.ts'

const { user } = resourceTypes()
const patched = (...operations: JsonObject[]) => patch(user, sampleUser(), patchBody(...operations)).resource
const fails = (...operations: JsonObject[]) => refused(() => patch(user, sampleUser(), patchBody(...operations)))
const enterprise = urns.enterpriseUser

describe('SCIM-P13 values by the schema', () => {
  test.each<[string, Json]>([
    ['active', 'yes'],
    ['active', 1],
    ['active', [true, false]],
    ['title', 5],
    ['title', true],
    ['title', { value: 'x' }],
    ['title', ['a', 'b']],
    ['name', 'Barbara'],
    ['name', { givenName: 7 }],
    ['emails', [{ value: 7 }]],
    ['emails', [{ primary: 'maybe' }]],
    ['emails', 7],
    ['emails[type eq "work"]', [{ value: 'a' }, { value: 'b' }]],
    ['emails[type eq "work"].primary', 'x'],
    ['manager', { value: {} }],
    [enterprise, 'x'],
  ])('%s = %j is invalidValue', (path, value) => expect(fails({ op: 'replace', path, value })).toBe('invalidValue'))
  test.each<[string, Json, Json]>([
    ['active', 'False', false],
    ['active', 'true', true],
    ['active', ['TRUE'], true],
    ['title', ['x'], 'x'],
    ['name', [{ GivenName: 'G', formatted: null }], { familyName: 'Jensen', givenName: 'G' }],
    ['roles', 'r', [{ value: 'r' }]],
    ['roles', { value: 'r', primary: 'True' }, [{ value: 'r', primary: true }]],
    ['emails', [{ VALUE: 'v', $ref: null, foo: 1 }, {}], [{ value: 'v' }]],
  ])('%s = %j becomes %j', (path, value, expected) => {
    expect(patched({ op: 'replace', path, value })[path]).toEqual(expected)
  })
})

describe('SCIM-P14 what is read-only', () => {
  test('is mutability by path and by key', () => {
    expect(fails({ op: 'replace', path: 'id', value: 'x' })).toBe('mutability')
    expect(fails({ op: 'add', path: 'groups', value: [{ value: 'g' }] })).toBe('mutability')
    expect(fails({ op: 'replace', path: 'manager.displayName', value: 'x' })).toBe('mutability')
    expect(fails({ op: 'replace', path: `${urns.cloudlinkUser}:accountAdmin`, value: true })).toBe('mutability')
    expect(fails({ op: 'replace', value: { id: 'other' } })).toBe('mutability')
    expect(fails({ op: 'replace', value: { meta: { version: 'W/"8"' } } })).toBe('mutability')
    expect(fails({ op: 'replace', value: { [urns.cloudlinkUser]: { accountAdmin: true } } })).toBe('mutability')
    expect(fails({ op: 'replace', value: { schemas: ['urn:other'] } })).toBe('invalidValue')
  })
  test('may be repeated beside what changes', () => {
    const { id, meta, schemas } = sampleUser()
    const repeated = { id: id ?? null, meta: meta ?? null, schemas: schemas ?? null, groups: [], title: 'x' }
    expect(patched({ op: 'replace', value: repeated })).toEqual({ ...sampleUser(), title: 'x' })
    expect(patched({ op: 'replace', value: { meta: { version: 'W/"7"' } } })).toEqual(sampleUser())
  })
  test('SCIM-C17 the admin flag is writable for a source that may grant it', () => {
    const granting = resourceTypes({ mayGrantAdmin: true }).user
    const body = patchBody({ op: 'replace', path: `${urns.cloudlinkUser}:accountAdmin`, value: 'True' })
    expect(patch(granting, sampleUser(), body).resource[urns.cloudlinkUser]).toEqual({ accountAdmin: true })
    const products = patchBody({ op: 'replace', path: `${urns.cloudlinkUser}:products`, value: ['meet'] })
    expect(refused(() => patch(granting, sampleUser(), products))).toBe('mutability')
  })
})

describe('SCIM-P15 one primary', () => {
  const primaries = (resource: JsonObject) =>
    (resource.emails as JsonObject[]).filter((email) => email.primary === true).map((email) => email.value)
  test.each<[string, JsonObject]>([
    ['add', { op: 'add', path: 'emails', value: [{ value: 'new', primary: true }] }],
    ['replace by filter', { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'new', primary: 'True' } }],
    ['made by filter', { op: 'add', path: 'emails[type eq "other" and primary eq true].value', value: 'new' }],
    [
      'two in one value',
      {
        op: 'replace',
        path: 'emails',
        value: [
          { value: 'a', primary: true },
          { value: 'new', primary: true },
        ],
      },
    ],
  ])('%s clears the others', (_, operation) => expect(primaries(patched(operation))).toEqual(['new']))
  test('the value just written stays primary, wherever it stands', () => {
    const resource = {
      ...sampleUser(),
      emails: [
        { value: 'a', type: 'work' },
        { value: 'b', primary: true },
      ] as JsonObject[],
    }
    const body = patchBody({ op: 'replace', path: 'emails[type eq "work"].primary', value: true })
    expect(primaries(patch(user, resource, body).resource)).toEqual(['a'])
  })
  test('set on another value by path', () => {
    expect(primaries(patched({ op: 'replace', path: 'emails[type eq "home"].primary', value: true }))).toEqual([
      'babs@home.example',
    ])
  })
})

test('SCIM-P16 a PATCH that changes nothing gives back the very resource', () => {
  const resource = sampleUser()
  const emails = structuredClone(resource.emails) as Json[]
  const { resource: same, changed } = patch(
    user,
    resource,
    patchBody(
      { op: 'replace', path: 'active', value: 'True' },
      { op: 'replace', path: 'emails', value: emails.reverse() },
      { op: 'add', path: 'nickName', value: 'x' },
      { op: 'remove', path: 'nickName' },
      { op: 'replace', path: 'password', value: 'discarded' },
    ),
  )
  expect(changed).toBe(false)
  expect(same).toBe(resource)
})

test('SCIM-C10 a password is checked, discarded and never kept', () => {
  expect(fails({ op: 'replace', path: 'password', value: 7 })).toBe('invalidValue')
  expect(JSON.stringify(patched({ op: 'add', value: { password: 's3cret', title: 'x' } }))).not.toContain('s3cret')
})

describe('SCIM-C16 the manager', () => {
  const managerAfter = (operation: JsonObject) => (patched(operation)[enterprise] as JsonObject).manager
  test.each<[string, Json]>([
    ['a text', 'M-2'],
    ['an object', { value: 'M-2' }],
    ['a list', [{ value: 'M-2' }]],
    ['with what is read-only', { value: 'M-2', displayName: 'Not taken', $ref: null }],
  ])('%s sets it, and the old name goes', (_, value) => {
    for (const path of ['manager', `${enterprise}:manager`]) {
      expect(managerAfter({ op: 'Replace', path, value })).toEqual({ value: 'M-2' })
    }
  })
  test.each<[string, JsonObject]>([
    ['an empty text', { op: 'Replace', path: `${enterprise}:manager`, value: '' }],
    ['null', { op: 'replace', path: 'manager', value: null }],
    ['an empty value', { op: 'replace', path: 'manager', value: { value: '' } }],
    ['an empty value by path', { op: 'replace', path: 'manager.value', value: '' }],
    ['an empty list', { op: 'replace', path: 'manager', value: [] }],
    ['remove', { op: 'remove', path: 'manager' }],
    ['remove of the value', { op: 'remove', path: 'manager.value' }],
  ])('%s removes it', (_, operation) => expect(managerAfter(operation)).toBeUndefined())
  test('the address of the old manager goes with the old id, unless a new one comes', () => {
    const current = { ...sampleUser(), [enterprise]: { manager: { value: 'M-1', $ref: 'old' } } }
    const manager = (operation: JsonObject) =>
      (patch(user, current, patchBody(operation)).resource[enterprise] as JsonObject).manager
    expect(manager({ op: 'replace', path: 'manager', value: 'M-2' })).toEqual({ value: 'M-2' })
    expect(manager({ op: 'replace', path: 'manager.value', value: 'M-2' })).toEqual({ value: 'M-2' })
    expect(manager({ op: 'add', path: 'manager', value: { value: 'M-2', $ref: 'new' } })).toEqual({
      value: 'M-2',
      $ref: 'new',
    })
    expect(manager({ op: 'replace', path: 'manager.$ref', value: 'new' })).toEqual({ value: 'M-1', $ref: 'new' })
  })
  test('the same id again keeps its name', () => {
    expect(patch(user, sampleUser(), patchBody({ op: 'replace', path: 'manager', value: 'M-1' })).changed).toBe(false)
  })
})

test('SCIM-T12 a PATCH that looks at too many values is refused, not worked at for minutes', () => {
  const roles = Array.from({ length: limits.elements }, (_, at) => ({ value: `r${at}` }))
  const path = `roles[${Array.from({ length: 100 }, (_, at) => `value eq "x${at}"`).join(' or ')}]`
  const body = patchBody(...Array.from({ length: 100 }, () => ({ op: 'remove', path })))
  expect(refused(() => patch(user, { ...sampleUser(), roles }, body))).toBe('tooMany')
})

test('SCIM-C8 SCIM-P10 an immutable attribute can be set once', () => {
  const type: ResourceType = {
    ...user,
    schema: schema('urn:x', 'X', 'X', [
      text('badge', 'once', { mutability: 'immutable' }),
      attribute('keys', 'complex', 'list', {
        multiValued: true,
        subAttributes: [text('value', 'v', { mutability: 'immutable' }), text('note', 'n', { required: true })],
      }),
    ]),
    extensions: [],
  }
  const run = (resource: JsonObject, operation: JsonObject) => patch(type, resource, patchBody(operation)).resource
  expect(run({}, { op: 'add', path: 'badge', value: 'b' })).toEqual({ badge: 'b' })
  expect(run({ badge: 'b' }, { op: 'replace', path: 'badge', value: 'b' })).toEqual({ badge: 'b' })
  expect(refused(() => run({ badge: 'b' }, { op: 'replace', path: 'badge', value: 'c' }))).toBe('mutability')
  expect(refused(() => run({ badge: 'b' }, { op: 'remove', path: 'badge' }))).toBe('mutability')
  const keys = { keys: [{ value: 'k' }] }
  expect(refused(() => run(keys, { op: 'replace', path: 'keys[value eq "k"].value', value: 'l' }))).toBe('mutability')
  expect(run(keys, { op: 'add', path: 'keys[value eq "k"].note', value: 'n' })).toEqual({
    keys: [{ value: 'k', note: 'n' }],
  })
  expect(
    refused(() => run({ keys: [{ value: 'k', note: 'n' }] }, { op: 'remove', path: 'keys[value eq "k"].note' })),
  ).toBe('mutability')
  const put = (badge?: string) => readReplace(type, { badge: 'b' }, badge === undefined ? {} : { badge })
  expect(refused(() => put('c'))).toBe('mutability')
  expect(put('b').changed).toBe(false)
  expect(put().changed).toBe(false)
})
