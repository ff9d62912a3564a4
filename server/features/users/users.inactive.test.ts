import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, makePerson, password, startWorld, type World } from '../../../test/harness/house.ts'
import { delivered, mailsOf, secretOf, whoAmI } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

const suspend = (id: string, active = false) => u.act('set_active', id, { params: { active } })
const person = (role: 'user' | 'account_admin' = 'user') => makePerson(w, w.accountId, role)
const signIn = (email: string) => w.call(null, 'POST', '/api/session', { email, password })

describe('SEC-18 suspending', () => {
  test('SEC-18 a session ends with the very next request, and signing in says nothing of it', async () => {
    const someone = await person()
    expect(await whoAmI(w, someone.cookie)).toBe(200)
    expect((await suspend(someone.id)).body).toMatchObject({ state: 'done', changed: 1 })
    expect(await whoAmI(w, someone.cookie)).toBe(401)
    const answer = await signIn(someone.email)
    const unknown = await signIn('nobody@test.example')
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([401, 'sign_in_failed', unknown.body.detail])
    expect((await suspend(someone.id, true)).status).toBe(202)
    expect(await whoAmI(w, someone.cookie)).toBe(401)
    expect((await signIn(someone.email)).status).toBe(200)
  })

  test('SEC-18 an admin who is demoted or suspended acts no more, with the same cookie', async () => {
    const demoted = await person('account_admin')
    await u.patch(demoted.id, { role: 'user' })
    expect((await w.call(demoted, 'GET', u.url())).status).toBe(403)
    const suspended = await person('account_admin')
    await u.patch(suspended.id, { suspendedByAdmin: true })
    expect((await w.call(suspended, 'GET', u.url())).status).toBe(401)
  })

  test('SEC-13 links that are out and mails that wait are dead', async () => {
    const invited = await u.create()
    const [mail] = (await mailsOf(w, w.accountId, 'welcome')).filter((one) => one.user_id === invited.id)
    const { token } = await secretOf(w, w.accountId, mail!.link_id!)
    const someone = await person()
    await u.act('reset_password', someone.id)
    await suspend(invited.id)
    await suspend(someone.id)
    const messages = await delivered(w, w.accountId)
    expect(messages.map((message) => message.address)).not.toContain(invited.email)
    expect(messages.map((message) => message.address)).not.toContain(someone.email)
    await suspend(invited.id, true)
    const answer = await w.call(null, 'POST', '/api/registrations', { token, password, acceptTerms: true })
    expect(answer.body.code).toBe('link_revoked')
    expect((await u.get(invited.id)).invitation.state).toBe('not_sent')
  })

  test('R17 R18 an inactive user gets no welcome email and no reset', async () => {
    const someone = await person()
    await suspend(someone.id)
    for (const action of ['send_welcome_email', 'reset_password']) {
      const answer = await u.act(action, someone.id)
      expect(answer.body).toMatchObject({ code: 'not_applicable', reason: 'inactive' })
    }
    await w.call(null, 'POST', '/api/password-resets', { email: someone.email })
    expect((await mailsOf(w, w.accountId)).filter((mail) => mail.user_id === someone.id)).toEqual([])
  })

  test('the user stays listed, keeps the email and the licence, and can be edited', async () => {
    const user = await u.create()
    await suspend(user.id)
    expect(await u.ids('property=inactive')).toContain(user.id)
    expect((await w.call(w.admin, 'POST', u.url(), { name: 'X', email: user.email })).status).toBe(409)
    expect((await u.patch(user.id, { lastName: 'Still' })).status).toBe(200)
  })

  test('again is no change and no second event', async () => {
    const user = await u.create()
    await suspend(user.id)
    expect((await suspend(user.id)).body).toMatchObject({ changed: 0, skipped: [{ code: 'already_so', count: 1 }] })
    const { items } = await u.history(user.id, '&name=user.updated')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ before: { suspendedByAdmin: false }, after: { suspendedByAdmin: true } })
  })
})

