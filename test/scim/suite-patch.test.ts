import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, cloudlink, connect, core, coreGroup, enterprise, patchOf, someone } from './client.ts'
import { type Declared, declared, expectDeclared } from './declared.ts'

/** PATCH and PUT in every dialect over HTTP. Expectations are of the RFC and of what directories are known to send. */

let w: World
let client: Client
let known: Declared
let boss: { id: string; displayName: string }
beforeAll(async () => {
  w = await startWorld()
  client = await connect(w, w.accountId)
  known = await declared(client)
  boss = (await client.send('POST', '/Users', someone())).body
})

const make = async (more: Record<string, unknown> = {}) => (await client.send('POST', '/Users', someone(more))).body

/** Sends the operations to a new user; the answer is what a GET shows. */
async function patched(more: Record<string, unknown>, ...operations: object[]) {
  const user = await make(more)
  const answer = await client.send('PATCH', `/Users/${user.id}`, patchOf(...operations))
  expect(answer.status, answer.text).toBe(200)
  const { body } = await client.send('GET', `/Users/${user.id}`)
  expect(answer.body).toEqual(body)
  expectDeclared(known, 'User', body)
  return body
}

/** The operations are refused, and nothing has changed. */
async function refused(more: Record<string, unknown>, ...operations: unknown[]) {
  const user = await make(more)
  const { body } = await client.send('PATCH', `/Users/${user.id}`, patchOf(...operations))
  expect((await client.send('GET', `/Users/${user.id}`)).body).toEqual(user)
  return [body.status, body.scimType]
}

describe('SCIM-P1 SCIM-P2', () => {
  test.each([
    [{}, 'invalidSyntax'],
    [{ Operations: [] }, 'invalidSyntax'],
    [{ schemas: [core], Operations: [{ op: 'add', path: 'title', value: 'x' }] }, 'invalidSyntax'],
    [{ ...patchOf(), Operations: {} }, 'invalidSyntax'],
    [patchOf('x'), 'invalidSyntax'],
    [patchOf({ path: 'title', value: 'x' }), 'invalidSyntax'],
    [patchOf({ op: 'move', path: 'title', value: 'x' }), 'invalidSyntax'],
    [patchOf({ op: 4, path: 'title', value: 'x' }), 'invalidSyntax'],
  ])('%j is %s', async (body, scimType) => {
    expect((await client.send('PATCH', `/Users/${boss.id}`, body)).body).toMatchObject({ status: '400', scimType })
  })
  test.each(['Add', 'REPLACE', 'add', 'Replace'])('%s is an op', async (op) => {
    const body = {
      SCHEMAS: patchOf().schemas.map((urn) => urn.toUpperCase()),
      operations: [{ OP: op, PATH: 'Title', VALUE: 'x' }],
    }
    const { id } = await make()
    expect((await client.send('PATCH', `/Users/${id}`, body)).body.title).toBe('x')
  })
})

