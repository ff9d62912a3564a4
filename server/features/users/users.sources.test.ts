import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { mailsOf } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { createSource, provision } from '../sources/sources.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

const locked = (user: Record<string, any>) =>
  Object.fromEntries(user.lockedFields.map(({ field, source }: Record<string, string>) => [field, source]))

describe('R8 fields that a source owns', () => {
  test('R8 a write to one is refused with the source and changes nothing, the free fields with it', async () => {
    const id = await u.provision(
      'scim',
      { sent: { firstName: 'Eva', lastName: 'Directory', email: address() } },
      'Entra ID',
    )
    const before = await u.get(id)
    for (const [field, value] of Object.entries({ firstName: 'Eve', lastName: null, email: address() })) {
      const answer = await u.patch(id, { [field]: value, mobile: '+49 30 1' })
      expect(answer.status, answer.text).toBe(409)
      expect(answer.body).toMatchObject({
        code: 'field_owned_by_source',
        errors: [{ field, code: 'field_owned_by_source', detail: 'Entra ID' }],
      })
    }
    expect(await u.get(id)).toEqual(before)
  })

  test('R8 a partner and the user themselves are refused alike', async () => {
    const id = await u.provision('scim', { userId: w.user.id, sent: { mobile: '+49 30 2' } }, 'Entra ID')
    expect((await u.patch(id, { mobile: '+49 30 3' }, '*', w.partner)).status).toBe(409)
    expect((await u.patch(id, { mobile: '+49 30 3' }, '*', w.user)).status).toBe(409)
    expect((await u.patch(id, { lastName: 'Free' }, '*', w.user)).status).toBe(200)
  })

  test('R8 giving an owned field the value that it has is no write', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } })
    const answer = await u.patch(id, { firstName: 'Eva', lastName: 'Free' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ firstName: 'Eva', lastName: 'Free' })
  })

  test('R8 the user says which fields are locked, by which source, and when it last wrote', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } }, 'Entra ID')
    const user = await u.get(id)
    expect(locked(user)).toEqual({ firstName: 'Entra ID', email: 'Entra ID' })
    expect(user.lockedFields[0].reason).toBe('field_owned_by_source')
    expect(user.sources).toEqual([
      { kind: 'scim', name: 'Entra ID', ownedFields: ['firstName', 'email'], lastSyncedAt: expect.any(String) },
    ])
  })

  test('R8 an explicit null of a source counts, absence does not', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', mobile: null, email: address() } })
    expect(locked(await u.get(id))).toHaveProperty('mobile')
    expect((await u.patch(id, { mobile: '+49 30 4' })).status).toBe(409)
    expect((await u.patch(id, { extension: '12' })).status).toBe(200)
    await u.provision('scim', { userId: id, sent: { extension: null } })
    expect((await u.get(id)).extension).toBeNull()
    await u.provision('scim', { userId: id, sent: {} })
    expect(locked(await u.get(id))).toEqual({
      firstName: 'a scim',
      email: 'a scim',
      mobile: 'a scim',
      extension: 'a scim',
    })
  })

  test('R8 of two sources the directory owns what both send, but the phone system its extension', async () => {
    const both = { firstName: 'P', lastName: 'B', mobile: '1', extension: '100' }
    const id = await u.provision('pbx', { sent: both }, 'Hamburg')
    expect(locked(await u.get(id))).toEqual({
      firstName: 'Hamburg',
      lastName: 'Hamburg',
      mobile: 'Hamburg',
      extension: 'Hamburg',
    })
    await u.provision(
      'scim',
      { userId: id, sent: { firstName: 'S', mobile: null, extension: '200', email: address() } },
      'Entra ID',
    )
    const user = await u.get(id)
    expect(user).toMatchObject({ firstName: 'S', lastName: 'B', mobile: null, extension: '100' })
    expect(locked(user)).toEqual({
      firstName: 'Entra ID',
      lastName: 'Hamburg',
      mobile: 'Entra ID',
      extension: 'Hamburg',
      email: 'Entra ID',
    })
    // The weaker one writes: what it owns changes, the rest is only remembered.
    await u.provision(
      'pbx',
      { userId: id, sent: { ...both, lastName: 'BB', mobile: '2', extension: '101' } },
      'Hamburg',
    )
    expect(await u.get(id)).toMatchObject({ firstName: 'S', lastName: 'BB', mobile: null, extension: '101' })
  })

  test.each([
    ['scim', 'micloud_connect', 'firstName', 'scim'],
    ['micloud_connect', 'pbx', 'firstName', 'micloud_connect'],
    ['pbx', 'iot', 'firstName', 'pbx'],
    ['scim', 'pbx', 'extension', 'pbx'],
    ['scim', 'micloud_connect', 'extension', 'micloud_connect'],
    ['micloud_connect', 'pbx', 'extension', 'pbx'],
    ['scim', 'iot', 'extension', 'scim'],
  ] as const)('R8 of %s and %s, whichever came first, %s is owned by %s', async (a, b, field, owner) => {
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      const id = await u.provision(first, { sent: { name: 'N', [field]: '1' } }, first)
      await u.provision(second, { userId: id, sent: { [field]: '2' } }, second)
      expect(locked(await u.get(id))[field]).toBe(owner)
    }
  })
})

