import { beforeAll, describe, expect, test } from 'vitest'
import type { ExternalKind } from '../../../domain/sources.ts'
import { makePerson, password, startWorld, type World } from '../../../test/harness/house.ts'
import { cookieOf, mailedSecret, mailsOf, read, secretOf, whoAmI } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { sql } from '../../platform/sql.ts'
import { createUsers } from './users.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  await u.subscribe(w.partner, 'mitel_one_elite', 20)
})

/** A user with these links, the first of which brought it. */
async function linked(kinds: readonly ExternalKind[], email: string | null = address()): Promise<string> {
  if (kinds.length === 0) return (await u.create({ email })).id
  const id = await u.provision(kinds[0]!, { sent: { firstName: 'Linked', lastName: kinds.join(' '), email } })
  for (const kind of kinds.slice(1)) await u.provision(kind, { userId: id, sent: { firstName: 'Linked' } })
  return id
}

const deletedIds = () => u.ids('deleted=true')
const signIn = (email: string) => w.call(null, 'POST', '/api/session', { email, password })

/** All combinations of the four external kinds. */
const kinds: ExternalKind[] = ['scim', 'pbx', 'micloud_connect', 'iot']
const combinations = Array.from({ length: 16 }, (_, bits) => kinds.filter((_kind, index) => bits & (1 << index)))

describe('2.12 what becomes of a user', () => {
  test.each(
    combinations.filter((some) => some.includes('micloud_connect')).map((some) => [some.join(' + '), some] as const),
  )('R27 %s: refused with the reason, and nothing changes', async (_, some) => {
    const id = await linked(some)
    const before = await u.get(id)
    for (const answer of [await u.remove(id), await u.act('delete', id, { confirm: 'delete' })]) {
      expect(answer.status).toBe(409)
      expect(answer.body).toMatchObject({ code: 'not_deletable', reason: 'synced_from_micloud_connect' })
    }
    expect(await u.get(id)).toEqual(before)
  })

  test.each(
    combinations
      .filter((some) => !some.includes('micloud_connect') && (some.includes('pbx') || some.includes('iot')))
      .map((some) => [some.join(' + '), some] as const),
  )('R28 %s: the CloudLink account goes, the row stays', async (_, some) => {
    const id = await linked(some)
    await u.act('assign_licence', id, { params: { product: 'mitel_one_elite' } })
    await u.register(id)
    expect((await u.remove(id)).status).toBe(204)
    expect(await u.get(id)).toMatchObject({
      status: 'no_cloudlink_account',
      role: null,
      registeredAt: null,
      cloudlinkRemoved: true,
      products: [],
      deletedAt: null,
      invitation: { state: 'not_sent' },
    })
    expect((await u.get(id)).sources.map((source: { kind: string }) => source.kind)).toEqual(
      some.filter((kind) => kind !== 'scim').sort(),
    )
    expect(await u.ids('property=unregistered')).toContain(id)
    expect(await deletedIds()).not.toContain(id)
    expect((await u.remove(id)).body).toMatchObject({ code: 'not_deletable', reason: 'no_cloudlink_account' })
  })

  test.each([
    ['a user of the console', []],
    ['scim', ['scim']],
  ] as [string, ExternalKind[]][])('R29 R30 %s: the row leaves the list, the email is free', async (_, some) => {
    const id = await linked(some)
    const { email } = await u.get(id)
    expect((await u.remove(id)).status).toBe(204)
    expect(await u.ids()).not.toContain(id)
    expect(await deletedIds()).toContain(id)
    expect((await w.call(w.admin, 'POST', u.url(), { name: 'Next', email })).status).toBe(201)
    for (const answer of [await u.remove(id), await u.patch(id, { lastName: 'X' })]) expect(answer.status).toBe(404)
  })

  test('R29 the directory’s link of a deleted user is gone, that of a kept one too, and the phone system’s stays', async () => {
    const [gone, kept] = [await linked(['scim']), await linked(['pbx', 'scim'])]
    await u.remove(gone)
    await u.remove(kept)
    const states = async (id: string) =>
      (await u.links(id)).links.map((link: { kind: string; state: string }) => `${link.kind} ${link.state}`)
    expect(await states(gone)).toEqual(['scim gone'])
    expect(await states(kept)).toEqual(['pbx linked', 'scim gone'])
  })

  test('R28 whom the directory made inactive is listed as no CloudLink account, not as inactive for ever', async () => {
    const id = await linked(['pbx'])
    await u.provision('scim', { userId: id, sent: {}, sourceActive: false })
    expect((await u.get(id)).status).toBe('inactive')
    await u.remove(id)
    expect(await u.get(id)).toMatchObject({ status: 'no_cloudlink_account', sourceActive: true })
  })

  test('R30 an imported user leaves the list', async () => {
    const values = {
      name: 'Imported',
      firstName: null,
      lastName: null,
      email: address(),
      mobile: null,
      extension: null,
    }
    const [user] = await createUsers(w.system(w.accountId), {
      users: [{ values, role: 'user' }],
      origin: 'import',
      welcome: false,
    })
    expect(await u.ids('source=import')).toContain(user!.id)
    await u.remove(user!.id)
    expect(await u.ids('source=import&deleted=true')).toContain(user!.id)
  })

  test('SEC-18 SEC-13 sessions, links and waiting mails of a deleted user are dead at once', async () => {
    const someone = await makePerson(w, w.accountId, 'user')
    const invited = await u.create()
    const { token } = await mailedSecret(w, w.accountId, 'welcome', invited.id)
    await u.remove(someone.id)
    await u.remove(invited.id)
    expect(await whoAmI(w, someone.cookie)).toBe(401)
    expect((await signIn(someone.email)).body.code).toBe('sign_in_failed')
    const used = await w.call(null, 'POST', '/api/registrations', { token, password, acceptTerms: true })
    expect(used.status).toBe(404)
    const waiting = await read<{ n: number }>(
      w,
      w.accountId,
      sql`select count(*) as n from mails where user_id = ${invited.id} and state = 'queued'`,
    )
    expect(waiting[0]!.n).toBe(0)
  })

  test('R23 the seats of a deleted user are free', async () => {
    const id = await linked([])
    const available = async () => (await u.licences())[0].available
    const before = await available()
    await u.act('assign_licence', id, { params: { product: 'mitel_one_elite' } })
    expect(await available()).toBe(before - 1)
    await u.remove(id)
    expect(await available()).toBe(before)
    expect(await u.seatFaults()).toEqual([])
  })

  test('R30 the deleted list says who deleted, when, and when the user is erased', async () => {
    const id = await linked([])
    await u.remove(id, {}, w.partner)
    const [row] = (await u.list('deleted=true&sort=-modifiedAt')).items
    expect(row).toMatchObject({ id, deletedBy: { kind: 'partner', id: w.partner.id } })
    expect(row.deletedBy.name).toContain('Northwind')
    expect(Date.parse(row.erasedAt) - Date.parse(row.deletedAt)).toBe(30 * 86_400_000)
    expect((await u.get(w.user.id)).erasedAt).toBeNull()
  })
})

