import { expect, test } from 'vitest'
import { makePerson, type Person, password, startWorld } from '../../../test/harness/house.ts'
import { cookieOf, mailsOf, read, whoAmI } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'
import { issueLinks, readLink } from '../one-time-links/one-time-links.ts'

const t = await startWorld()
const next = 'lanterns over a quiet harbour'

const change = (person: Person | null, body: unknown) => t.call(person, 'POST', '/api/session/password', body)
const signIn = (person: Person, given: string) =>
  t.call(null, 'POST', '/api/session', { email: person.email, password: given })

test('SEC-8 the current password is asked for: a wrong one changes nothing', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  expect((await change(null, { currentPassword: password, password: next })).status).toBe(401)
  const refused = await change(person, { currentPassword: 'not the password', password: next })
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'currentPassword'])
  expect((await signIn(person, next)).status).toBe(401)
  expect((await signIn(person, password)).status).toBe(200)
  expect(await mailsOf(t, t.accountId, 'password_changed')).toEqual([])
})

test('SEC-6 the current password can’t be guessed from an open screen', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const statuses: number[] = []
  for (let n = 0; n < 5; n++)
    statuses.push((await change(person, { currentPassword: `guess ${n}`, password: next })).status)
  expect(statuses).toEqual([422, 422, 422, 422, 422])
  await t.house.db.global(sql`update throttles set since = now()`)
  expect((await change(person, { currentPassword: password, password: next })).status).toBe(429)
})

test.each([
  ['SEC-1 a password of 11 characters', 'kqvzj wmxpb', 'password_too_short'],
  ['SEC-1 11 characters that look longer in bytes', 'ééééééééééé', 'password_too_short'],
  ['SEC-3 a common password', 'password1234', 'password_common'],
  ['SEC-3 the own email', 'mallory.quint@harbour.example', 'password_context'],
  ['SEC-3 the account’s and the own name', 'HarbourMallory1', 'password_context'],
])('%s is refused', async (_name, given, code) => {
  const person = await makePerson(
    t,
    t.accountId,
    'user',
    `mallory.quint@${++hosts === 1 ? '' : `h${hosts}.`}harbour.example`,
  )
  const refused = await change(person, { currentPassword: password, password: given })
  expect([refused.status, refused.body.errors]).toEqual([422, [expect.objectContaining({ field: 'password', code })]])
  expect((await signIn(person, password)).status).toBe(200)
})
let hosts = 0

test('SEC-1, SEC-2 a long one of lower-case words, 128 characters and more, and one with only blanks between are taken', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const long = 'kelp drifts under old piers while gulls argue about weather and '.repeat(4).trim()
  expect((await change(person, { currentPassword: password, password: long })).status).toBe(204)
  expect((await signIn(person, long.slice(0, 128))).status).toBe(401)
  expect((await signIn(person, long)).status).toBe(200)
  expect((await change(person, { currentPassword: long, password: next })).status).toBe(204)
})

test('SEC-8, SEC-18 a change ends every other session and open reset links, tells the address, and is recorded', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const elsewhere = cookieOf(await signIn(person, password))
  const { token } = await t.inside(t.accountId, async (context) => {
    const [link] = await issueLinks(context, [{ userId: person.id }], 'reset')
    const { linkOf } = await import('../one-time-links/one-time-links.ts')
    return (await linkOf(context, link!.linkId))!
  })
  expect((await change(person, { currentPassword: password, password: next })).status).toBe(204)
  expect(await whoAmI(t, elsewhere)).toBe(401)
  expect(await whoAmI(t, person.cookie)).toBe(200)
  expect((await signIn(person, password)).status).toBe(401)
  expect((await signIn(person, next)).status).toBe(200)
  expect((await t.inside(t.accountId, (context) => readLink(context, token, 'reset')))?.state).toBe('revoked')
  const mails = (await mailsOf(t, t.accountId, 'password_changed')).filter((mail) => mail.user_id === person.id)
  expect(mails.map((mail) => mail.address)).toEqual([person.email])
  const events = await read<{ name: string; actor_id: string; text: string }>(
    t,
    t.accountId,
    sql`
    select e.name, e.actor_id, to_jsonb(e)::text || coalesce(to_jsonb(v)::text, '') as text from events e
    left join event_values v on v.account_id = e.account_id and v.event_id = e.id
    where e.account_id = ${t.accountId} and e.user_id = ${person.id} order by e.id desc limit 1`,
  )
  expect(events[0]).toMatchObject({ name: 'user.password_changed', actor_id: person.id })
  expect(events[0]!.text).not.toMatch(/argon2|harbour|evening/)
})

test('SEC-8 of two changes at the same moment one holds', async () => {
  const person = await makePerson(t, t.accountId, 'user')
  const wanted = ['otters juggle eleven marbles', 'velvet thunder borrows a kayak']
  const answers = await Promise.all(
    wanted.map((given) => change(person, { currentPassword: password, password: given })),
  )
  expect(answers.map((answer) => answer.status).sort()).toEqual([204, 422])
  const won = wanted[answers.findIndex((answer) => answer.status === 204)]!
  expect((await signIn(person, won)).status).toBe(200)
})
