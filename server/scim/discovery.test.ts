import { describe, expect, test } from 'vitest'
import { patchBody, refused } from '../../test/scim/samples.ts'
import type { Attribute } from './attribute.ts'
import { pathName } from './attribute-path.ts'
import {
  discoveryList,
  findResourceType,
  findSchema,
  refuseFilter,
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
} from './discovery.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'
import type { Schema } from './schema.ts'
import { present } from './selection.ts'
import { urns } from './urns.ts'
import { readCreate, readReplace } from './write.ts'

const types = resourceTypes()
const base = 'https://c.example/scim/v2'
const schemas = schemaDocuments(types, base)

test('SCIM-D1 SCIM-S5 ServiceProviderConfig says what is enforced', () => {
  const config = serviceProviderConfig(base)
  expect(config).toMatchObject({
    schemas: [urns.serviceProviderConfig],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkPayloadBytes },
    filter: { supported: true, maxResults: limits.pageMax },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 200,
      cursorTimeout: limits.cursorSeconds,
    },
    authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  })
  expect(config).not.toHaveProperty('documentationUri')
  expect(config).not.toHaveProperty('securityEvents')
  expect(serviceProviderConfig(base, 'https://c.example/help')).toMatchObject({
    documentationUri: 'https://c.example/help',
  })
})

describe('SCIM-D2 lists and single documents', () => {
  test('what is not there is 404', () => {
    expect(refused(() => findSchema(types, base, 'urn:other'))).toBe(404)
    expect(refused(() => findResourceType(types, base, 'Shoe'))).toBe(404)
    expect(refused(() => findResourceType(types, base, '__proto__'))).toBe(404)
  })
  test('each document of a list is found by its id, a URN in any case', () => {
    for (const document of schemas) {
      expect(findSchema(types, base, String(document.id).toUpperCase())).toEqual(document)
    }
    expect(findResourceType(types, base, 'User')).toMatchObject({
      endpoint: '/Users',
      meta: { location: `${base}/ResourceTypes/User` },
    })
  })
  test('lists are ListResponses', () => {
    expect(discoveryList(schemas)).toMatchObject({
      schemas: [urns.listResponse],
      totalResults: schemas.length,
      Resources: schemas,
    })
  })
})

test('SCIM-D3 a filter is 403, paging and sorting are ignored', () => {
  expect(refused(() => refuseFilter({ filter: 'id pr' }))).toBe(403)
  expect(refused(() => refuseFilter({ Filter: '' }))).toBe(403)
  expect(refused(() => refuseFilter({ startIndex: '2', count: '1', sortBy: 'id' }))).toBe('taken')
})

test('SCIM-D4 the schemas of the resource types are listed', () => {
  const ids = schemas.map(({ id }) => id)
  for (const type of resourceTypeDocuments(types, base)) {
    expect(ids).toContain(type.schema)
    for (const extension of type.schemaExtensions as JsonObject[]) {
      expect(ids).toContain(extension.schema)
      expect(extension.required).toBe(false)
    }
  }
})

test('SCIM-D5 every definition is complete, and nothing is null', () => {
  const required = [
    'name',
    'type',
    'multiValued',
    'description',
    'required',
    'caseExact',
    'mutability',
    'returned',
    'uniqueness',
  ]
  const check = (definition: JsonObject) => {
    for (const key of required) expect(definition[key]).not.toBeUndefined()
    expect(Object.values(definition)).not.toContain(null)
    expect(definition.type === 'complex').toBe(Array.isArray(definition.subAttributes))
    for (const sub of (definition.subAttributes ?? []) as JsonObject[]) check(sub)
  }
  for (const { attributes } of schemas) for (const attribute of attributes as JsonObject[]) check(attribute)
  expect(JSON.stringify(schemas).includes('null')).toBe(false)
})

