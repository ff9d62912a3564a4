import { expect, test } from 'vitest'
import { makePerson, type Person, password, startHouse, startWorld } from '../../../test/harness/house.ts'
import { cookieOf, read, whoAmI, write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const t = await startWorld()

let sources = 0
const signIn = (body: Record<string, unknown>, ip = `198.51.100.${++sources}`, headers: Record<string, string> = {}) =>
  t.app
    .inject({ method: 'POST', url: '/api/session', payload: body, headers, remoteAddress: ip })
    .then((answer) => ({ status: answer.statusCode, body: answer.json(), headers: answer.headers }))

test('SEC-16 the cookie is HttpOnly, SameSite and not for long; only a hash of it is stored', async () => {
  const answer = await signIn({ email: t.user.email, password })
  const cookie = String(answer.headers['set-cookie'])
  expect(cookie).toMatch(/^session=[\w-]{64}; /)
  expect(cookie).toContain('; HttpOnly')
  expect(cookie).toContain('; SameSite=Lax')
  expect(cookie).not.toMatch(/Domain|Expires|Max-Age|Secure/)
  const token = cookie.slice('session='.length, cookie.indexOf(';'))
  const [{ text } = { text: '' }] = await read<{ text: string }>(
    t,
    t.accountId,
    sql`select jsonb_agg(to_jsonb(s))::text as text from sessions s`,
  )
  expect(text).not.toContain(token)
  expect(text).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
  expect(JSON.stringify(answer.body)).not.toContain(token)
})

test('SEC-16 on https the cookie is __Host- and Secure, and one without the prefix is not read', async () => {
  const safe = await startHouse({ env: { PUBLIC_URL: 'https://accounts.example', MAILBOX: 'open' } })
  const { createPartnerAccount } = await import('../accounts/accounts.ts')
  const { id } = await createPartnerAccount(safe.system(t.accountId), 'Safe')
  const person = await makePerson(safe, id, 'partner')
  const answer = await safe.call(null, 'POST', '/api/session', { email: person.email, password })
  const cookie = String(answer.headers['set-cookie'])
  expect(cookie).toMatch(/^__Host-session=[\w-]{64}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  const pair = cookieOf(answer)
  expect(await whoAmI(safe, pair.replace('__Host-', ''))).toBe(401)
  expect(await whoAmI(safe, pair)).toBe(200)
})

test('SEC-16 a token of one account does not open another, and nothing else opens any', async () => {
  const bytes = Buffer.from(t.user.cookie.slice('session='.length), 'base64url')
  const moved = Buffer.concat([Buffer.from(t.otherAccountId.replaceAll('-', ''), 'hex'), bytes.subarray(16)])
  for (const token of [
    moved.toString('base64url'),
    '',
    'null',
    'x'.repeat(5000),
    '%00',
    `${t.user.cookie.slice(8)}=`,
  ]) {
    expect(await whoAmI(t, `session=${token}`), token).toBe(401)
  }
  expect(await whoAmI(t, t.user.cookie)).toBe(200)
})

const ageSession = (person: Person, column: 'created' | 'seen', minutes: number) =>
  write(
    t,
    person.accountId,
    column === 'created'
      ? sql`update sessions set created_at = created_at - ${minutes}::integer * interval '1 minute' where user_id = ${person.id}`
      : sql`update sessions set last_seen_at = last_seen_at - ${minutes}::integer * interval '1 minute' where user_id = ${person.id}`,
  )

test('SEC-17 an idle session ends by the database’s clock, a used one goes on', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  for (let uses = 0; uses < 3; uses++) {
    await ageSession(person, 'seen', 119)
    expect(await whoAmI(t, person.cookie)).toBe(200)
  }
  await ageSession(person, 'seen', 121)
  expect(await whoAmI(t, person.cookie)).toBe(401)
})

test('SEC-17 a session ends after its absolute time, however much it is used', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  await ageSession(person, 'created', 23 * 60 + 59)
  expect(await whoAmI(t, person.cookie)).toBe(200)
  await ageSession(person, 'created', 2)
  expect(await whoAmI(t, person.cookie)).toBe(401)
})

test('SEC-17 the last use is noted every few minutes, not at each request', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const seen = async () =>
    (
      await read<{ at: Date }>(
        t,
        t.accountId,
        sql`select last_seen_at as at from sessions where user_id = ${person.id}`,
      )
    )[0]!.at.getTime()
  await ageSession(person, 'seen', 4)
  const before = await seen()
  await whoAmI(t, person.cookie)
  expect(await seen()).toBe(before)
  await ageSession(person, 'seen', 2)
  await whoAmI(t, person.cookie)
  expect(await seen()).toBeGreaterThan(before)
})

