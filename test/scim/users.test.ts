import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, core, enterprise, patchOf, q, sender, someone } from './client.ts'

let w: World
let entra: Client
let other: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId)
  other = await connect(w, w.otherAccountId)
})

const make = async (more: Record<string, unknown> = {}) => (await entra.send('POST', '/Users', someone(more))).body

describe('SEC-29 SCIM-T2 without a token everything is 401', () => {
  const paths = [
    '/scim',
    '/scim/',
    '/scim/v2',
    '/scim/v2/',
    '/scim/v2/Users',
    '/scim/v2/Users/x',
    '/scim/v1/Users',
    '/SCIM/v2/Users',
    '//scim/v2/Users',
    '/%73cim/v2/Users',
    '/scim/v2/Schemas',
    '/scim/v2/nonsense',
    '/scim/v2/Bulk',
    '/scim/v2/Me',
    '/scim/v2/ServiceProviderConfig',
    '/scim/v2/Users/%ff',
    '/scim/v2/Users/%',
    '/scim/%ff',
    `/scim/v2/Users/${'x'.repeat(600)}`,
  ]
  test.each(paths)('%s', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      for (const token of [null, 'nonsense', `clsrc_${Buffer.alloc(48, 7).toString('base64url')}`]) {
        const answer = await sender(w, token)(method, path, method === 'GET' ? undefined : {})
        expect([answer.status, method, answer.headers['www-authenticate']]).toEqual([401, method, 'Bearer'])
        expect(answer.headers['content-type']).toContain('application/scim+json')
        expect(answer.body.status).toBe('401')
      }
    }
  })
})

test('SCIM-T1 another version and an unknown path are 404 with a SCIM error', async () => {
  for (const path of ['/scim/v1/Users', '/scim/v2/Nonsense', '/scim', '/SCIM/v2/Users', '/scim/v2/Users/a/b']) {
    const answer = await entra.send('GET', path)
    expect([path, answer.status, answer.body.schemas]).toEqual([
      path,
      404,
      ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ])
  }
})

test('SCIM-T11 a method that is not there is 405 with Allow; SCIM-Q2 /Me is 501', async () => {
  expect((await entra.send('DELETE', '/Users')).status).toBe(405)
  expect((await entra.send('POST', '/Schemas', {})).headers.allow).toBe('GET')
  expect((await entra.send('GET', '/Me')).status).toBe(501)
})

test('SCIM-C1 POST answers 201 with Location, meta and ETag, and an id of its own', async () => {
  const sent = someone({
    id: 'mine',
    meta: { resourceType: 'User' },
    nickName: 'Patty',
    [enterprise]: { department: 'Ops' },
  })
  const answer = await entra.send('POST', '/Users', sent)
  expect(answer.status, answer.text).toBe(201)
  const { id, meta, schemas, ...rest } = answer.body
  expect(id).not.toBe('mine')
  expect(answer.headers.location).toBe(`http://127.0.0.1:3000/scim/v2/Users/${id}`)
  expect(meta.location).toBe(answer.headers.location)
  expect(meta.lastModified).toBe(meta.created)
  expect(answer.headers.etag).toBe(meta.version)
  expect(schemas).toEqual([core, enterprise])
  const { id: _, meta: __, schemas: ___, ...wanted } = sent
  expect(rest).toEqual(wanted)
  expect((await entra.send('GET', `/Users/${id}`)).body).toEqual(answer.body)
})

test('SCIM-T6 bodies without a content type are taken, text is not', async () => {
  const send = (type: string | undefined) =>
    w.app.inject({
      method: 'POST',
      url: '/scim/v2/Users',
      headers: { authorization: `Bearer ${entra.token}`, ...(type ? { 'content-type': type } : {}) },
      payload: Buffer.from(JSON.stringify(someone())),
    })
  expect((await send('text/plain')).statusCode).toBe(415)
  for (const type of [undefined, 'application/json', 'application/scim+json; charset=utf-8']) {
    expect((await send(type)).statusCode).toBe(201)
  }
  expect((await entra.send('POST', '/Users', '{"userName"')).body.scimType).toBe('invalidSyntax')
})

test('SCIM-C4 SCIM-C3 a userName, externalId or email in use is 409, whatever its case, and found by a filter', async () => {
  const first = await make({ userName: 'Straße@dir.example' })
  for (const clash of [
    { userName: 'STRASSE@dir.example', emails: [{ value: first.emails[0].value.toUpperCase(), type: 'work' }] },
    { externalId: first.externalId },
    { userName: 'straße@DIR.example' },
  ]) {
    const answer = await entra.send('POST', '/Users', someone(clash))
    expect([answer.status, answer.body.scimType], answer.text).toEqual([409, 'uniqueness'])
  }
  for (const filter of [
    `userName eq "STRAßE@dir.example"`,
    `externalId eq "${first.externalId}"`,
    `emails[type eq "work"].value eq "${first.emails[0].value.toUpperCase()}"`,
    `emails eq "${first.emails[0].value}"`,
    `id eq "${first.id}"`,
    `displayName eq "${first.displayName}"`,
  ]) {
    const { body } = await entra.send('GET', `/Users?${q(filter)}`)
    expect([filter, body.totalResults, body.Resources.map((one: { id: string }) => one.id)]).toEqual([
      filter,
      1,
      [first.id],
    ])
  }
  expect(
    (await entra.send('GET', `/Users?${q(`externalId eq "${first.externalId.toUpperCase()}"`)}`)).body.totalResults,
  ).toBe(0)
})

