import { expect, test } from 'vitest'
import { errorBody } from './error-body.ts'
import { failure, notFound, quoted, refusal, type ScimType, scimTypes, unauthorized } from './errors.ts'
import { filterScope } from './filter.ts'
import { parseFilter } from './filter-parse.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'

const { user } = resourceTypes()

test('SCIM-X1 an error has the schema, the status as a text and a detail that says what to do', () => {
  const error = refusal('invalidValue', 'userName is required.')
  expect(errorBody(error)).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '400',
    scimType: 'invalidValue',
    detail: 'userName is required.',
  })
})

test('SCIM-X2 only 400 and 409 carry a keyword, and the keywords are the closed list', () => {
  expect(Object.keys(scimTypes).sort()).toEqual(
    [
      'invalidFilter tooMany uniqueness mutability invalidSyntax invalidPath noTarget invalidValue invalidVers',
      'sensitive invalidCursor expiredCursor invalidCount',
    ]
      .join(' ')
      .split(' ')
      .sort(),
  )
  for (const type of Object.keys(scimTypes) as ScimType[]) {
    expect(refusal(type, 'x').status).toBe(type === 'uniqueness' ? 409 : 400)
  }
  expect(errorBody(notFound())).not.toHaveProperty('scimType')
})

test('SCIM-X3 statuses without keyword have their headers', () => {
  expect(failure(429, 'Too fast.', { 'Retry-After': '2' }).headers).toEqual({ 'Retry-After': '2' })
})

test('SCIM-T2 the answer to a missing token is 401 with a challenge', () => {
  const error = unauthorized('Send the token of the source.')
  expect(error.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
  expect(errorBody(error)).toMatchObject({ status: '401', detail: 'Send the token of the source.' })
})

test('SCIM-T3 the answer for an unknown id has nothing in it that could differ', () => {
  expect(errorBody(notFound())).toEqual(errorBody(notFound()))
  expect(JSON.stringify(errorBody(notFound()))).not.toMatch(/account|exist/)
})

test('SCIM-X4 the request id stands in the detail, and no stack', () => {
  const body = errorBody(failure(500, 'Something went wrong here.'), 'req-7')
  expect(body.detail).toBe('Something went wrong here. (request req-7)')
  expect(JSON.stringify(body)).not.toContain('.ts')
})

test('SCIM-X5 a detail repeats names, never the values of a person', () => {
  const secret = 'jane.roe@example.org'
  const said: string[] = []
  const attempts = [
    () => parseFilter(`emails[type eq "${secret}"`, filterScope(user)),
    () => parseFilter(`active eq "${secret}"`, filterScope(user)),
    () => patch(user, {}, op({ op: 'replace', path: 'active', value: secret })),
    () =>
      patch(user, {}, op({ op: 'replace', path: `emails[value eq "${secret}" or type eq "x"].display`, value: 'x' })),
    () => patch(user, {}, op({ op: 'replace', path: 'name', value: secret })),
  ]
  for (const attempt of attempts) {
    try {
      attempt()
    } catch (error) {
      said.push(String(error))
    }
  }
  expect(said).toHaveLength(attempts.length)
  expect(said.join()).not.toContain(secret)
})

test('SCIM-X1 a name out of a request is cut and cleaned before it stands in a detail', () => {
  expect(quoted(`a\u0007b\u{1F600}`)).toBe('"a?b\u{1F600}"')
  expect(quoted('x'.repeat(500))).toHaveLength(83)
  expect(quoted('\ud800').isWellFormed()).toBe(true)
})

function op(operation: Record<string, string>) {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] }
}
