import { describe, expect, test } from 'vitest'
import { sampleUser } from '../../test/scim/samples.ts'
import type { JsonObject } from './json.ts'
import { resourceTypes } from './resource-type.ts'
import { isSelected, type NameList, present, readSelection } from './selection.ts'
import { urns } from './urns.ts'

const { user, group } = resourceTypes()
const show = (attributes?: NameList, excluded?: NameList, resource: JsonObject = sampleUser()) =>
  present(user, resource, readSelection(user, attributes, excluded))
const { id } = sampleUser()

describe('SCIM-A1 attributes', () => {
  test.each<[NameList, object]>([
    ['userName', { userName: 'Barbara.Jensen@Example.com' }],
    ['USERNAME', { userName: 'Barbara.Jensen@Example.com' }],
    [' active , userName,', { userName: 'Barbara.Jensen@Example.com', active: true }],
    [['active', 'externalId'], { externalId: 'Ext-Ünï-1', active: true }],
    ['name.familyName', { name: { familyName: 'Jensen' } }],
    ['name.familyName,name.givenName', { name: { familyName: 'Jensen', givenName: 'Barbara' } }],
    ['emails.value', { emails: [{ value: 'bjensen@work.example' }, { value: 'babs@home.example' }] }],
    ['phoneNumbers', { phoneNumbers: [{ value: '+1 555 0100', type: 'mobile' }] }],
    ['meta.version', { meta: { version: 'W/"7"' } }],
    ['shoeSize', {}],
    ['photos', {}],
    ['password', {}],
    ['id', {}],
  ])('%j', (attributes, expected) => {
    expect(show(attributes)).toEqual({ schemas: [urns.user], id, ...expected })
  })

  test('of an extension: one, all, or by the bare name', () => {
    const schemas = [urns.user, urns.enterpriseUser]
    const whole = { department: 'Sales', manager: { value: 'M-1', displayName: 'Jo' } }
    expect(show(`${urns.enterpriseUser}:department`)).toEqual({
      schemas,
      id,
      [urns.enterpriseUser]: { department: 'Sales' },
    })
    expect(show(urns.enterpriseUser.toUpperCase())).toEqual({ schemas, id, [urns.enterpriseUser]: whole })
    expect(show('manager.value')).toEqual({ schemas, id, [urns.enterpriseUser]: { manager: { value: 'M-1' } } })
    expect(show(`${urns.user}:active`)).toEqual({ schemas: [urns.user], id, active: true })
    expect(Object.keys(show(urns.user))).toEqual(expect.arrayContaining(['userName', 'emails', 'name']))
  })
})

describe('SCIM-A1 excludedAttributes', () => {
  test('takes away what is named and leaves what is always returned', () => {
    const shown = show(undefined, 'emails,NAME.formatted,id,schemas,meta,shoeSize')
    expect(shown).not.toHaveProperty('emails')
    expect(shown).not.toHaveProperty('meta')
    expect(shown).toMatchObject({ id, schemas: [urns.user, urns.enterpriseUser], userName: expect.anything() })
    expect(shown.name).toEqual({ familyName: 'Jensen', givenName: 'Barbara' })
  })
  test('takes away extensions, and their URN with them', () => {
    expect(show(undefined, urns.enterpriseUser)).toMatchObject({ schemas: [urns.user] })
    expect(show(undefined, urns.enterpriseUser)).not.toHaveProperty(urns.enterpriseUser)
    expect(show(undefined, 'manager')[urns.enterpriseUser]).toEqual({ department: 'Sales' })
  })
  test('attributes wins if both are given', () => {
    expect(show('active', 'active')).toEqual({ schemas: [urns.user], id, active: true })
    expect(show('', 'emails')).not.toHaveProperty('emails')
  })
})

test('SCIM-A2 members that are excluded or not asked for need not be read', () => {
  const selected = (attributes?: string, excluded?: string) =>
    isSelected(readSelection(group, attributes, excluded), 'members')
  expect(selected(undefined, 'members')).toBe(false)
  expect(selected(undefined, 'MEMBERS')).toBe(false)
  expect(selected('displayName')).toBe(false)
  expect(selected()).toBe(true)
  expect(selected('members.value')).toBe(true)
  expect(selected(undefined, 'displayName')).toBe(true)
  expect(selected(urns.group)).toBe(true)
})

test('SCIM-A3 a filter behind a name is tolerated', () => {
  expect(show('emails[type eq "work"]').emails).toHaveLength(2)
  expect(show('emails[type eq "a,b"].value,active')).toMatchObject({
    active: true,
    emails: [{ value: expect.anything() }, {}],
  })
})

describe('SCIM-T10 schemas', () => {
  test('are the base and the extensions that have data, once', () => {
    const resource = { ...sampleUser(), schemas: [urns.user, urns.user, urns.cloudlinkUser] }
    expect(show(undefined, undefined, resource).schemas).toEqual([urns.user, urns.enterpriseUser])
    expect(show(undefined, undefined, { id: 'x', userName: 'u', [urns.enterpriseUser]: {} }).schemas).toEqual([
      urns.user,
    ])
  })
})

test('SCIM-T8 SCIM-C20 the order is that of the schema, and what is stored beside it stays inside', () => {
  const resource: JsonObject = {
    secret: 1,
    password: 'p',
    userName: 'u',
    id: 'x',
    emails: [{ secret: 1 }, { value: 'v', secret: 1 }],
  }
  expect(show(undefined, undefined, resource)).toEqual({
    schemas: [urns.user],
    id: 'x',
    userName: 'u',
    emails: [{ value: 'v' }],
  })
  expect(Object.keys(show())).toEqual([
    'schemas',
    'id',
    'externalId',
    'userName',
    'name',
    'displayName',
    'title',
    'active',
    'emails',
    'phoneNumbers',
    'roles',
    urns.enterpriseUser,
    'meta',
  ])
})

test('SCIM-C10 a password never gets out, however it is asked for', () => {
  expect(JSON.stringify(show('password', undefined, { ...sampleUser(), password: 's3cret' }))).not.toContain('s3cret')
})
