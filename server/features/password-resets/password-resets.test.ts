import { expect, test } from 'vitest'
import { makePerson, type Person, password, publicUrl, startWorld } from '../../../test/harness/house.ts'
import {
  cookieOf,
  delivered,
  invite,
  mailedSecret,
  mailsOf,
  read,
  type Secret,
  secretOf,
  whoAmI,
  write,
} from '../../../test/harness/sign-in.ts'
import { backgroundDone } from '../../platform/background.ts'
import { sql } from '../../platform/sql.ts'
import { countTry } from '../../platform/throttle.ts'
import { linkOf } from '../one-time-links/one-time-links.ts'
import { signInCounters } from '../sessions/sessions.tries.ts'
import { sendPasswordResets } from './password-resets.ts'

const t = await startWorld()
const next = 'lanterns over a quiet harbour town'

let sources = 0
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const remoteAddress = `198.51.100.${++sources % 250}`
  const answer = await t.app.inject({
    method: 'POST',
    url: `/api/password-resets${path}`,
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
const complete = (body: Record<string, unknown>) => post('/complete', { password: next, ...body })
const signIn = async (email: string, given: string, accountId?: string) =>
  (await t.call(null, 'POST', '/api/session', { email, password: given, accountId })).status

const resetMails = async (person: Pick<Person, 'id' | 'accountId'>) =>
  (await mailsOf(t, person.accountId)).filter(
    (mail) => mail.user_id === person.id && mail.kind.startsWith('password_reset'),
  )

/** Asks for a reset and reads the mail. */
async function forgot(person: Person): Promise<Secret> {
  expect((await post('', { email: person.email })).status).toBe(202)
  return mailedSecret(t, person.accountId, 'password_reset', person.id)
}
const newPerson = () => makePerson(t, t.accountId, 'user')
const wrongCode = ({ code }: Secret, n = 1) => String((Number(code) + n) % 1_000_000).padStart(6, '0')
const clearTries = () => t.house.db.global(sql`delete from throttles`)

test('SEC-7 forgot password answers the same for everybody and sends nothing to who may not sign in', async () => {
  const inactive = await newPerson()
  await write(t, t.accountId, sql`update users set suspended_by_admin = true where id = ${inactive.id}`)
  const bySource = await newPerson()
  await write(t, t.accountId, sql`update users set source_active = false where id = ${bySource.id}`)
  const deleted = await newPerson()
  await write(t, t.accountId, sql`update users set deleted_at = now() where id = ${deleted.id}`)
  const unregistered = await invite(t, t.accountId)
  const { id: closed } = (await t.call(t.partner, 'POST', '/api/accounts', { name: 'Closed' })).body
  const deactivated = await makePerson(t, closed, 'user')
  await write(t, closed, sql`update accounts set state = 'deactivated' where id = ${closed}`)
  const before = (await mailsOf(t, t.accountId)).length
  const answers = new Set<string>()
  for (const email of [
    inactive.email,
    bySource.email,
    deleted.email,
    unregistered.email,
    deactivated.email,
    'nobody@test.example',
    'no address',
  ]) {
    const answer = await post('', { email })
    answers.add(JSON.stringify([answer.status, answer.text, Object.keys(answer.headers).sort()]))
    expect(await mailsOf(t, t.accountId)).toHaveLength(before)
  }
  expect(await resetMails(deactivated)).toEqual([])
  const person = await newPerson()
  const answer = await post('', { email: person.email })
  answers.add(JSON.stringify([answer.status, answer.text, Object.keys(answer.headers).sort()]))
  expect([...answers]).toHaveLength(1)
  expect([...answers][0]).toContain('202')
  expect(await mailsOf(t, t.accountId)).toHaveLength(before + 1)
})

test('SEC-7 the answer of forgot password does not wait for who is found', async () => {
  const person = await newPerson()
  let finish = () => {}
  const { inAccount } = t.house.db
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  t.house.db.inAccount = async (...given) => {
    await held
    return inAccount(...given)
  }
  expect((await post('', { email: person.email })).status).toBe(202)
  t.house.db.inAccount = inAccount
  finish()
  expect(await resetMails(person)).toHaveLength(1)
})

test('SEC-13 an email that changes hands between question and mail gets nothing of its former user', async () => {
  const person = await newPerson()
  const { inAccount } = t.house.db
  let asked = 0
  t.house.db.inAccount = async (...given) => {
    // The first question finds the user, the second one is to make the link.
    if (++asked === 2)
      await inAccount(t.accountId, ({ run }) =>
        run(sql`update users set email = 'moved@test.example' where id = ${person.id}`),
      )
    return inAccount(...given)
  }
  await post('', { email: person.email })
  await backgroundDone(t.house)
  t.house.db.inAccount = inAccount
  expect(asked).toBe(2)
  expect(await resetMails(person)).toEqual([])
})

test('SEC-36 reset takeover: a look-alike of the address gets nothing, and the mail goes to the stored address only', async () => {
  const person = await makePerson(t, t.accountId, 'user', 'mike.kirk@github.example')
  for (const email of [
    'mıke.kirk@github.example',
    'mike.\u212airk@github.example',
    'mike.kirk@gıthub.example',
    'mike.kirk@github.example,thief@evil.example',
    'mike.kirk@github.example\r\nBcc: thief@evil.example',
    'mike.kirk@github.example%0acc:thief@evil.example',
  ]) {
    await post('', { email })
  }
  for (const email of [['thief@evil.example', person.email], { email: person.email }])
    expect((await post('', { email })).status).toBe(400)
  expect((await post('', { email: person.email, to: 'thief@evil.example' })).status).toBe(400)
  expect(await resetMails(person)).toEqual([])
  await post('', { email: 'MIKE.Kirk@GitHub.example' })
  expect((await resetMails(person)).map((mail) => mail.address)).toEqual(['mike.kirk@github.example'])
})

test('SEC-14 reset takeover: the link does not follow Host or X-Forwarded-Host', async () => {
  const person = await newPerson()
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
    'x-forwarded-proto': 'https',
  }
  expect((await post('', { email: person.email }, headers)).status).toBe(202)
  const { token, code } = await mailedSecret(t, t.accountId, 'password_reset', person.id)
  const message = (await delivered(t, t.accountId)).find(({ address }) => address === person.email)!
  expect(message.text).not.toContain('evil')
  expect(message.text).toMatch(new RegExp(`${publicUrl}/[^ ]*#[^ ]*${token}`))
  expect(message.text.replaceAll(/[\s\u00a0\u2009\u202f]/g, '')).toContain(code)
})

test('R18 the old password works until the new one is set; then every session ends and a mail says so', async () => {
  const person = await newPerson()
  const { token } = await forgot(person)
  const elsewhere = cookieOf(await t.call(null, 'POST', '/api/session', { email: person.email, password }))
  expect(await whoAmI(t, elsewhere)).toBe(200)
  expect((await complete({ token })).status).toBe(204)
  expect(await whoAmI(t, person.cookie)).toBe(401)
  expect(await whoAmI(t, elsewhere)).toBe(401)
  expect(await signIn(person.email, password)).toBe(401)
  expect(await signIn(person.email, next)).toBe(200)
  const mails = (await mailsOf(t, t.accountId, 'password_changed')).filter((mail) => mail.user_id === person.id)
  expect(mails.map((mail) => mail.address)).toEqual([person.email])
  const events = await read<{ name: string; actor_kind: string; actor_id: string | null }>(
    t,
    t.accountId,
    sql`
    select name, actor_kind, actor_id from events where account_id = ${t.accountId} and user_id = ${person.id} order by id desc limit 2`,
  )
  expect(events).toEqual([
    { name: 'user.password_changed', actor_kind: 'user', actor_id: person.id },
    { name: 'user.reset_sent', actor_kind: 'anonymous', actor_id: null },
  ])
})

test('SEC-7 a made-up token, and one of somebody who may not come in, answer alike', async () => {
  const answers = new Set<string>()
  const tell = async (body: Record<string, unknown>) => {
    const {
      status,
      body: { requestId: _id, ...said },
    } = await complete(body)
    answers.add(JSON.stringify([status, said]))
  }
  const { token, code } = await forgot(t.user)
  await tell({ token: `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}` })
  await tell({ token: 'this is not a token of ours' })
  await tell({ email: t.user.email, code: wrongCode({ token, code }) })
  await tell({ email: 'nobody@test.example', code })
  for (const what of [
    sql`suspended_by_admin = true`,
    sql`source_active = false`,
    sql`deleted_at = now()`,
    sql`role = null, registered_at = null`,
  ]) {
    const person = await newPerson()
    const secret = await forgot(person)
    await write(t, t.accountId, sql`update users set ${what} where id = ${person.id}`)
    await tell({ token: secret.token })
    await tell({ email: person.email, code: secret.code })
  }
  expect(answers.size).toBe(1)
  expect([...answers][0]).toContain('"link_invalid"')
})

test('SEC-13 a new link voids the older one and its code; completing one voids the rest', async () => {
  const person = await newPerson()
  const old = await forgot(person)
  const fresh = await forgot(person)
  expect((await complete({ token: old.token })).body.code).toBe('link_revoked')
  expect((await complete({ email: person.email, code: old.code })).body.code).toBe('link_invalid')
  expect((await complete({ token: fresh.token })).status).toBe(204)
  expect((await complete({ token: fresh.token })).body.code).toBe('link_used')
  expect((await complete({ email: person.email, code: fresh.code })).body.code).toBe('link_invalid')
})

test('SEC-13 stale links: a change of email, suspension and deletion void the link and its code for good', async () => {
  const user = (person: Person) => `/api/accounts/${t.accountId}/users/${person.id}`
  const any = { 'if-match': '*' }
  const changes: ((person: Person) => Promise<unknown>)[] = [
    (person) => t.call(t.admin, 'PATCH', user(person), { email: `moved.${person.email}` }, any),
    async (person) => {
      await t.call(t.admin, 'PATCH', user(person), { suspendedByAdmin: true }, any)
      await t.call(t.admin, 'PATCH', user(person), { suspendedByAdmin: false }, any)
    },
  ]
  for (const change of changes) {
    const person = await newPerson()
    const { token, code } = await forgot(person)
    await change(person)
    expect((await complete({ token })).body.code).toBe('link_revoked')
    for (const email of [person.email, `moved.${person.email}`]) {
      expect((await complete({ email, code })).body.code).toBe('link_invalid')
    }
  }
  const person = await newPerson()
  const { token } = await forgot(person)
  expect((await t.call(t.admin, 'DELETE', user(person), { confirm: 'delete' }, any)).status).toBe(204)
  expect((await complete({ token })).body.code).toBe('link_invalid')
  const restore = { action: 'restore', selection: { ids: [person.id] } }
  await t.call(t.admin, 'POST', `/api/accounts/${t.accountId}/user-actions`, restore)
  expect((await complete({ token })).body.code).toBe('link_revoked')
  expect(await signIn(person.email, password)).toBe(200)
})

test('SEC-11 link and code are valid for an hour from the hand-over by the database’s clock', async () => {
  const person = await newPerson()
  const { token, code } = await forgot(person)
  const handedOver = (minutes: number) =>
    write(
      t,
      t.accountId,
      sql`update one_time_links set handed_over_at = now() - ${minutes}::integer * interval '1 minute' where user_id = ${person.id}`,
    )
  await handedOver(60)
  expect((await complete({ token })).body.code).toBe('link_expired')
  expect((await complete({ email: person.email, code })).body.code).toBe('link_invalid')
  await handedOver(59)
  expect((await complete({ email: person.email, code })).status).toBe(204)
})

test('SEC-11 of 50 parallel redemptions by link and code one works, and its password holds', async () => {
  const person = await newPerson()
  const { token, code } = await forgot(person)
  const given = (n: number) => `calm lanterns by the river ${n}`
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      complete({ ...(n % 2 ? { token } : { email: person.email, code }), password: given(n) }),
    ),
  )
  const won = answers.findIndex((answer) => answer.status === 204)
  expect(answers.filter((answer) => answer.status === 204)).toHaveLength(1)
  // 429 and 503: tries of one email at once are few, and the queue for hashing is bounded.
  expect(answers.filter((answer) => ![204, 404, 409, 429, 503].includes(answer.status))).toEqual([])
  const [row] = await read<{ n: number }>(
    t,
    t.accountId,
    sql`
    select count(*) as n from events where user_id = ${person.id} and name = 'user.password_changed'`,
  )
  expect(row!.n).toBe(1)
  expect(await signIn(person.email, given(won))).toBe(200)
})