describe('SCIM-P3 SCIM-P5 SCIM-P13 SCIM-P14 what is refused changes nothing', () => {
  const good = { op: 'replace', path: 'title', value: 'never' }
  test.each([
    [{ op: 'replace', path: 'shoeSize', value: 1 }, 'invalidPath'],
    [{ op: 'add', path: 'name.shoe', value: 1 }, 'invalidPath'],
    [{ op: 'add', path: 'urn:none:User:title', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'emails[type eq "work"', value: 'x' }, 'invalidFilter'],
    [{ op: 'add', path: 'emails[type eq work].value', value: 'x' }, 'invalidFilter'],
    [{ op: 'add', path: 'emails[type eq "work"].shoe', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'title..x', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: { a: 1 } }, 'invalidValue'],
    [{ op: 'replace', path: 'name', value: 'x' }, 'invalidValue'],
    [{ op: 'replace', path: 'title', value: ['a', 'b'] }, 'invalidValue'],
    [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[type eq "none"].value', value: 'a@dir.example' }, 'noTarget'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'remove', path: 'userName' }, 'mutability'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    [{ op: 'replace', path: 'meta.created', value: '2020-01-01T00:00:00Z' }, 'mutability'],
    [{ op: 'replace', path: `${cloudlink}:accountAdmin`, value: true }, 'mutability'],
    [{ op: 'replace', path: `${enterprise}:manager.displayName`, value: 'x' }, 'mutability'],
    [{ op: 'add', value: 'x' }, 'invalidValue'],
    [{ op: 'replace', value: { id: 'another' } }, 'mutability'],
  ])('%j is %s', async (operation, scimType) => {
    expect(await refused({}, good, operation)).toEqual(['400', scimType])
  })
  test('SCIM-C4 a userName of another user is uniqueness', async () => {
    const other = await make()
    expect(await refused({}, good, { op: 'replace', path: 'userName', value: other.userName.toUpperCase() })).toEqual([
      '409',
      'uniqueness',
    ])
  })
})

describe('SCIM-P6 SCIM-P7 SCIM-P8 SCIM-P9 SCIM-P10 the dialects', () => {
  test('SCIM-P13 SCIM-C18 texts for booleans, one value for a list, a list for one value', async () => {
    const body = await patched(
      { title: 'x' },
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'title', value: ['one'] },
      { op: 'Add', path: 'roles', value: 'r1' },
      { op: 'Add', path: 'roles', value: { value: 'r2', primary: 'True' } },
      { op: 'Replace', path: 'displayName', value: 'D' },
    )
    expect(body).toMatchObject({
      active: false,
      title: 'one',
      displayName: 'D',
      roles: [{ value: 'r1' }, { value: 'r2', primary: true }],
    })
    for (const value of [true, 'True', 'true', 'TRUE', ['True']]) {
      expect((await patched({ active: false }, { op: 'Replace', path: 'active', value })).active).toBe(true)
    }
    expect((await patched({}, { op: 'replace', value: { active: 'False' } })).active).toBe(false)
  })
  test('without a path every key is a path', async () => {
    const body = await patched(
      { name: { givenName: 'Old', familyName: 'Name' } },
      {
        op: 'replace',
        value: {
          displayName: 'New',
          'name.givenName': 'G',
          [`${enterprise}:employeeNumber`]: '7',
          [enterprise]: { department: 'D' },
          'emails[type eq "work"].value': 'new.p6@dir.example',
          addresses: [{ type: 'work', locality: 'L' }],
          [`${core}:title`]: 'T',
        },
      },
    )
    expect(body).toMatchObject({
      displayName: 'New',
      title: 'T',
      name: { givenName: 'G', familyName: 'Name' },
      emails: [{ value: 'new.p6@dir.example', type: 'work', primary: true }],
      addresses: [{ type: 'work', locality: 'L' }],
      [enterprise]: { employeeNumber: '7', department: 'D' },
    })
  })
  test('value paths make what they do not find, once', async () => {
    const body = await patched(
      {},
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'S' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'C' },
      { op: 'Replace', path: 'phoneNumbers[type eq "fax"].value', value: '1' },
      { op: 'Add', path: 'addresses[type eq "other"].Formatted', value: 'F' },
      { op: 'Add', path: 'emails[type eq "home"].Value', value: 'h@p8.example' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' },
      { op: 'Add', path: 'roles[primary eq "True"].display', value: 'Admin' },
    )
    expect(body.addresses).toEqual([
      { streetAddress: 'S', country: 'C', type: 'work' },
      { formatted: 'F', type: 'other' },
    ])
    expect(body.phoneNumbers).toEqual([{ value: '1', type: 'fax' }])
    expect(body.emails).toHaveLength(2)
    expect(body.roles).toEqual([{ value: 'admin', display: 'Admin', primary: true }])
  })
  test('SCIM-C11 SCIM-C12 SCIM-P15 one value is primary; the same value again changes nothing', async () => {
    const user = await make({ emails: [{ value: 'a@c11.example', type: 'work', primary: true }] })
    const send = async (...operations: object[]) =>
      (await client.send('PATCH', `/Users/${user.id}`, patchOf(...operations))).body
    const two = await send({
      op: 'add',
      path: 'emails',
      value: [{ value: 'b@c11.example', type: 'home', primary: true }],
    })
    expect(two.emails.map((one: { primary?: boolean }) => one.primary === true)).toEqual([false, true])
    const again = await send({
      op: 'add',
      path: 'emails',
      value: [{ value: 'B@c11.example', type: 'HOME', primary: true }],
    })
    expect(again.emails).toHaveLength(2)
    const same = await send({ op: 'add', path: 'title', value: null }, { op: 'add', path: 'emails', value: [] })
    expect(same.meta).toEqual(again.meta)
    const both = someone({
      emails: [
        { value: 'x@c11.example', primary: true },
        { value: 'y@c11.example', primary: true },
      ],
    })
    expect([201, 400]).toContain((await client.send('POST', '/Users', both)).status)
  })
  test('remove takes a list, a value, a part, an extension; what is absent is gone already', async () => {
    const body = await patched(
      {
        title: 'T',
        nickName: 'N',
        name: { givenName: 'G', familyName: 'F' },
        roles: [{ value: 'a' }, { value: 'b' }, { value: 'c' }],
        phoneNumbers: [
          { value: '1', type: 'work' },
          { value: '2', type: 'home' },
        ],
        [enterprise]: { department: 'D', manager: boss.id },
      },
      { op: 'Remove', path: 'title' },
      { op: 'remove', path: 'nickName' },
      { op: 'remove', path: 'nickName' },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'roles[value eq "a"]' },
      { op: 'remove', path: 'roles', value: [{ value: 'b' }] },
      { op: 'remove', path: 'phoneNumbers[type eq "work"].value' },
      { op: 'remove', path: 'photos[type eq "none"]' },
      { op: 'remove', path: enterprise },
    )
    for (const key of ['title', 'nickName', enterprise]) expect(body).not.toHaveProperty([key])
    expect(body.name).toEqual({ familyName: 'F' })
    expect(body.roles).toEqual([{ value: 'c' }])
    expect(body.phoneNumbers).toContainEqual({ value: '2', type: 'home' })
  })
  test.each([
    ['a text', (id: string) => ({ op: 'Add', path: `${enterprise}:manager`, value: id })],
    ['an object', (id: string) => ({ op: 'Replace', path: `${enterprise}:manager`, value: { value: id } })],
    ['a list, without the URN', (id: string) => ({ op: 'Add', path: 'manager', value: [{ $ref: null, value: id }] })],
    ['its value', (id: string) => ({ op: 'replace', path: `${enterprise}:manager.value`, value: id })],
    [
      'without a path',
      (id: string) => ({ op: 'replace', value: { [enterprise]: { manager: { value: id, displayName: 'X' } } } }),
    ],
    ['without a path, flat', (id: string) => ({ op: 'add', value: { [`${enterprise}:manager`]: id } })],
  ])('SCIM-C16 a manager as %s', async (_, operation) => {
    const body = await patched({}, operation(boss.id))
    expect(body[enterprise].manager).toMatchObject({ value: boss.id, displayName: boss.displayName })
    for (const gone of [
      { op: 'Remove', path: `${enterprise}:manager` },
      { op: 'Replace', path: `${enterprise}:manager`, value: '' },
      { op: 'replace', path: `${enterprise}:manager`, value: null },
      { op: 'Replace', path: `${enterprise}:manager.value`, value: '' },
      { op: 'replace', path: `${enterprise}:manager`, value: { value: '' } },
    ]) {
      const without = await patched({ [enterprise]: { manager: { value: boss.id } } }, gone)
      expect([gone, without[enterprise]]).toEqual([gone, undefined])
    }
  })
  test('add, replace and remove of one attribute in one PATCH act in order', async () => {
    const body = await patched(
      {},
      { op: 'add', path: 'title', value: 'A' },
      { op: 'replace', path: 'title', value: 'B' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: 'A' },
      { op: 'remove', path: 'nickName' },
      { op: 'replace', path: 'nickName', value: 'C' },
    )
    expect([body.title, body.nickName]).toEqual([undefined, 'C'])
  })
})

