import { expect, test } from 'vitest'
import { makePerson, startWorld } from '../../../test/harness/house.ts'
import { passwordResets, wrongCode } from '../../../test/harness/password-resets.ts'
import { read, secretOf } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const t = await startWorld()
const { clearTries, complete, forgot, newPerson, post, resetMails } = passwordResets(t)

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
