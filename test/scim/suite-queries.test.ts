import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, cloudlink, connect, core, coreGroup, enterprise, patchOf, q, someone } from './client.ts'
import { type Declared, type Definition, declared, madeUp } from './declared.ts'

/** Filters, sorting, paging and selection over HTTP, judged by what the answers themselves show. */

type Resource = Record<string, any> & { id: string }

let w: World
let client: Client
let known: Declared
let all: Resource[]
let full: Resource

beforeAll(async () => {
  w = await startWorld()
  client = await connect(w, w.accountId)
  known = await declared(client)
  const boss = (await client.send('POST', '/Users', someone())).body
  const everything = {
    ...madeUp(known.schemas.get(core)!, { user: boss.id }),
    [enterprise]: madeUp(known.schemas.get(enterprise)!, { user: boss.id }),
    externalId: 'Full-1',
    active: false,
  }
  full = (await client.send('POST', '/Users', { schemas: [core, enterprise], ...everything })).body
  await client.send('POST', '/Users', someone({ [cloudlink]: { extension: '4711' } }))
  for (let n = 0; n < 8; n++) {
    await client.send('POST', '/Users', someone({ title: ['b', 'A', 'ä', undefined][n % 4], active: n % 2 === 0 }))
  }
  all = (await client.send('GET', '/Users?count=200')).body.Resources
})

const ids = async (filter: string): Promise<string[]> => {
  const { status, body, text } = await client.send('GET', `/Users?count=200&${q(filter)}`)
  expect([filter, status], text).toEqual([filter, 200])
  expect(body.totalResults).toBe(body.Resources.length)
  return body.Resources.map((one: Resource) => one.id)
}
const refused = async (filter: string) => {
  const { status, body } = await client.send('GET', `/Users?${q(filter)}`)
  return [status, body.scimType]
}

/** Values of an attribute, as a client reads them off the answer. */
function values(resource: Resource, urn: string, name: string, sub?: string): unknown[] {
  const whole = (urn === core ? resource : resource[urn])?.[name]
  const list = Array.isArray(whole) ? whole : whole === undefined ? [] : [whole]
  return sub === undefined ? list : list.flatMap((one) => one[sub] ?? [])
}

const fold = (text: unknown) => String(text).normalize('NFC').toLowerCase()

const paths = () =>
  [core, enterprise].flatMap((urn) =>
    known.schemas
      .get(urn)!
      .flatMap((definition): { urn: string; name: string; sub?: string; leaf: Definition }[] =>
        definition.type === 'complex'
          ? definition.subAttributes!.map((leaf) => ({ urn, name: definition.name, sub: leaf.name, leaf }))
          : [{ urn, name: definition.name, leaf: definition }],
      ),
  )

