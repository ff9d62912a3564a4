import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, core, coreGroup, enterprise, patchOf, someone } from './client.ts'

/** Transport, discovery and errors as a foreign suite asks for them, over a real socket where it matters. */

let w: World
let client: Client
let port: number
let user: { id: string; userName: string }
beforeAll(async () => {
  w = await startWorld()
  client = await connect(w, w.accountId)
  user = (await client.send('POST', '/Users', someone())).body
  await w.app.listen({ port: 0, host: '127.0.0.1' })
  port = (w.app.server.address() as AddressInfo).port
})

type Raw = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** A request as bytes on a socket. */
const raw = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const own = { authorization: `Bearer ${client.token}`, ...length }
    const sent = request({ port, method, path, agent: false, headers: { ...own, ...headers } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

const expectError = ({ status, text, headers }: Raw, wanted: number, scimType?: string) => {
  const body = JSON.parse(text)
  expect([status, body.scimType, text]).toEqual([wanted, scimType, text])
  expect(headers['content-type']).toMatch(/^application\/scim\+json/)
  expect(body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error'])
  expect(body.status).toBe(String(wanted))
  expect(body.detail).toMatch(/\S/)
  expect(text).not.toMatch(/node_modules|select |\.ts:|stack/i)
}

describe('SCIM-T1 SCIM-T11 SCIM-X1 SCIM-X3 addresses and methods', () => {
  test.each([
    '/scim/v1/Users',
    '/scim/v3/Users',
    '/scim/v2/users',
    '/scim/v2/Nothing',
    '/scim/v2/Users/a/b',
    '/scim/v2/Users/..',
    '/scim/v2/User',
    '/scim/v2/Schemas/urn:none',
    '/scim/v2/ResourceTypes/None',
    '/scim/v2/Users/none',
    '/scim/v2/Groups/none',
    '/scim/v2/Users/%ff',
    '/scim/v2/%',
    `/scim/v2/Users/${'x'.repeat(600)}`,
  ])('%s is 404', async (path) => expectError(await raw('GET', path), 404))
  test.each([
    ['DELETE', '/Users'],
    ['PUT', '/Users'],
    ['PATCH', '/Users'],
    ['POST', '/Users/x'],
    ['PATCH', '/Groups'],
    ['GET', '/Bulk'],
    ['PUT', '/Bulk'],
    ['GET', '/.search'],
    ['DELETE', '/Users/.search'],
    ['POST', '/Schemas'],
    ['PUT', '/ServiceProviderConfig'],
    ['PATCH', '/ResourceTypes'],
    ['DELETE', '/ServiceProviderConfig'],
    ['OPTIONS', '/Users'],
    ['PROPFIND', '/Users'],
  ])('%s %s is 405 with what is allowed', async (method, path) => {
    const answer = await raw(method, `/scim/v2${path}`, {}, method === 'GET' ? undefined : '{}')
    expectError(answer, 405)
    expect(answer.headers.allow).toMatch(/[A-Z]{3}/)
  })
  test('SCIM-Q2 /Me is 501', async () => expectError(await raw('GET', '/scim/v2/Me'), 501))
  test('HEAD is GET without a body', async () => {
    const answer = await raw('HEAD', `/scim/v2/Users/${user.id}`)
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers.etag).toMatch(/^W\/"/)
  })
  test('a slash at the end and unknown parameters do not matter', async () => {
    for (const path of ['/Users/', `/Users/${user.id}/`, `/Users/${user.id}?aadOptscim062020`, '/Groups?x=1&x=2']) {
      expect((await raw('GET', `/scim/v2${path}`)).status).toBe(200)
    }
  })
})

test.each([
  ['no token at all', ''],
  ['a token of nobody', `Bearer clsrc_${Buffer.alloc(48, 7).toString('base64url')}`],
])('SEC-29 %s: refused before the body is taken in', async (_, authorization) => {
  const headers = { authorization, 'content-type': 'application/scim+json', 'content-length': '30000000' }
  const sent = request({ port, method: 'POST', path: '/scim/v2/Users', agent: false, headers })
  sent.on('error', () => {})
  sent.flushHeaders()
  // Nothing of the body is ever sent.
  const status = await new Promise((resolve) => sent.on('response', (answer) => resolve(answer.statusCode)))
  sent.destroy()
  expect(status).toBe(401)
})

describe('SCIM-T5 SCIM-T6 SCIM-T7 media types', () => {
  const body = () => JSON.stringify(someone())
  test.each([
    'text/plain',
    'application/xml',
    'text/html',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/scim+json; charset=iso-8859-1',
    'application/json;charset=utf-16',
  ])('%s is 415', async (type) =>
    expectError(await raw('POST', '/scim/v2/Users', { 'content-type': type }, body()), 415))
  test.each([
    'application/scim+json',
    'application/json',
    'APPLICATION/JSON',
    'application/scim+json; charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/octet-stream',
    '',
  ])('%s is taken', async (type) => {
    const answer = await raw('POST', '/scim/v2/Users', type ? { 'content-type': type } : {}, body())
    expect(answer.status, answer.text).toBe(201)
    expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/)
  })
  test.each([
    'application/scim+json',
    'application/json',
    '*/*',
    'application/*',
    'text/html, application/scim+json;q=0.1',
  ])('Accept: %s works', async (accept) => {
    const answer = await raw('GET', '/scim/v2/Users?count=1', { accept })
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      expect.stringMatching(/^application\/scim\+json/),
    ])
  })
  test('SCIM-T7 what is not UTF-8 is refused; a byte order mark and every script are not', async () => {
    const type = { 'content-type': 'application/scim+json' }
    expectError(
      await raw('POST', '/scim/v2/Users', type, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])),
      400,
      'invalidSyntax',
    )
    expect((await raw('POST', '/scim/v2/Users', type, `\uFEFF${body()}`)).status).toBe(201)
    const name = '山田 😀 é عبد'
    const made = await raw('POST', '/scim/v2/Users', type, JSON.stringify(someone({ displayName: name })))
    expect(JSON.parse(made.text).displayName).toBe(name)
  })
  test('a GET and a DELETE with a body or a content type are answered all the same', async () => {
    expect((await raw('GET', '/scim/v2/Users?count=1', { 'content-type': 'application/scim+json' })).status).toBe(200)
    const made = JSON.parse((await raw('POST', '/scim/v2/Users', {}, body())).text)
    const gone = await raw('DELETE', `/scim/v2/Users/${made.id}`, { 'content-type': 'application/scim+json' }, '{}')
    expect([gone.status, gone.text, gone.headers['content-type']]).toEqual([204, '', undefined])
  })
})

