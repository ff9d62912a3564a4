import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, coreGroup, enterprise, patchOf, q, sender, someone } from './client.ts'

/** One account’s token on another account’s users and groups, by every way in. */

let w: World
let ours: Client
let theirs: Client
let user: any
let group: any
const unknown = '0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d'

beforeAll(async () => {
  w = await startWorld()
  ours = await connect(w, w.accountId)
  theirs = await connect(w, w.otherAccountId)
  user = (await theirs.send('POST', '/Users', someone())).body
  group = (
    await theirs.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'Theirs', members: [{ value: user.id }] })
  ).body
})

const bodyOf = (method: string, endpoint: string) =>
  method === 'PUT'
    ? endpoint === 'Users'
      ? someone()
      : { schemas: [coreGroup], displayName: 'Mine' }
    : method === 'PATCH'
      ? patchOf({ op: 'replace', path: 'displayName', value: 'Mine' })
      : undefined

const unchanged = async () => {
  expect((await theirs.send('GET', `/Users/${user.id}`)).body.meta.version).toBe(user.meta.version)
  expect((await theirs.send('GET', `/Groups/${group.id}`)).body).toMatchObject({
    displayName: 'Theirs',
    members: [{ value: user.id }],
  })
}

test.each([
  'Users',
  'Groups',
])('SEC-23 SCIM-T3 /%s by id, with any method and header, is as nobody’s id', async (endpoint) => {
  const id = endpoint === 'Users' ? user.id : group.id
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const heads: Record<string, string>[] = [{}, { 'if-match': '*' }, { 'if-none-match': '*' }]
    for (const headers of heads) {
      for (const query of ['', '?attributes=id', '?excludedAttributes=members']) {
        const body = bodyOf(method, endpoint)
        const [foreign, nobody] = [
          await ours.send(method, `/${endpoint}/${id}${query}`, body, headers),
          await ours.send(method, `/${endpoint}/${unknown}${query}`, body, headers),
        ]
        expect([method, foreign.status, foreign.text]).toEqual([method, 404, nobody.text])
      }
    }
  }
  await unchanged()
})

test('SEC-23 lists, filters, searches and cursors show nothing of them', async () => {
  const filters = [
    `id eq "${user.id}"`,
    `userName eq "${user.userName}"`,
    `externalId eq "${user.externalId}"`,
    `emails.value eq "${user.emails[0].value}"`,
    `groups.value eq "${group.id}"`,
    'userName co "dir.example"',
  ]
  for (const filter of filters) {
    expect([filter, (await ours.send('GET', `/Users?${q(filter)}`)).body.totalResults]).toEqual([filter, 0])
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter }
    for (const path of ['/Users/.search', '/.search'])
      expect((await ours.send('POST', path, search)).body.totalResults).toBe(0)
  }
  for (const filter of ['displayName eq "Theirs"', `members.value eq "${user.id}"`, `id eq "${group.id}"`]) {
    expect((await ours.send('GET', `/Groups?${q(filter)}`)).body.totalResults).toBe(0)
  }
  const { nextCursor } = (await theirs.send('GET', '/Users?cursor=&count=1')).body
  if (nextCursor)
    expect((await ours.send('GET', `/Users?cursor=${nextCursor}&count=1`)).body.scimType).toBe('invalidCursor')
})

test('SEC-31 they are no members, no managers with a name, and no way in through bulk', async () => {
  const { body: mine } = await ours.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'Ours' })
  for (const value of [user.id, group.id]) {
    const [foreign, nobody] = await Promise.all(
      [value, unknown].map((id) =>
        ours.send('PATCH', `/Groups/${mine.id}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] })),
      ),
    )
    expect(foreign!.body.detail.replaceAll(value, '').replace(/request .*/, '')).toBe(
      nobody!.body.detail.replaceAll(unknown, '').replace(/request .*/, ''),
    )
  }
  const { body: report } = await ours.send('POST', '/Users', someone({ [enterprise]: { manager: user.id } }))
  expect(report[enterprise].manager).not.toHaveProperty('displayName')
  const Operations = ['Users', 'Groups'].flatMap((endpoint) =>
    ['PUT', 'PATCH', 'DELETE'].map((method) => ({
      method,
      path: `/${endpoint}/${endpoint === 'Users' ? user.id : group.id}`,
      data: bodyOf(method, endpoint),
    })),
  )
  const bulk = await ours.send('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations,
  })
  expect(bulk.body.Operations.map((one: any) => one.status)).toEqual(Operations.map(() => '404'))
  await unchanged()
})

test('SEC-31 an id, an accountId or a source in a body is not heard; their names may be ours too', async () => {
  const body = someone({
    id: user.id,
    accountId: w.otherAccountId,
    source: theirs.sourceId,
    userName: user.userName,
    externalId: user.externalId,
    emails: user.emails,
  })
  const { status, body: made } = await ours.send('POST', '/Users', body)
  expect([status, made.id === user.id]).toEqual([201, false])
  expect(
    (await ours.send('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', path: 'externalId', value: user.id })))
      .status,
  ).toBe(200)
  for (const key of [user.id, made.externalId, made.userName]) {
    expect((await ours.send('GET', `/Users/${encodeURIComponent(key)}`)).status).toBe(404)
  }
  await unchanged()
})

test('SEC-30 a token of the other account’s shape, broken, or cut, is 401', async () => {
  const { token } = ours
  const mixed = token.slice(0, 40) + theirs.token.slice(40)
  for (const bad of [mixed, token.slice(0, -1), `${token}x`, token.toUpperCase(), token.slice(6), 'x', '']) {
    const answer = await sender(w, bad)('GET', '/Users')
    expect([bad === token, answer.status]).toEqual([false, 401])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
})

test('SEC-23 two directories of one account: neither sees the other’s groups, nor writes its users', async () => {
  const second = await connect(w, w.accountId, { name: 'Second' })
  const { body: first } = await ours.send('POST', '/Users', someone())
  const { body: club } = await ours.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'Club' })
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    expect([method, (await second.send(method, `/Users/${first.id}`, bodyOf(method, 'Users'))).status]).toEqual([
      method,
      404,
    ])
    expect([method, (await second.send(method, `/Groups/${club.id}`, bodyOf(method, 'Groups'))).status]).toEqual([
      method,
      404,
    ])
  }
  // Who came over from the first is in its group still, and the second hears nothing of that.
  await ours.send('PATCH', `/Groups/${club.id}`, patchOf({ op: 'add', path: 'members', value: [{ value: first.id }] }))
  expect((await ours.send('GET', `/Users/${first.id}`)).body.groups).toMatchObject([{ value: club.id }])
  await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/sources/${ours.sourceId}/release`)
  const claimed = await second.send('PATCH', `/Users/${first.id}`, patchOf({ op: 'add', path: 'title', value: 'T' }))
  const asked = await second.send('GET', `/Users?${q(`groups.value eq "${club.id}"`)}`)
  expect([claimed.status, claimed.body.groups, asked.body.totalResults]).toEqual([200, undefined, 0])
  expect((await second.send('GET', `/Users/${first.id}`)).text).not.toContain(club.id)
  expect((await second.send('GET', '/Users?count=200')).text).not.toContain(club.id)
})
