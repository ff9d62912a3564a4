import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { routes } from '../../domain/api/api.ts'
import type { RouteSpec } from '../../domain/api/route.ts'
import { problems } from '../../domain/problems.ts'
import { newId } from '../../server/platform/ids.ts'
import { type Answer, type Person, startWorld, type World } from '../harness/house.ts'
import { connect } from '../scim/client.ts'

// Generated from the route table: a new route is covered the moment it exists (SEC-23, SEC-25).

let w: World
beforeAll(async () => {
  w = await startWorld()
})

const table = Object.entries(routes) as [string, RouteSpec][]
const accountRoutes = table.filter(([, route]) => route.path.startsWith('/api/accounts/:accountId'))
const sessionRoutes = table.filter(([, route]) => route.auth === 'session')
const jsonRoutes = table.filter(([, route]) => route.body !== undefined && !route.raw)

/** What a plain user (role user) may still do: nothing of an account but the own profile. */
const forEveryUser = new Set(['getUser', 'updateUser'])

/** A valid body of each route that has one; a route without an entry fails the sweep until it is given one. */
const bodies: Record<string, unknown> = {
  createSession: { email: 'nobody@test.example', password: 'not the password' },
  changePassword: { currentPassword: 'wrong', password: 'a calm and long evening' },
  readRegistration: { token: 'x'.repeat(86) },
  completeRegistration: { token: 'x'.repeat(86), password: 'a calm and long evening', acceptTerms: true },
  renewRegistration: { token: 'x'.repeat(86) },
  requestPasswordReset: { email: 'nobody@test.example' },
  completePasswordReset: { token: 'x'.repeat(86), password: 'a calm and long evening' },
  createAccount: { name: 'Sweep' },
  updateAccount: { address: 'Quay 1' },
  updateIntegrations: { iot: true },
  createSubscription: { product: 'mitel_one_elite', quantity: 5 },
  createUser: { name: 'Sweep', email: 'sweep@test.example' },
  updateUser: { lastName: 'Swept' },
  deleteUser: { confirm: 'delete' },
  createSource: { kind: 'scim', name: 'Sweep' },
  updateSource: { name: 'Swept' },
  decideConflict: { decision: 'ignore' },
  updateGroup: { product: null },
  runUserAction: { action: 'send_welcome_email', selection: { ids: [newId()] } },
  planUserAction: { action: 'send_welcome_email', selection: { ids: [newId()] } },
  undoJob: {},
  importRows: { rows: [{ name: 'Sweep', email: 'sweep@import.example' }] },
  mapImportColumns: { columns: ['email', null] },
  mendImportRows: { mend: 'trim' },
  patchImportRow: { email: 'swept@import.example' },
  commitImport: { sendWelcomeEmails: false },
}

const pathOf = (route: RouteSpec, accountId: string, ids: Record<string, string> = {}) =>
  route.path.replace(':accountId', accountId).replace(/:(\w+)/g, (_, name: string) => ids[name] ?? newId())

const send = (person: Person | null, route: RouteSpec, url: string, body: unknown): Promise<Answer> =>
  w.call(person, route.method, url, route.method === 'GET' ? undefined : body, route.ifMatch ? { 'if-match': '*' } : {})

function expectProblem(answer: Answer, status: number | number[]): void {
  expect([status].flat(), answer.text).toContain(answer.status)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(Object.keys(problems)).toContain(answer.body.code)
  expect(answer.body.requestId).toBeTruthy()
}

describe('SEC-23 every route', () => {
  test.each(jsonRoutes)('%s has a body in the sweep', (name) => {
    expect(bodies[name]).toBeDefined()
  })

  test.each(sessionRoutes)('%s without a session is 401', async (name, route) => {
    expectProblem(await send(null, route, pathOf(route, w.accountId), bodies[name]), 401)
  })

  test.each(sessionRoutes)('%s with a forged session is 401', async (name, route) => {
    const forged = { ...w.admin, cookie: `session=${Buffer.alloc(48, 7).toString('base64url')}` }
    expectProblem(await send(forged, route, pathOf(route, w.accountId), bodies[name]), 401)
  })

  test.each(accountRoutes)('%s by an admin of another account is 404, like an unknown account', async (name, route) => {
    const ids = { userId: w.user.id }
    const foreign = await send(w.other, route, pathOf(route, w.accountId, ids), bodies[name])
    const unknown = await send(w.other, route, pathOf(route, newId(), ids), bodies[name])
    expectProblem(foreign, 404)
    const { requestId: _, ...seen } = foreign.body
    const { requestId: __, ...never } = unknown.body
    expect(seen).toEqual(never)
  })

  test.each(accountRoutes)('%s by a role user is 403 in the own account', async (name, route) => {
    if (forEveryUser.has(name)) return expect(route.path).toContain(':userId')
    expectProblem(await send(w.user, route, pathOf(route, w.accountId, { userId: w.admin.id }), bodies[name]), 403)
  })

  test.each(
    accountRoutes.filter(([, route]) => /:(?!accountId)\w+Id/.test(route.path)),
  )('%s with an id of another account is 404, like an unknown id', async (name, route) => {
    const foreign = await send(w.admin, route, pathOf(route, w.accountId, { userId: w.other.id }), bodies[name])
    const unknown = await send(w.admin, route, pathOf(route, w.accountId), bodies[name])
    expectProblem(foreign, [403, 404])
    const { requestId: _, ...seen } = foreign.body
    const { requestId: __, ...never } = unknown.body
    expect(seen).toEqual(never)
  })
})

