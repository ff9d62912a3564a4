import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { sql } from '../../server/platform/sql.ts'
import { startWorld, type World } from '../harness/house.ts'
import { write } from '../harness/sign-in.ts'
import { type Client, connect, core, coreGroup, patchOf, q, someone } from './client.ts'

let w: World
let okta: Client
let other: Client
beforeAll(async () => {
  w = await startWorld()
  okta = await connect(w, w.accountId, { name: 'Okta' })
  other = await connect(w, w.otherAccountId)
})

const api = (path = '') => `/api/accounts/${w.accountId}${path}`
const person = async (): Promise<string> => (await okta.send('POST', '/Users', someone())).body.id
const people = (count: number) => Promise.all(Array.from({ length: count }, person))
const refs = (ids: string[]) => ids.map((value) => ({ value }))
const make = async (members: string[] = [], more: Record<string, unknown> = {}) => {
  const body = { schemas: [coreGroup], displayName: `Group ${newId()}`, members: refs(members), ...more }
  const answer = await okta.send('POST', '/Groups', body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const membersOf = async (id: string): Promise<string[]> =>
  ((await okta.send('GET', `/Groups/${id}`)).body.members ?? []).map((one: { value: string }) => one.value).sort()

describe('SCIM-C14 SCIM-C15 a group', () => {
  test('needs a name of its own in any case, and members who exist', async () => {
    const group = await make([], { externalId: 'g-1' })
    const post = (more: Record<string, unknown>) =>
      okta.send('POST', '/Groups', { schemas: [coreGroup], displayName: newId(), ...more })
    expect((await post({ displayName: group.displayName.toUpperCase() })).body.scimType).toBe('uniqueness')
    expect((await post({ externalId: 'g-1' })).body.scimType).toBe('uniqueness')
    expect((await post({ displayName: undefined })).body.scimType).toBe('invalidValue')
    const foreign = (await other.send('POST', '/Users', someone())).body.id
    for (const value of [foreign, newId(), 'x']) {
      const answer = await post({ members: [{ value }] })
      expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue'])
    }
    const found = await okta.send(
      'GET',
      `/Groups?excludedAttributes=members&${q(`displayName eq "${group.displayName.toLowerCase()}"`)}`,
    )
    expect(found.body.Resources[0].id).toBe(group.id)
    expect((await okta.send('GET', `/Groups?${q('externalId eq "G-1"')}`)).body.totalResults).toBe(0)
    expect((await okta.send('GET', `/Groups?${q('externalId eq "g-1"')}`)).body.totalResults).toBe(1)
  })

  test('takes the foreign schema of Entra ID, and answers a PATCH with 204', async () => {
    const schemas = [coreGroup, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group']
    const group = await make([], { schemas })
    const patched = await okta.send(
      'PATCH',
      `/Groups/${group.id}`,
      patchOf({ op: 'Replace', path: 'displayName', value: newId() }),
    )
    expect([patched.status, patched.body]).toEqual([204, undefined])
    const asked = await okta.send(
      'PATCH',
      `/Groups/${group.id}?attributes=displayName`,
      patchOf({ op: 'replace', value: { id: group.id, displayName: 'Renamed' } }),
    )
    expect([asked.status, asked.body.displayName]).toEqual([200, 'Renamed'])
  })

  test('another account’s is byte for byte like an unknown one', async () => {
    const group = await make()
    const answers = await Promise.all([group.id, newId()].map((id) => other.send('GET', `/Groups/${id}`)))
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(answers[0]!.text).toBe(answers[1]!.text)
  })
})

describe('SCIM-P11 SCIM-P12 members', () => {
  test('are added and removed in every dialect', async () => {
    const [a, b, c, d] = (await people(4)) as [string, string, string, string]
    const { id } = await make([a])
    const patch = (...operations: unknown[]) => okta.send('PATCH', `/Groups/${id}`, patchOf(...operations))
    await patch({
      op: 'Add',
      path: 'members',
      value: [
        { $ref: null, value: b },
        { $ref: null, value: c },
      ],
    })
    expect(await membersOf(id)).toEqual([a, b, c].sort())
    await patch({ op: 'Remove', path: 'members', value: [{ $ref: null, value: b }] })
    await patch({ op: 'remove', path: `members[value eq "${c}"]` }, { op: 'add', path: 'members', value: refs([d]) })
    expect(await membersOf(id)).toEqual([a, d].sort())
    await patch({ op: 'replace', path: 'members', value: refs([b]) })
    expect(await membersOf(id)).toEqual([b])
    await patch({ op: 'remove', path: 'members[type eq "Group"]' })
    expect(await membersOf(id)).toEqual([b])
    await patch({ op: 'remove', path: 'members' })
    expect(await membersOf(id)).toEqual([])
  })

  test('no change keeps the version; an unknown member changes nothing at all', async () => {
    const [a] = (await people(1)) as [string]
    const group = await make([a])
    await okta.send('PATCH', `/Groups/${group.id}`, patchOf({ op: 'add', path: 'members', value: refs([a]) }))
    const bad = await okta.send(
      'PATCH',
      `/Groups/${group.id}`,
      patchOf({ op: 'remove', path: 'members' }, { op: 'add', path: 'members', value: refs([newId()]) }),
    )
    expect(bad.status).toBe(400)
    const now = (await okta.send('GET', `/Groups/${group.id}`)).body
    expect(now).toEqual(group)
    expect(now.members).toEqual([{ value: a, $ref: `http://127.0.0.1:3000/scim/v2/Users/${a}`, type: 'User' }])
  })

  test('SCIM-C13 show at the user, groups in groups as indirect ones', async () => {
    const [a] = (await people(1)) as [string]
    const inner = await make([a])
    const outer = await make([inner.id])
    const { groups } = (await okta.send('GET', `/Users/${a}`)).body
    const types = Object.fromEntries(groups.map((one: { value: string; type: string }) => [one.value, one.type]))
    expect(types).toEqual({ [inner.id]: 'direct', [outer.id]: 'indirect' })
    for (const filter of [
      `members.value eq "${a}"`,
      `members[value eq "${a}"]`,
      `id eq "${inner.id}" and members eq "${a}"`,
    ]) {
      const { body } = await okta.send('GET', `/Groups?${q(filter)}`)
      expect(body.Resources.map((one: { id: string }) => one.id)).toEqual([inner.id])
    }
    await okta.send('PATCH', `/Groups/${inner.id}`, patchOf({ op: 'add', path: 'members', value: refs([outer.id]) }))
    expect((await okta.send('GET', `/Users/${a}`)).body.groups.length).toBe(2)
  })

  test('stay with an inactive user, go with a deleted one', async () => {
    const [a] = (await people(1)) as [string]
    const { id } = await make([a])
    await okta.send('PATCH', `/Users/${a}`, patchOf({ op: 'replace', value: { active: false } }))
    expect(await membersOf(id)).toEqual([a])
    await okta.send('DELETE', `/Users/${a}`)
    expect(await membersOf(id)).toEqual([])
    expect((await okta.send('DELETE', `/Groups/${id}`)).status).toBe(204)
    expect((await okta.send('DELETE', `/Groups/${id}`)).status).toBe(404)
  })

  test('a PUT replaces all, and Okta’s full push too', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const group = await make([a])
    const { status, body } = await okta.send('PUT', `/Groups/${group.id}`, {
      ...group,
      members: [{ value: b, display: 'B' }],
    })
    expect([status, body.members.map((one: { value: string }) => one.value)]).toEqual([200, [b]])
  })

  test('SCIM-A2 a thousand at once are one set, and excluded members cost nothing', async () => {
    const ids = Array.from({ length: 1000 }, newId)
    await write(
      w,
      w.accountId,
      sql`
      insert into users (account_id, id, display_name, name_key, search_text, role, origin)
      select ${w.accountId}::uuid, id, 'Bulk', 'bulk', 'bulk', 'user', 'console' from unnest(${ids}::uuid[]) as id`,
    )
    const { id } = await make()
    const began = performance.now()
    expect(
      (await okta.send('PATCH', `/Groups/${id}`, patchOf({ op: 'add', path: 'members', value: refs(ids) }))).status,
    ).toBe(204)
    expect(performance.now() - began).toBeLessThan(5000)
    expect((await membersOf(id)).length).toBe(1000)
    expect((await okta.send('GET', `/Groups/${id}?excludedAttributes=members`)).body.members).toBeUndefined()
    const removals = ids.slice(0, 500).map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` }))
    expect((await okta.send('PATCH', `/Groups/${id}`, patchOf(...removals))).status).toBe(204)
    expect((await membersOf(id)).length).toBe(500)
  })
})

describe('R22 a group with a product', () => {
  const product = 'mitel_one_elite'
  const licensed = async () => {
    const { items } = (await w.call(w.admin, 'GET', api('/licences'))).body
    return items.find((item: { product: string }) => item.product === product).assigned as number
  }

  test('licenses its members while seats last, nobody by half, and takes back only what it gave', async () => {
    await w.call(w.partner, 'POST', api('/subscriptions'), { product, quantity: 3 })
    const [a, b, c, d] = (await people(4)) as [string, string, string, string]
    const { id } = await make([a, b])
    const set = (body: unknown) => w.call(w.admin, 'PATCH', api(`/groups/${id}`), body)
    expect((await set({ product: 'nonsense' })).status).toBe(422)
    expect((await set({ product })).body).toMatchObject({ product, shortage: null, members: 2 })
    expect(await licensed()).toBe(2)
    const added = await okta.send(
      'PATCH',
      `/Groups/${id}`,
      patchOf({ op: 'add', path: 'members', value: refs([c, d]) }),
    )
    expect(added.status).toBe(204)
    expect((await w.call(w.admin, 'GET', api(`/groups/${id}`))).body.shortage).toEqual({ needed: 2, available: 1 })
    expect(await licensed()).toBe(2)
    await okta.send('PATCH', `/Groups/${id}`, patchOf({ op: 'remove', path: `members[value eq "${d}"]` }))
    expect(await licensed()).toBe(3)
    expect((await w.call(w.admin, 'GET', api(`/groups/${id}`))).body.shortage).toBeNull()
    await okta.send('PATCH', `/Groups/${id}`, patchOf({ op: 'remove', path: 'members', value: refs([a]) }))
    expect(await licensed()).toBe(2)
    expect(
      (await okta.send('GET', `/Users/${b}`)).body['urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User'],
    ).toMatchObject({ products: [product] })
    await okta.send('DELETE', `/Groups/${id}`)
    expect(await licensed()).toBe(0)
  })
})

describe('bulk', () => {
  const bulk = (Operations: unknown[], more: Record<string, unknown> = {}) =>
    okta.send('POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations, ...more })

  test('SCIM-B1 SCIM-B2 SCIM-B6 users and groups that refer to each other are made in one request, circles too', async () => {
    const [first, second] = [newId(), newId()]
    const { status, body } = await bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'a',
        data: { schemas: [coreGroup], displayName: first, members: [{ value: 'bulkId:b' }, { value: 'bulkId:u' }] },
      },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'b',
        data: { schemas: [coreGroup], displayName: second, members: [{ value: 'bulkId:a' }] },
      },
      { method: 'POST', path: '/Users', bulkId: 'u', data: someone() },
      { method: 'PATCH', path: '/Users/bulkId:u', data: patchOf({ op: 'add', path: 'title', value: 'Bulk' }) },
      { method: 'DELETE', path: `/Users/${newId()}` },
    ])
    expect(status).toBe(200)
    expect(body.Operations.map((one: { status: string }) => one.status)).toEqual(['201', '201', '201', '200', '404'])
    const { Resources } = (await okta.send('GET', `/Groups?${q(`displayName eq "${first}"`)}`)).body
    expect(Resources[0].members.length).toBe(2)
  })

  test('SCIM-B3 SCIM-B5 one that fails leaves the others, and failOnErrors stops', async () => {
    const taken = someone()
    const operations = [
      { method: 'POST', path: '/Users', bulkId: '1', data: taken },
      { method: 'POST', path: '/Users', bulkId: '2', data: taken },
      { method: 'POST', path: '/Users', bulkId: '3', data: { schemas: [core] } },
      { method: 'POST', path: '/Users', bulkId: '4', data: someone() },
    ]
    const all = await bulk(operations)
    expect(all.body.Operations.map((one: { status: string }) => one.status)).toEqual(['201', '409', '400', '201'])
    const stopped = await bulk(
      operations.map((one) => ({ ...one, data: taken })),
      { failOnErrors: 2 },
    )
    expect(stopped.body.Operations.length).toBe(2)
    expect((await okta.send('GET', `/Users?${q(`userName eq "${taken.userName}"`)}`)).body.totalResults).toBe(1)
  })

  test('SCIM-B4 too many are 413', async () => {
    const operations = Array.from({ length: 1001 }, () => ({ method: 'DELETE', path: '/Users/x' }))
    expect((await bulk(operations)).status).toBe(413)
  })
})