test('SCIM-F1 SCIM-F3 SCIM-F4 SCIM-F8 SCIM-F10 every operator on every attribute finds what the answers show', async () => {
  for (const { urn, name, sub, leaf } of paths()) {
    const path = `${urn === core ? '' : `${urn}:`}${name}${sub ? `.${sub}` : ''}`
    const of = (resource: Resource) => values(resource, urn, name, sub)
    const expected = (judge: (value: any) => boolean) =>
      all.filter((resource) => of(resource).some(judge)).map(({ id }) => id)
    expect([path, await ids(`${path} pr`)]).toEqual([path, expected((value) => value !== '')])
    expect(await ids(`not (${path} pr)`)).toEqual(all.filter((one) => of(one).length === 0).map(({ id }) => id))
    if (leaf.type === 'boolean') {
      for (const value of [true, false])
        expect(await ids(`${path} eq ${value}`)).toEqual(expected((one) => one === value))
      for (const operator of ['gt', 'ge', 'lt', 'le', 'co', 'sw']) {
        expect(await refused(`${path} ${operator} true`)).toEqual([400, 'invalidFilter'])
      }
      continue
    }
    const [value] = of(full) as string[]
    if (value === undefined) continue
    const literal = (text: string) => JSON.stringify(text)
    const same = (text: string) => (leaf.caseExact ? text : fold(text))
    const [whole, part] = [same(value), value.slice(2, 9)]
    expect(await ids(`${path} eq ${literal(value)}`)).toEqual(expected((one) => same(one) === whole))
    if (!leaf.caseExact) {
      expect(await ids(`${path} EQ ${literal(value.toUpperCase())}`)).toEqual(expected((one) => same(one) === whole))
    }
    const operators: [string, string, (one: string) => boolean][] = [
      ['co', part, (one) => same(one).includes(same(part))],
      ['sw', value.slice(0, 5), (one) => same(one).startsWith(same(value.slice(0, 5)))],
      ['ew', value.slice(-5), (one) => same(one).endsWith(same(value.slice(-5)))],
      ['gt', value, (one) => Buffer.compare(Buffer.from(same(one)), Buffer.from(whole)) > 0],
      ['ge', value, (one) => Buffer.compare(Buffer.from(same(one)), Buffer.from(whole)) >= 0],
      ['lt', value, (one) => Buffer.compare(Buffer.from(same(one)), Buffer.from(whole)) < 0],
      ['le', value, (one) => Buffer.compare(Buffer.from(same(one)), Buffer.from(whole)) <= 0],
      ['ne', value, (one) => same(one) !== whole],
    ]
    for (const [operator, text, judge] of leaf.type === 'binary' ? [] : operators) {
      const found = await ids(`${path} ${operator} ${literal(text)}`)
      const wanted =
        operator === 'ne'
          ? all.filter((one) => of(one).length === 0 || of(one).some((v) => judge(String(v)))).map(({ id }) => id)
          : expected(judge)
      expect([path, operator, found]).toEqual([path, operator, wanted])
    }
  }
})

test('SCIM-F12 SCIM-F8 id, externalId and meta; instants compare whatever their zone', async () => {
  const { id, externalId, meta } = full
  for (const filter of [
    `id eq "${id}"`,
    `externalId eq "${externalId}"`,
    `meta.version eq ${JSON.stringify(meta.version)} and id eq "${id}"`,
  ]) {
    expect(await ids(filter)).toEqual([id])
  }
  expect(await ids(`externalId eq "${externalId.toUpperCase()}"`)).toEqual([])
  expect(await ids(`id eq "${id.toUpperCase()}"`)).toEqual([])
  expect(await ids('id eq "nothing"')).toEqual([])
  expect(await ids('meta.resourceType eq "User"')).toHaveLength(all.length)
  const offset = (text: string) => new Date(Date.parse(text) + 2 * 3_600_000).toISOString().replace('Z', '+02:00')
  const later = all.filter((one) => one.meta.created > meta.created).map((one) => one.id)
  expect(await ids(`meta.created gt "${offset(meta.created)}"`)).toEqual(later)
  expect(await ids(`meta.created gt "${meta.created}"`)).toEqual(later)
  expect(await refused('meta.created gt "yesterday"')).toEqual([400, 'invalidFilter'])
})

test('SCIM-F12 schemas finds who has a schema, as RFC 7644 shows it', async () => {
  const having = (urn: string) => all.filter(({ schemas }) => schemas.includes(urn)).map(({ id }) => id)
  expect(having(enterprise).length).toBeGreaterThan(0)
  expect(having(enterprise).length).toBeLessThan(all.length)
  for (const urn of [core, enterprise, cloudlink]) {
    expect([urn, await ids(`schemas eq "${urn}"`)]).toEqual([urn, having(urn)])
    expect(await ids(`schemas eq "${urn}" and id eq "${full.id}"`)).toEqual(having(urn).filter((id) => id === full.id))
  }
  const group = (await client.send('POST', '/Groups', { displayName: 'Of a schema' })).body
  const { body } = await client.send('GET', `/Groups?${q(`schemas eq "${coreGroup}"`)}`)
  expect(body.Resources.map(({ id }: Resource) => id)).toContain(group.id)
})

