import { expect, test } from 'vitest'
import { makePerson, password, publicUrl, startWorld } from '../../../test/harness/house.ts'
import { newPassword as next, passwordResets } from '../../../test/harness/password-resets.ts'
import { delivered, invite, mailedSecret, mailsOf, secretOf, write } from '../../../test/harness/sign-in.ts'
import { backgroundDone } from '../../platform/background.ts'
import { sql } from '../../platform/sql.ts'

const t = await startWorld()
const { clearTries, complete, newPerson, post, resetMails, signIn } = passwordResets(t)

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
