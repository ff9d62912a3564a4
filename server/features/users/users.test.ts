import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'

let w: World
beforeAll(async () => {
  w = await startWorld()
})

const users = (accountId = w.accountId) => `/api/accounts/${accountId}/users`
let serial = 0
const address = () => `made${++serial}@test.example`
const create = async (body: Record<string, unknown> = {}) => {
  const answer = await w.call(w.admin, 'POST', users(), {
    firstName: 'Ann',
    lastName: 'Other',
    email: address(),
    ...body,
  })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const mails = (accountId = w.accountId) =>
  w.inside(accountId, ({ tx }) =>
    tx.query<{ kind: string; address: string; user_id: string }>({
      text: 'select kind, address, user_id from mails order by queued_at, id',
      values: [],
    }),
  )
const events = (userId: string) =>
  w.inside(w.accountId, ({ tx }) =>
    tx.query<{ name: string; actor_kind: string; actor_account_id: string; version: number }>({
      text: 'select name, actor_kind, actor_account_id, version from events where user_id = $1 order by id',
      values: [userId],
    }),
  )

describe('R1 a name', () => {
  test('R1 without Name, First Name and Last Name nothing is created', async () => {
    for (const body of [{ email: address() }, { name: ' ', firstName: '', lastName: null, email: address() }]) {
      const answer = await w.call(w.admin, 'POST', users(), body)
      expect(answer.status).toBe(422)
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ field: 'name', code: 'name_required' }))
    }
  })
  test('R1 one of the three is enough', async () => {
    for (const field of ['name', 'firstName', 'lastName']) {
      const answer = await w.call(w.admin, 'POST', users(), { [field]: 'Solo', email: address() })
      expect(answer.status).toBe(201)
      expect(answer.body.displayName).toBe('Solo')
    }
  })
  test('R1 an edit can’t take the last name away', async () => {
    const user = await create({ lastName: null })
    const answer = await w.call(w.admin, 'PATCH', `${users()}/${user.id}`, { firstName: '' }, { 'if-match': '*' })
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0]).toMatchObject({ field: 'name', code: 'name_required' })
  })
})

describe('R2 the email', () => {
  test('R2 a missing, empty or invalid email is 422 at its field', async () => {
    for (const email of [
      undefined,
      null,
      '',
      '  ',
      'no-at',
      'a@b',
      'a b@test.example',
      'a@@test.example',
      '<a@test.example>',
    ]) {
      const answer = await w.call(w.admin, 'POST', users(), { name: 'X', email })
      expect(answer.status, String(email)).toBe(422)
      expect(answer.body.errors[0].field).toBe('email')
    }
  })
})

describe('R3 one email per account', () => {
  test('R3 spelling does not matter: trimmed, case, NFC, IDNA', async () => {
    const user = await create({ email: 'Zoë.Größe@bücher.example' })
    for (const email of [
      ' zoë.größe@BÜCHER.example ',
      'Zoë.Größe@xn--bcher-kva.example',
      'zoë.größe@bücher.example'.normalize('NFD'),
    ]) {
      const answer = await w.call(w.admin, 'POST', users(), { name: 'X', email })
      expect(answer.status, email).toBe(409)
      expect(answer.body.code).toBe('email_taken')
      expect(answer.body.holder.id).toBe(user.id)
    }
  })
  test('R3 look-alikes whose letters become ASCII are refused', async () => {
    for (const email of [
      '\u212Aim@test.example',
      'dotless\u0131@test.example',
      '\uFF41dmin@test.example',
      'a\uFF20test.example',
    ]) {
      const answer = await w.call(w.admin, 'POST', users(), { name: 'X', email })
      expect(answer.status, email).toBe(422)
      expect(answer.body.errors[0].code).toBe('email_invalid')
    }
  })
  test('R3 the same email may be in another account', async () => {
    const user = await create()
    const answer = await w.call(w.other, 'POST', users(w.otherAccountId), { name: 'X', email: user.email })
    expect(answer.status).toBe(201)
  })
  test('R3 twenty at once make one user', async () => {
    const email = address()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => w.call(w.admin, 'POST', users(), { name: 'X', email })),
    )
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19)
  })
  test('R3 two edits to one email at once: one wins, the other is 409 with the holder', async () => {
    const [a, b] = [await create(), await create()]
    const email = address()
    const answers = await Promise.all(
      [a, b].map((user) => w.call(w.admin, 'PATCH', `${users()}/${user.id}`, { email }, { 'if-match': '*' })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect(answers.find((answer) => answer.status === 409)!.body.holder.email).toBe(email)
  })
})