describe('SCIM-P4 SCIM-E1 answers and entity tags', () => {
  test('a user comes back, a group does not, and who prefers little gets little', async () => {
    const user = await make()
    const body = patchOf({ op: 'add', path: 'title', value: 'E' })
    const less = await client.send('PATCH', `/Users/${user.id}`, body, { prefer: 'return=minimal' })
    expect([less.status, less.text]).toEqual([204, ''])
    const group = (await client.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'E1' })).body
    const added = await client.send(
      'PATCH',
      `/Groups/${group.id}`,
      patchOf({ op: 'add', path: 'members', value: [{ value: user.id }] }),
    )
    expect([added.status, added.text]).toEqual([204, ''])
  })
  test.each([
    'Users',
    'Groups',
  ])('%s: POST, GET, PUT, PATCH and lists tell one version; a stale one is 412', async (endpoint) => {
    const name = endpoint === 'Users' ? {} : { displayName: `Tag ${endpoint}` }
    const body = endpoint === 'Users' ? someone() : { schemas: [coreGroup], ...name }
    const made = await client.send('POST', `/${endpoint}`, body)
    const url = `/${endpoint}/${made.body.id}`
    expect(made.headers.etag).toBe(made.body.meta.version)
    expect(made.headers.location).toBe(made.body.meta.location)
    expect(made.body.meta.lastModified).toBe(made.body.meta.created)
    const read = await client.send('GET', url)
    expect(read.headers.etag).toBe(made.headers.etag)
    expect((await client.send('GET', url, undefined, { 'if-none-match': String(read.headers.etag) })).status).toBe(304)
    const rename = patchOf({ op: 'replace', path: 'displayName', value: `Renamed ${endpoint}` })
    for (const [method, sent] of [
      ['PUT', { ...body, displayName: 'Z' }],
      ['PATCH', rename],
      ['DELETE', undefined],
    ] as const) {
      expect([method, (await client.send(method, url, sent, { 'if-match': 'W/"stale"' })).status]).toEqual([
        method,
        412,
      ])
    }
    const changed = await client.send('PATCH', url, rename, { 'if-match': String(read.headers.etag) })
    expect(changed.status).toBeLessThan(300)
    expect(changed.headers.etag).not.toBe(read.headers.etag)
    const after = await client.send('GET', url)
    expect([after.headers.etag, after.body.meta.version]).toEqual([changed.headers.etag, changed.headers.etag])
    expect(after.body.meta.lastModified >= made.body.meta.lastModified).toBe(true)
    const put = await client.send('PUT', url, { ...body, displayName: 'By star' }, { 'if-match': '*' })
    expect([put.status, put.headers.etag]).toEqual([200, put.body.meta.version])
    expect((await client.send('PUT', url, { ...body, displayName: 'By star' })).headers.etag).toBe(put.headers.etag)
  })
})