test('SCIM-F11 nobody found is 200 with an empty list', async () => {
  const { status, body } = await entra.send('GET', `/Users?${q('userName eq "e0b5f6f5"')}&startIndex=1&count=100`)
  expect([status, body.totalResults, body.Resources, body.itemsPerPage, body.startIndex]).toEqual([200, 0, [], 0, 1])
})

test('SCIM-T3 an id of another account is byte for byte like an unknown one', async () => {
  const foreign = (await other.send('POST', '/Users', someone())).body
  const unknown = '0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d'
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const body =
      method === 'PUT'
        ? someone()
        : method === 'PATCH'
          ? patchOf({ op: 'replace', path: 'active', value: false })
          : undefined
    const [seen, never, odd] = await Promise.all(
      [foreign.id, unknown, 'x'].map((id) => entra.send(method, `/Users/${id}`, body)),
    )
    expect(seen!.status).toBe(404)
    expect(seen!.text).toBe(never!.text)
    expect(odd!.text).toBe(never!.text)
  }
  expect((await other.send('GET', `/Users/${foreign.id}`)).body.active).toBe(true)
  expect((await entra.send('GET', `/Users?${q(`userName eq "${foreign.userName}"`)}`)).body.totalResults).toBe(0)
})

test('SCIM-P3 SCIM-P16 a PATCH is all or nothing, and one that changes nothing keeps the version', async () => {
  const user = await make()
  const bad = await entra.send(
    'PATCH',
    `/Users/${user.id}`,
    patchOf({ op: 'replace', path: 'title', value: 'X' }, { op: 'replace', path: 'nonsense', value: 1 }),
  )
  expect(bad.body.scimType).toBe('invalidPath')
  const same = await entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'Replace', path: 'active', value: 'True' }))
  expect(same.body).toEqual(user)
  const changed = await entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'Add', path: 'title', value: 'Boss' }))
  expect([changed.status, changed.body.title]).toEqual([200, 'Boss'])
  expect(changed.body.meta.version).not.toBe(user.meta.version)
  expect(changed.headers.etag).toBe(changed.body.meta.version)
})

test('SCIM-C8 PUT clears what is omitted, keeps active, and never creates', async () => {
  const user = await make({ title: 'Boss' })
  await entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }))
  const { status, body } = await entra.send('PUT', `/Users/${user.id}`, {
    schemas: [core],
    userName: user.userName,
    groups: [],
    id: 'other',
  })
  expect([status, body.active, body.title, body.name, body.id]).toEqual([200, false, undefined, undefined, user.id])
  expect((await entra.send('PUT', `/Users/${user.id}`, { schemas: [core] })).body.scimType).toBe('invalidValue')
  const shown = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${user.id}`)).body
  expect([shown.firstName, shown.status, shown.email]).toEqual([null, 'inactive', user.userName])
})

test('SCIM-E1 If-Match is held, If-None-Match is 304', async () => {
  const user = await make()
  const patch = patchOf({ op: 'add', path: 'title', value: 'A' })
  expect((await entra.send('PATCH', `/Users/${user.id}`, patch, { 'if-match': 'W/"0"' })).status).toBe(412)
  expect((await entra.send('GET', `/Users/${user.id}`, undefined, { 'if-none-match': user.meta.version })).status).toBe(
    304,
  )
  expect((await entra.send('PATCH', `/Users/${user.id}`, patch, { 'if-match': user.meta.version })).status).toBe(200)
  expect((await entra.send('GET', `/Users/${user.id}`, undefined, { 'if-none-match': user.meta.version })).status).toBe(
    200,
  )
})

test('SCIM-C9 DELETE is 204, then 404, frees the userName, and the id is never given again', async () => {
  const sent = someone()
  const { body: user } = await entra.send('POST', '/Users', sent)
  expect((await entra.send('DELETE', `/Users/${user.id}`)).status).toBe(204)
  for (const method of ['GET', 'DELETE']) expect((await entra.send(method, `/Users/${user.id}`)).status).toBe(404)
  expect((await entra.send('GET', `/Users?${q(`userName eq "${user.userName}"`)}`)).body.totalResults).toBe(0)
  const again = await entra.send('POST', '/Users', sent)
  expect(again.status).toBe(201)
  expect(again.body.id).not.toBe(user.id)
})

test('SCIM-C16 a manager may arrive later; his name and address are ours to tell', async () => {
  const boss = await make()
  const user = await make({ [enterprise]: { manager: boss.id } })
  expect(user[enterprise].manager).toEqual({
    value: boss.id,
    $ref: `http://127.0.0.1:3000/scim/v2/Users/${boss.id}`,
    displayName: boss.displayName,
  })
  const found = await entra.send('GET', `/Users?${q(`id eq "${user.id}" and manager eq "${boss.id}"`)}&attributes=id`)
  expect(found.body.Resources).toEqual([{ schemas: [core], id: user.id }])
  const removed = await entra.send(
    'PATCH',
    `/Users/${user.id}`,
    patchOf({ op: 'Replace', path: `${enterprise}:manager`, value: '' }),
  )
  expect(removed.body[enterprise]).toBeUndefined()
})

