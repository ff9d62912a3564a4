import { expect, test, vi } from 'vitest'
import { makePerson, type Person, password, publicUrl, startWorld } from '../../../test/harness/house.ts'
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
    // Now and then a try clears old counters away, for whomever it is.
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    verified.length = 0
    await signIn({ email, password: 'not the password', accountId })
    const done = [inAccount.mock.calls.length, global.mock.calls.length, verified.length]
    vi.restoreAllMocks()
    return done
  }
  // Meanwhile the workers are told of the mails queued above.
  await work('nobody@test.example')
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
    'x@y.example, mike.kirk@github.example',
  ]) {
    expect((await signIn({ email, password })).status, email).toBe(401)
  }
  expect((await signIn({ email: 'mike.kirk@github.example\u0000', password })).status).toBe(422)
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
