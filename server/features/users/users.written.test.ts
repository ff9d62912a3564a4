import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'

let w: World
beforeAll(async () => {
  w = await startWorld()
})

const read = async (path: string) => {
  const { body, headers, status } = await w.call(w.partner, 'GET', path)
  expect(status).toBe(200)
  return { body, etag: headers.etag }
}

const made = { name: 'Ångström', firstName: 'Åsa', lastName: 'Öberg', email: 'Asa@Written.example', role: 'user' }

test.each([
  ['in a customer account', () => w.accountId, made],
  ['as admin', () => w.accountId, { email: 'only@written.example', name: 'Only', role: 'account_admin' }],
  ['in a partner account', () => w.partnerAccountId, { ...made, mobile: '+49 30 1' }],
])('R5 a user made %s is answered as a read would say it', async (_where, account, body) => {
  const users = `/api/accounts/${account()}/users`
  const answer = await w.call(w.partner, 'POST', users, body)
  expect(answer.status).toBe(201)
  const again = await read(`${users}/${answer.body.id}`)
  expect(answer.body).toEqual(again.body)
  expect(answer.headers.etag).toBe(again.etag)
})

test('R11 a user who was changed is answered as a read would say it, whatever was changed', async () => {
  const users = `/api/accounts/${w.accountId}/users`
  const { body } = await w.call(w.admin, 'POST', users, { email: 'many@written.example', name: 'Many' })
  const changes = [
    { name: 'Many Things' },
    { name: 'Many Things' },
    { firstName: 'Ég', lastName: null, mobile: '+354 1', extension: '12' },
    { role: 'account_admin' },
    { suspendedByAdmin: true },
    { suspendedByAdmin: false },
    { email: 'other@written.example' },
    { name: 'Some', email: 'third@written.example', role: 'user' },
  ]
  for (const change of changes) {
    const answer = await w.call(w.admin, 'PATCH', `${users}/${body.id}`, change, { 'if-match': '*' })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const again = await read(`${users}/${body.id}`)
    expect(answer.body, JSON.stringify(change)).toEqual(again.body)
    expect(answer.headers.etag).toBe(again.etag)
  }
})

test('R11 of a registered user likewise, who keeps state and sign-in', async () => {
  const path = `/api/accounts/${w.accountId}/users/${w.user.id}`
  for (const change of [{ mobile: '+1 2' }, { email: 'moved@written.example' }, { suspendedByAdmin: true }]) {
    const answer = await w.call(w.admin, 'PATCH', path, change, { 'if-match': '*' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual((await read(path)).body)
  }
})