test('SEC-18 suspension, a source’s inactivation, deletion and deactivation act on the very next request', async () => {
  const changes = [
    sql`update users set suspended_by_admin = true where email_key = `,
    sql`update users set source_active = false where email_key = `,
    sql`update users set deleted_at = now() where email_key = `,
    sql`update users set role = null, registered_at = null where email_key = `,
  ]
  for (const change of changes) {
    const person = await makePerson(t, t.accountId, 'user')
    expect(await whoAmI(t, person.cookie)).toBe(200)
    await write(t, t.accountId, sql`${change}${person.email}`)
    expect(await whoAmI(t, person.cookie)).toBe(401)
  }
  const { id } = (await t.call(t.partner, 'POST', '/api/accounts', { name: 'Closing' })).body
  const person = await makePerson(t, id, 'account_admin')
  await write(t, id, sql`update accounts set state = 'deactivated' where id = ${id}`)
  expect(await whoAmI(t, person.cookie)).toBe(401)
})

test('SEC-18 a demoted admin is a user on the very next request', async () => {
  const admin = await makePerson(t, t.accountId, 'account_admin')
  const users = `/api/accounts/${t.accountId}/users`
  expect((await t.call(admin, 'GET', users)).status).toBe(200)
  await write(t, t.accountId, sql`update users set role = 'user' where id = ${admin.id}`)
  expect((await t.call(admin, 'GET', users)).status).toBe(403)
})

test('sign-out ends the session on the server and takes the cookie back', async () => {
  const answer = await signIn({ email: t.user.email, password })
  const person = { ...t.user, cookie: cookieOf(answer) }
  expect((await t.call(null, 'DELETE', '/api/session')).status).toBe(401)
  const out = await t.call(person, 'DELETE', '/api/session')
  expect(out.status).toBe(204)
  expect(String(out.headers['set-cookie'])).toMatch(/^session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
  expect(await whoAmI(t, person.cookie)).toBe(401)
  expect(await whoAmI(t, t.user.cookie)).toBe(200)
})

test('signing in is noted on the user, at most hourly and without a new version', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const state = async () =>
    (
      await read<{ version: number; at: Date | null }>(
        t,
        t.accountId,
        sql`select version, last_sign_in_at as at from users where id = ${person.id}`,
      )
    )[0]!
  const before = await state()
  await signIn({ email: person.email, password })
  const first = await state()
  expect(first.at).not.toBeNull()
  expect(first.version).toBe(before.version)
  await signIn({ email: person.email, password })
  expect((await state()).at).toEqual(first.at)
})

test('SEC-22 own sessions are listed with where and when, nobody else’s', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  await signIn({ email: person.email, password }, '203.0.113.9', { 'user-agent': 'Firefox on a phone' })
  expect((await t.call(null, 'GET', '/api/sessions')).status).toBe(401)
  const { items } = (await t.call(person, 'GET', '/api/sessions')).body
  expect(items).toHaveLength(2)
  expect(items.filter((item: { current: boolean }) => item.current)).toHaveLength(1)
  expect(items.find((item: { current: boolean }) => !item.current)).toMatchObject({
    ip: '203.0.113.9',
    userAgent: 'Firefox on a phone',
  })
  expect(JSON.stringify(items)).not.toMatch(/token|hash/i)
  await write(
    t,
    t.accountId,
    sql`update sessions set last_seen_at = now() - interval '121 minutes' where ip = '203.0.113.9'`,
  )
  expect((await t.call(person, 'GET', '/api/sessions')).body.items).toHaveLength(1)
})

test('SEC-22 a session that is ended is out at once; another’s is not found', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const elsewhere = cookieOf(await signIn({ email: person.email, password }))
  const listed = async (one: Person) =>
    (await t.call(one, 'GET', '/api/sessions')).body.items as { id: string; current: boolean }[]
  const foreign = (await listed(t.admin))[0]!.id
  expect((await t.call(person, 'DELETE', `/api/sessions/${foreign}`)).status).toBe(404)
  expect(await whoAmI(t, t.admin.cookie)).toBe(200)
  const other = (await listed(person)).find((one) => !one.current)!.id
  expect((await t.call(person, 'DELETE', `/api/sessions/${other}`)).status).toBe(204)
  expect(await whoAmI(t, elsewhere)).toBe(401)
  expect(await whoAmI(t, person.cookie)).toBe(200)
  const own = (await listed(person))[0]!.id
  expect(String((await t.call(person, 'DELETE', `/api/sessions/${own}`)).headers['set-cookie'])).toMatch(/^session=;/)
  expect(await whoAmI(t, person.cookie)).toBe(401)
})