describe('SCIM-C2 SCIM-C8 SCIM-C10 SCIM-C13 PUT', () => {
  test('our own answer sent back changes nothing', async () => {
    const user = await make({
      title: 'T',
      roles: [{ value: 'r' }],
      [enterprise]: { manager: boss.id, department: 'D' },
      password: 'secret-9-secret',
    })
    await client.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'Echo', members: [{ value: user.id }] })
    const shown = (await client.send('GET', `/Users/${user.id}`)).body
    expect(shown.groups).toHaveLength(1)
    expect(JSON.stringify(shown)).not.toContain('secret-9')
    const put = await client.send('PUT', `/Users/${user.id}`, { ...shown, password: 'another-secret-9' })
    expect(put.body).toEqual(shown)
  })
  test('what is read-only is ignored, what is missing is cleared, what is required must be there', async () => {
    const user = await make({ title: 'T' })
    const put = await client.send('PUT', `/Users/${user.id}`, {
      schemas: [core],
      id: 'another',
      userName: user.userName,
      groups: [{ value: 'x' }],
      meta: { created: '2000-01-01T00:00:00Z', version: 'x' },
    })
    expect(put.body).toMatchObject({ id: user.id, meta: { created: user.meta.created }, active: true })
    expect([put.body.title, put.body.groups, put.body.externalId]).toEqual([undefined, undefined, undefined])
    expect((await client.send('PUT', `/Users/${user.id}`, { schemas: [core], title: 'x' })).body.scimType).toBe(
      'invalidValue',
    )
    expect((await client.send('PUT', '/Users/0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d', someone())).status).toBe(404)
  })
})

