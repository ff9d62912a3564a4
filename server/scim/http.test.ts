import { describe, expect, test } from 'vitest'
import { refused } from '../../test/scim/samples.ts'
import { checkMethod, findEndpoint } from './endpoints.ts'
import { ScimError } from './errors.ts'
import { checkIfMatch, etag, isNotModified } from './etag.ts'
import { resourceTypes } from './resource-type.ts'

const types = resourceTypes()
const kind = (path: string) => findEndpoint(types, path).kind

describe('SCIM-T11 paths and methods', () => {
  test.each([
    '/users',
    '/Nothing',
    '/Users/1/2',
    '/Users//',
    '/Users/%zz',
    '/Me/1',
    '/Bulk/1',
    '/v3/Users',
    '/__proto__',
    '/constructor',
  ])('%s is 404', (path) => expect(refused(() => findEndpoint(types, path))).toBe(404))
  test.each([
    ['', 'root'],
    ['/', 'root'],
    ['/Users', 'collection'],
    ['/Users/', 'collection'],
    ['/Groups', 'collection'],
    ['/Users/1', 'resource'],
    ['/Users/.search', 'search'],
    ['/.search', 'rootSearch'],
    ['/Bulk', 'bulk'],
    ['/Me', 'me'],
    ['/ServiceProviderConfig', 'serviceProviderConfig'],
    ['/ResourceTypes', 'resourceTypes'],
    ['/ResourceTypes/User', 'resourceType'],
    ['/Schemas', 'schemas'],
    ['/Schemas/urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser', 'schema'],
  ])('%s is %s', (path, expected) => expect(kind(path)).toBe(expected))
  test('an id is decoded', () => expect(findEndpoint(types, '/Users/a%2Fb')).toMatchObject({ id: 'a/b' }))

  test.each([
    '/ServiceProviderConfig',
    '/ResourceTypes',
    '/Schemas',
    '/Schemas/x',
    '/ResourceTypes/User',
  ])('%s takes GET only', (path) => {
    const endpoint = findEndpoint(types, path)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect(refused(() => checkMethod(endpoint, method))).toBe(405)
    expect(refused(() => checkMethod(endpoint, 'GET'))).toBe('taken')
  })
  test.each([
    ['/Users', 'GET POST', 'PUT PATCH DELETE'],
    ['/Users/1', 'GET PUT PATCH DELETE', 'POST'],
    ['/Users/.search', 'POST', 'GET PUT PATCH DELETE'],
    ['/.search', 'POST', 'GET'],
    ['/Bulk', 'POST', 'GET'],
    ['/', 'GET', 'POST'],
  ])('%s takes %s and not %s', (path, allowed, refusedOnes) => {
    const endpoint = findEndpoint(types, path)
    for (const method of allowed.split(' ')) expect(refused(() => checkMethod(endpoint, method))).toBe('taken')
    for (const method of refusedOnes.split(' ')) expect(refused(() => checkMethod(endpoint, method))).toBe(405)
  })
  test('405 says what is allowed', () => {
    try {
      checkMethod(findEndpoint(types, '/Users'), 'DELETE')
    } catch (error) {
      expect(error).toBeInstanceOf(ScimError)
      expect((error as ScimError).headers).toEqual({ Allow: 'GET, POST' })
    }
    expect.assertions(2)
  })
})

test('SCIM-Q2 /Me is 501 for the token of an account', () => {
  expect(refused(() => checkMethod(findEndpoint(types, '/Me'), 'GET'))).toBe(501)
})

describe('SCIM-E1 entity tags', () => {
  test('are weak', () => expect(etag(7)).toBe('W/"7"'))
  test.each(['W/"6"', '"6"', 'W/"6", W/"8"', '', '7x', 'W/"77"'])('If-Match %j is 412', (header) => {
    expect(refused(() => checkIfMatch(header, etag(7)))).toBe(412)
  })
  test.each([undefined, '*', 'W/"7"', '"7"', 'W/"6", W/"7"', ' w/"7" ', '7'])('If-Match %j goes on', (header) => {
    expect(refused(() => checkIfMatch(header, etag(7)))).toBe('taken')
  })
  test('If-None-Match tells whether the client has it', () => {
    expect(isNotModified(undefined, etag(7))).toBe(false)
    expect(isNotModified('W/"6"', etag(7))).toBe(false)
    expect(isNotModified('W/"6", W/"7"', etag(7))).toBe(true)
    expect(isNotModified('*', etag(7))).toBe(true)
  })
})