test('SCIM-D6 messages are not listed, the discovery documents are', () => {
  const ids = schemas.map(({ id }) => id)
  expect(ids.join()).not.toContain('messages')
  expect(ids).toEqual(expect.arrayContaining([urns.schema, urns.resourceType, urns.serviceProviderConfig]))
})

test('SCIM-C10 the password is not advertised, since it never comes back', () => {
  expect(JSON.stringify(schemas).includes('"password"')).toBe(false)
})

describe('SCIM-D7 what is advertised goes in and comes back', () => {
  const sample = (attribute: Attribute): Json => {
    if (attribute.type === 'complex') {
      const writable = attribute.subAttributes.filter(({ mutability }) => mutability !== 'readOnly')
      const one = Object.fromEntries(writable.map((sub) => [sub.name, sample(sub)]))
      return attribute.multiValued ? [one] : one
    }
    return attribute.type === 'boolean' ? true : `sample of ${attribute.name}`
  }
  const listed = (schema: Schema, urn?: string) =>
    schema.attributes
      .filter(({ hidden, mutability, external }) => !hidden && !external && mutability !== 'readOnly')
      .map((attribute) => (urn === undefined ? { attribute } : { urn, attribute }))
  const { user, group } = resourceTypes({ mayGrantAdmin: true })
  const all = [
    ...listed(user.schema).map((path) => ({ type: user, path })),
    ...user.extensions.flatMap(({ schema }) => listed(schema, schema.urn).map((path) => ({ type: user, path }))),
    ...listed(group.schema).map((path) => ({ type: group, path })),
  ]
  const minimum = { userName: 'u', displayName: 'd' }

  test.each(all.map(({ type, path }) => [type.name, pathName(path), { type, path }] as const))('%s %s', (_, name, {
    type,
    path,
  }) => {
    const { urn, attribute } = path
    const value = sample(attribute)
    const body =
      urn === undefined ? { ...minimum, [attribute.name]: value } : { ...minimum, [urn]: { [attribute.name]: value } }
    const shown = (resource: JsonObject) => {
      const document = present(type, resource)
      return (urn === undefined ? document : (document[urn] as JsonObject))?.[attribute.name]
    }
    expect(shown(readCreate(type, body).resource)).toEqual(value)
    expect(shown(readReplace(type, minimum, body).resource)).toEqual(value)
    for (const op of ['add', 'replace']) {
      expect(shown(patch(type, minimum, patchBody({ op, path: name, value })).resource)).toEqual(value)
      expect(shown(patch(type, minimum, patchBody({ op, value: { [name]: value } })).resource)).toEqual(value)
    }
    if (attribute.required) return
    const filled = readCreate(type, body).resource
    expect(shown(patch(type, filled, patchBody({ op: 'remove', path: name })).resource)).toBeUndefined()
    for (const sub of attribute.subAttributes.filter(({ mutability }) => mutability !== 'readOnly')) {
      const part = sample(sub)
      const outcome = patch(type, minimum, patchBody({ op: 'add', path: `${name}.${sub.name}`, value: part })).resource
      expect(JSON.stringify(shown(outcome))).toContain(JSON.stringify(part))
    }
  })
  test('other words than the canonical ones are accepted', () => {
    expect(readCreate(user, { userName: 'u', emails: [{ value: 'v', type: 'yacht' }] }).resource.emails).toEqual([
      { value: 'v', type: 'yacht' },
    ])
  })
})

test('SCIM-C17 the own extension shows what the source may write', () => {
  const definitions = (mayGrantAdmin: boolean) => {
    const document = findSchema(resourceTypes({ mayGrantAdmin }), base, urns.cloudlinkUser)
    return Object.fromEntries((document.attributes as JsonObject[]).map(({ name, mutability }) => [name, mutability]))
  }
  expect(definitions(false)).toEqual({ extension: 'readWrite', accountAdmin: 'readOnly', products: 'readOnly' })
  expect(definitions(true)).toEqual({ extension: 'readWrite', accountAdmin: 'readWrite', products: 'readOnly' })
})