describe('SCIM-T12 SCIM-X3 SCIM-X4 bodies', () => {
  const post = (body: string) => raw('POST', '/scim/v2/Users', { 'content-type': 'application/scim+json' }, body)
  test.each(['', '{', 'null', '[]', '"x"', '1', '{"userName":}', '{}x'])('%j is invalidSyntax', async (body) => {
    expectError(await post(body), 400, 'invalidSyntax')
  })
  test('too deep, too large, and names of prototypes', async () => {
    expectError(await post(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), 400, 'invalidSyntax')
    expectError(await post('{"__proto__":{"userName":"x"}}'), 400, 'invalidSyntax')
    expectError(await post(JSON.stringify(someone({ title: 'a\0b' }))), 400, 'invalidValue')
    const path = patchOf({ op: 'replace', path: 'constructor.prototype.x', value: 1 })
    expectError(await raw('PATCH', `/scim/v2/Users/${user.id}`, {}, JSON.stringify(path)), 400, 'invalidPath')
  })
  test('large whole numbers and long texts are kept or refused, never broken', async () => {
    const made = await post(JSON.stringify(someone({ [enterprise]: { employeeNumber: 123456789012345680000 } })))
    expectError(made, 400, 'invalidValue')
    const long = JSON.parse((await post(JSON.stringify(someone({ title: 'x'.repeat(100_000) })))).text)
    expect(long.title).toHaveLength(100_000)
    expectError(await post(JSON.stringify(someone({ userName: 'x'.repeat(2000) }))), 400, 'invalidValue')
  })
})