test('SEC-11 a welcome link sets no password here', async () => {
  const { token } = await invite(t, t.accountId)
  expect((await complete({ token })).body.code).toBe('link_invalid')
})

test('R18 a code allows five tries: then even the right one is refused, the link still works', async () => {
  const person = await newPerson()
  const secret = await forgot(person)
  for (let n = 1; n <= 5; n++) {
    const answer = await complete({ email: person.email, code: wrongCode(secret, n) })
    expect([answer.status, answer.body.code]).toEqual([404, 'link_invalid'])
  }
  expect((await complete({ email: person.email, code: secret.code })).status).toBe(429)
  // Not only the counter of the email: the code itself is dead.
  await clearTries()
  expect((await complete({ email: person.email, code: secret.code })).body.code).toBe('link_invalid')
  expect((await complete({ token: secret.token })).status).toBe(204)
})

test('R18 an email that nobody has gets five tries as well', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 6; n++)
    statuses.push((await complete({ email: 'nobody.here@test.example', code: `00000${n}` })).status)
  expect(statuses).toEqual([404, 404, 404, 404, 404, 429])
})

test('R18 five tries per email over all its codes, also when an account is named each time', async () => {
  const here = await newPerson()
  const there = await makePerson(t, t.otherAccountId, 'user', here.email)
  await post('', { email: here.email })
  const [mail] = [...(await resetMails(here)), ...(await resetMails(there))]
  expect(mail!.kind).toBe('password_reset_several')
  const codes = new Set<string>()
  for (const { accountId, id } of [here, there]) {
    const [link] = await read<{ id: string }>(
      t,
      accountId,
      sql`select id from one_time_links where user_id = ${id} and purpose = 'reset'`,
    )
    codes.add((await secretOf(t, accountId, link!.id)).code)
  }
  let guess = 100
  const wrong = () => {
    while (codes.has(String(guess).padStart(6, '0'))) guess++
    return String(guess++).padStart(6, '0')
  }
  for (let n = 0; n < 5; n++) {
    const accountId = n % 2 ? here.accountId : there.accountId
    expect((await complete({ email: here.email, code: wrong(), accountId })).status).toBe(404)
  }
  for (const accountId of [here.accountId, there.accountId, undefined]) {
    expect((await complete({ email: here.email, code: wrong(), accountId })).status).toBe(429)
  }
})