describe('R4 the clash', () => {
  test('R4 names the message, the attribute and the holder', async () => {
    const user = await create()
    const answer = await w.call(w.admin, 'POST', users(), { name: 'X', email: user.email })
    expect(answer.body).toMatchObject({
      title: 'One or more of the attribute values are already in use',
      errors: [{ field: 'email', code: 'email_taken' }],
      holder: { id: user.id, displayName: 'Ann Other', status: 'unregistered', sources: [{ kind: 'console' }] },
    })
  })
})

describe('R5 the welcome email', () => {
  test('R5 a failed create sends nothing', async () => {
    const user = await create()
    const before = await mails()
    await w.call(w.admin, 'POST', users(), { name: 'X', email: user.email })
    await w.call(w.admin, 'POST', users(), { name: '', email: address() })
    expect(await mails()).toEqual(before)
  })
  test('R5 success queues exactly one', async () => {
    const user = await create()
    expect((await mails()).filter((mail) => mail.user_id === user.id)).toEqual([
      { kind: 'welcome', address: user.email, user_id: user.id },
    ])
    expect(user.invitation.state).toBe('queued')
  })
  test('REL-6 one Idempotency-Key fifty times at once: one user, one mail, one answer', async () => {
    const email = address()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        w.call(w.admin, 'POST', users(), { name: 'Once', email }, { 'idempotency-key': email }),
      ),
    )
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1)
    expect((await mails()).filter((mail) => mail.address === email)).toHaveLength(1)
    const other = await w.call(
      w.admin,
      'POST',
      users(),
      { name: 'Else', email: address() },
      { 'idempotency-key': email },
    )
    expect(other.body.code).toBe('idempotency_mismatch')
  })
})

test('SEC-28 a page of none or of more than 200 is a wrong value, not a wrong length', async () => {
  for (const limit of [0, 201]) {
    const { status, body } = await w.call(w.admin, 'GET', `${users()}?limit=${limit}`)
    expect([status, body.errors]).toEqual([400, [{ field: 'limit', code: 'invalid_value' }]])
  }
})

