import { expect, test, vi } from 'vitest'
import { makePerson, type Person, password, publicUrl, startHouse, startWorld } from '../../../test/harness/house.ts'
import { cookieOf, invite, read, whoAmI, write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'
import { setPassword } from '../credentials/credentials.ts'

const verified: string[] = []
/** Happens while a password is being verified. */
let meanwhile: () => Promise<unknown> = async () => {}
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return {
    ...real,
    verify: async (hash: string, given: string) => {
      verified.push(hash)
      await meanwhile()
      return real.verify(hash, given)
    },
  }
})

const t = await startWorld()

let sources = 0
/** A source of its own for each test, so that throttling in one doesn’t reach another. */
const newSource = () => `198.51.100.${++sources}`

const signIn = (body: Record<string, unknown>, ip = newSource(), headers: Record<string, string> = {}) =>
  t.app
    .inject({ method: 'POST', url: '/api/session', payload: body, headers, remoteAddress: ip })
    .then((answer) => ({ status: answer.statusCode, body: answer.json(), headers: answer.headers }))

const inactivate = (person: Person) =>
  write(t, person.accountId, sql`update users set suspended_by_admin = true where id = ${person.id}`)

/** What differs from request to request. */
const answerOf = async (answer: ReturnType<typeof signIn>) => {
  const { status, body, headers } = await answer
  const { requestId: _id, ...said } = body
  return { status, said, headers: Object.keys(headers).sort() }
}

test('SEC-7 unknown, wrong, inactive, unregistered and deactivated get the same answer', async () => {
  const wrong = await answerOf(signIn({ email: t.user.email, password: 'not the password' }))
  expect(wrong.status).toBe(401)
  expect(wrong.said.code).toBe('sign_in_failed')
  expect(wrong.headers).not.toContain('set-cookie')
  const inactive = await makePerson(t, t.accountId, 'user')
  await inactivate(inactive)
  const bySource = await makePerson(t, t.accountId, 'user')
  await write(t, t.accountId, sql`update users set source_active = false where id = ${bySource.id}`)
  const deleted = await makePerson(t, t.accountId, 'user')
  await write(t, t.accountId, sql`update users set deleted_at = now() where id = ${deleted.id}`)
  const unregistered = await invite(t, t.accountId)
  const gone = await (await t.call(t.partner, 'POST', '/api/accounts', { name: 'Gone' })).body.id
  const deactivated = await makePerson(t, gone, 'user')
  await write(t, gone, sql`update accounts set state = 'deactivated' where id = ${gone}`)
  for (const { email } of [
    inactive,
    bySource,
    deleted,
    unregistered,
    deactivated,
    { email: 'nobody@test.example' },
    { email: 'no address' },
  ]) {
    expect(await answerOf(signIn({ email, password })), email).toEqual(wrong)
  }
})

test('SEC-7 the same work is done for everybody: people read and passwords verified', async () => {
  const twice = await makePerson(t, t.accountId, 'user')
  await makePerson(t, t.otherAccountId, 'user', twice.email)
  const inactive = await makePerson(t, t.accountId, 'user')
  await inactivate(inactive)
  const unregistered = await invite(t, t.accountId)
  const work = async (email: string, accountId?: string) => {
    const inAccount = vi.spyOn(t.house.db, 'inAccount')
    const global = vi.spyOn(t.house.db, 'global')
    verified.length = 0
    await signIn({ email, password: 'not the password', accountId })
    const done = [inAccount.mock.calls.length, global.mock.calls.length, verified.length]
    vi.restoreAllMocks()
    return done
  }
  const unknown = await work('nobody@test.example')
  expect(unknown[2]).toBeGreaterThan(0)
  for (const { email } of [t.user, twice, inactive, unregistered]) expect(await work(email)).toEqual(unknown)
  const unknownHere = await work('nobody@test.example', t.accountId)
  expect(unknownHere[2]).toBe(1)
  for (const { email } of [t.user, inactive, unregistered]) expect(await work(email, t.accountId)).toEqual(unknownHere)
})

test('SEC-36 a look-alike of an address is nobody’s, other spellings of the same address are the owner’s', async () => {
  const owner = await makePerson(t, t.accountId, 'user', 'mike.kirk@github.example')
  for (const email of [
    'mıke.kirk@github.example',
    'mike.\u212airk@github.example',
    'mike.kirk@gıthub.example',
    'mike.kirk＠github.example',
    'mike.kirk@github.example\u0000',
    'x@y.example, mike.kirk@github.example',
  ]) {
    expect((await signIn({ email, password })).status, email).toBe(401)
  }
  for (const email of [' Mike.KIRK@GitHub.Example ', 'mike.kirk@github.example']) {
    const answer = await signIn({ email, password })
    expect(answer.body.user?.id).toBe(owner.id)
  }
})

test('SEC-25 what is no text signs nobody in', async () => {
  for (const email of [[t.user.email], { $ne: null }, 7, true]) {
    expect((await signIn({ email, password })).status).toBe(400)
  }
  expect((await signIn({ email: t.user.email, password: [password] })).status).toBe(400)
  expect((await signIn({ email: t.user.email, password, role: 'partner' })).status).toBe(400)
  expect((await signIn({ email: t.user.email, password, accountId: 'Harbour' })).status).toBe(422)
})