test('SCIM-F5 SCIM-F6 SCIM-F7 terms in brackets mean one value; Entra’s forms work', async () => {
  const { body } = await client.send(
    'POST',
    '/Users',
    someone({
      emails: [
        { value: 'w@f5.example', type: 'work' },
        { value: 'h@f5.example', type: 'home', primary: true },
      ],
      roles: [{ value: 'r1', primary: true }],
    }),
  )
  expect(await ids('emails[type eq "home" and value eq "w@f5.example"]')).toEqual([])
  for (const filter of [
    'emails[type eq "home" and value eq "h@f5.example"]',
    'emails[type eq "home"].value eq "H@f5.example"',
    'EMAILS[TYPE EQ "home"] eq "h@f5.example"',
    'emails eq "h@f5.example"',
    'emails.value eq "w@f5.example"',
    'emails[value eq "h@f5.example" and not (type eq "work")]',
    'roles[primary eq "True"].value eq "r1"',
    'emails co "f5.example"',
    `userName eq "${body.userName}" and active eq true`,
    `(userName eq "${body.userName}") or (userName eq "nobody")`,
    `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "${body.userName}"`,
    `URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:EMAILS[type eq "home"].value eq "h@f5.example"`,
    `not (not (userName eq "${body.userName}"))`,
    `userName eq "${body.userName}" and not(title pr)`,
  ]) {
    expect([filter, await ids(filter)]).toEqual([filter, [body.id]])
  }
  await client.send('DELETE', `/Users/${body.id}`)
})

test.each([
  'userName',
  'userName eq',
  'userName eq jyoung',
  "userName eq 'x'",
  'userName is "x"',
  'eq "x"',
  '(userName eq "x"',
  'userName eq "x")',
  'userName eq "x" and',
  'and userName eq "x"',
  'userName eq "x" userName eq "y"',
  'shoeSize eq 4',
  'name.shoe eq "x"',
  'urn:none:User:a eq "x"',
  'userName eq "x',
  'userName eq "\\u12"',
  'not userName eq "x"',
  'emails[type eq "work"',
  'emails[] eq "x"',
  'password eq "x"',
  'password pr',
  'userName eq 4',
  'active eq "maybe"',
  'name eq "x"',
  'userName gt null',
])('SCIM-F2 SCIM-F9 %s is invalidFilter', async (filter) => {
  expect(await refused(filter)).toEqual([400, 'invalidFilter'])
})

test('SCIM-F13 SCIM-F14 too much is refused at once', async () => {
  const many = Array.from({ length: 300 }, (_, n) => `id eq "${n}"`).join(' or ')
  expect((await refused(many))[0]).toBe(400)
  expect(await refused(`${'('.repeat(30)}userName pr${')'.repeat(30)}`)).toEqual([400, 'invalidFilter'])
  expect(await refused(`userName eq "${'x'.repeat(5000)}"`)).toEqual([400, 'invalidFilter'])
})

test('SCIM-F10 precedence: not before and before or; null is absence', async () => {
  const [a, b] = all as [Resource, Resource]
  expect(await ids(`id eq "${a.id}" or id eq "${b.id}" and id eq "nobody"`)).toEqual([a.id])
  expect(await ids(`(id eq "${a.id}" or id eq "${b.id}") and not (id eq "${b.id}")`)).toEqual([a.id])
  expect(await ids('title eq null')).toEqual(all.filter((one) => !one.title).map((one) => one.id))
  expect(await ids('title ne null')).toEqual(all.filter((one) => one.title).map((one) => one.id))
})