describe('R8 where each field comes from', () => {
  test('R8 value, owner and when, and what every other source says', async () => {
    const id = await u.provision('pbx', { sent: { firstName: 'P', extension: '1' } }, 'Hamburg')
    await u.provision('scim', { userId: id, sent: { firstName: 'S', extension: null } }, 'Entra ID')
    await u.patch(id, { mobile: '+49 30 5' })
    const { fields } = await u.links(id)
    const of = (field: string) => fields.find((one: { field: string }) => one.field === field)
    expect(of('firstName')).toMatchObject({
      value: 'S',
      owner: { kind: 'scim', name: 'Entra ID', writtenAt: expect.any(String) },
      said: [
        { kind: 'pbx', name: 'Hamburg', value: 'P' },
        { kind: 'scim', name: 'Entra ID', value: 'S' },
      ],
    })
    expect(of('extension')).toMatchObject({ value: '1', owner: { kind: 'pbx' } })
    expect(of('extension').said).toContainEqual({
      sourceId: expect.any(String),
      kind: 'scim',
      name: 'Entra ID',
      value: null,
    })
    expect(of('mobile')).toEqual({ field: 'mobile', value: '+49 30 5', owner: null, said: [] })
  })

  test('R8 two sources of one kind and one name are told apart', async () => {
    const first = await u.source('pbx', 'Twins')
    const id = await u.provision('pbx', { sent: { firstName: 'One' } }, 'Twins')
    const { id: second } = await createSource(w.system(w.accountId), { kind: 'pbx', name: 'Twins' })
    const user = { userId: id, externalId: 'twin', sent: { lastName: 'Two' }, raw: {} }
    await provision(w.system(w.accountId), { sourceId: second, users: [user] })
    const { fields } = await u.links(id)
    const owner = (field: string) => fields.find((one: { field: string }) => one.field === field).owner.sourceId
    expect([owner('firstName'), owner('lastName')]).toEqual([first, second])
  })

  test('R10 the directory’s data is there as it came', async () => {
    const raw = { userName: 'eva', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Ops' } }
    const id = await u.provision('scim', { sent: { firstName: 'Eva' }, raw })
    expect((await u.links(id)).links).toMatchObject([{ kind: 'scim', state: 'linked', raw }])
  })
})

describe('R9 what an admin changed', () => {
  test('R9 stays until a source sends that field, and is the source’s from then on', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } })
    await u.patch(id, { lastName: 'Console' })
    await u.provision('scim', { userId: id, sent: { firstName: 'Eva' } })
    expect((await u.get(id)).lastName).toBe('Console')
    await u.provision('scim', { userId: id, sent: { lastName: 'Directory' } })
    expect((await u.get(id)).lastName).toBe('Directory')
    expect((await u.patch(id, { lastName: 'Console' })).status).toBe(409)
  })
})

describe('what a source changes', () => {
  test('R12 SEC-13 a new email from a source voids the link of an unregistered user and tells a registered one', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } })
    await u.act('send_welcome_email', id)
    await u.provision('scim', { userId: id, sent: { email: address() } })
    expect((await u.get(id)).invitation.state).toBe('not_sent')
    await u.register(id)
    const { email: old } = await u.get(id)
    const email = address()
    await u.provision('scim', { userId: id, sent: { email } })
    const told = (await mailsOf(w, w.accountId)).filter(
      (mail) => mail.user_id === id && /^email_changed/.test(mail.kind),
    )
    expect(told.map((mail) => mail.address).sort()).toEqual([old, email].sort())
  })

  test('R3 an email that is in use is refused, and the source’s set is written not at all', async () => {
    const holder = await u.create()
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } })
    const before = await u.get(id)
    for (const said of [
      { userId: id, sent: { lastName: 'X', email: holder.email } },
      { sent: { email: holder.email } },
    ]) {
      await expect(u.provision('scim', said)).rejects.toMatchObject({ code: 'email_taken' })
    }
    expect(await u.get(id)).toEqual(before)
  })

  test('nobody deleted, unknown or of another account is changed by a source', async () => {
    const gone = await u.create()
    await u.remove(gone.id)
    for (const userId of [gone.id, w.other.id, '00000000-0000-7000-8000-000000000001']) {
      await expect(u.provision('scim', { userId, sent: { firstName: 'X' } })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })

  test('nobody is mailed by arriving', async () => {
    const id = await u.provision('scim', { sent: { firstName: 'Eva', email: address() } })
    expect((await mailsOf(w, w.accountId)).some((mail) => mail.user_id === id)).toBe(false)
    expect((await u.get(id)).invitation.state).toBe('not_sent')
  })
})
