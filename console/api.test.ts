import { describe, expect, test } from 'vitest'
import { routes } from '../domain/api/api.ts'
import { createApi, newIdempotencyKey } from './api.ts'
import { ApiProblem } from './problem.ts'

type Sent = { url: string; init: RequestInit }

/** A client whose server answers what the test says, and what was sent to it. */
function clientOf(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = []
  const api = createApi(routes, async (url, init = {}) => {
    sent.push({ url: String(url), init })
    return answer()
  })
  return { api, sent }
}

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init)
const caught = async (call: Promise<unknown>): Promise<ApiProblem> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ApiProblem)) throw new Error('no problem was thrown')
  return error
}

describe('a refusal', () => {
  test('carries code, status, field errors, holder and request id of problem+json', async () => {
    const body = {
      code: 'email_taken',
      title: 'x',
      status: 409,
      requestId: 'r-1',
      errors: [{ field: 'email', code: 'email_taken' }],
      holder: { displayName: 'Ann' },
    }
    const { api } = clientOf(() => json(body, { status: 409 }))
    const problem = await caught(api.getSession())
    expect(problem).toMatchObject({ code: 'email_taken', status: 409, requestId: 'r-1', errors: body.errors })
    expect(problem.body.holder).toEqual({ displayName: 'Ann' })
  })

  test.each([
    [503, 'unavailable'],
    [502, 'unavailable'],
    [404, 'not_found'],
    [500, 'internal'],
  ])('without a body of its own is judged by its status %i', async (status, code) => {
    const { api } = clientOf(() => new Response('<h1>Bad Gateway</h1>', { status, headers: { 'retry-after': '7' } }))
    const problem = await caught(api.getSession())
    expect([problem.code, problem.status, problem.body.retryAfter]).toEqual([code, status, 7])
  })

  test('is offline where no answer came', async () => {
    const { api } = clientOf(() => Promise.reject(new TypeError('Failed to fetch')))
    expect((await caught(api.getSession())).code).toBe('offline')
  })

  test('is none where the call was given up', async () => {
    const { api } = clientOf(() => Promise.reject(new DOMException('given up', 'AbortError')))
    await expect(api.getSession()).rejects.toThrow(DOMException)
  })
})

describe('a call', () => {
  test('fills the path, escaped, and sends body, If-Match and Idempotency-Key', async () => {
    const { api, sent } = clientOf(() => json({ id: 1 }, { headers: { etag: '"4"' } }))
    const answer = await api.updateUser({
      params: { accountId: 'a/b', userId: 'ü' },
      body: { name: 'Ann' },
      ifMatch: '"3"',
      idempotencyKey: 'k',
    })
    const [{ url, init }] = sent as [Sent]
    const headers = new Headers(init.headers)
    expect(url).toBe('/api/accounts/a%2Fb/users/%C3%BC')
    expect(init).toMatchObject({ method: 'PATCH', body: '{"name":"Ann"}', credentials: 'same-origin' })
    expect([headers.get('content-type'), headers.get('if-match'), headers.get('idempotency-key')]).toEqual([
      'application/json',
      '"3"',
      'k',
    ])
    expect(answer).toEqual({ data: { id: 1 }, etag: '"4"' })
  })

  test('joins lists in the query and leaves out what is empty', async () => {
    const { api, sent } = clientOf(() => json({ items: [] }))
    await api.listUsers({
      params: { accountId: 'a' },
      query: { property: ['admins', 'users'], search: '', deleted: false, cursor: undefined, limit: 50 },
    })
    expect(sent[0]?.url).toBe('/api/accounts/a/users?property=admins%2Cusers&deleted=false&limit=50')
  })

  test('sends no body and no content type where there is none, and takes an empty answer', async () => {
    const { api, sent } = clientOf(() => new Response(null, { status: 204 }))
    expect(await api.deleteSession()).toEqual({ data: undefined, etag: null })
    expect(sent[0]?.init.body).toBeUndefined()
    expect(new Headers(sent[0]?.init.headers).has('content-type')).toBe(false)
  })

  test('exists for every operation of the route table', () => {
    expect(Object.keys(clientOf(() => json({})).api)).toEqual(Object.keys(routes))
  })
})

test('idempotency keys are long and never the same', () => {
  const keys = Array.from({ length: 100 }, newIdempotencyKey)
  expect(new Set(keys).size).toBe(100)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
})