describe('SCIM-S1 SCIM-S2 SCIM-S3', () => {
  const list = (query: string) => client.send('GET', `/Users?${query}`)

  test('sorting by every simple attribute, both ways, absent ones last and first, ties by id', async () => {
    for (const { urn, name, sub, leaf } of paths()) {
      const path = `${urn === core ? '' : `${urn}:`}${name}${sub ? `.${sub}` : ''}`
      if (leaf.type === 'binary') continue
      for (const order of ['ascending', 'descending']) {
        const { status, body, text } = await list(`sortBy=${encodeURIComponent(path)}&sortOrder=${order}&count=200`)
        expect([path, status], text).toEqual([path, 200])
        expect(body.totalResults).toBe(all.length)
        if (definitionOf(urn, name).multiValued) continue
        const keys = body.Resources.map((one: Resource) => values(one, urn, name, sub)[0]).map((value: unknown) =>
          value === undefined ? undefined : leaf.caseExact ? String(value) : fold(value),
        )
        const there = keys.filter((key: unknown) => key !== undefined)
        const sorted = [...there].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)))
        const gaps = keys.filter((key: unknown) => key === undefined)
        expect([path, keys]).toEqual([
          path,
          order === 'ascending' ? [...sorted, ...gaps] : [...gaps, ...sorted.reverse()],
        ])
      }
    }
  })
  const definitionOf = (urn: string, name: string) => known.schemas.get(urn)!.find((one) => one.name === name)!

  test('a sort that is none is refused', async () => {
    for (const query of ['sortBy=shoeSize', 'sortBy=userName&sortOrder=upwards', 'sortBy=name']) {
      expect((await list(query)).body.scimType).toBe('invalidValue')
    }
    expect((await list('sortBy=USERNAME&sortOrder=Descending')).status).toBe(200)
  })

  test.each([
    ['', 1, 11],
    ['startIndex=0', 1, 11],
    ['startIndex=-5&count=3', 1, 3],
    ['count=0', 1, 0],
    ['count=-1', 1, 0],
    ['count=100000', 1, 11],
    ['startIndex=4&count=2', 4, 2],
    ['startIndex=11&count=5', 11, 1],
    ['startIndex=1000', 1000, 0],
    ['STARTINDEX=2&COUNT=2', 2, 2],
    ['count=', 1, 11],
  ])('%j', async (query, startIndex, length) => {
    const total = all.length
    const { status, body } = await list(query)
    const wanted = length === 11 ? total : startIndex === 11 ? Math.max(0, Math.min(5, total - 10)) : length
    expect([status, body.totalResults, body.startIndex, body.itemsPerPage, body.Resources.length]).toEqual([
      200,
      total,
      startIndex,
      wanted,
      wanted,
    ])
    expect(body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:ListResponse'])
  })
  test.each([
    'startIndex=x',
    'count=ten',
    'count=1.5',
    'startIndex=1e9',
    'count=2&count=3',
    'startIndex=99999999999999999999',
  ])('%s is invalidValue', async (query) => {
    expect((await list(query)).body.scimType).toBe('invalidValue')
  })
  test('pages are the list, whatever their size, sorted or filtered', async () => {
    for (const query of [
      '',
      '&sortBy=displayName',
      `&${q('userName pr')}`,
      `&${q('active eq true')}&sortBy=userName&sortOrder=descending`,
    ]) {
      const whole = (await list(`count=200${query}`)).body.Resources.map((one: Resource) => one.id)
      const seen: string[] = []
      for (let at = 1; at <= whole.length; at += 3) {
        const { body } = await list(`startIndex=${at}&count=3${query}`)
        expect(body.totalResults).toBe(whole.length)
        seen.push(...body.Resources.map((one: Resource) => one.id))
      }
      expect(seen).toEqual(whole)
    }
  })
})

