import { expect, test } from 'vitest'
import { makePerson, password, startWorld } from '../../../test/harness/house.ts'
import { sql } from '../../platform/sql.ts'
import { countTry } from '../../platform/throttle.ts'
import { signInCounters } from './sessions.tries.ts'

const t = await startWorld()

const signIn = async (email: string, given: string, ip: string, accountId?: string) => {
  const answer = await t.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { email, password: given, ...(accountId ? { accountId } : {}) },
    remoteAddress: ip,
  })
  return { status: answer.statusCode, retryAfter: Number(answer.headers['retry-after'] ?? 0), code: answer.json().code }
}
/** All counters stand as if so much time had passed since the last try; 0 undoes what the test itself took. */
const elapse = (seconds: number) =>
  t.house.db.global(sql`update throttles set since = now() - ${seconds}::integer * interval '1 second'`)

/** What a wrong try leaves behind, without its work. */
const counted = async (email: string, ip: string) => countTry(t.house, await signInCounters(t.house, { email, ip }))

/** Wrong tries until one is refused, at most so many. */
const guess = async (email: string, ip: string, most: number) => {
  for (let tries = 0; tries < most; tries++) {
    await elapse(0)
    if ((await signIn(email, `guess ${tries}`, ip)).status === 429) return tries
  }
  return most
}

test('SEC-6 after five wrong passwords even the right one waits, with a Retry-After that grows', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const ip = '203.0.113.1'
  expect(await guess(person.email, ip, 9)).toBe(5)
  await elapse(0)
  const first = await signIn(person.email, password, ip)
  expect([first.status, first.code, first.retryAfter]).toEqual([429, 'too_many_requests', 1])
  await elapse(1)
  expect((await signIn(person.email, 'wrong', ip)).status).toBe(401)
  await elapse(0)
  expect((await signIn(person.email, 'wrong', ip)).retryAfter).toBe(2)
  await elapse(2)
  expect((await signIn(person.email, password, ip)).status).toBe(200)
  expect(await guess(person.email, ip, 9)).toBe(5)
})

test('SEC-6 an email that nobody has is slowed down just like one that exists', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  expect(await guess('nobody@test.example', '203.0.113.2', 9)).toBe(await guess(person.email, '203.0.113.3', 9))
  await elapse(0)
  const unknown = await signIn('nobody@test.example', 'wrong', '203.0.113.2')
  expect(await signIn(person.email, 'wrong', '203.0.113.3')).toEqual(unknown)
})

test('SEC-6 tries at the same moment are counted before they are judged', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => signIn(person.email, `guess ${n}`, '203.0.113.4')),
  )
  // A busy machine may take long enough for one or two more.
  expect(answers.filter((answer) => answer.status === 401).length).toBeLessThan(8)
  expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThan(12)
})

test('SEC-6 spelling the email differently gives no further tries', async () => {
  const person = await makePerson(t, t.accountId, 'user', 'spelled.person@test.example')
  for (const email of [
    'SPELLED.person@test.example',
    ' spelled.person@test.example',
    'spelled.person@TEST.example',
    'Spelled.Person@Test.Example',
    person.email,
  ]) {
    expect((await signIn(email, 'wrong', '203.0.113.5')).status).toBe(401)
  }
  await elapse(0)
  expect((await signIn('spelled.PERSON@test.example', 'wrong', '203.0.113.5')).status).toBe(429)
  expect((await signIn(person.email, 'wrong', '203.0.113.5', t.accountId)).status).toBe(429)
})

test('SEC-6 guessing from many sources is slowed down per user, and the owner still gets in from where they were', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const home = '203.0.113.6'
  expect((await signIn(person.email, password, home)).status).toBe(200)
  let refused = 0
  for (let source = 0; source < 18; source++) await counted(person.email, `192.0.2.${source + 1}`)
  for (let source = 18; source < 24; source++) {
    await elapse(0)
    if ((await signIn(person.email, `guess ${source}`, `192.0.2.${source + 1}`)).status === 429) refused++
  }
  expect(refused).toBe(4)
  await elapse(0)
  expect((await signIn(person.email, password, '192.0.2.99')).status).toBe(429)
  expect((await signIn(person.email, password, home)).status).toBe(200)
})

test('SEC-6 nobody is locked out for good: five minutes later at most the right password works from anywhere', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  for (let round = 0; round < 20; round++) {
    await counted(person.email, `198.51.100.${round + 1}`)
  }
  for (let round = 0; round < 12; round++) {
    await elapse(300)
    await counted(person.email, `198.51.100.${round + 101}`)
  }
  await elapse(0)
  const refused = await signIn(person.email, password, '198.51.100.200')
  expect([refused.status, refused.retryAfter]).toEqual([429, 300])
  await elapse(300)
  expect((await signIn(person.email, password, '198.51.100.200')).status).toBe(200)
})

test('SEC-6 a source that tries many emails is slowed down; its own valid password in between doesn’t help', async () => {
  const attacker = await makePerson(t, t.accountId, 'user')
  const ip = '203.0.113.7'
  for (let n = 0; n < 99; n++) {
    await counted(`victim${n}@test.example`, ip)
  }
  expect((await signIn('victim99@test.example', 'Summer2026!', ip)).status).toBe(401)
  await elapse(0)
  expect((await signIn('victim100@test.example', 'Summer2026!', ip)).status).toBe(429)
  await elapse(1)
  expect((await signIn(attacker.email, password, ip)).status).toBe(200)
  expect((await signIn(attacker.email, password, ip)).status).toBe(200)
  await elapse(0)
  expect((await signIn('victim101@test.example', 'Summer2026!', ip)).status).toBe(429)
  const person = await makePerson(t, t.accountId, 'user')
  expect((await signIn(person.email, password, '203.0.113.8')).status).toBe(200)
})

test('SEC-6 a right password costs nothing: signing in often is not slowed down', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  for (let n = 0; n < 7; n++) expect((await signIn(person.email, password, '203.0.113.10')).status).toBe(200)
})
