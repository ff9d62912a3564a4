import { describe, expect, test } from 'vitest'
import { refused } from '../../test/scim/samples.ts'
import { type BulkCall, type BulkExecutor, runBulk } from './bulk.ts'
import { checkBulkPayload } from './bulk-request.ts'
import { failure, refusal } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'
import { readCreate } from './write.ts'

const types = resourceTypes()
const base = 'https://c.example/scim/v2'

/** A little server: resources in a map, members beside them, an error for the userName "bad" or an unknown member. */
function server() {
  const resources = new Map<string, JsonObject>()
  const calls: string[] = []
  const slices: number[] = []
  const checkMembers = (ids: string[]) => {
    for (const id of ids) if (!resources.has(id)) throw refusal('invalidValue', 'There is no such member.')
  }
  const execute = async (call: BulkCall) => {
    calls.push(`${call.method} ${call.type.name}${call.method === 'POST' ? '' : ` ${call.id}`}`)
    await Promise.resolve()
    if (call.method === 'POST') {
      const { resource, external } = readCreate(call.type, call.data)
      if (resource.userName === 'bad') throw refusal('uniqueness', 'taken')
      checkMembers(external.members ?? [])
      const id = `id${resources.size + 1}`
      resources.set(id, { ...resource, members: external.members ?? [] })
      return { status: 201, id, location: `${base}${call.type.endpoint}/${id}`, version: 'W/"1"' }
    }
    const current = resources.get(call.id)
    if (!current) throw failure(404, 'gone')
    if (call.version === 'W/"0"') throw failure(412, 'changed')
    if (call.method === 'DELETE') resources.delete(call.id)
    if (call.method === 'PATCH') {
      const { resource, external } = patch(call.type, current, call.data)
      const added = external.members?.flatMap((step) => ('ids' in step ? step.ids : [])) ?? []
      checkMembers(added)
      resources.set(call.id, { ...resource, members: [...((current.members as Json[]) ?? []), ...added] })
    }
    return { status: call.method === 'DELETE' ? 204 : 200, id: call.id, version: 'W/"2"' }
  }
  const slice: BulkExecutor['slice'] = async (run) => {
    const before = calls.length
    await run()
    slices.push(calls.length - before)
  }
  return { resources, calls, slices, execute, slice }
}

async function bulk(operations: Json[], more: JsonObject = {}, at = server()) {
  const body = { schemas: [urns.bulkRequest], Operations: operations, ...more }
  const answer = await runBulk(types, base, body, at)
  return { results: answer.Operations as JsonObject[], answer, ...at }
}

const post = (bulkId: string, data: JsonObject, path = '/Users'): JsonObject => ({ method: 'POST', path, bulkId, data })
const userPost = (bulkId: string, userName = bulkId): JsonObject => post(bulkId, { schemas: [urns.user], userName })
const groupPost = (bulkId: string, ...members: string[]): JsonObject =>
  post(bulkId, { displayName: bulkId, members: members.map((value) => ({ value })) }, '/Groups')
const statuses = (results: JsonObject[]) => results.map(({ status }) => status)

async function refusedBulk(body: JsonObject) {
  const failed = await runBulk(types, base, body, server()).catch((error: unknown) => error)
  return refused(() => {
    throw failed
  })
}