test('R18 a new mail brings a new code with new tries, but not without end', async () => {
  const person = await newPerson()
  const first = await forgot(person)
  for (let n = 1; n <= 5; n++) await complete({ email: person.email, code: wrongCode(first, n) })
  const second = await forgot(person)
  expect((await complete({ email: person.email, code: second.code })).status).toBe(204)
  const victim = await newPerson()
  let guesses = 0
  for (let round = 0; round < 10; round++) {
    // As if hours lay between: the mails are slowed down by a rule of their own.
    await t.house.db.global(sql`update throttles set since = now() - interval '2 hours' where tries > 0`)
    const secret = await forgot(victim)
    for (let n = 1; n <= 5; n++)
      if ((await complete({ email: victim.email, code: wrongCode(secret, n) })).status === 404) guesses++
  }
  expect(guesses).toBeLessThanOrEqual(36)
})

test('a right code may be typed with a blank, and a weak password does not use it up', async () => {
  const person = await newPerson()
  const { code } = await forgot(person)
  for (let n = 0; n < 7; n++) {
    const weak = await complete({ email: person.email, code, password: 'password1234' })
    expect([weak.status, weak.body.errors[0]]).toEqual([
      422,
      expect.objectContaining({ field: 'password', code: 'password_common' }),
    ])
  }
  expect(
    (await complete({ email: person.email.toUpperCase(), code: `${code.slice(0, 3)} ${code.slice(3)}` })).status,
  ).toBe(204)
})

