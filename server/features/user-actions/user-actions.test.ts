import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, password, startWorld, type World } from '../../../test/harness/house.ts'
import { delivered, mailedSecret, mailsOf, secretOf, whoAmI } from '../../../test/harness/sign-in.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import { newId } from '../../platform/ids.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

const person = (role: 'user' | 'account_admin' = 'user') => makePerson(w, w.accountId, role)
const mailsTo = async (id: string, kind?: string) =>
  (await mailsOf(w, w.accountId, kind)).filter((mail) => mail.user_id === id)

describe('R7 reset password by an admin', () => {
  test('R7 R18 not for a user who has not registered, was deleted or is inactive', async () => {
    const invited = await u.create()
    expect((await u.act('reset_password', invited.id)).body).toMatchObject({
      code: 'not_applicable',
      reason: 'not_registered',
    })
    expect(await mailsTo(invited.id, 'password_reset')).toEqual([])
    const gone = await person()
    await u.remove(gone.id)
    expect((await u.act('reset_password', gone.id)).status).toBe(409)
    expect(await mailsTo(gone.id, 'password_reset')).toEqual([])
  })

  test.each([
    'user',
    'account_admin',
  ] as const)('R7 R18 a registered %s gets one mail; the old password works until the new one is set', async (role) => {
    const someone = await person(role)
    const answer = await u.act('reset_password', someone.id)
    expect(answer.body).toMatchObject({ action: 'reset_password', state: 'done', changed: 1 })
    const mails = await mailsTo(someone.id)
    expect(mails).toMatchObject([{ kind: 'password_reset', address: someone.email }])
    expect(JSON.stringify(answer.body)).not.toContain(someone.email)
    expect(await whoAmI(w, someone.cookie)).toBe(200)
    const { token } = await secretOf(w, w.accountId, mails[0]!.link_id!)
    const done = await w.call(null, 'POST', '/api/password-resets/complete', {
      token,
      password: 'an evening long and calm',
    })
    expect(done.status, done.text).toBe(204)
    expect(await whoAmI(w, someone.cookie)).toBe(401)
    const signIn = (given: string) => w.call(null, 'POST', '/api/session', { email: someone.email, password: given })
    expect((await signIn(password)).status).toBe(401)
    expect((await signIn('an evening long and calm')).status).toBe(200)
  })

  test('SEC-9 an admin can’t give a password', async () => {
    for (const body of [{ password: 'x' }, { newPassword: 'x' }])
      expect((await u.patch(w.user.id, body)).status).toBe(400)
    expect((await u.act('reset_password', w.user.id, { params: { password: 'x' } })).status).toBe(400)
  })
})

describe('R7 resend welcome email', () => {
  test('R15 SEC-13 to an unregistered user a fresh link, the older one is void', async () => {
    const user = await u.create()
    const first = await mailedSecret(w, w.accountId, 'welcome', user.id)
    await u.act('send_welcome_email', user.id)
    const second = await mailedSecret(w, w.accountId, 'welcome', user.id)
    const register = (token: string) =>
      w.call(null, 'POST', '/api/registrations', { token, password, acceptTerms: true })
    expect((await register(first.token)).body.code).toBe('link_revoked')
    expect((await register(second.token)).status).toBe(201)
  })

  test('R7 to a registered user a short mail with the way to sign in, and no link that changes anything', async () => {
    const someone = await person()
    expect((await u.act('send_welcome_email', someone.id)).body).toMatchObject({ changed: 1 })
    expect(await mailsTo(someone.id)).toMatchObject([{ kind: 'already_registered', link_id: null }])
    const text = (await delivered(w, w.accountId)).find((mail) => mail.address === someone.email)!
    expect(text.kind).toBe('already_registered')
    expect(text.text).toContain('/sign-in')
    expect(await whoAmI(w, someone.cookie)).toBe(200)
    expect((await u.get(someone.id)).status).toBe('registered')
  })
})

describe('one user, one request', () => {
  test('the confirmation word, parameters and the selection are asked for before anything is done', async () => {
    const user = await u.create()
    const before = await u.get(user.id)
    for (const [action, more, status] of [
      ['delete', {}, 422],
      ['delete', { confirm: 'löschen' }, 422],
      ['assign_licence', {}, 422],
      ['set_role', {}, 422],
      ['set_role', { params: { role: 'partner' } }, 422],
      ['set_active', {}, 422],
      ['set_active', { params: { active: 'no' } }, 400],
      ['make_coffee', {}, 422],
      ['send_welcome_email', { params: { toEverybody: true } }, 400],
    ] as const) {
      const answer = await u.act(action, user.id, more)
      expect(answer.status, `${action} ${answer.text}`).toBe(status)
    }
    expect(await u.get(user.id)).toEqual(before)
  })

  test('SEC-23 an id that is unknown or of another account is 404 in every action', async () => {
    for (const [action, more] of [
      ['send_welcome_email', {}],
      ['reset_password', {}],
      ['assign_licence', { params: { product: 'mitel_one_elite' } }],
      ['unassign_licence', { params: { product: 'mitel_one_elite' } }],
      ['set_role', { params: { role: 'account_admin' } }],
      ['set_active', { params: { active: false } }],
      ['delete', { confirm: 'delete' }],
      ['restore', {}],
    ] as const) {
      const [unknown, foreign] = [await u.act(action, newId(), more), await u.act(action, w.other.id, more)]
      expect([unknown.status, foreign.status], action).toEqual([404, 404])
      expect(foreign.body.detail).toBe(unknown.body.detail)
    }
    expect((await w.call(w.other, 'GET', `/api/accounts/${w.otherAccountId}/users/${w.other.id}`)).body).toMatchObject({
      role: 'account_admin',
      status: 'registered',
    })
  })

  test('R13 R14 a role is given and taken, the own never', async () => {
    const someone = await person()
    expect((await u.act('set_role', someone.id, { params: { role: 'account_admin' } })).body.changed).toBe(1)
    expect((await u.act('set_role', someone.id, { params: { role: 'account_admin' } })).body).toMatchObject({
      changed: 0,
      skipped: [{ code: 'already_so', count: 1 }],
    })
    const own = await u.act('set_role', w.admin.id, { params: { role: 'user' } })
    expect(own.body).toMatchObject({ code: 'last_admin', reason: 'own_account' })
    expect((await u.act('set_role', someone.id, { params: { role: 'user' } })).body.changed).toBe(1)
    const bare = await u.provision('pbx', { sent: { name: 'Lobby' }, role: null })
    expect((await u.act('set_role', bare, { params: { role: 'account_admin' } })).body.reason).toBe(
      'no_cloudlink_account',
    )
  })

  test('REL-6 fifty times with one Idempotency-Key is one mail and one answer', async () => {
    const user = await u.create()
    const body = { action: 'send_welcome_email', selection: { ids: [user.id] } }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        w.call(w.admin, 'POST', `${u.base}/user-actions`, body, { 'idempotency-key': `again ${user.id}` }),
      ),
    )
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1)
    expect(await mailsTo(user.id, 'welcome')).toHaveLength(2)
  })
})
