import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { mailsOf } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

/** Both ways to meet somebody’s address: Add User, and the edit of another user. */
const ways = {
  create: (email: string) => w.call(w.admin, 'POST', u.url(), { name: 'Second', email }),
  edit: async (email: string) => u.patch((await u.create()).id, { email }),
}

const names = { firstName: 'Hanna', lastName: 'Holder' }

describe.each(Object.entries(ways))('R4 the clash in %s', (_way, meet) => {
  test('R4 nobody else has the email afterwards', async () => {
    const holder = await u.create()
    expect((await meet(holder.email)).status).toBe(409)
    expect(await u.ids(`search=${holder.email}`)).toEqual([holder.id])
  })

  test('R4 with a user of the console: who it is, and that nothing stands in the way of a welcome email', async () => {
    const holder = await u.create(names)
    const answer = await meet(` ${holder.email.toUpperCase()} `)
    expect(answer.body).toMatchObject({
      code: 'email_taken',
      title: 'One or more of the attribute values are already in use',
      errors: [{ field: 'email', code: 'email_taken' }],
      holder: {
        id: holder.id,
        displayName: 'Hanna Holder',
        status: 'unregistered',
        sources: [{ kind: 'console' }],
        sourceActive: true,
        suspendedByAdmin: false,
      },
    })
    const sent = await u.act('send_welcome_email', answer.body.holder.id)
    expect(sent.body).toMatchObject({ state: 'done', changed: 1 })
  })

  test('R4 with a user whom an admin suspended: reactivating works', async () => {
    const holder = await u.create()
    await u.act('set_active', holder.id, { params: { active: false } })
    const answer = await meet(holder.email)
    expect(answer.body.holder).toMatchObject({ status: 'inactive', suspendedByAdmin: true, sourceActive: true })
    const back = await u.act('set_active', answer.body.holder.id, { params: { active: true } })
    expect(back.status, back.text).toBe(202)
    expect((await u.get(holder.id)).status).toBe('unregistered')
  })

  test('R4 with a user whom the directory made inactive: reactivated there, or deleted here, which frees the email', async () => {
    const email = address()
    const id = await u.provision('scim', { sent: { ...names, email }, sourceActive: false }, 'Entra ID')
    const answer = await meet(email)
    expect(answer.body.holder).toMatchObject({
      id,
      status: 'inactive',
      sourceActive: false,
      suspendedByAdmin: false,
      sources: [{ kind: 'scim', name: 'Entra ID' }],
    })
    const reactivated = await u.act('set_active', id, { params: { active: true } })
    expect(reactivated.body).toMatchObject({ code: 'not_applicable', reason: 'source_made_inactive' })
    expect((await u.act('send_welcome_email', id)).body).toMatchObject({ reason: 'inactive' })
    expect((await u.remove(id)).status).toBe(204)
    expect((await meet(email)).status).toBeLessThan(300)
  })

  test('R4 with an inactive user whom a phone system knows too: deleting does not free the email', async () => {
    const email = address()
    const id = await u.provision('pbx', { sent: { ...names, email, extension: '4711' } })
    await u.provision('scim', { userId: id, sent: { email }, sourceActive: false })
    // The directory, which made the user inactive, is named first.
    expect((await meet(email)).body.holder.sources.map((source: { kind: string }) => source.kind)).toEqual([
      'scim',
      'pbx',
    ])
    expect((await u.remove(id)).status).toBe(204)
    const again = await meet(email)
    expect(again.body.holder).toMatchObject({ id, status: 'no_cloudlink_account', sources: [{ kind: 'pbx' }] })
  })

  test('R4 with a user whom a source left inactive that is gone: reactivating here works', async () => {
    const [email, name] = [address(), `Gone ${address()}`]
    const id = await u.provision('scim', { sent: { ...names, email }, sourceActive: false }, name)
    await u.provision('pbx', { userId: id, sent: { extension: '12' } })
    expect((await meet(email)).body.holder).toMatchObject({ sourceActive: false, leftInactive: false })
    await w.call(w.admin, 'DELETE', `${u.base}/sources/${await u.source('scim', name)}`)
    const { holder } = (await meet(email)).body
    expect(holder).toMatchObject({ id, sourceActive: false, leftInactive: true })
    expect((await u.act('set_active', holder.id, { params: { active: true } })).body).toMatchObject({ changed: 1 })
  })

  test('R4 with an entry of a phone system without a CloudLink account: a welcome email gives it one', async () => {
    const email = address()
    const id = await u.provision('pbx', { sent: { ...names, email }, role: null }, 'Hamburg')
    const answer = await meet(email)
    expect(answer.body.holder).toMatchObject({
      id,
      status: 'no_cloudlink_account',
      sources: [{ kind: 'pbx', name: 'Hamburg' }],
    })
    expect((await u.act('send_welcome_email', id)).status).toBe(202)
    expect(await u.get(id)).toMatchObject({ status: 'unregistered', role: 'user', invitation: { state: 'queued' } })
    expect((await mailsOf(w, w.accountId, 'welcome')).map((mail) => mail.user_id)).toContain(id)
  })

  test('R4 with a registered user: it is said, and is to be opened', async () => {
    const answer = await meet(w.user.email)
    expect(answer.body.holder).toMatchObject({ id: w.user.id, status: 'registered' })
  })

  test('R4 nobody deleted, and nobody of another account, is in the way', async () => {
    const gone = await u.create()
    await u.remove(gone.id)
    expect((await meet(gone.email)).status).toBeLessThan(300)
    const elsewhere = await usersOf(w, w.other).create()
    expect((await meet(elsewhere.email)).status).toBeLessThan(300)
  })
})

test('R4 the own address in another spelling is no clash', async () => {
  const user = await u.create()
  const answer = await u.patch(user.id, { email: user.email.toUpperCase() })
  expect(answer.status).toBe(200)
  expect(answer.body.email).toBe(user.email.toUpperCase())
})