describe('roles', () => {
  test('R6 the toggle is off by default', async () => {
    expect((await create()).role).toBe('user')
    expect((await create({ role: 'account_admin' })).role).toBe('account_admin')
  })
  test('R13 partner can’t be given', async () => {
    const user = await create()
    for (const answer of [
      await w.call(w.partner, 'POST', users(), { name: 'X', email: address(), role: 'partner' }),
      await w.call(w.partner, 'PATCH', `${users()}/${user.id}`, { role: 'partner' }, { 'if-match': '*' }),
    ]) {
      expect(answer.status).toBe(422)
      expect(answer.body.code).toBe('role_not_assignable')
    }
  })
  test('R13 partner can’t be taken', async () => {
    const answer = await w.call(
      w.partner,
      'PATCH',
      `${users(w.partnerAccountId)}/${w.partner.id}`,
      { role: 'user' },
      { 'if-match': '*' },
    )
    expect(answer.status).toBe(409)
  })
  test('R14 an Account Admin can’t demote, suspend or delete themselves', async () => {
    const own = `${users()}/${w.admin.id}`
    const acts = `/api/accounts/${w.accountId}/user-actions`
    const codes = async () => {
      const answers = [
        await w.call(w.admin, 'PATCH', own, { role: 'user' }, { 'if-match': '*' }),
        await w.call(w.admin, 'PATCH', own, { suspendedByAdmin: true }, { 'if-match': '*' }),
        await w.call(w.admin, 'DELETE', own, { confirm: 'delete' }, { 'if-match': '*' }),
        await w.call(w.admin, 'POST', acts, {
          action: 'set_role',
          selection: { ids: [w.admin.id] },
          params: { role: 'user' },
        }),
      ]
      return answers.map(({ status, body }) => [status, body.code, body.reason].filter(Boolean).join(' '))
    }
    expect(await codes()).toEqual(Array(4).fill('409 last_admin'))
    const second = await makePerson(w, w.accountId, 'account_admin')
    expect(await codes()).toEqual(Array(4).fill('409 last_admin own_account'))
    const gone = { role: 'user' }
    await w.call(w.admin, 'PATCH', `${users()}/${second.id}`, gone, { 'if-match': '*' })
  })
  test('R14 the last admin who can sign in stays, unless a partner says so', async () => {
    const own = `${users()}/${w.admin.id}`
    const refused = await w.call(w.partner, 'PATCH', own, { role: 'user' }, { 'if-match': '*' })
    expect(refused.body.code).toBe('last_admin')
    expect((await w.call(w.admin, 'GET', own)).body.role).toBe('account_admin')
    const suspended = await w.call(w.partner, 'PATCH', own, { suspendedByAdmin: true }, { 'if-match': '*' })
    expect(suspended.body.code).toBe('last_admin')
    const deleted = await w.call(w.partner, 'DELETE', own, { confirm: 'delete' }, { 'if-match': '*' })
    expect(deleted.body.code).toBe('last_admin')
    const said = await w.call(w.partner, 'PATCH', own, { role: 'user', allowLastAdmin: true }, { 'if-match': '*' })
    expect(said.status).toBe(200)
    await w.call(w.partner, 'PATCH', own, { role: 'account_admin' }, { 'if-match': '*' })
  })
})

