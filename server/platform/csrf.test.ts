import fastify from 'fastify'
import { expect, test } from 'vitest'
import { refuseForeignWrites } from './csrf.ts'
import { answerProblems } from './problem-http.ts'

const appAt = (publicUrl: string) => {
  const app = fastify()
  answerProblems(app)
  refuseForeignWrites(app, { publicUrl, exempt: ['/scim/'] })
  app.addContentTypeParser(
    ['multipart/form-data', 'text/plain', 'application/x-www-form-urlencoded', 'application/scim+json'],
    (_request, _payload, done) => done(null, {}),
  )
  app.all('/thing', async () => 'written')
  app.all('/scim/v2/Users', async () => 'written')
  return app
}
const own = 'https://accounts.example'
const app = appAt(own)

const send = async (headers: Record<string, string>, method = 'POST', url = '/thing', at = app) =>
  (
    await at.inject({
      method: method as 'POST',
      url,
      headers: { host: 'accounts.example', ...headers },
      payload: method === 'GET' ? undefined : '{}',
    })
  ).statusCode

const json = { 'content-type': 'application/json' }

test.each([
  ['another site', { origin: 'https://evil.example' }],
  ['a sandboxed page', { origin: 'null' }],
  ['a name that begins alike', { origin: 'https://accounts.example.evil.example' }],
  ['a neighbour under the same domain', { origin: 'https://blog.accounts.example' }],
  ['the same host over http', { origin: 'http://accounts.example' }],
  ['another port', { origin: 'https://accounts.example:8443' }],
  ['what is no origin', { origin: 'accounts.example' }],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
  ['a same-site fetch', { 'sec-fetch-site': 'same-site' }],
  ['a cross-site fetch that names us', { origin: own, 'sec-fetch-site': 'cross-site' }],
])('SEC-19 a write from %s is refused', async (_name, headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(await send({ ...json, ...headers }, method)).toBe(403)
})

test.each([
  'text/plain',
  'text/plain; charset=application/json',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/scim+json',
])('SEC-19 a write of %s is refused', async (type) => {
  expect(await send({ 'content-type': type })).toBe(415)
})

test('SEC-19 multipart from another site is refused, from here it is taken', async () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' }
  expect(await send({ ...multipart, origin: 'https://evil.example' })).toBe(403)
  expect(await send({ ...multipart, origin: own })).toBe(200)
})

test('SEC-19 own pages and programs without a browser write, everybody reads', async () => {
  expect(await send({ ...json, origin: own, 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await send({ ...json, 'sec-fetch-site': 'none' })).toBe(200)
  expect(await send(json)).toBe(200)
  expect(await send({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 'GET')).toBe(200)
})

test('SEC-19 behind a proxy that changes Host, pages of PUBLIC_URL write and pages of the proxy’s name don’t', async () => {
  const inner = { ...json, host: 'inner.local:3000' }
  expect(await send({ ...inner, origin: 'http://inner.local:3000' })).toBe(403)
  expect(await send({ ...inner, origin: own })).toBe(200)
})

test('SEC-19 another name of the same loopback host is this site, another port is not', async () => {
  const local = appAt('http://localhost:3000')
  const from = (origin: string, host: string) => send({ ...json, origin, host }, 'POST', '/thing', local)
  expect(await from('http://127.0.0.1:4000', '127.0.0.1:3000')).toBe(403)
  expect(await from('http://127.0.0.1:3000', '127.0.0.1:3000')).toBe(200)
})

test('SEC-19 doors with a bearer token are exempt, whatever looks like them is not', async () => {
  const foreign = { 'content-type': 'application/scim+json', origin: 'https://evil.example' }
  expect(await send(foreign, 'POST', '/thing?/scim/')).toBe(403)
  expect(await send(foreign, 'POST', '/scim/v2/Users')).toBe(200)
})