describe('R28 a welcome email gives a CloudLink account again', () => {
  test.each(['pbx', 'iot'] as const)('R28 to a %s user; the old password is worth nothing', async (kind) => {
    const someone = await makePerson(w, w.accountId, 'user')
    await u.provision(kind, { userId: someone.id, sent: { extension: '9' } })
    await u.remove(someone.id)
    expect((await u.act('send_welcome_email', someone.id)).status).toBe(202)
    expect(await u.get(someone.id)).toMatchObject({
      id: someone.id,
      role: 'user',
      status: 'unregistered',
      cloudlinkRemoved: false,
    })
    expect((await signIn(someone.email)).status).toBe(401)
    const { token } = await mailedSecret(w, w.accountId, 'welcome', someone.id)
    const body = { token, password: 'a calm and long evening', acceptTerms: true }
    const registered = await w.call(null, 'POST', '/api/registrations', body)
    expect(registered.status, registered.text).toBe(201)
    expect(await whoAmI(w, cookieOf(registered))).toBe(200)
    expect((await signIn(someone.email)).status).toBe(401)
  })

  test('R28 R17 not to one without an email, nor to a suspended one', async () => {
    const bare = await u.provision('pbx', { sent: { name: 'Lobby', extension: '1' }, role: null })
    expect((await u.act('send_welcome_email', bare)).body.reason).toBe('no_email')
    const suspended = await linked(['pbx'])
    await u.remove(suspended)
    await u.act('set_active', suspended, { params: { active: false } })
    expect((await u.act('send_welcome_email', suspended)).body.reason).toBe('inactive')
    expect((await mailsOf(w, w.accountId)).some((mail) => mail.user_id === bare)).toBe(false)
  })
})