test.each([
  ['SEC-1 a short password', 'kqvzj wmxpb', 'password_too_short'],
  ['SEC-3 the own email', 'quintessa.marlow@test.example', 'password_context'],
])('%s is refused and the link stays open', async (_name, given, code) => {
  const person = await makePerson(t, t.accountId, 'user', `quintessa.marlow@${code.length}.test.example`)
  const { token } = await forgot(person)
  const refused = await complete({ token, password: given })
  expect([refused.status, refused.body.errors[0]]).toEqual([422, expect.objectContaining({ field: 'password', code })])
  expect((await complete({ token })).status).toBe(204)
})

test('an email in several accounts gets one mail, with a link and a code for each account', async () => {
  const here = await newPerson()
  const there = await makePerson(t, t.otherAccountId, 'user', here.email)
  const inactive = await makePerson(t, t.partnerAccountId, 'partner', here.email)
  await write(t, t.partnerAccountId, sql`update users set suspended_by_admin = true where id = ${inactive.id}`)
  await write(t, t.otherAccountId, sql`update users set last_sign_in_at = now() where id = ${there.id}`)
  await post('', { email: here.email })
  expect(await resetMails(here)).toEqual([])
  expect(await resetMails(inactive)).toEqual([])
  const mails = await resetMails(there)
  expect(mails).toHaveLength(1)
  const also = mails[0]!.params.also as { accountId: string; userId: string; linkId: string }[]
  expect(also).toEqual([{ accountId: t.accountId, userId: here.id, linkId: expect.any(String) }])
  const secretThere = await secretOf(t, t.otherAccountId, mails[0]!.link_id!)
  const secretHere = await secretOf(t, t.accountId, also[0]!.linkId)
  const [message] = (await delivered(t, t.otherAccountId)).filter(({ address }) => address === here.email)
  for (const { token } of [secretHere, secretThere]) expect(message!.text).toContain(token)
  expect((await complete({ email: here.email, code: secretHere.code })).status).toBe(204)
  expect(await signIn(here.email, next, t.accountId)).toBe(200)
  expect(await signIn(here.email, password, t.otherAccountId)).toBe(200)
  expect((await complete({ token: secretThere.token })).status).toBe(204)
})