describe('SEC-25 every body', () => {
  test.each(jsonRoutes)('%s with an unknown key is 400', async (name, route) => {
    for (const key of ['accountId2', 'source', 'version']) {
      const body = { ...(bodies[name] as object), [key]: 'x' }
      expectProblem(await send(w.partner, route, pathOf(route, w.accountId), body), 400)
    }
  })

  test.each(jsonRoutes)('%s with __proto__ or constructor is 400', async (name, route) => {
    for (const key of ['__proto__', 'constructor']) {
      const text = `{"${key}": {"prototype": {"polluted": true}}, ${JSON.stringify(bodies[name]).slice(1)}`
      const answer = await w.app.inject({
        method: route.method as 'POST',
        url: pathOf(route, w.accountId),
        headers: { cookie: w.partner.cookie, 'content-type': 'application/json', 'if-match': '*' },
        payload: text,
      })
      expect(answer.statusCode).toBe(400)
      expect(answer.headers['content-type']).toContain('application/problem+json')
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each(jsonRoutes)('%s with no object, broken JSON or a wrong type is 400', async (name, route) => {
    const url = pathOf(route, w.accountId)
    for (const body of ['[]', '"text"', '7', '{', '{"a":']) {
      const answer = await w.app.inject({
        method: route.method as 'POST',
        url,
        headers: { cookie: w.partner.cookie, 'content-type': 'application/json', 'if-match': '*' },
        payload: body,
      })
      expect(answer.statusCode, body).toBe(400)
    }
    const [first] = Object.keys(bodies[name] as object)
    const wrong = await send(w.partner, route, url, { ...(bodies[name] as object), [first!]: { a: [1] } })
    expect([400, 422], wrong.text).toContain(wrong.status)
  })

  test.each(
    table.filter(([, route]) => route.method === 'GET' && !route.raw),
  )('%s with an unknown or doubled parameter is 400', async (_name, route) => {
    const url = pathOf(route, w.accountId, { userId: w.user.id })
    expectProblem(await send(w.partner, route, `${url}?no_such=1`, undefined), 400)
    expectProblem(await send(w.partner, route, `${url}?limit=1&limit=2`, undefined), 400)
  })

  const texts = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'string'
      ? [path]
      : Object.entries(value && typeof value === 'object' ? value : {}).flatMap(([key, one]) =>
          texts(one, [...path, key]),
        )
  const withNul = (value: unknown, [key, ...rest]: string[]): unknown => {
    if (key === undefined) return `${value}\0`
    const copy = structuredClone(value) as Record<string, unknown>
    copy[key] = withNul(copy[key], rest)
    return copy
  }

  test.each(jsonRoutes)('%s with a NUL in a text is refused', async (name, route) => {
    for (const path of texts(bodies[name])) {
      const answer = await send(w.partner, route, pathOf(route, w.accountId), withNul(bodies[name], path))
      expectProblem(answer, [400, 422])
    }
  })

  test.each(table.filter(([, route]) => route.query))('%s with a NUL in a parameter is 400', async (_name, route) => {
    const names = Object.keys((route.query as z.ZodObject).shape)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const url = `${pathOf(route, w.accountId, { userId: w.user.id })}?${name}=%00`
      expectProblem(await send(w.partner, route, url, undefined), 400)
    }
  })

  test.each(
    table.filter(([, route]) => route.path.includes(':')),
  )('%s with an id that is no id is 404', async (name, route) => {
    for (const id of ['1', '..%2f..', '%00', 'null', "'; drop table users; --"]) {
      const url = route.path.replace(/:\w+/g, encodeURIComponent(id).replaceAll('%25', '%'))
      expect([400, 404]).toContain((await send(w.partner, route, url, bodies[name])).status)
    }
  })
})

describe('answers', () => {
  let importId: string
  test.each(
    table.filter(([, route]) => route.method === 'GET' && route.auth === 'session' && !route.raw),
  )('%s answers by its schema', async (_name, route) => {
    const directory = await connect(w, w.accountId, { name: newId() })
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group']
    const group = await directory.send('POST', '/Groups', { schemas, displayName: newId() })
    const actions = `/api/accounts/${w.accountId}/user-actions`
    const act = { action: 'set_role', selection: { ids: [w.user.id] }, params: { role: 'user' } }
    const plan = await w.call(w.partner, 'POST', `${actions}/plan`, act)
    const job = await w.call(w.partner, 'POST', actions, { planId: plan.body.id })
    importId ??= (await w.call(w.partner, 'POST', `/api/accounts/${w.accountId}/imports/rows`, bodies.importRows)).body
      .id
    const ids = {
      userId: w.user.id,
      sourceId: directory.sourceId,
      groupId: group.body.id,
      planId: plan.body.id,
      jobId: job.body.id,
      importId,
    }
    const answer = await send(w.partner, route, pathOf(route, w.accountId, ids), undefined)
    expect(answer.status, answer.text).toBe(200)
    expect(route.answers[200]!.safeParse(answer.body).error).toBeUndefined()
  })
})