describe('SCIM-P11 SCIM-P12 SCIM-P17 SCIM-C15 members', () => {
  const membersOf = async (id: string) =>
    ((await client.send('GET', `/Groups/${id}`)).body.members ?? []).map((one: { value: string }) => one.value).sort()
  let people: string[]
  beforeAll(async () => {
    people = (await Promise.all(Array.from({ length: 5 }, () => make()))).map(({ id }) => id).sort()
  })
  let groups = 0
  const group = async (members: string[] = []) =>
    (
      await client.send('POST', '/Groups', {
        schemas: [coreGroup],
        displayName: `Members ${++groups}`,
        members: members.map((value) => ({ value })),
      })
    ).body.id
  const of = (...ids: string[]) => ids.map((value) => ({ value }))
  test.each([
    ['Entra, old', (p: string[]) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: p[0] }] }], [1, 2]],
    ['Entra, new', (p: string[]) => [{ op: 'remove', path: `members[value eq "${p[1]}"]` }], [0, 2]],
    ['or', (p: string[]) => [{ op: 'remove', path: `members[value eq "${p[0]}" or value eq "${p[1]}"]` }], [2]],
    ['all', () => [{ op: 'remove', path: 'members' }], []],
    [
      'add',
      (p: string[]) => [
        {
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: p[3] },
            { value: p[0], display: 'x' },
          ],
        },
      ],
      [0, 1, 2, 3],
    ],
    ['add without a path', (p: string[]) => [{ op: 'add', value: { members: of(p[4]!) } }], [0, 1, 2, 4]],
    ['replace', (p: string[]) => [{ op: 'replace', path: 'members', value: of(p[3]!) }], [3]],
    ['replace by nothing', () => [{ op: 'replace', path: 'members', value: [] }], []],
    [
      'Okta',
      (p: string[]) => [
        { op: 'remove', path: `members[value eq "${p[0]}"]` },
        { op: 'add', path: 'members', value: of(p[4]!) },
      ],
      [1, 2, 4],
    ],
    ['who is no member', (p: string[]) => [{ op: 'remove', path: `members[value eq "${p[4]}"]` }], [0, 1, 2]],
    ['a filter on type', () => [{ op: 'remove', path: 'members[type eq "User"]' }], []],
  ] as [string, (people: string[]) => object[], number[]][])('%s', async (_, operations, left) => {
    const id = await group(people.slice(0, 3))
    const answer = await client.send('PATCH', `/Groups/${id}`, patchOf(...operations(people)))
    expect(answer.status, answer.text).toBe(204)
    expect(await membersOf(id)).toEqual(left.map((at) => people[at]))
  })
  test('nobody’s id is refused and nothing changes; two at once both win', async () => {
    const id = await group(people.slice(0, 1))
    for (const value of ['nobody', '0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d', id]) {
      const answer = await client.send(
        'PATCH',
        `/Groups/${id}`,
        patchOf({ op: 'add', path: 'members', value: [...of(people[1]!), { value }] }),
      )
      expect(answer.body.scimType).toBe('invalidValue')
    }
    expect(await membersOf(id)).toEqual([people[0]])
    const answers = await Promise.all(
      people.map((one) =>
        client.send('PATCH', `/Groups/${id}`, patchOf({ op: 'add', path: 'members', value: of(one) })),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 204))
    expect(await membersOf(id)).toEqual(people)
  })
})