test('several accounts: the choice is offered only after the password was right', async () => {
  const here = await makePerson(t, t.accountId, 'user')
  const there = await makePerson(t, t.otherAccountId, 'account_admin', here.email)
  const wrong = await signIn({ email: here.email, password: 'not the password' })
  expect([wrong.status, wrong.body.accounts]).toEqual([401, undefined])
  const choice = await signIn({ email: here.email, password })
  expect([choice.status, choice.body.code]).toEqual([409, 'several_accounts'])
  expect(choice.headers['set-cookie']).toBeUndefined()
  expect(
    choice.body.accounts.toSorted((a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)),
  ).toEqual([
    { id: t.otherAccountId, name: 'Alpine' },
    { id: t.accountId, name: 'Harbour' },
  ])
  const byId = await signIn({ email: here.email, password, accountId: t.otherAccountId })
  expect(byId.body.user).toMatchObject({ id: there.id, role: 'account_admin' })
  const { number } = byId.body.account
  expect((await signIn({ email: here.email, password, accountId: number })).body.user.id).toBe(there.id)
  expect((await signIn({ email: here.email, password, accountId: '123456789' })).status).toBe(401)
  expect((await signIn({ email: here.email, password, accountId: t.partnerAccountId })).status).toBe(401)
})

test('several accounts: an account that the user may not enter is not offered', async () => {
  const here = await makePerson(t, t.accountId, 'user')
  const there = await makePerson(t, t.otherAccountId, 'user', here.email)
  await inactivate(there)
  const answer = await signIn({ email: here.email, password })
  expect([answer.status, answer.body.user?.id]).toEqual([200, here.id])
})

test('in more than five accounts the five used last are tried; with the Account ID any', async () => {
  const email = 'everywhere@test.example'
  const accounts: string[] = []
  for (let n = 0; n < 6; n++) {
    const { id } = (await t.call(t.partner, 'POST', '/api/accounts', { name: `Everywhere ${n}` })).body
    accounts.push(id)
    await makePerson(t, id, 'user', email)
    await write(
      t,
      id,
      sql`update users set last_sign_in_at = now() - ${n + 1}::integer * interval '1 day' where email_key = ${email}`,
    )
  }
  const choice = await signIn({ email, password })
  expect(choice.body.accounts.map((account: { id: string }) => account.id)).toEqual(accounts.slice(0, 5))
  expect((await signIn({ email: t.user.email, password: 'not the password' })).body.detail).toContain('Account ID')
  expect((await signIn({ email, password, accountId: accounts[5] })).status).toBe(200)
})

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

test('SEC-16 session fixation: a token that the browser brings is never taken over, and the old session ends', async () => {
  const planted = `session=${'A'.repeat(64)}`
  const first = await signIn({ email: t.user.email, password }, undefined, { cookie: planted })
  expect(cookieOf(first)).not.toBe(planted)
  expect(await whoAmI(t, planted)).toBe(401)
  const second = await signIn({ email: t.user.email, password }, undefined, { cookie: cookieOf(first) })
  expect(cookieOf(second)).not.toBe(cookieOf(first))
  expect(await whoAmI(t, cookieOf(first))).toBe(401)
  expect(await whoAmI(t, cookieOf(second))).toBe(200)
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

test('SEC-18 a sign-in under way when the password is reset or the user shut out opens no session', async () => {
  const changes = [
    (person: Person) =>
      t.inside(t.accountId, (context) => setPassword(context, person.id, 'a password of a later hour')),
    (person: Person) => inactivate(person),
    (person: Person) =>
      write(t, t.accountId, sql`update credentials set removed_at = now() where user_id = ${person.id}`),
  ]
  for (const change of changes) {
    const person = await makePerson(t, t.accountId, 'user')
    await write(t, t.accountId, sql`delete from sessions where user_id = ${person.id}`)
    let times = 0
    meanwhile = async () => (times++ === 0 ? change(person) : undefined)
    const answer = await signIn({ email: person.email, password })
    meanwhile = async () => {}
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined])
    expect(await read(t, t.accountId, sql`select id from sessions where user_id = ${person.id}`)).toEqual([])
  }
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

test('SEC-19 another site can’t sign anybody in, out or change anything', async () => {
  const foreign = { origin: 'https://evil.example' }
  const signedIn = await t.call(null, 'POST', '/api/session', { email: t.user.email, password }, foreign)
  expect([signedIn.status, signedIn.body.code, signedIn.headers['set-cookie']]).toEqual([
    403,
    'origin_refused',
    undefined,
  ])
  expect((await t.call(t.user, 'DELETE', '/api/session', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(
    403,
  )
  const form = await t.app.inject({
    method: 'POST',
    url: '/api/session/password',
    headers: { cookie: t.user.cookie, 'content-type': 'text/plain' },
    payload: JSON.stringify({ currentPassword: password, password: 'chosen by somebody else' }),
  })
  expect(form.statusCode).toBe(415)
  expect(await whoAmI(t, t.user.cookie)).toBe(200)
  expect(
    (await t.call(null, 'POST', '/api/session', { email: t.user.email, password }, { origin: publicUrl })).status,
  ).toBe(200)
})
