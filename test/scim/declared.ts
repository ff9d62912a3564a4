import { expect } from 'vitest'
import type { Client } from './client.ts'

/** What /Schemas says, as a foreign client reads it: without a look at the code that wrote it. */

export type Definition = {
  name: string
  type: string
  multiValued: boolean
  mutability: string
  returned: string
  caseExact: boolean
  required: boolean
  subAttributes?: Definition[]
}
export type Declared = {
  schemas: Map<string, Definition[]>
  types: Map<string, { core: string; extensions: string[] }>
}

export async function declared(client: Client): Promise<Declared> {
  const schemas = (await client.send('GET', '/Schemas')).body.Resources as { id: string; attributes: Definition[] }[]
  const types = (await client.send('GET', '/ResourceTypes')).body.Resources as {
    name: string
    schema: string
    schemaExtensions: { schema: string }[]
  }[]
  return {
    schemas: new Map(schemas.map(({ id, attributes }) => [id, attributes])),
    types: new Map(
      types.map(({ name, schema, schemaExtensions }) => [
        name,
        { core: schema, extensions: schemaExtensions.map((one) => one.schema) },
      ]),
    ),
  }
}

const shared = ['schemas', 'id', 'externalId', 'meta']

/** Every attribute of a resource is declared, has the declared type, and `schemas` names what is there and no more. */
export function expectDeclared(
  { schemas, types }: Declared,
  kind: 'User' | 'Group',
  resource: Record<string, unknown>,
) {
  const { core, extensions } = types.get(kind)!
  expect(resource.id).toMatch(/^\S+$/)
  expect(resource.schemas).toEqual([core, ...extensions.filter((urn) => urn in resource)])
  const own = Object.fromEntries(
    Object.entries(resource).filter(([key]) => !shared.includes(key) && !extensions.includes(key)),
  )
  expectObject(core, schemas.get(core)!, own)
  for (const urn of extensions) {
    if (urn in resource) expectObject(urn, schemas.get(urn)!, resource[urn] as Record<string, unknown>)
  }
}

function expectObject(where: string, definitions: readonly Definition[], object: Record<string, unknown>) {
  expect(Object.keys(object).length, `${where} is not empty`).toBeGreaterThan(0)
  for (const [key, value] of Object.entries(object)) {
    const definition = definitions.find(({ name }) => name === key)
    expect(definition, `${where} declares ${key}`).toBeDefined()
    expect(definition!.returned, `${where} ${key}`).not.toBe('never')
    expect(Array.isArray(value), `${where} ${key} is a list`).toBe(definition!.multiValued)
    for (const one of Array.isArray(value) ? value : [value]) expectValue(`${where}.${key}`, definition!, one)
  }
}

const kinds: Record<string, string> = { boolean: 'boolean', integer: 'number', decimal: 'number' }

function expectValue(where: string, definition: Definition, value: unknown) {
  if (definition.type === 'complex')
    return expectObject(where, definition.subAttributes!, value as Record<string, unknown>)
  expect(typeof value, where).toBe(kinds[definition.type] ?? 'string')
}

let made = 0

/** A value for each writable attribute of a schema, as a client makes one up that knows nothing else of us. */
export function madeUp(definitions: readonly Definition[], context: { user: string }): Record<string, unknown> {
  return Object.fromEntries(
    definitions
      .filter(({ mutability }) => mutability !== 'readOnly')
      .map((definition) => [definition.name, madeUpValue(definition, context)]),
  )
}

export function madeUpValue(definition: Definition, context: { user: string }): unknown {
  const one = single(definition, context)
  return definition.multiValued ? [one] : one
}

function single({ name, type, subAttributes }: Definition, context: { user: string }): unknown {
  const n = ++made
  if (type === 'complex') {
    const object = madeUp(subAttributes!, context)
    // Who refers to somebody refers to somebody who is there.
    if (name === 'manager' || name === 'members') object.value = context.user
    if (name === 'members') object.type = 'User'
    if ('$ref' in object) object.$ref = `http://127.0.0.1:3000/scim/v2/Users/${context.user}`
    return object
  }
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'decimal') return n
  if (type === 'dateTime') return '2026-02-03T04:05:06Z'
  if (type === 'binary') return Buffer.from(`made up ${n}`).toString('base64')
  if (type === 'reference') return `https://made-up.example/${n}`
  return `${crypto.randomUUID()}`
}
