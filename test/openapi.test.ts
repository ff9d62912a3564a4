import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../domain/api/api.ts'
import { openApi } from '../server/platform/openapi.ts'
import { startHouse, type TestHouse } from './harness/house.ts'

let t: TestHouse
beforeAll(async () => {
  t = await startHouse()
})

describe('the description of the API', () => {
  test('docs/openapi.json is what the route table gives: npm run openapi', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(openApi(routes, '/'))),
    )
  })
  test('every operation is served as described', async () => {
    const { body } = await t.call(null, 'GET', '/api/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const described = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((path) => Object.values(path).map((operation) => operation.operationId))
      .sort()
    expect(described).toEqual(Object.keys(routes).sort())
  })
  test('the reference page shows every operation, without script', async () => {
    const page = await t.app.inject('/api/docs')
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.body).not.toContain('<script')
    for (const name of Object.keys(routes)) expect(page.body).toContain(`id="${name}"`)
  })
})
