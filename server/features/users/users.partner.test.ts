import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { mailsOf, whoAmI } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { createPartnerAccount } from '../accounts/accounts.ts'

let w: World
/** The Users page of the partner account. */
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.partner)
})

describe('the partner account’s own users', () => {
  test('R13 Add User makes a partner, with a welcome email; no other role can be asked for', async () => {
    for (const role of ['account_admin', 'partner']) {
      const answer = await w.call(w.partner, 'POST', u.url(), { name: 'P', email: address(), role })
      expect([answer.status, answer.body.code]).toEqual([422, 'role_not_assignable'])
    }
    const made = await u.create()
    expect(made).toMatchObject({ role: 'partner', status: 'unregistered', sources: [{ kind: 'console' }] })
    expect((await mailsOf(w, w.partnerAccountId, 'welcome')).map((mail) => mail.user_id)).toEqual([made.id])
  })

  test('R13 partner is never taken', async () => {
    const other = await makePerson(w, w.partnerAccountId, 'partner')
    for (const answer of [
      await u.patch(other.id, { role: 'user' }),
      await u.act('set_role', other.id, { params: { role: 'user' } }),
      await u.act('set_role', other.id, { params: { role: 'account_admin' } }),
    ]) {
      expect(answer.status, answer.text).toBe(409)
      expect(answer.body.reason).toBe('is_partner')
    }
    expect((await u.patch(other.id, { role: 'account_admin' })).status).toBe(422)
    expect((await u.get(other.id)).role).toBe('partner')
  })

  test('R27 nobody is deleted, the own user neither', async () => {
    const other = await makePerson(w, w.partnerAccountId, 'partner')
    for (const id of [other.id, w.partner.id]) {
      for (const answer of [await u.remove(id), await u.act('delete', id, { confirm: 'delete' })])
        expect(answer.body).toMatchObject({ code: 'not_deletable', reason: 'is_partner' })
    }
    expect(await whoAmI(w, other.cookie)).toBe(200)
  })

  test('SEC-18 a partner suspends another: out with the next request, out of the customers’ accounts too', async () => {
    const other = await makePerson(w, w.partnerAccountId, 'partner')
    const customers = `/api/accounts/${w.accountId}/users`
    expect((await w.call(other, 'GET', customers)).status).toBe(200)
    expect((await u.act('set_active', other.id, { params: { active: false } })).status).toBe(202)
    expect((await w.call(other, 'GET', customers)).status).toBe(401)
    expect((await u.patch(other.id, { suspendedByAdmin: false })).status).toBe(200)
    expect((await u.get(other.id)).status).toBe('registered')
  })

  test('R14 never themselves', async () => {
    const own = { code: 'last_admin', reason: 'own_account' }
    expect((await u.patch(w.partner.id, { suspendedByAdmin: true })).body).toMatchObject(own)
    const answer = await u.act('set_active', w.partner.id, { params: { active: false } })
    expect(answer.body).toMatchObject(own)
  })

  test('R14 never the last, not even by saying so', async () => {
    const account = await createPartnerAccount(w.system('00000000-0000-7000-8000-000000000000'), 'Westwind')
    const pair = [await makePerson(w, account.id, 'partner'), await makePerson(w, account.id, 'partner')] as const
    const tries = await Promise.all(
      pair.map((partner, index) =>
        usersOf(w, partner).patch(pair[1 - index]!.id, { suspendedByAdmin: true, allowLastAdmin: true }),
      ),
    )
    expect(tries.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect((await Promise.all(pair.map(({ cookie }) => whoAmI(w, cookie)))).sort()).toEqual([200, 401])
  })
})

describe('what a partner account has not', () => {
  test('integrations, subscriptions, licences and sources are refused with the reason', async () => {
    const another = await makePerson(w, w.partnerAccountId, 'partner')
    const own = usersOf(w, another, w.partnerAccountId)
    for (const answer of [
      await own.integrate({ scim: true }),
      await own.subscribe(another, 'mitel_one_elite', 5),
      await own.patch(another.id, { products: ['mitel_one_elite'] }),
      await own.act('assign_licence', another.id, { params: { product: 'mitel_one_elite' } }),
    ]) {
      expect(answer.status, answer.text).toBe(409)
      expect(answer.body.reason).toBe('partner_account')
    }
  })

  test('SEC-23 of its users customers see nothing, and other partners’ people neither', async () => {
    const partners = `/api/accounts/${w.partnerAccountId}`
    for (const path of ['', '/users', `/users/${w.partner.id}`, '/events', '/licences'])
      expect((await w.call(w.admin, 'GET', `${partners}${path}`)).status, path).toBe(404)
    expect((await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${w.partner.id}`)).status).toBe(404)
  })

  test('the history of its users is there, with what was done and by whom', async () => {
    const another = await makePerson(w, w.partnerAccountId, 'partner')
    const own = usersOf(w, another, w.partnerAccountId)
    const made = await own.create()
    await own.patch(made.id, { lastName: 'Changed' })
    const { items } = await own.history(made.id)
    expect(items.map((event: { name: string }) => event.name)).toEqual(['user.updated', 'user.invited', 'user.created'])
    expect(items[0].actor).toMatchObject({ kind: 'partner', id: another.id, onBehalfOf: false })
    const asOf = (await own.history(made.id, `&at=${items[1].at}`)).asOf
    expect(asOf).toMatchObject({ lastName: 'Other', role: 'partner', status: 'unregistered' })
  })
})