test('SCIM-S2 SCIM-S3 pages are stable; SCIM-S4 SCIM-S6 cursors go through the whole list, for their owner only', async () => {
  const all = (await entra.send('GET', '/Users?count=200')).body
  expect(all.totalResults).toBe(all.Resources.length)
  const ids = all.Resources.map((one: { id: string }) => one.id)
  const page = (await entra.send('GET', '/Users?startIndex=3&count=2')).body
  expect([page.totalResults, page.startIndex, page.itemsPerPage]).toEqual([all.totalResults, 3, 2])
  expect(page.Resources.map((one: { id: string }) => one.id)).toEqual(ids.slice(2, 4))
  expect((await entra.send('GET', `/Users?startIndex=${all.totalResults + 1}&count=5`)).body).toMatchObject({
    totalResults: all.totalResults,
    Resources: [],
  })
  expect((await entra.send('GET', '/Users?count=0')).body).toMatchObject({
    totalResults: all.totalResults,
    Resources: [],
  })
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await entra.send('GET', `/Users?cursor=${cursor}&count=4`)
    seen.push(...body.Resources.map((one: { id: string }) => one.id))
    cursor = body.nextCursor ?? ''
    if (cursor) {
      expect((await other.send('GET', `/Users?cursor=${cursor}&count=4`)).body.scimType).toBe('invalidCursor')
      expect((await entra.send('GET', `/Users?cursor=${cursor}&count=5`)).body.scimType).toBe('invalidCursor')
    }
  } while (cursor)
  expect(seen).toEqual(ids)
})

test('SCIM-Q1 .search is the same as a query; SCIM-F15 at the root it finds both kinds', async () => {
  const user = await make()
  const search = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
    filter: `userName eq "${user.userName}"`,
    attributes: ['userName'],
  }
  expect((await entra.send('POST', '/Users/.search', search)).body.Resources[0]).toEqual({
    schemas: [core],
    id: user.id,
    userName: user.userName,
  })
  expect((await entra.send('POST', '/.search', search)).body.totalResults).toBe(1)
  expect((await entra.send('GET', `/?${q('meta.resourceType eq "User"')}&count=1`)).body.itemsPerPage).toBe(1)
})

test.each([
  'userName co "dir"',
  'emails[type eq "work" and value co "@dir"]',
  'active eq true',
  'not (title pr)',
  'meta.lastModified gt "2020-01-01T00:00:00Z"',
  'name.familyName sw "Person"',
  'groups pr',
  'externalId pr or nickName pr',
])('SCIM-F1 %s is answered', async (filter) => {
  const answer = await entra.send('GET', `/Users?${q(filter)}&sortBy=userName&sortOrder=descending`)
  expect(answer.status, answer.text).toBe(200)
})

test('SCIM-D1 SCIM-D2 discovery answers with the token', async () => {
  expect((await entra.send('GET', '/ServiceProviderConfig?aadOptscim062020')).body.patch.supported).toBe(true)
  expect((await entra.send('GET', '/Schemas')).body.totalResults).toBeGreaterThan(3)
  expect((await entra.send('GET', '/ResourceTypes/User')).body.endpoint).toBe('/Users')
  expect((await entra.send('GET', '/Schemas?filter=a')).status).toBe(403)
})

test('SEC-30 a revoked token is dead at once', async () => {
  const short = await connect(w, w.accountId, { name: 'Short' })
  expect((await short.send('GET', '/Users')).status).toBe(200)
  const url = `/api/accounts/${w.accountId}/sources/${short.sourceId}`
  expect((await w.call(w.admin, 'POST', `${url}/tokens`)).status).toBe(201)
  expect((await w.call(w.admin, 'POST', `${url}/tokens`)).body.code).toBe('not_applicable')
  expect((await w.call(w.admin, 'PATCH', url, { state: 'paused' })).status).toBe(200)
  expect((await short.send('GET', '/Users')).status).toBe(403)
  await w.call(w.admin, 'PATCH', url, { state: 'active' })
  expect((await w.call(w.admin, 'DELETE', `${url}/tokens/${short.tokenId}`)).status).toBe(204)
  expect((await short.send('GET', '/Users')).status).toBe(401)
})