describe('SCIM-D1 SCIM-D2 SCIM-D4 SCIM-D5 SCIM-D6 SCIM-S5 discovery', () => {
  const get = async (path: string) => (await client.send('GET', path)).body
  test('ServiceProviderConfig is one resource, with every part', async () => {
    const config = await get('/ServiceProviderConfig')
    expect(config).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
      filter: { supported: true, maxResults: expect.any(Number) },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index' },
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: expect.stringMatching(/\/scim\/v2\/ServiceProviderConfig$/),
      },
    })
    expect(config.authenticationSchemes[0]).toMatchObject({ type: 'oauthbearertoken', name: expect.any(String) })
    expect('Resources' in config).toBe(false)
  })
  test('each resource type and schema is the same alone as in the list', async () => {
    for (const path of ['/ResourceTypes', '/Schemas']) {
      const list = await get(`${path}?startIndex=7&count=1&sortBy=id`)
      expect([list.totalResults, list.itemsPerPage, list.startIndex]).toEqual([
        list.Resources.length,
        list.Resources.length,
        1,
      ])
      for (const one of list.Resources) {
        const id = one.id ?? one.name
        expect(await get(`${path}/${id}`)).toEqual(one)
        expect(await get(`${path}/${encodeURIComponent(id)}`)).toEqual(one)
        expect(one.meta.location).toMatch(new RegExp(`${path}/`))
        expect(await get(`${path}/${one.meta.location.split(`${path}/`)[1]}`)).toEqual(one)
      }
    }
    expect(await get(`/Schemas/${core.toUpperCase()}`)).toEqual(await get(`/Schemas/${core}`))
  })
  test('types name schemas that are there; no message is one; nothing is null', async () => {
    const schemas = (await get('/Schemas')).Resources.map((one: { id: string }) => one.id)
    for (const type of (await get('/ResourceTypes')).Resources) {
      for (const urn of [type.schema, ...type.schemaExtensions.map((one: { schema: string }) => one.schema)]) {
        expect(schemas).toContain(urn)
      }
      for (const one of type.schemaExtensions) expect(one.required).toBe(false)
    }
    expect(schemas.filter((urn: string) => urn.includes(':messages:'))).toEqual([])
    expect((await client.send('GET', '/Schemas')).text).not.toContain('null')
  })
  test('SCIM-D3 a filter is 403', async () => {
    for (const path of ['/Schemas', '/ResourceTypes']) {
      expect((await client.send('GET', `${path}?filter=id%20pr`)).status).toBe(403)
    }
  })
})

test('SCIM-T8 SCIM-T9 SCIM-T10 names and URNs in any case, null and [] are nothing, order is ours', async () => {
  const { body, status, text } = await client.send('POST', '/Users', {
    SCHEMAS: [core.toUpperCase(), enterprise, enterprise],
    USERNAME: 'Case@dir.example',
    NAME: { GIVENNAME: 'A', familyname: 'B' },
    Active: 'False',
    Emails: [{ VALUE: 'case@dir.example', TYPE: 'work', Primary: 'True' }],
    [enterprise.toUpperCase()]: { DEPARTMENT: 'D', manager: null },
    title: null,
    roles: [],
    addresses: [{}],
    unknown: { deep: [1] },
  })
  expect(status, text).toBe(201)
  expect(body).toMatchObject({
    schemas: [core, enterprise],
    userName: 'Case@dir.example',
    name: { givenName: 'A', familyName: 'B' },
    active: false,
    emails: [{ value: 'case@dir.example', type: 'work', primary: true }],
    [enterprise]: { department: 'D' },
  })
  for (const key of ['title', 'roles', 'addresses', 'unknown']) expect(body).not.toHaveProperty(key)
  const plain = (await client.send('POST', '/Users', { userName: 'no-schemas@dir.example', [enterprise]: {} })).body
  expect(plain.schemas).toEqual([core])
  expect((await client.send('POST', '/Users', { schemas: [coreGroup], userName: 'x' })).body.scimType).toBe(
    'invalidSyntax',
  )
})

test('SCIM-X2 SCIM-X5 a keyword stands with 400 and 409 only, and a detail repeats only what was sent', async () => {
  const secret = someone({ title: 'Confidential' })
  await client.send('POST', '/Users', secret)
  const clash = await client.send('POST', '/Users', someone({ userName: secret.userName }))
  expect(clash.body).toMatchObject({ status: '409', scimType: 'uniqueness' })
  expect(clash.text).toContain(String(secret.userName))
  expect(clash.text).not.toContain('Confidential')
  for (const path of ['/Users/none', '/nothing']) expect((await client.send('GET', path)).body.scimType).toBeUndefined()
})