describe('SCIM-A1 SCIM-A3 selection', () => {
  const one = async (query: string) => (await client.send('GET', `/Users/${full.id}?${query}`)).body
  test.each([
    ['attributes=userName', ['schemas', 'id', 'userName']],
    ['attributes=USERNAME,name.FAMILYname', ['schemas', 'id', 'userName', 'name']],
    ['attributes=nothing', ['schemas', 'id']],
    ['attributes=emails%5Btype%20eq%20%22work%22%5D', ['schemas', 'id', 'emails']],
    ['attributes=emails.value', ['schemas', 'id', 'emails']],
    [`attributes=${enterprise}`, ['schemas', 'id', enterprise]],
    [`attributes=${enterprise}:department`, ['schemas', 'id', enterprise]],
    [`attributes=${core}:title`, ['schemas', 'id', 'title']],
    ['attributes=password', ['schemas', 'id']],
    ['attributes=userName&excludedAttributes=userName', ['schemas', 'id', 'userName']],
    ['attributes=meta.created', ['schemas', 'id', 'meta']],
    ['attributes=userName&attributes=title', ['schemas', 'id', 'userName', 'title']],
  ])('%s', async (query, keys) => expect(Object.keys(await one(query)).sort()).toEqual([...keys].sort()))
  test('what is left out is left out, what is always there is there', async () => {
    const left = await one(`excludedAttributes=id,schemas,userName,NAME.givenName,emails.value,${enterprise},meta`)
    expect(left).toMatchObject({ id: full.id, schemas: [core] })
    for (const key of ['userName', enterprise, 'meta']) expect(left).not.toHaveProperty([key])
    expect(left.name).toEqual({ ...full.name, givenName: undefined })
    expect(left.emails[0].value).toBeUndefined()
  })
  test('the answers of POST, PUT and PATCH obey too', async () => {
    const query = '?attributes=userName'
    const made = (await client.send('POST', `/Users${query}`, someone())).body
    expect(Object.keys(made).sort()).toEqual(['id', 'schemas', 'userName'])
    const put = await client.send('PUT', `/Users/${made.id}?excludedAttributes=emails`, someone())
    expect([put.body.emails, put.body.userName]).toEqual([undefined, expect.any(String)])
    const patched = await client.send(
      'PATCH',
      `/Users/${made.id}${query}`,
      patchOf({ op: 'add', path: 'title', value: 'x' }),
    )
    expect([patched.status, Object.keys(patched.body).sort()]).toEqual([200, ['id', 'schemas', 'userName']])
    const group = (await client.send('POST', '/Groups', { schemas: [coreGroup], displayName: 'A1' })).body
    const renamed = await client.send(
      'PATCH',
      `/Groups/${group.id}?attributes=displayName`,
      patchOf({ op: 'replace', path: 'displayName', value: 'A2' }),
    )
    expect([renamed.status, renamed.body.displayName]).toEqual([200, 'A2'])
    for (const id of [made.id]) await client.send('DELETE', `/Users/${id}`)
  })
})

describe('SCIM-Q1', () => {
  const search = (body: object, at = '/Users/.search') =>
    client.send('POST', at, { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...body })
  test('a search is the same as a query', async () => {
    const body = {
      filter: 'active eq true',
      attributes: ['userName', 'active'],
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 3,
    }
    const query = new URLSearchParams({ ...body, attributes: 'userName,active', startIndex: '2', count: '3' })
    expect((await search(body)).body).toEqual((await client.send('GET', `/Users?${query}`)).body)
    expect((await search({ excludedAttributes: ['emails'], count: 1 })).body.Resources[0].emails).toBeUndefined()
    expect((await search({})).body.totalResults).toBe(all.length)
    expect((await search({ count: 0 })).body).toMatchObject({ itemsPerPage: 0, Resources: [] })
  })
  test('what is no search is refused', async () => {
    expect((await client.send('POST', '/Users/.search', { filter: 'userName pr' })).body.scimType).toBe('invalidSyntax')
    expect((await search({ filter: 'userName' })).body.scimType).toBe('invalidFilter')
    expect((await search({ filter: 4 })).body.scimType).toBe('invalidValue')
    expect((await search({ cursor: 'forged', count: 2 })).body.scimType).toBe('invalidCursor')
  })
  test('cursors go through a search too', async () => {
    const first = (await search({ cursor: '', count: 4 })).body
    const second = (await search({ cursor: first.nextCursor, count: 4 })).body
    expect([...first.Resources, ...second.Resources].map((one: Resource) => one.id)).toEqual(
      all.slice(0, 8).map((one) => one.id),
    )
  })
  test('at the root both kinds are found, and counted', async () => {
    const { body } = await search({ count: 200 }, '/.search')
    const kinds = new Set(body.Resources.map((one: Resource) => one.meta.resourceType))
    expect([...kinds].sort()).toEqual(['Group', 'User'])
    expect(body.totalResults).toBe(body.Resources.length)
    const groups = await search({ filter: 'meta.resourceType eq "Group"' }, '/.search')
    expect(groups.body.Resources.every((one: Resource) => one.schemas[0] === coreGroup)).toBe(true)
  })
})