test('when the account used last is closed to the user, the mail comes from another one', async () => {
  const here = await newPerson()
  const there = await makePerson(t, t.otherAccountId, 'user', here.email)
  await write(
    t,
    t.otherAccountId,
    sql`update users set last_sign_in_at = now(), suspended_by_admin = true where id = ${there.id}`,
  )
  await post('', { email: here.email })
  expect((await resetMails(here)).map((mail) => mail.kind)).toEqual(['password_reset'])
  expect(
    (await complete(await mailedSecret(t, t.accountId, 'password_reset', here.id).then(({ token }) => ({ token }))))
      .status,
  ).toBe(204)
})

test('an account narrows forgot password, by id or Account ID; one without this email sends nothing', async () => {
  const here = await newPerson()
  const there = await makePerson(t, t.otherAccountId, 'user', here.email)
  await post('', { email: here.email, accountId: t.partnerAccountId })
  await post('', { email: here.email, accountId: '123456789' })
  expect([...(await resetMails(here)), ...(await resetMails(there))]).toEqual([])
  const { number } = (await t.call(t.partner, 'GET', `/api/accounts/${t.otherAccountId}`)).body
  await clearTries()
  await post('', { email: here.email, accountId: number })
  await post('', { email: here.email, accountId: t.accountId })
  expect((await resetMails(there)).map((mail) => mail.kind)).toEqual(['password_reset'])
  expect((await resetMails(here)).map((mail) => mail.kind)).toEqual(['password_reset'])
})

