import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, patchOf, q, sender, someone } from './client.ts'
import { hostileBodies, hostileFilters } from './limits-inputs.ts'

let w: World
let entra: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId)
})

test('SCIM-T13 beyond its share a directory is told 429 with Retry-After; nobody else is, and nothing is 5xx', async () => {
  const other = await connect(w, w.otherAccountId)
  const flood = Array.from({ length: 900 }, () => entra.send('GET', '/ServiceProviderConfig'))
  const calm = await other.send('GET', '/Users?count=1')
  const answers = await Promise.all(flood)
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.every(({ headers }) => Number(headers['retry-after']) >= 1)).toBe(true)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
  expect(calm.status).toBe(200)
  expect((await entra.send('GET', '/Users?count=1')).status).toBe(200)
})

test('SEC-32 no hostile filter, path or body gets anything but an honest refusal', async () => {
  const { body: user } = await entra.send('POST', '/Users', someone())
  for (const filter of hostileFilters) {
    const { status } = await entra.send('GET', `/Users?${q(filter)}`)
    expect([filter.slice(0, 80), status >= 500]).toEqual([filter.slice(0, 80), false])
    const path = { op: 'replace', path: filter, value: 'x' }
    expect((await entra.send('PATCH', `/Users/${user.id}`, patchOf(path))).status).toBeLessThan(500)
  }
  for (const body of hostileBodies) {
    for (const [method, address] of [
      ['POST', '/Users'],
      ['PUT', `/Users/${user.id}`],
      ['PATCH', `/Users/${user.id}`],
      ['POST', '/Groups'],
      ['POST', '/Bulk'],
      ['POST', '/.search'],
    ] as const) {
      const { status } = await entra.send(method, address, body)
      expect([method, address, body.slice(0, 60), status >= 500]).toEqual([method, address, body.slice(0, 60), false])
    }
  }
})

test('SCIM-T4 a token begins with a word for secret scanners, and only its hash is kept', async () => {
  expect(entra.token).toMatch(/^clsrc_[\w-]{64}$/)
  expect((await sender(w, entra.token.slice(6))('GET', '/Users')).status).toBe(401)
})

test('SCIM-T5 every answer with a body is scim+json, errors too; 204 has none', async () => {
  const { body: user } = await entra.send('POST', '/Users', someone())
  for (const path of ['/Users', `/Users/${user.id}`, '/Users/x', '/Schemas', '/Nothing', '/Me']) {
    expect((await entra.send('GET', path)).headers['content-type']).toBe('application/scim+json; charset=utf-8')
  }
  const gone = await entra.send('DELETE', `/Users/${user.id}`)
  expect([gone.status, gone.text, gone.headers['content-type']]).toEqual([204, '', undefined])
})

test('SCIM-C5 an id is given once, compares exactly and is no bulkId', async () => {
  const { body: user } = await entra.send('POST', '/Users', someone())
  expect(user.id).toMatch(/^[0-9a-f-]{36}$/)
  expect((await entra.send('GET', `/Users/${user.id.toUpperCase()}`)).status).toBe(404)
})
