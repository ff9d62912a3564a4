import { expect, test } from 'vitest'
import { password, publicUrl, startWorld } from '../../../test/harness/house.ts'
import {
  cookieOf,
  delivered,
  invite,
  mailedSecret,
  mailsOf,
  read,
  whoAmI,
  write,
} from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'
import { issueLinks, linkOf, voidLinks } from '../one-time-links/one-time-links.ts'

const t = await startWorld()

let sources = 0
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const remoteAddress = `198.51.100.${++sources % 250}`
  const answer = await t.app.inject({
    method: 'POST',
    url: `/api/registrations${path}`,
    payload: body as object,
    headers,
    remoteAddress,
  })
  return {
    status: answer.statusCode,
    body: answer.body ? answer.json() : {},
    headers: answer.headers,
    text: answer.body,
  }
}
const complete = (token: string, more: Record<string, unknown> = {}) =>
  post('', { token, password, acceptTerms: true, ...more })
const signIn = (email: string, given = password) => t.call(null, 'POST', '/api/session', { email, password: given })

const expire = (userId: string) =>
  write(
    t,
    t.accountId,
    sql`update one_time_links set handed_over_at = now() - interval '4 days' where user_id = ${userId}`,
  )
const change = (userId: string, what: ReturnType<typeof sql>) =>
  write(t, t.accountId, sql`update users set ${what} where account_id = ${t.accountId} and id = ${userId}`)

/** Everything in the account that redeeming could touch. */
const state = async () => {
  const [row] = await read<{ all: string }>(
    t,
    t.accountId,
    sql`
    select jsonb_build_array((select jsonb_agg(to_jsonb(u) order by id) from users u),
      (select jsonb_agg(to_jsonb(l) order by id) from one_time_links l), (select count(*) from events),
      (select count(*) from credentials), (select count(*) from sessions), (select count(*) from mails))::text as all`,
  )
  return row!.all
}

