import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, password, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk } from '../../../test/harness/jobs.ts'
import { mailedSecret, mailsOf, secretOf } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'

// What went wrong in other systems, replayed.

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

describe('SEC-25 SEC-26 role smuggling', () => {
  const smuggled = [
    'partner',
    'ACCOUNT_ADMIN',
    ' account_admin',
    'admin',
    '',
    ['account_admin'],
    { role: 'user' },
    1,
    true,
  ]
  test.each(smuggled.map((role) => [role]))('SEC-26 role %j makes no admin, at creation and later', async (role) => {
    const email = address()
    const user = await u.create()
    for (const answer of [
      await w.call(w.admin, 'POST', u.url(), { name: 'Smuggled', email, role }),
      await u.patch(user.id, { role }),
    ])
      expect([400, 422], answer.text).toContain(answer.status)
    expect(await u.ids(`search=${email}`)).toEqual([])
    expect((await u.get(user.id)).role).toBe('user')
  })

  test('SEC-26 a user smuggles no role into the own profile, by whatever way', async () => {
    const own = u.url(w.user.id)
    const send = (payload: string) =>
      w.app.inject({
        method: 'PATCH',
        url: own,
        headers: { cookie: w.user.cookie, 'content-type': 'application/json', 'if-match': '*' },
        payload,
      })
    for (const payload of [
      '{"role":"account_admin"}',
      '{"lastName":"X","role":"account_admin"}',
      '{"role":"user","role":"account_admin"}',
      '{"Role":"account_admin"}',
      '{"roles":["account_admin"]}',
      '{"isAdmin":true}',
      '{"__proto__":{"role":"account_admin"}}',
      '{"constructor":{"prototype":{"role":"account_admin"}}}',
      '{"allowLastAdmin":true}',
    ]) {
      const answer = await send(payload)
      expect([400, 403], `${payload} ${answer.statusCode}`).toContain(answer.statusCode)
    }
    expect(await u.get(w.user.id)).toMatchObject({ role: 'user', lastName: expect.not.stringMatching('^X$') })
  })

  test('SEC-26 a user runs no action, not even on themselves', async () => {
    for (const [action, more] of [
      ['set_role', { params: { role: 'account_admin' } }],
      ['restore', {}],
      ['reset_password', {}],
      ['delete', { confirm: 'delete' }],
    ] as const)
      expect((await u.act(action, w.user.id, more, w.user)).status).toBe(403)
  })
})

describe('SEC-25 mass assignment', () => {
  test.each(
    Object.entries({
      id: '00000000-0000-7000-8000-000000000001',
      accountId: '00000000-0000-7000-8000-000000000001',
      version: 1,
      displayName: 'X',
      status: 'registered',
      origin: 'scim',
      source: 'scim',
      sources: [],
      lockedFields: [],
      invitation: { state: 'sent' },
      registeredAt: '2020-01-01T00:00:00Z',
      createdAt: '2020-01-01T00:00:00Z',
      modifiedAt: '2020-01-01T00:00:00Z',
      modifiedBy: null,
      lastSignInAt: null,
      sourceActive: true,
      deletedAt: null,
      deletedBy: null,
      erasedAt: null,
      cloudlinkRemoved: false,
      password: 'x',
      email_key: 'x',
      emailKey: 'x',
    }),
  )('SEC-25 %s is no field of a Save, and nothing beside it is saved', async (key, value) => {
    const user = await u.create()
    const answer = await u.patch(user.id, { lastName: 'Beside', [key]: value })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0]).toMatchObject({ field: key, code: 'unknown_key' })
    expect((await u.get(user.id)).lastName).toBe('Other')
    const made = await w.call(w.admin, 'POST', u.url(), { name: 'X', email: address(), [key]: value })
    expect(made.status).toBe(400)
  })
})

describe('SEC-23 foreign ids', () => {
  test('SEC-23 a user of another account is unknown below every path of the own one', async () => {
    const before = (await w.call(w.other, 'GET', `/api/accounts/${w.otherAccountId}/users/${w.other.id}`)).body
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { lastName: 'Taken' }],
      ['DELETE', '', { confirm: 'delete' }],
      ['GET', '/history', undefined],
      ['GET', '/links', undefined],
    ] as const) {
      const answer = await w.call(w.admin, method, `${u.url(w.other.id)}${path}`, body, { 'if-match': '*' })
      expect(answer.status, `${method} ${path}`).toBe(404)
    }
    expect((await w.call(w.admin, 'GET', `${u.base}/events?user=${w.other.id}`)).body.total).toBe(0)
    expect((await w.call(w.other, 'GET', `/api/accounts/${w.otherAccountId}/users/${w.other.id}`)).body).toEqual(before)
  })

  test('SEC-23 a foreign id hidden among the own ones changes nothing', async () => {
    for (const hide of [(id: string) => [w.other.id, id], (id: string) => [id, w.other.id]]) {
      const own = await u.create()
      const body = { action: 'set_active', selection: { ids: hide(own.id) }, params: { active: false } }
      const started = await w.call(w.admin, 'POST', `${u.base}/user-actions`, body)
      if (started.status === 202) expect(await bulk(w).work(started.body.id)).toMatchObject({ changed: 1 })
    }
    const other = await w.call(w.other, 'GET', `/api/accounts/${w.otherAccountId}/users/${w.other.id}`)
    expect(other.body.status).toBe('registered')
  })

  test('SEC-23 an account in body, query or header does not move a request', async () => {
    const email = address()
    const tried = await w.app.inject({
      method: 'POST',
      url: `${u.url()}`,
      headers: {
        cookie: w.admin.cookie,
        'x-account-id': w.otherAccountId,
        'x-original-url': `/api/accounts/${w.otherAccountId}/users`,
      },
      payload: { name: 'Here', email },
    })
    expect(tried.statusCode).toBe(201)
    expect((await w.call(w.other, 'GET', `/api/accounts/${w.otherAccountId}/users?search=${email}`)).body.total).toBe(0)
    expect((await w.call(w.admin, 'GET', `${u.url()}?accountId=${w.otherAccountId}`)).status).toBe(400)
  })
})