describe('two facts', () => {
  test('a source can’t take an admin’s suspension back, whatever it sends', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() }, sourceActive: true })
    await suspend(id)
    for (const sourceActive of [false, true]) {
      await u.provision('scim', { userId: id, sent: { firstName: 'Eva' }, sourceActive })
      expect(await u.get(id)).toMatchObject({ status: 'inactive', suspendedByAdmin: true, sourceActive })
    }
  })

  test('an admin can’t make active whom the source made inactive, but lift the own suspension', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() }, sourceActive: false })
    expect((await suspend(id, true)).body.reason).toBe('source_made_inactive')
    await suspend(id)
    expect((await suspend(id, true)).status).toBe(202)
    expect(await u.get(id)).toMatchObject({ status: 'inactive', suspendedByAdmin: false, sourceActive: false })
    expect((await u.patch(id, { sourceActive: true })).status).toBe(400)
  })

  test('a phone system can’t make active whom the directory made inactive', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() }, sourceActive: false })
    await u.provision('pbx', { userId: id, sent: { extension: '7' }, sourceActive: true })
    expect((await u.get(id)).sourceActive).toBe(false)
    await u.provision('scim', { userId: id, sent: {}, sourceActive: true })
    expect((await u.get(id)).sourceActive).toBe(true)
    await u.provision('pbx', { userId: id, sent: {}, sourceActive: false })
    expect((await u.get(id)).sourceActive).toBe(true)
    const connect = await u.provision('micloud_connect', { sent: { firstName: 'Eva' }, sourceActive: false })
    await u.provision('pbx', { userId: connect, sent: {}, sourceActive: true })
    expect((await u.get(connect)).sourceActive).toBe(false)
  })

  test('SEC-18 a source’s word acts on the next request too', async () => {
    const someone = await person()
    await u.provision('scim', { userId: someone.id, sent: {}, sourceActive: false })
    expect(await whoAmI(w, someone.cookie)).toBe(401)
  })

  test('whom no source knows any more, an admin makes active again', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() }, sourceActive: false })
    await w.inside(w.accountId, async ({ tx }) => {
      await tx.run({ text: `update links set state = 'gone' where user_id = $1`, values: [id] })
      await tx.run({ text: `update users set link_kinds = '{}' where id = $1`, values: [id] })
    })
    expect((await suspend(id, true)).body).toMatchObject({ changed: 1 })
    expect(await u.get(id)).toMatchObject({
      status: 'unregistered',
      sourceActive: true,
      sources: [{ kind: 'console' }],
    })
  })

  test.each([
    'pbx',
    'iot',
  ] as const)('SEC-18 whom a released directory left inactive, an admin makes active, though a %s still lists the user', async (kind) => {
    const name = `Directory beside ${kind}`
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() }, sourceActive: false }, name)
    await u.provision(kind, { userId: id, sent: { extension: '8' } })
    expect((await suspend(id, true)).body.reason).toBe('source_made_inactive')
    const sourceId = await u.source('scim', name)
    expect((await w.call(w.admin, 'DELETE', `${u.base}/sources/${sourceId}`)).status).toBeLessThan(300)
    expect(await u.get(id)).toMatchObject({ sourceActive: false, leftInactive: true })
    const plan = await w.call(w.admin, 'POST', `${u.base}/user-actions/plan`, {
      action: 'set_active',
      selection: { ids: [id] },
      params: { active: true },
    })
    expect(plan.body).toMatchObject({ willChange: 1 })
    expect((await suspend(id, true)).body).toMatchObject({ changed: 1 })
    expect(await u.get(id)).toMatchObject({ sourceActive: true, leftInactive: false })
    await u.provision(kind, { userId: id, sent: { extension: '9' }, sourceActive: false })
    expect((await suspend(id, true)).body.reason).toBe('source_made_inactive')
  })
})

describe('R14 the last admin', () => {
  test('R14 is not taken by a source either', async () => {
    const other = usersOf(w, w.other)
    const said = { userId: w.other.id, sent: {}, sourceActive: false }
    await expect(other.provision('scim', said)).rejects.toMatchObject({ code: 'last_admin' })
  })

  test('R14 SEC-26 two admins who delete, demote or suspend each other at once: one stays', async () => {
    type Take = (own: Users, id: string) => Promise<Answer>
    const takes: Take[] = [
      (own, id) => own.remove(id),
      (own, id) => own.patch(id, { role: 'user' }),
      (own, id) => own.act('set_active', id, { params: { active: false } }),
    ]
    for (const take of takes) {
      const world = await w.call(w.partner, 'POST', '/api/accounts', { name: 'Two admins' })
      const pair = await Promise.all([0, 1].map(() => makePerson(w, world.body.id, 'account_admin')))
      const tries = await Promise.all(pair.map((admin, index) => take(usersOf(w, admin), pair[1 - index]!.id)))
      expect(tries.filter((answer) => answer.status < 300)).toHaveLength(1)
      // Who comes second is refused by the rule, or is out already.
      const [refused] = tries.filter((answer) => answer.status >= 300)
      expect(['last_admin', 'sign_in_required', 'forbidden']).toContain(refused!.body.code)
      const left = await usersOf(w, w.partner, world.body.id).list('property=admins')
      const able = left.items.filter((user: { status: string }) => user.status === 'registered')
      expect(able).toHaveLength(1)
    }
  })
})