describe('R30 restoring', () => {
  const restore = (id: string) => u.act('restore', id)

  test('R30 who is not deleted can’t be restored', async () => {
    const answer = await restore(await linked([]))
    expect(answer.body).toMatchObject({ code: 'not_applicable', reason: 'not_deleted' })
  })

  test('R30 the same id, role, password and products; no session and no one-time link', async () => {
    const someone = await makePerson(w, w.accountId, 'account_admin')
    await u.act('assign_licence', someone.id, { params: { product: 'mitel_one_elite' } })
    await u.act('reset_password', someone.id)
    const [reset] = (await mailsOf(w, w.accountId, 'password_reset')).filter((mail) => mail.user_id === someone.id)
    const { token } = await secretOf(w, w.accountId, reset!.link_id!)
    const before = await u.get(someone.id)
    await u.remove(someone.id)
    const answer = await restore(someone.id)
    expect(answer.body).toMatchObject({ state: 'done', changed: 1, skipped: [] })
    expect(answer.body.missing).toBeUndefined()
    const same = ['id', 'role', 'email', 'firstName', 'status', 'products', 'registeredAt'] as const
    const after = await u.get(someone.id)
    for (const key of same) expect(after[key], key).toEqual(before[key])
    expect(after).toMatchObject({ deletedAt: null, deletedBy: null, erasedAt: null })
    expect(await whoAmI(w, someone.cookie)).toBe(401)
    const complete = await w.call(null, 'POST', '/api/password-resets/complete', {
      token,
      password: 'an evening long and calm',
    })
    expect(complete.body.code).toBe('link_revoked')
    expect((await signIn(someone.email)).status).toBe(200)
  })

  test('R30 a licence without a free seat is not given, the answer and the history say which', async () => {
    await u.subscribe(w.partner, 'mitel_one_essential', 1)
    const [first, second] = [await linked([]), await linked([])]
    for (const product of ['mitel_one_essential', 'mitel_one_elite'])
      await u.act('assign_licence', first, { params: { product } })
    await u.remove(first)
    await u.act('assign_licence', second, { params: { product: 'mitel_one_essential' } })
    const answer = await restore(first)
    expect(answer.body).toMatchObject({ changed: 1, missing: [{ product: 'mitel_one_essential', count: 1 }] })
    expect((await u.get(first)).products).toEqual(['mitel_one_elite'])
    const [event] = (await u.history(first, '&name=user.restored')).items
    expect(event.data).toEqual({ missing: ['mitel_one_essential'] })
    expect(await u.seatFaults()).toEqual([])
  })

  test('R30 an email that was taken meanwhile is explained with who has it, and the way is free when it is free', async () => {
    const id = await linked([])
    const { email } = await u.get(id)
    await u.remove(id)
    const next = await u.create({ email, firstName: 'Nora', lastName: 'Next' })
    const refused = await restore(id)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({
      code: 'email_taken',
      errors: [{ field: 'email', code: 'email_taken' }],
      holder: { id: next.id, displayName: 'Nora Next' },
    })
    expect(await deletedIds()).toContain(id)
    await u.patch(next.id, { email: address() })
    expect((await restore(id)).status).toBe(202)
  })

  test('R30 two deleted users of one email, restored at once: one comes back', async () => {
    const email = address()
    const ids: string[] = []
    for (const _ of [1, 2]) {
      const user = await u.create({ email })
      await u.remove(user.id)
      ids.push(user.id)
    }
    const answers = await Promise.all(ids.map(restore))
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 409])
    expect(answers.find((answer) => answer.status === 409)!.body.code).toBe('email_taken')
  })

  test('R30 the directory’s link comes back, unless somebody was provisioned in between', async () => {
    const [alone, replaced] = [await linked(['scim']), await linked(['scim'])]
    const externalId = (await u.links(replaced)).links[0].externalId
    await u.remove(alone)
    await u.remove(replaced)
    const successor = await u.provision('scim', { externalId, sent: { firstName: 'Successor', email: address() } })
    expect(successor).not.toBe(replaced)
    await restore(alone)
    await restore(replaced)
    expect((await u.get(alone)).sources).toMatchObject([
      { kind: 'scim', ownedFields: ['firstName', 'lastName', 'email'] },
    ])
    expect((await u.get(replaced)).sources).toMatchObject([{ kind: 'console' }])
    expect((await u.get(replaced)).lockedFields).toEqual([])
  })

  test('SEC-23 nobody restores a user of another account', async () => {
    const other = usersOf(w, w.other)
    const gone = await other.create()
    await other.remove(gone.id)
    expect((await restore(gone.id)).status).toBe(404)
    expect((await other.act('restore', gone.id, {}, w.admin)).status).toBe(404)
  })
})