test('SEC-6 asked for too often, the answer stays the same and no more mails go out', async () => {
  const person = await newPerson()
  for (let n = 0; n < 3; n++) expect((await post('', { email: person.email })).status).toBe(202)
  await mailsOf(t, t.accountId)
  await t.house.db.global(sql`update throttles set since = now()`)
  for (let n = 0; n < 3; n++) expect((await post('', { email: person.email })).status).toBe(202)
  expect(await resetMails(person)).toHaveLength(3)
})

test('SEC-6 a reset lets the owner in at once, whatever strangers tried', async () => {
  const person = await newPerson()
  const tryFrom = async (remoteAddress: string, given: string) =>
    (
      await t.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { email: person.email, password: given },
        remoteAddress,
      })
    ).statusCode
  for (let n = 0; n < 20; n++) {
    const trier = { email: person.email, ip: n < 5 ? '203.0.113.50' : `192.0.2.${n}` }
    await countTry(t.house, await signInCounters(t.house, trier))
  }
  const { token } = await forgot(person)
  await t.house.db.global(sql`update throttles set since = now()`)
  expect(await tryFrom('203.0.113.50', next)).toBe(429)
  const reset = await t.app.inject({
    method: 'POST',
    url: '/api/password-resets/complete',
    payload: { token, password: next },
    remoteAddress: '203.0.113.50',
  })
  expect(reset.statusCode).toBe(204)
  expect(await tryFrom('203.0.113.50', next)).toBe(200)
})

test('R18 an admin’s reset skips unregistered and inactive users, each with the reason', async () => {
  const able = await newPerson()
  const inactive = await newPerson()
  await write(t, t.accountId, sql`update users set suspended_by_admin = true where id = ${inactive.id}`)
  const unregistered = await invite(t, t.accountId)
  const userIds = [able.id, inactive.id, unregistered.id, t.other.id]
  const { changed, skipped } = await sendPasswordResets(t.system(t.accountId), { userIds })
  expect(changed).toBe(1)
  expect(skipped.toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
    { id: inactive.id, reason: 'inactive' },
    { id: unregistered.id, reason: 'not_registered' },
  ])
  expect(await resetMails(able)).toHaveLength(1)
  for (const person of [inactive, unregistered, t.other]) expect(await resetMails(person)).toEqual([])
  const { id: closing } = (await t.call(t.partner, 'POST', '/api/accounts', { name: 'Closing' })).body
  const shut = await makePerson(t, closing, 'user')
  await write(t, closing, sql`update accounts set state = 'deactivated' where id = ${closing}`)
  expect((await sendPasswordResets(t.system(closing), { userIds: [shut.id] })).skipped).toEqual([
    { id: shut.id, reason: 'inactive' },
  ])
})

test('SEC-9 an admin’s reset sends a link to the user and changes no password; a plain user can’t ask for it', async () => {
  const person = await newPerson()
  const action = { action: 'reset_password', selection: { ids: [person.id] } }
  const url = `/api/accounts/${t.accountId}/user-actions`
  expect((await t.call(t.user, 'POST', url, action)).status).toBe(403)
  expect((await t.call(t.other, 'POST', url, action)).status).toBe(404)
  expect(await resetMails(person)).toEqual([])
  const answer = await t.call(t.admin, 'POST', url, action)
  expect(answer.status).toBe(202)
  const [mail] = await resetMails(person)
  expect([mail!.address, mail!.params]).toEqual([person.email, { requestedBy: expect.stringContaining('Test Person') }])
  const secret = await t.inside(t.accountId, (context) => linkOf(context, mail!.link_id!))
  for (const text of [answer.text, (await t.call(t.admin, 'GET', `/api/accounts/${t.accountId}/events`)).text]) {
    expect(text).not.toContain(secret!.token)
    expect(text).not.toContain(secret!.code!)
  }
  expect(await signIn(person.email, password)).toBe(200)
  expect((await complete({ token: secret!.token })).status).toBe(204)
})