describe('SCIM-B1 the request', () => {
  test.each<[string, JsonObject, string | number]>([
    ['no schemas', { Operations: [userPost('a')] }, 'invalidSyntax'],
    ['other schemas', { schemas: [urns.patchOp], Operations: [userPost('a')] }, 'invalidSyntax'],
    ['no operations', { schemas: [urns.bulkRequest] }, 'invalidSyntax'],
    ['an empty list', { schemas: [urns.bulkRequest], Operations: [] }, 'invalidSyntax'],
    ['failOnErrors 0', { schemas: [urns.bulkRequest], Operations: [userPost('a')], failOnErrors: 0 }, 'invalidValue'],
    [
      'failOnErrors "1"',
      { schemas: [urns.bulkRequest], Operations: [userPost('a')], failOnErrors: '1' },
      'invalidValue',
    ],
  ])('%s', async (_, body, expected) => expect(await refusedBulk(body)).toBe(expected))

  test('SCIM-B4 more operations or bytes than advertised are 413', async () => {
    const many = Array.from({ length: limits.bulkOperations + 1 }, (_, at) => userPost(`u${at}`))
    expect(await refusedBulk({ schemas: [urns.bulkRequest], Operations: many })).toBe(413)
    expect(refused(() => checkBulkPayload(limits.bulkPayloadBytes + 1))).toBe(413)
    expect(refused(() => checkBulkPayload(limits.bulkPayloadBytes))).toBe('taken')
  })

  test('what is wrong with an operation is its result', async () => {
    const { results } = await bulk([
      { method: 'POST', path: '/Users', data: { userName: 'x' } },
      { method: 'GET', path: '/Users/1' },
      { method: 'PUT', path: 'Users/1', data: {} },
      { method: 'PATCH', path: '/Users/1' },
      { method: 'DELETE', path: '/Users' },
      post('p', { userName: 'x' }, '/Users/1'),
      post('q', { userName: 'x' }, '/Shoes'),
      post('', { userName: 'x' }),
      userPost('a'),
      userPost('a'),
      7,
      { method: 'DELETE', path: '/Users/id9', version: 7 },
    ])
    expect(statuses(results)).toEqual('400 400 400 400 405 405 404 400 201 400 400 400'.split(' '))
    for (const { response } of results.filter(({ status }) => status !== '201')) {
      expect(response).toMatchObject({ schemas: [urns.error], detail: expect.any(String) })
    }
  })

  test('the answer has method, bulkId, location, version and status', async () => {
    const { answer } = await bulk([
      { ...userPost('a'), method: null },
      {
        method: 'patch',
        path: '/Users/bulkId:a',
        version: 'W/"1"',
        data: { schemas: [urns.patchOp], Operations: [{ op: 'add', path: 'title', value: 't' }] },
      },
      { method: 'DELETE', path: '/Users/bulkId:a' },
      { method: 'DELETE', path: '/Users/none' },
      { method: 'PUT', path: '/Users/none', data: { userName: 'x' } },
    ])
    expect(answer).toEqual({
      schemas: [urns.bulkResponse],
      Operations: [
        { bulkId: 'a', status: '400', response: expect.anything() },
        { method: 'PATCH', location: `${base}/Users/bulkId:a`, status: '409', response: expect.anything() },
        { method: 'DELETE', location: `${base}/Users/bulkId:a`, status: '409', response: expect.anything() },
        { method: 'DELETE', location: `${base}/Users/none`, status: '404', response: expect.anything() },
        { method: 'PUT', location: `${base}/Users/none`, status: '404', response: expect.anything() },
      ],
    })
    const { results } = await bulk([userPost('a'), { method: 'Delete', path: '/Users/bulkId:a' }])
    expect(results).toEqual([
      { method: 'POST', bulkId: 'a', location: `${base}/Users/id1`, version: 'W/"1"', status: '201' },
      { method: 'DELETE', location: `${base}/Users/id1`, version: 'W/"2"', status: '204' },
    ])
  })

  test('a version that has changed is 412', async () => {
    const { results } = await bulk([userPost('a'), { method: 'DELETE', path: '/Users/bulkId:a', version: 'W/"0"' }])
    expect(statuses(results)).toEqual(['201', '412'])
  })
})

