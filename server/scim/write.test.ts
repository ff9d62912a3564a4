import { describe, expect, test } from 'vitest'
import { refused, sampleUser } from '../../test/scim/samples.ts'
import type { Json, JsonObject } from './json.ts'
import { resourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'
import { readCreate, readReplace } from './write.ts'

const { user, group } = resourceTypes()
const created = (body: JsonObject) => readCreate(user, { userName: 'u', ...body }).resource
const fails = (body: JsonObject) => refused(() => readCreate(user, body))

describe('SCIM-C2 what is read-only is ignored in a body', () => {
  test('in a POST', () => {
    const body = { id: 'mine', meta: { version: 'x' }, groups: [{ value: 'g' }], schemas: [urns.user] }
    expect(created(body)).toEqual({ userName: 'u' })
  })
  test('in a PUT what is there stays', () => {
    const current: JsonObject = { ...sampleUser(), groups: [{ value: 'g1' }] }
    const body = { userName: 'u', id: 'other', meta: { version: 'x' }, groups: [], manager: 'x' }
    const { resource } = readReplace(user, current, body)
    expect(resource).toMatchObject({ id: current.id, meta: current.meta, groups: [{ value: 'g1' }], userName: 'u' })
  })
  test('SCIM-C16 SCIM-C17 inside extensions too', () => {
    const body = {
      [urns.cloudlinkUser]: { extension: '7', accountAdmin: true, products: ['meet'] },
      [urns.enterpriseUser]: { manager: { value: 'm', displayName: 'Mallory' } },
    }
    expect(created(body)).toEqual({
      userName: 'u',
      [urns.cloudlinkUser]: { extension: '7' },
      [urns.enterpriseUser]: { manager: { value: 'm' } },
    })
    const granting = resourceTypes({ mayGrantAdmin: true }).user
    expect(readCreate(granting, { userName: 'u', ...body }).resource[urns.cloudlinkUser]).toMatchObject({
      accountAdmin: true,
    })
  })
})

describe('SCIM-C3 userName', () => {
  test.each([undefined, null, '', '  ', [], {}])('%j is invalidValue', (userName) => {
    expect(fails({ userName: userName as Json })).toBe('invalidValue')
  })
  test('is kept as sent', () => expect(created({ userName: ' Ünï@X ' }).userName).toBe(' Ünï@X '))
})

test("SCIM-C6 SCIM-C20 externalId is the client's alone and keeps its case", () => {
  expect(created({ externalId: 'AbC' }).externalId).toBe('AbC')
  expect(created({})).not.toHaveProperty('externalId')
})

describe('SCIM-C8 PUT', () => {
  const replaced = (body: JsonObject) => readReplace(user, sampleUser(), { userName: 'u', ...body })
  test('without what is required is invalidValue', () => {
    expect(refused(() => readReplace(user, sampleUser(), {}))).toBe('invalidValue')
    expect(refused(() => readReplace(group, { id: 'g', displayName: 'x' }, { displayName: '' }))).toBe('invalidValue')
  })
  test('clears what is omitted, but keeps active', () => {
    const { resource, changed } = replaced({})
    const { id, meta } = sampleUser()
    expect(resource).toEqual({ id, meta, schemas: sampleUser().schemas, userName: 'u', active: true })
    expect(changed).toBe(true)
  })
  test.each<[Json, boolean]>([
    [false, false],
    ['False', false],
    [null, true],
  ])('active %j makes it %s', (active, expected) => {
    expect(replaced({ active }).resource.active).toBe(expected)
  })
  test('the representation sent back changes nothing, and gives back the very resource', () => {
    const current = sampleUser()
    delete current.title
    const { resource, changed } = readReplace(user, current, structuredClone(current))
    expect(changed).toBe(false)
    expect(resource).toBe(current)
  })
  test('an extension that may grant keeps the admin flag when it is not mentioned', () => {
    const granting = resourceTypes({ mayGrantAdmin: true }).user
    const current = { ...sampleUser(), [urns.cloudlinkUser]: { accountAdmin: true, extension: '1' } }
    expect(readReplace(granting, current, { userName: 'u' }).resource[urns.cloudlinkUser]).toEqual({
      accountAdmin: true,
    })
  })
  test('members are all that are named, none if none are', () => {
    const current = { id: 'g', displayName: 'G' }
    const members = (body: JsonObject) => readReplace(group, current, { displayName: 'G', ...body }).external
    expect(members({ members: [{ value: 'a', display: 'A' }, { value: 'a' }, 'b'] })).toEqual({ members: ['a', 'b'] })
    expect(members({})).toEqual({ members: [] })
    expect(refused(() => members({ members: [{ display: 'A' }] }))).toBe('invalidValue')
  })
})

test('SCIM-C10 a password is checked and discarded', () => {
  expect(fails({ userName: 'u', password: 7 })).toBe('invalidValue')
  expect(JSON.stringify(created({ password: 's3cret' }))).not.toContain('s3cret')
})

test('SCIM-C11 two primary values are invalidValue, one is taken', () => {
  const emails = (...primary: Json[]) => ({
    userName: 'u',
    emails: primary.map((one, at) => ({ value: `${at}`, primary: one })),
  })
  expect(fails(emails(true, 'True'))).toBe('invalidValue')
  expect(fails(emails(true, false))).toBe('taken')
})

test('SCIM-C12 the same value with the same type is there once', () => {
  const emails: JsonObject[] = [
    { value: 'A@x.example', type: 'work' },
    { value: 'a@x.example', type: 'Work', display: 'A' },
    { value: 'a@x.example', type: 'home' },
  ]
  expect(created({ emails }).emails).toHaveLength(2)
})

describe('SCIM-C16 the manager comes in four shapes', () => {
  test.each<[Json, unknown]>([
    ['m', { manager: { value: 'm' } }],
    [{ value: 'm' }, { manager: { value: 'm' } }],
    [[{ value: 'm' }], { manager: { value: 'm' } }],
    ['', undefined],
    [null, undefined],
    [{ value: '' }, undefined],
    [[], undefined],
  ])('%j', (manager, expected) => {
    expect(created({ [urns.enterpriseUser]: { manager } })[urns.enterpriseUser]).toEqual(expected)
  })
})

test('SCIM-C18 booleans are booleans inside, whatever came', () => {
  expect(created({ active: 'False', emails: [{ value: 'x', primary: 'TRUE' }] })).toMatchObject({
    active: false,
    emails: [{ primary: true }],
  })
  expect(fails({ userName: 'u', active: 'no' })).toBe('invalidValue')
})

test('SCIM-C19 texts are kept as sent, odd ones too', () => {
  const odd = {
    profileUrl: 'not a url',
    phoneNumbers: [{ value: '(030) 1-2 x3' }],
    addresses: [{ country: 'Deutschland' }],
  }
  expect(created(odd)).toMatchObject(odd)
  expect(created({ x509Certificates: [{ value: '***' }] }).x509Certificates).toEqual([{ value: '***' }])
})

test('SCIM-T8 names in any case are understood and come out in one spelling', () => {
  const body = {
    DISPLAYNAME: 'D',
    Emails: [{ VALUE: 'v', Type: 'work' }],
    [urns.enterpriseUser.toUpperCase()]: { Department: 'X' },
    SCHEMAS: [urns.user.toUpperCase()],
  }
  expect(created(body)).toEqual({
    userName: 'u',
    displayName: 'D',
    emails: [{ value: 'v', type: 'work' }],
    [urns.enterpriseUser]: { department: 'X' },
  })
})

describe('SCIM-T9 unknown and unassigned', () => {
  const body = { userName: 'u', shoeSize: 44, 'urn:other:2.0:User': { x: 1 }, emails: [{ value: 'v', colour: 'red' }] }
  test('unknown attributes are left out', () => {
    expect(created(body)).toEqual({ userName: 'u', emails: [{ value: 'v' }] })
  })
  test('strict refuses them', () => {
    expect(refused(() => readCreate(user, body, { strict: true }))).toBe('invalidSyntax')
    const inExtension = { userName: 'u', [urns.enterpriseUser]: { shoeSize: 44 } }
    expect(refused(() => readCreate(user, inExtension, { strict: true }))).toBe('invalidSyntax')
    expect(refused(() => readCreate(user, sampleUser(), { strict: true }))).toBe('taken')
  })
  test('null, an empty list and absent are the same', () => {
    const empty = { title: null, roles: [], addresses: [null], name: {}, [urns.enterpriseUser]: null, emails: [{}] }
    expect(created(empty)).toEqual({ userName: 'u' })
  })
})

describe('SCIM-T10 schemas of a body', () => {
  test.each<[Json, string]>([
    ['x', 'invalidSyntax'],
    [[7], 'invalidSyntax'],
    [[urns.group], 'invalidSyntax'],
    [['urn:scim:schemas:core:1.0'], 'invalidSyntax'],
    [[], 'taken'],
    [null, 'taken'],
    [[urns.enterpriseUser, urns.user], 'taken'],
    [[urns.user, 'urn:someone:else'], 'taken'],
  ])('%j is %s', (schemas, expected) => expect(fails({ userName: 'u', schemas })).toBe(expected))
  test('the foreign URN that Entra ID sends with groups is no reason to refuse them', () => {
    const schemas = [urns.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group']
    const body = { schemas, externalId: 'e', displayName: 'G', meta: { resourceType: 'Group' } }
    expect(readCreate(group, body)).toEqual({
      resource: { externalId: 'e', displayName: 'G' },
      external: { members: [] },
    })
  })
})

test('SCIM-C13 SCIM-C14 SCIM-C15 groups', () => {
  expect(refused(() => readCreate(group, { members: [] }))).toBe('invalidValue')
  const body = { displayName: 'G', members: [{ value: 'a', $ref: null, display: 'x', type: 'User' }] }
  expect(readCreate(group, body)).toEqual({ resource: { displayName: 'G' }, external: { members: ['a'] } })
  expect(refused(() => readCreate(group, { displayName: 'G', members: [{ value: 7 }] }))).toBe('invalidValue')
})

test('the POST that Entra ID sends', () => {
  const body = {
    schemas: [urns.user, urns.enterpriseUser],
    externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
    userName: 'Test_User_ab6490ee',
    active: true,
    addresses: null,
    displayName: null,
    title: null,
    emails: [{ primary: true, type: 'work', value: 'Test_User_fd0ea19b@testuser.com' }],
    meta: { resourceType: 'User' },
    name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
    roles: [],
    [urns.enterpriseUser]: { department: null, manager: null },
  }
  expect(created(body)).toEqual({
    externalId: body.externalId,
    userName: body.userName,
    active: true,
    emails: [{ value: 'Test_User_fd0ea19b@testuser.com', type: 'work', primary: true }],
    name: body.name,
  })
})

test('the POST that Okta sends', () => {
  const body = {
    schemas: [urns.user],
    userName: 'test.user@okta.local',
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: '00ujl29u0le5T6Aj10h7',
    groups: [],
    password: '1mz050nq',
    active: true,
  }
  const { schemas: _s, groups: _g, password: _p, ...kept } = body
  expect(created(body)).toEqual(kept)
})
