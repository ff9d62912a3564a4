import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, core, coreGroup, patchOf, someone } from './client.ts'
import { type Declared, declared, expectDeclared, madeUp, madeUpValue } from './declared.ts'

/** What a foreign suite does that knows /Schemas and nothing else (SCIM-D7). */

let w: World
let client: Client
let known: Declared
let somebody: { id: string }
beforeAll(async () => {
  w = await startWorld()
  client = await connect(w, w.accountId)
  known = await declared(client)
  somebody = (await client.send('POST', '/Users', someone())).body
})

const context = () => ({ user: somebody.id })
const urnsOf = (kind: 'User' | 'Group') => {
  const { core: own, extensions } = known.types.get(kind)!
  return [own, ...extensions]
}

/** Everything that a schema lets a client write. */
function full(kind: 'User' | 'Group'): Record<string, unknown> {
  const [own, ...extensions] = urnsOf(kind)
  const parts = extensions.map((urn) => [urn, madeUp(known.schemas.get(urn)!, context())])
  return {
    schemas: [own, ...extensions],
    externalId: crypto.randomUUID(),
    ...madeUp(known.schemas.get(own!)!, context()),
    ...Object.fromEntries(parts),
  }
}

const writable = ({ meta: _meta, id: _id, ...resource }: Record<string, unknown>) => resource

describe.each(['User', 'Group'] as const)('SCIM-D7 %s', (kind) => {
  const endpoint = `/${kind}s`
  const sent = () => {
    const body = full(kind)
    return body
  }

  test('POST of everything comes back as sent, by POST, GET, list and filter', async () => {
    const body = sent()
    const { status, body: made, text } = await client.send('POST', endpoint, body)
    expect(status, text).toBe(201)
    expectDeclared(known, kind, made)
    expect(made).toMatchObject(body)
    const read = (await client.send('GET', `${endpoint}/${made.id}`)).body
    expect(read).toEqual(made)
    const listed = (await client.send('GET', `${endpoint}?count=200`)).body.Resources
    expect(listed.find((one: { id: string }) => one.id === made.id)).toEqual(made)
  })

  test('PUT of everything comes back as sent, and without it all is gone', async () => {
    const { body: made } = await client.send('POST', endpoint, sent())
    const body = sent()
    const { status, body: replaced, text } = await client.send('PUT', `${endpoint}/${made.id}`, body)
    expect(status, text).toBe(200)
    expectDeclared(known, kind, replaced)
    expect(replaced).toMatchObject(body)
    const name = kind === 'User' ? 'userName' : 'displayName'
    const bare = await client.send('PUT', `${endpoint}/${made.id}`, { schemas: [urnsOf(kind)[0]], [name]: body[name] })
    const { active: _active, ...left } = writable(bare.body)
    expect(left, bare.text).toEqual({ schemas: [urnsOf(kind)[0]], [name]: body[name] })
  })

  test('PATCH adds, replaces and removes each attribute and each part of a single one by its full name', async () => {
    const { body: made } = await client.send('POST', endpoint, full(kind))
    const url = `${endpoint}/${made.id}`
    const at = (resource: Record<string, any>, urn: string, path: string) => {
      const home = urn === urnsOf(kind)[0] ? resource : resource[urn]
      return path.split('.').reduce((value, part) => value?.[part], home)
    }
    for (const urn of urnsOf(kind)) {
      const definitions = known.schemas.get(urn)!.filter(({ mutability }) => mutability !== 'readOnly')
      const paths = definitions.flatMap((definition) => [
        { path: definition.name, definition },
        ...(definition.multiValued ? [] : (definition.subAttributes ?? []))
          .filter(
            ({ mutability, name }) => mutability !== 'readOnly' && definition.name !== 'manager' && name !== '$ref',
          )
          .map((sub) => ({ path: `${definition.name}.${sub.name}`, definition: sub })),
      ])
      for (const { path, definition } of paths) {
        const name = `${urn}:${path}`
        const ops =
          definition.required || definition.name === 'value' ? ['replace'] : ['remove', 'add', 'replace', 'remove']
        for (const op of ops) {
          const value = op === 'remove' ? undefined : madeUpValue(definition, context())
          const answer = await client.send('PATCH', url, patchOf({ op, path: name, value }))
          expect([name, op, answer.status < 300], answer.text).toEqual([name, op, true])
          const read = (await client.send('GET', url)).body
          expectDeclared(known, kind, read)
          const shown = at(read, urn, path)
          if (op === 'remove') expect([name, shown]).toEqual([name, undefined])
          else if (Array.isArray(value))
            expect([name, shown]).toMatchObject([
              name,
              expect.arrayContaining(
                value.map((one) => (typeof one === 'object' ? expect.objectContaining(one) : one)),
              ),
            ])
          else if (typeof value === 'object') expect([name, shown]).toMatchObject([name, value])
          else expect([name, shown]).toEqual([name, value])
        }
      }
    }
  })

  test('SCIM-C9 DELETE, then nothing is there', async () => {
    const { body: made } = await client.send('POST', endpoint, full(kind))
    expect((await client.send('DELETE', `${endpoint}/${made.id}`)).status).toBe(204)
    for (const method of ['GET', 'DELETE'])
      expect((await client.send(method, `${endpoint}/${made.id}`)).status).toBe(404)
  })

  test('SCIM-A1 every attribute can be asked for and left out, alone', async () => {
    const { body: made } = await client.send('POST', endpoint, full(kind))
    for (const urn of urnsOf(kind)) {
      const own = urn === urnsOf(kind)[0]
      for (const { name, returned } of known.schemas.get(urn)!) {
        if (returned !== 'default') continue
        const home = (resource: Record<string, any>) => (own ? resource : resource[urn])
        if (home(made)?.[name] === undefined) continue
        for (const spelling of own
          ? [name, name.toUpperCase(), `${urn}:${name}`]
          : [`${urn}:${name}`, `${urn.toUpperCase()}:${name}`]) {
          const only = (await client.send('GET', `${endpoint}/${made.id}?attributes=${encodeURIComponent(spelling)}`))
            .body
          expect([spelling, home(only)?.[name]]).toEqual([spelling, home(made)[name]])
          expect(Object.keys(only).sort()).toEqual(['id', own ? name : urn, 'schemas'].sort())
          const without = (
            await client.send('GET', `${endpoint}/${made.id}?excludedAttributes=${encodeURIComponent(spelling)}`)
          ).body
          expect([spelling, home(without)?.[name]]).toEqual([spelling, undefined])
          expect(without.id).toBe(made.id)
        }
      }
    }
  })
})

test('SCIM-D7 what is posted twice is refused, what is unknown is left out', async () => {
  const body = someone({ shoeSize: 44, 'urn:example:2.0:User': { x: 1 } })
  const first = await client.send('POST', '/Users', body)
  expect(first.status, first.text).toBe(201)
  expectDeclared(known, 'User', first.body)
  expect((await client.send('POST', '/Users', body)).body.scimType).toBe('uniqueness')
  const group = { schemas: [coreGroup], displayName: 'Twice' }
  expect((await client.send('POST', '/Groups', group)).status).toBe(201)
  expect((await client.send('POST', '/Groups', { ...group, displayName: 'TWICE' })).body.scimType).toBe('uniqueness')
  expect((await client.send('POST', '/Users', { schemas: [core] })).body.scimType).toBe('invalidValue')
  expect((await client.send('POST', '/Groups', { schemas: [coreGroup] })).body.scimType).toBe('invalidValue')
})