describe('SCIM-B2 bulkId references', () => {
  test('to nothing, to a failure and to a failed circle are 409', async () => {
    const { results, resources } = await bulk([
      groupPost('g', 'bulkId:nobody'),
      userPost('b', 'bad'),
      groupPost('h', 'bulkId:b'),
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
    ])
    expect(statuses(results)).toEqual(['409', '409', '409', '409'])
    expect(resources.size).toBe(0)
  })
  test('backwards and forwards', async () => {
    const { results, resources, calls } = await bulk([
      groupPost('g', 'bulkId:u', 'bulkId:v'),
      userPost('u'),
      userPost('v'),
      post('w', { userName: 'w', [urns.enterpriseUser]: { manager: { value: 'bulkId:u' } } }),
    ])
    expect(statuses(results)).toEqual(['201', '201', '201', '201'])
    expect(calls).toEqual(['POST User', 'POST User', 'POST Group', 'POST User'])
    expect(resources.get('id3')?.members).toEqual(['id1', 'id2'])
    expect(resources.get('id4')?.[urns.enterpriseUser]).toEqual({ manager: { value: 'id1' } })
  })
  test('in a circle of groups', async () => {
    const { results, resources } = await bulk([
      groupPost('a', 'bulkId:b', 'bulkId:u'),
      groupPost('b', 'bulkId:a'),
      userPost('u'),
    ])
    expect(statuses(results)).toEqual(['201', '201', '201'])
    const byName = new Map([...resources].map(([id, { displayName, members }]) => [displayName, { id, members }]))
    expect(new Set(byName.get('a')?.members as string[])).toEqual(
      new Set([byName.get('b')?.id, resources.size === 3 ? 'id2' : '']),
    )
    expect(byName.get('b')?.members).toEqual([byName.get('a')?.id])
  })
  test('in a circle of managers, and to oneself', async () => {
    const managed = (bulkId: string, by: string) =>
      post(bulkId, { userName: bulkId, [urns.enterpriseUser]: { department: 'd', manager: by } })
    const { results, resources } = await bulk([
      managed('a', 'bulkId:b'),
      managed('b', 'bulkId:c'),
      managed('c', 'bulkId:a'),
      managed('s', 'bulkId:s'),
    ])
    expect(statuses(results)).toEqual(['201', '201', '201', '201'])
    const id = (name: string) => [...resources].find(([, one]) => one.userName === name)?.[0]
    const manager = (name: string) => resources.get(id(name) ?? '')?.[urns.enterpriseUser]
    expect(manager('a')).toEqual({ department: 'd', manager: { value: id('b') } })
    expect(manager('b')).toEqual({ department: 'd', manager: { value: id('c') } })
    expect(manager('c')).toEqual({ department: 'd', manager: { value: id('a') } })
    expect(manager('s')).toEqual({ department: 'd', manager: { value: id('s') } })
  })
  test('in a circle that fails: nothing of it stays', async () => {
    const bad = post('b', { displayName: '', members: [{ value: 'bulkId:a' }] }, '/Groups')
    const { results, resources } = await bulk([groupPost('a', 'bulkId:b'), bad])
    expect(statuses(results)).toEqual(['409', '400'])
    expect(resources.size).toBe(0)
    const other = await bulk([groupPost('a', 'bulkId:b', 'unknown-id'), groupPost('b', 'bulkId:a')])
    expect(statuses(other.results)).toEqual(['400', '409'])
    expect(other.resources.size).toBe(0)
  })
  test('in the path and the filter of a PATCH', async () => {
    const operations: JsonObject[] = [
      { op: 'remove', path: 'members[value eq "bulkId:u"]' },
      { op: 'add', path: 'members', value: [{ value: 'bulkId:v' }] },
    ]
    const { results, resources } = await bulk([
      { method: 'PATCH', path: '/Groups/bulkId:g', data: { schemas: [urns.patchOp], Operations: operations } },
      groupPost('g'),
      userPost('u'),
      userPost('v'),
    ])
    expect(statuses(results)).toEqual(['200', '201', '201', '201'])
    expect(resources.get('id1')?.members).toEqual(['id2', 'id3'])
  })
  test('a chain through the whole request does not end the stack', async () => {
    const chain = Array.from({ length: limits.bulkOperations }, (_, at) =>
      at === limits.bulkOperations - 1 ? groupPost(`g${at}`) : groupPost(`g${at}`, `bulkId:g${at + 1}`),
    )
    const { results } = await bulk(chain)
    expect(new Set(statuses(results))).toEqual(new Set(['201']))
  })
})

describe('SCIM-B3 failOnErrors', () => {
  const operations = [userPost('a'), userPost('b', 'bad'), userPost('c'), userPost('d', 'bad'), userPost('e')]
  test('without it all are processed', async () => {
    expect(statuses((await bulk(operations)).results)).toEqual(['201', '409', '201', '409', '201'])
  })
  test('with it the rest is not done and not answered', async () => {
    const one = await bulk(operations, { failOnErrors: 1 })
    expect(statuses(one.results)).toEqual(['201', '409'])
    expect(one.calls).toHaveLength(2)
    expect(statuses((await bulk(operations, { failOnErrors: 2 })).results)).toEqual(['201', '409', '201', '409'])
    expect(statuses((await bulk(operations, { failOnErrors: 3 })).results)).toHaveLength(5)
  })
})

describe('SCIM-B5 slices', () => {
  test('of at most the limit, each in a transaction of its own', async () => {
    const many = Array.from({ length: limits.bulkSlice * 2 + 1 }, (_, at) => userPost(`u${at}`))
    const { results, slices } = await bulk(many)
    expect(results).toHaveLength(many.length)
    expect(slices).toEqual([limits.bulkSlice, limits.bulkSlice, 1])
  })
  test("an error that is not the client's ends the request", async () => {
    const broken = { ...server(), execute: async () => Promise.reject(new Error('database gone')) }
    await expect(
      runBulk(types, base, { schemas: [urns.bulkRequest], Operations: [userPost('a')] }, broken),
    ).rejects.toThrow('database gone')
  })
})
