import { describe, expect, test } from 'vitest'
import { cpuTime } from '../../test/scim/samples.ts'
import type { ScimError } from './errors.ts'
import { parseInstant } from './instant.ts'
import { checkJson, type JsonObject, parseBody, sameJson } from './json.ts'
import { limits } from './limits.ts'

function refused(run: () => unknown): Pick<ScimError, 'status' | 'scimType'> {
  try {
    run()
  } catch (error) {
    const { status, scimType } = error as ScimError
    return { status, scimType }
  }
  throw new Error('it was taken')
}

describe('SCIM-T6 media types of a request', () => {
  test.each([
    'text/plain',
    'text/html; charset=utf-8',
    'application/xml',
    'multipart/form-data; boundary=x',
    'image/png',
  ])('%s is refused', (type) => {
    expect(refused(() => parseBody(type, '{}'))).toEqual({ status: 415, scimType: undefined })
  })
  test.each([
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'Application/JSON',
    'application/json;charset="UTF-8"',
    'application/octet-stream',
    '',
    undefined,
  ])('%s is taken', (type) => {
    expect(parseBody(type, '{"a":1}')).toEqual({ a: 1 })
  })
})

test('SCIM-T7 another charset than UTF-8 is refused', () => {
  expect(refused(() => parseBody('application/scim+json; charset=iso-8859-1', '{}')).status).toBe(415)
})

test.each(['', '{', 'null', '[]', '"x"', '7', '{"a":1}x', '[{}]'])('SCIM-X3 the body %j is invalidSyntax', (text) => {
  expect(refused(() => parseBody('application/json', text))).toEqual({ status: 400, scimType: 'invalidSyntax' })
})

describe('SCIM-T12 limits of a body', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'Constructor'])('the key %s is refused at any depth', (key) => {
    for (const text of [`{"${key}":1}`, `{"name":{"${key}":{"x":1}}}`, `{"a":[[{"${key}":null}]]}`]) {
      expect(refused(() => parseBody('application/json', text))).toEqual({ status: 400, scimType: 'invalidSyntax' })
    }
  })

  test('depth over the limit is refused, the limit itself is taken', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`
    expect(refused(() => parseBody('', nested(limits.jsonDepth + 1))).scimType).toBe('invalidSyntax')
    expect(parseBody('', nested(limits.jsonDepth))).toBeTypeOf('object')
  })

  test('a body of a megabyte of brackets is refused quickly', () => {
    const body = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`
    expect(cpuTime(() => expect(refused(() => parseBody('', body)).status).toBe(400))).toBeLessThan(1500)
  })

  test('texts that the database can not keep are refused', () => {
    expect(refused(() => parseBody('', '{"a":"x\\u0000y"}')).scimType).toBe('invalidValue')
    expect(refused(() => parseBody('', '{"a":["\\ud800"]}')).scimType).toBe('invalidValue')
    expect(refused(() => parseBody('', '{"a\\u0000":1}')).scimType).toBe('invalidValue')
    expect(parseBody('', '{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' })
  })

  test('a value that is no object is refused', () => {
    expect(refused(() => checkJson(undefined)).scimType).toBe('invalidSyntax')
  })
})

test('SCIM-T10 order of keys and of values never matters when data is compared', () => {
  const a: JsonObject = { x: [1, { p: 1, q: 2 }], y: 'z' }
  expect(sameJson(a, { y: 'z', x: [{ q: 2, p: 1 }, 1] })).toBe(true)
  expect(sameJson(a, { y: 'z', x: [{ q: 2, p: 1 }] })).toBe(false)
  expect(sameJson({ a: '1' }, { a: 1 })).toBe(false)
  expect(sameJson(undefined, undefined)).toBe(true)
})

describe('SCIM-C18 instants', () => {
  test.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '0000-01-01T00:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00Z',
    '2026-01-01T00:00:00+15:00',
    'yesterday',
  ])('%s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
  test('a zone is demanded of data', () => {
    expect(parseInstant('2026-01-01T00:00:00', true)).toBeUndefined()
    expect(parseInstant('2026-01-01T00:00:00')).toBe(parseInstant('2026-01-01T00:00:00Z', true))
  })
  test('offsets and leap days count', () => {
    expect(parseInstant('2024-02-29T01:00:00+01:00')).toBe(Date.UTC(2024, 1, 29))
    expect(parseInstant('2024-02-29T00:00:00.1239999Z')).toBe(Date.UTC(2024, 1, 29, 0, 0, 0, 123))
  })
})