describe('SEC-36 look-alike addresses', () => {
  test('SEC-36 in an edit too: refused, and nobody is matched', async () => {
    const victim = await u.create({ email: 'kim.admin@incident.example' })
    const user = await u.create()
    for (const email of [
      '\u212Aim.admin@incident.example',
      'k\u0131m.admin@incident.example',
      'kim.\uFF41dmin@incident.example',
      'kim.admin\uFF20incident.example',
      'kim.admin@inc\u0131dent.example',
      'kim.admin@incident\u3002example',
      'kim\u200b.admin@incident.example',
    ]) {
      const answer = await u.patch(user.id, { email })
      expect(answer.status, JSON.stringify(email)).toBe(422)
      expect(answer.body.errors[0]).toMatchObject({ field: 'email', code: 'email_invalid' })
      const reset = await w.call(null, 'POST', '/api/password-resets', { email })
      expect(reset.status).toBeLessThan(500)
    }
    expect((await u.get(user.id)).email).toBe(user.email)
    expect((await mailsOf(w, w.accountId, 'password_reset')).map((mail) => mail.user_id)).not.toContain(victim.id)
  })

  test('R3 what is the same address in another spelling is a clash in an edit', async () => {
    const victim = await u.create({ email: 'grüße@straße.example' })
    const user = await u.create()
    for (const email of [' GRÜßE@xn--strae-oqa.example', 'gru\u0308ße@STRAßE.example ']) {
      const answer = await u.patch(user.id, { email })
      expect(answer.status, email).toBe(409)
      expect(answer.body.holder.id).toBe(victim.id)
    }
    expect((await u.patch(user.id, { email: 'grüsse@straße.example' })).status).toBe(200)
  })
})

describe('R11 stale If-Match', () => {
  test('R11 whatever is not the current version changes nothing', async () => {
    const user = await u.create()
    const etag = (await w.call(w.admin, 'GET', u.url(user.id))).headers.etag as string
    await u.patch(user.id, { lastName: 'First' }, etag)
    for (const stale of [etag, '"0"', '"999999999"', 'W/"0"', '1', '"x"', '""', '"1", "2"', '-1']) {
      for (const answer of [
        await u.patch(user.id, { lastName: 'Second' }, stale),
        await w.call(w.admin, 'DELETE', u.url(user.id), { confirm: 'delete' }, { 'if-match': stale }),
      ]) {
        expect(answer.status, stale).toBe(412)
        expect(answer.body.current.lastName).toBe('First')
      }
    }
    expect(await u.get(user.id)).toMatchObject({ lastName: 'First', deletedAt: null })
  })

  test('R11 a version seen before a role, a suspension, a restore or a source’s change is stale', async () => {
    const user = await u.create()
    const etag = async () => (await w.call(w.admin, 'GET', u.url(user.id))).headers.etag as string
    for (const change of [
      () => u.act('set_role', user.id, { params: { role: 'account_admin' } }),
      () => u.act('set_active', user.id, { params: { active: false } }),
      () => u.remove(user.id).then(() => u.act('restore', user.id)),
      () => u.provision('scim', { userId: user.id, sent: { mobile: '1' } }),
    ]) {
      const seen = await etag()
      await change()
      expect((await u.patch(user.id, { lastName: 'Late' }, seen)).status).toBe(412)
    }
    const seen = await etag()
    await u.act('set_active', user.id, { params: { active: true } })
    const now = await etag()
    expect(now).not.toBe(seen)
    await u.act('send_welcome_email', user.id)
    expect(await etag()).toBe(now)
  })
})

describe('reset takeover', () => {
  test('SEC-13 a reset link to an address dies when the address changes', async () => {
    const someone = await makePerson(w, w.accountId, 'user')
    await u.act('reset_password', someone.id)
    const [mail] = (await mailsOf(w, w.accountId, 'password_reset')).filter((one) => one.user_id === someone.id)
    const { token, code } = await secretOf(w, w.accountId, mail!.link_id!)
    const email = address()
    await u.patch(someone.id, { email })
    const complete = (body: object) =>
      w.call(null, 'POST', '/api/password-resets/complete', { password: 'an evening long and calm', ...body })
    expect((await complete({ token })).body.code).toBe('link_revoked')
    for (const given of [email, someone.email]) expect((await complete({ email: given, code })).status).not.toBe(204)
    const old = await w.call(null, 'POST', '/api/session', { email: someone.email, password })
    expect(old.status).toBe(401)
    expect((await w.call(null, 'POST', '/api/session', { email, password })).status).toBe(200)
  })

  test('SEC-13 a welcome link of an address that was corrected registers nobody', async () => {
    const user = await u.create()
    const { token } = await mailedSecret(w, w.accountId, 'welcome', user.id)
    await u.patch(user.id, { email: address() })
    const answer = await w.call(null, 'POST', '/api/registrations', { token, password, acceptTerms: true })
    expect(answer.body.code).toBe('link_revoked')
    expect((await u.get(user.id)).status).toBe('unregistered')
  })
})