const forged = (token: string) => `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
const unknownTokens = async () => {
  const { token } = await invite(t, t.accountId)
  const bytes = Buffer.from(token, 'base64url')
  const elsewhere = Buffer.concat([Buffer.from(t.otherAccountId.replaceAll('-', ''), 'hex'), bytes.subarray(16)])
  return [forged(token), elsewhere.toString('base64url'), 'x'.repeat(86), 'this is not a token of ours', `${token}=`]
}

test('SEC-7 a made-up token, and one of an inactive or deleted user or deactivated account, answer alike', async () => {
  const answers = new Set<string>()
  const tell = async (token: string) => {
    for (const answer of [await post('/read', { token }), await complete(token), await post('/renew', { token })]) {
      const { requestId: _id, ...said } = answer.body
      answers.add(JSON.stringify([answer.status, said]))
    }
  }
  for (const token of await unknownTokens()) await tell(token)
  for (const what of [
    sql`suspended_by_admin = true`,
    sql`source_active = false`,
    sql`deleted_at = now()`,
    sql`role = null`,
  ]) {
    const { id, token } = await invite(t, t.accountId)
    await change(id, what)
    await tell(token)
    await expire(id)
    await tell(token)
  }
  expect(answers.size).toBe(1)
  expect([...answers][0]).toContain('"link_invalid"')
})

test('SEC-12 reading a link changes nothing, however often it is done', async () => {
  const { token, email } = await invite(t, t.accountId)
  const before = await state()
  for (let times = 0; times < 3; times++) {
    const answer = await post('/read', { token })
    expect(answer.body).toEqual({
      state: 'open',
      displayName: 'Rosalind Achterberg',
      email,
      accountName: 'Harbour',
      minPasswordLength: 12,
    })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
  }
  expect(await state()).toBe(before)
  expect((await complete(token)).status).toBe(201)
})

test('SEC-12 there is no way to use a link by GET', async () => {
  const { token, email } = await invite(t, t.accountId)
  const before = await state()
  for (const url of [
    `/api/registrations?token=${token}`,
    `/api/registrations/read?token=${token}`,
    `/api/registrations/${token}`,
  ]) {
    expect((await t.call(null, 'GET', url)).status).toBeGreaterThanOrEqual(400)
  }
  expect(await state()).toBe(before)
  expect((await signIn(email)).status).toBe(401)
})

test.each([
  ['SEC-1 a short password', 'kqvzj wmxpb', 'password', 'password_too_short'],
  ['SEC-3 a common password', 'qwertyuiop123', 'password', 'password_common'],
  ['SEC-3 the prefilled name', 'RosalindAchterberg', 'password', 'password_context'],
])('%s is refused and the link stays open', async (_name, given, field, code) => {
  const { token } = await invite(t, t.accountId)
  const refused = await complete(token, { password: given })
  expect([refused.status, refused.body.errors]).toEqual([422, [expect.objectContaining({ field, code })]])
  expect((await post('/read', { token })).body.state).toBe('open')
})

test('SEC-3 a name typed just now is no password either', async () => {
  const { token } = await invite(t, t.accountId)
  const refused = await complete(token, { name: 'Wilhelmina Featherstone', password: 'Wilhelmina Featherstone' })
  expect(refused.body.errors[0].code).toBe('password_context')
})

test('terms that are not accepted, and a name with control characters, are refused', async () => {
  const { token } = await invite(t, t.accountId)
  for (const body of [
    { acceptTerms: false },
    { acceptTerms: undefined },
    { name: 'Rosa\u0000lind' },
    { name: 'x'.repeat(300) },
  ]) {
    expect((await complete(token, body)).status).toBe(422)
  }
  for (const body of [
    { role: 'partner' },
    { email: 'other@test.example' },
    { accountId: t.otherAccountId },
    { token: [token] },
  ]) {
    expect((await complete(token, body)).status).toBe(400)
  }
  expect((await post('/read', { token })).body.state).toBe('open')
})

test('finish building the account: registered and signed in, recorded as the user’s own act', async () => {
  const { id, token, email } = await invite(t, t.accountId)
  expect((await signIn(email)).status).toBe(401)
  const answer = await complete(token, { name: 'Roz' })
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({
    user: { id, displayName: 'Roz', email, role: 'user' },
    account: { id: t.accountId },
  })
  expect(await whoAmI(t, cookieOf(answer))).toBe(200)
  const user = (await t.call(t.admin, 'GET', `/api/accounts/${t.accountId}/users/${id}`)).body
  expect([user.status, user.name, user.firstName]).toEqual(['registered', 'Roz', 'Rosalind'])
  expect(user.lastSignInAt).not.toBeNull()
  const events = await read<{ name: string; actor_id: string }>(
    t,
    t.accountId,
    sql`
    select name, actor_id from events where account_id = ${t.accountId} and user_id = ${id} order by id`,
  )
  expect(events.slice(-2)).toEqual([
    { name: 'user.updated', actor_id: id },
    { name: 'user.registered', actor_id: id },
  ])
  expect((await signIn(email)).status).toBe(200)
})

test('a name left as it is, or left out, changes nothing', async () => {
  for (const name of ['Rosalind Achterberg', '   ', undefined]) {
    const { token } = await invite(t, t.accountId)
    expect((await complete(token, { name })).body.user.displayName).toBe('Rosalind Achterberg')
  }
})

test('SEC-11 of 50 parallel redemptions one works, and its password holds', async () => {
  const { id, token, email } = await invite(t, t.accountId)
  const given = (n: number) => `calm evening by the river ${n}`
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => complete(token, { password: given(n) })))
  const won = answers.findIndex((answer) => answer.status === 201)
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
  // 503: the queue for hashing or for connections is bounded.
  expect(answers.filter((answer) => ![201, 409, 503].includes(answer.status))).toEqual([])
  expect(answers.filter((answer) => answer.headers['set-cookie'])).toHaveLength(1)
  const [counted] = await read<{ sessions: number; events: number }>(
    t,
    t.accountId,
    sql`
    select (select count(*) from sessions where user_id = ${id}) as sessions,
      (select count(*) from events where user_id = ${id} and name = 'user.registered') as events`,
  )
  expect(counted).toEqual({ sessions: 1, events: 1 })
  expect((await signIn(email, given(won))).status).toBe(200)
})

test('SEC-11 a link of another purpose does not register anybody', async () => {
  const { id } = await invite(t, t.accountId)
  const { token } = await t.inside(t.accountId, async (context) => {
    const [link] = await issueLinks(context, [{ userId: id }], 'reset')
    return (await linkOf(context, link!.linkId))!
  })
  expect((await complete(token)).body.code).toBe('link_invalid')
})

test('SEC-15 the token stands in no event, mail row or answer', async () => {
  const { token } = await invite(t, t.accountId)
  const answer = await complete(token)
  expect(answer.text).not.toContain(token)
  const [row] = await read<{ all: string }>(
    t,
    t.accountId,
    sql`
    select concat((select jsonb_agg(to_jsonb(e)) from events e), (select jsonb_agg(to_jsonb(v)) from event_values v),
      (select jsonb_agg(to_jsonb(m)) from mails m), (select jsonb_agg(to_jsonb(l)) from one_time_links l)) as all`,
  )
  expect(row!.all).not.toContain(token.slice(45))
  expect(row!.all).not.toContain(Buffer.from(token, 'base64url').subarray(32).toString('hex'))
})

test('R15 a link is valid for 4 days from its first hand-over by the database’s clock, then refused', async () => {
  const { id, token } = await invite(t, t.accountId)
  await expire(id)
  expect((await post('/read', { token })).body.state).toBe('expired')
  expect((await complete(token)).body.code).toBe('link_expired')
  await write(
    t,
    t.accountId,
    sql`
    update one_time_links set handed_over_at = now() - interval '4 days' + interval '1 minute' where user_id = ${id}`,
  )
  expect((await post('/read', { token })).body.state).toBe('open')
  expect((await complete(token)).status).toBe(201)
})

test('R15, SEC-13 sending again revokes the earlier link', async () => {
  const { id, token } = await invite(t, t.accountId)
  const resend = { action: 'send_welcome_email', selection: { ids: [id] } }
  await t.call(t.admin, 'POST', `/api/accounts/${t.accountId}/user-actions`, resend)
  expect((await complete(token)).body.code).toBe('link_revoked')
  const fresh = await mailedSecret(t, t.accountId, 'welcome', id)
  expect((await complete(fresh.token)).status).toBe(201)
})

test('R16 an expired link gets a fresh one on the spot, to the stored address', async () => {
  const { id, email, token } = await invite(t, t.accountId)
  await expire(id)
  const read = (await post('/read', { token })).body
  expect([read.state, read.email]).toEqual(['expired', email])
  expect((await post('/renew', { token, email: 'elsewhere@test.example' })).status).toBe(400)
  expect((await post('/renew', { token })).status).toBe(202)
  const sent = (await mailsOf(t, t.accountId, 'welcome')).filter((mail) => mail.user_id === id)
  expect(sent.map((mail) => mail.address)).toEqual([email, email])
  const fresh = await mailedSecret(t, t.accountId, 'welcome', id)
  expect(fresh.token).not.toBe(token)
  expect((await complete(token)).body.code).toBe('link_revoked')
  expect((await complete(fresh.token)).status).toBe(201)
})

test('R16 a revoked link asks for a fresh one too, and tells a former address nothing', async () => {
  const { id, token } = await invite(t, t.accountId)
  const user = `/api/accounts/${t.accountId}/users/${id}`
  const saved = await t.call(t.admin, 'PATCH', user, { email: 'newcomer@test.example' }, { 'if-match': '*' })
  expect(saved.status).toBe(200)
  const answer = await post('/read', { token })
  expect(answer.body).toMatchObject({ state: 'revoked', email: null, displayName: null })
  expect(answer.text).not.toContain('newcomer')
  expect((await post('/renew', { token })).status).toBe(202)
  const sent = (await mailsOf(t, t.accountId, 'welcome')).filter((mail) => mail.user_id === id)
  expect(sent.at(-1)!.address).toBe('newcomer@test.example')
})

test('R16 who is registered already is told so, and nothing is sent', async () => {
  const { id, token } = await invite(t, t.accountId)
  await complete(token)
  const before = (await mailsOf(t, t.accountId)).length
  expect((await post('/read', { token })).body).toMatchObject({ state: 'registered', email: null })
  expect((await complete(token, { password: 'another calm and long evening' })).body.code).toBe('link_used')
  expect((await post('/renew', { token })).body.code).toBe('link_used')
  expect(await mailsOf(t, t.accountId)).toHaveLength(before)
  await t.inside(t.accountId, (context) => voidLinks(context, [id], ['welcome']))
  expect((await complete(token)).body.code).toBe('link_used')
})

test('R16, SEC-28 fresh links can’t be asked for without end', async () => {
  const { id, token } = await invite(t, t.accountId)
  const statuses: number[] = []
  for (let times = 0; times < 3; times++) statuses.push((await post('/renew', { token })).status)
  await t.house.db.global(sql`update throttles set since = now()`)
  const refused = await post('/renew', { token })
  expect([...statuses, refused.status]).toEqual([202, 202, 202, 429])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await mailsOf(t, t.accountId, 'welcome')).filter((mail) => mail.user_id === id)).toHaveLength(4)
})

test('SEC-14 the renewed link does not follow Host or X-Forwarded-Host', async () => {
  const { id, token } = await invite(t, t.accountId)
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
  expect((await post('/renew', { token }, headers)).status).toBe(202)
  const { token: fresh } = await mailedSecret(t, t.accountId, 'welcome', id)
  const message = (await delivered(t, t.accountId)).find(({ text }) => text.includes(fresh))!
  expect(message.text).not.toContain('evil')
  expect(message.text).toMatch(new RegExp(`${publicUrl}/[^ ]*#[^ ]*${fresh}`))
})