describe('R11 two admins', () => {
  test('R11 the second Save is refused with the current user and changes nothing', async () => {
    const user = await create()
    const url = `${users()}/${user.id}`
    const { headers } = await w.call(w.admin, 'GET', url)
    const etag = headers.etag as string
    expect((await w.call(w.admin, 'PATCH', url, { lastName: 'First' }, { 'if-match': etag })).status).toBe(200)
    const second = await w.call(w.partner, 'PATCH', url, { lastName: 'Second' }, { 'if-match': etag })
    expect(second.status).toBe(412)
    expect(second.body.current.lastName).toBe('First')
    expect((await w.call(w.admin, 'GET', url)).body.lastName).toBe('First')
  })
  test('R11 without If-Match a change is 428', async () => {
    const user = await create()
    expect((await w.call(w.admin, 'PATCH', `${users()}/${user.id}`, { lastName: 'X' })).status).toBe(428)
    expect((await w.call(w.admin, 'DELETE', `${users()}/${user.id}`, { confirm: 'delete' })).status).toBe(428)
  })
  test('REL-7 two at once: one 200, one 412', async () => {
    const user = await create()
    const answers = await Promise.all(
      ['A', 'B'].map((lastName) =>
        w.call(w.admin, 'PATCH', `${users()}/${user.id}`, { lastName }, { 'if-match': '"1"' }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412])
  })
})

describe('R12 a changed email', () => {
  test('R12 of an unregistered user voids the link, and the user is not invited any more', async () => {
    const user = await create()
    const answer = await w.call(w.admin, 'PATCH', `${users()}/${user.id}`, { email: address() }, { 'if-match': '*' })
    expect(answer.body.invitation.state).toBe('not_sent')
    const open = await w.inside(w.accountId, ({ tx }) =>
      tx.query({ text: 'select from one_time_links where user_id = $1 and voided_at is null', values: [user.id] }),
    )
    expect(open).toHaveLength(0)
  })
  test('R12 SEC-8 of a registered user tells the old and the new address and keeps the session', async () => {
    const email = address()
    const answer = await w.call(w.admin, 'PATCH', `${users()}/${w.user.id}`, { email }, { 'if-match': '*' })
    expect(answer.status).toBe(200)
    const told = (await mails()).filter((mail) => mail.kind.startsWith('email_changed'))
    expect(told.map((mail) => mail.address).sort()).toEqual([w.user.email, email].sort())
    expect((await w.call(w.user, 'GET', '/api/session')).status).toBe(200)
  })
})

describe('a role user', () => {
  test('SEC-26 changes names and mobile of the own profile, nothing else', async () => {
    const own = `${users()}/${w.user.id}`
    expect(
      (await w.call(w.user, 'PATCH', own, { mobile: '+49 1', lastName: 'Mine' }, { 'if-match': '*' })).status,
    ).toBe(200)
    for (const body of [
      { email: address() },
      { role: 'account_admin' },
      { extension: '1' },
      { suspendedByAdmin: false },
      { products: [] },
    ]) {
      expect((await w.call(w.user, 'PATCH', own, body, { 'if-match': '*' })).status, JSON.stringify(body)).toBe(403)
    }
    expect((await w.call(w.user, 'GET', `${users()}/${w.admin.id}`)).status).toBe(403)
  })
})

describe('the record', () => {
  test('SEC-37 a partner’s act is recorded with the partner as actor, and a no-op records nothing', async () => {
    const user = await create()
    const url = `${users()}/${user.id}`
    await w.call(w.partner, 'PATCH', url, { lastName: 'Recorded' }, { 'if-match': '*' })
    await w.call(w.partner, 'PATCH', url, { lastName: 'Recorded' }, { 'if-match': '*' })
    const recorded = await events(user.id)
    expect(recorded.map((event) => event.name)).toEqual(['user.created', 'user.invited', 'user.updated'])
    expect(recorded[2]).toMatchObject({ actor_kind: 'partner', actor_account_id: w.partnerAccountId, version: 2 })
  })
  test('SEC-37 the app role can’t change or remove events', async () => {
    for (const text of [
      'update events set name = name',
      'delete from events',
      'update event_values set before = null',
    ]) {
      await expect(w.inside(w.accountId, ({ tx }) => tx.query({ text, values: [] }))).rejects.toThrow(
        /permission denied/,
      )
    }
  })
  test('SEC-24 without an account the app role sees no rows', async () => {
    expect(await w.house.db.global({ text: 'select from users', values: [] })).toHaveLength(0)
    expect(await w.house.db.global({ text: 'select from accounts', values: [] })).toHaveLength(0)
  })
})

describe('R26 deleting', () => {
  test('R26 needs the English word', async () => {
    const user = await create()
    for (const body of [{}, { confirm: 'löschen' }, { confirm: 'Delete' }]) {
      const answer = await w.call(w.admin, 'DELETE', `${users()}/${user.id}`, body, { 'if-match': '*' })
      expect(answer.status, answer.text).toBe(422)
      expect(answer.body.code).toBe('confirmation_missing')
    }
  })
  test('R27 a Mitel Partner can’t be deleted', async () => {
    const partner = await w.call(w.partner, 'POST', users(w.partnerAccountId), { name: 'Second', email: address() })
    expect(partner.body.role).toBe('partner')
    const answer = await w.call(
      w.partner,
      'DELETE',
      `${users(w.partnerAccountId)}/${partner.body.id}`,
      { confirm: 'delete' },
      { 'if-match': '*' },
    )
    expect(answer.body).toMatchObject({ code: 'not_deletable', reason: 'is_partner' })
  })
  test('R30 a console user leaves the list, frees the email, and is kept', async () => {
    const user = await create()
    const answer = await w.call(w.admin, 'DELETE', `${users()}/${user.id}`, { confirm: 'delete' }, { 'if-match': '*' })
    expect(answer.status).toBe(204)
    const list = await w.call(w.admin, 'GET', `${users()}?search=${user.email}`)
    expect(list.body.total).toBe(0)
    await create({ email: user.email })
    const deleted = await w.call(w.admin, 'GET', `${users()}?deleted=true`)
    expect(deleted.body.items.map((item: { id: string }) => item.id)).toContain(user.id)
  })
})
