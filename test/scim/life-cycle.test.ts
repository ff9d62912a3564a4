import { beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { actOnUsers, createUsers } from '../../server/features/users/users.ts'
import { openJobs } from '../../server/jobs.ts'
import { sql } from '../../server/platform/sql.ts'
import { makePerson, startWorld, type World } from '../harness/house.ts'
import { whoAmI } from '../harness/sign-in.ts'
import { type Client, cloudlink, connect, core, enterprise, patchOf, q, someone } from './client.ts'

let w: World
let entra: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId)
})

const api = (path = '') => `/api/accounts/${w.accountId}${path}`
const userOf = async (id: string) => (await w.call(w.admin, 'GET', api(`/users/${id}`))).body
const found = async (client: Client, filter: string): Promise<string[]> =>
  (await client.send('GET', `/Users?${q(filter)}`)).body.Resources.map((one: { id: string }) => one.id)

let made = 0
async function consoleUser(
  email = `console${++made}@test.example`,
  accountId = w.accountId,
): Promise<{ id: string; email: string }> {
  const values = { name: null, firstName: 'Con', lastName: 'Sole', mobile: null, extension: null, email }
  const [user] = await createUsers(w.system(accountId), {
    users: [{ values, role: 'user' }],
    origin: 'console',
    welcome: false,
  })
  return { id: user!.id, email }
}
const twin = (email: string) => someone({ userName: email, emails: [{ value: email, type: 'work', primary: true }] })
const deactivate = patchOf({ op: 'Replace', path: 'active', value: 'False' })

describe('R8 a user of no directory is claimed', () => {
  test('by the first write; a POST before is 409 and the filter finds whom it meant', async () => {
    const { id, email } = await consoleUser()
    expect(await found(entra, `userName eq "${email.toUpperCase()}"`)).toEqual([id])
    expect(await found(entra, `emails[type eq "work"].value eq "${email}"`)).toEqual([id])
    const post = await entra.send('POST', '/Users', twin(email))
    expect([post.status, post.body.scimType]).toEqual([409, 'uniqueness'])
    expect(post.body.detail).toContain(email)
    expect((await entra.send('DELETE', `/Users/${id}`)).status).toBe(403)
    const change = { op: 'replace', value: { externalId: 'claimed-1', 'name.givenName': 'Claimed', title: 'Boss' } }
    const patched = await entra.send('PATCH', `/Users/${id}`, patchOf(change))
    expect(patched.body).toMatchObject({
      id,
      externalId: 'claimed-1',
      userName: email,
      title: 'Boss',
      name: { givenName: 'Claimed', familyName: 'Sole' },
      emails: [{ value: email, type: 'work', primary: true }],
    })
    const user = await userOf(id)
    expect(user.firstName).toBe('Claimed')
    expect(user.sources.map((source: { kind: string }) => source.kind)).toEqual(['scim'])
    const locked = user.lockedFields.map((lock: { field: string }) => lock.field)
    // The sign-in name is an address, so it is the email; the last name nobody has sent.
    expect(locked.sort()).toEqual(['email', 'firstName'])
    const { body: history } = await w.call(w.admin, 'GET', api(`/users/${id}/history`))
    expect(history.items.map((event: { name: string }) => event.name)).toContain('user.linked')
  })

  test('a claimed Account Admin keeps the role, and a suspension by an admin is not seen', async () => {
    const admin = await makePerson(w, w.accountId, 'account_admin')
    await actOnUsers(w.system(w.accountId), { action: 'set_active', ids: [admin.id], params: { active: false } })
    const { body } = await entra.send('PATCH', `/Users/${admin.id}`, patchOf({ op: 'add', path: 'title', value: 'T' }))
    expect([body.active, body[cloudlink].accountAdmin]).toEqual([true, true])
    expect(await userOf(admin.id)).toMatchObject({ role: 'account_admin', status: 'inactive', suspendedByAdmin: true })
  })
})

describe('SCIM-C17 the admin flag', () => {
  test('of a directory that may not grant it is read-only, of one that may it is taken', async () => {
    const sent = someone({ [cloudlink]: { accountAdmin: true, extension: '4711' } })
    const { body: plain } = await entra.send('POST', '/Users', sent)
    expect(await userOf(plain.id)).toMatchObject({ role: 'user', extension: '4711' })
    const path = `${cloudlink}:accountAdmin`
    const refused = await entra.send('PATCH', `/Users/${plain.id}`, patchOf({ op: 'add', path, value: true }))
    expect(refused.body.scimType).toBe('mutability')
    const granting = await connect(w, w.accountId, { name: 'Granting', mayGrantAdmin: true })
    const { body: admin } = await granting.send('POST', '/Users', someone({ [cloudlink]: { accountAdmin: true } }))
    expect(admin[cloudlink].accountAdmin).toBe(true)
    expect((await userOf(admin.id)).role).toBe('account_admin')
    await granting.send('PATCH', `/Users/${admin.id}`, patchOf({ op: 'replace', path, value: 'False' }))
    expect((await userOf(admin.id)).role).toBe('user')
  })
})

test('SEC-18 active=false ends sessions at once and keeps source link, role and licences', async () => {
  const person = await makePerson(w, w.accountId, 'user')
  await entra.send('PATCH', `/Users/${person.id}`, patchOf({ op: 'add', path: 'externalId', value: 'sec18' }))
  expect(await whoAmI(w, person.cookie)).toBe(200)
  const { status, body } = await entra.send('PATCH', `/Users/${person.id}`, deactivate)
  expect([status, body.active]).toEqual([200, false])
  expect(await whoAmI(w, person.cookie)).toBe(401)
  expect(await userOf(person.id)).toMatchObject({ status: 'inactive', sourceActive: false, role: 'user' })
  expect(await found(entra, `externalId eq "sec18"`)).toEqual([person.id])
  const again = await entra.send(
    'PATCH',
    `/Users/${person.id}`,
    patchOf({ op: 'Replace', path: 'active', value: 'True' }, { op: 'Replace', path: 'externalId', value: 're-hired' }),
  )
  expect([again.body.active, again.body.externalId, again.body.id]).toEqual([true, 're-hired', person.id])
})

test('R14 the last admin is spared: 403, nothing changes, and the console is told', async () => {
  const alone = await startAlone()
  for (const [method, body] of [
    ['PATCH', deactivate],
    ['DELETE', undefined],
  ] as const) {
    const answer = await alone.client.send(method, `/Users/${alone.admin.id}`, body)
    expect([method, answer.status]).toEqual([method, 403])
    expect(answer.body.detail).toContain('last Account Admin')
  }
  expect(await whoAmI(w, alone.admin.cookie)).toBe(200)
  const url = `/api/accounts/${alone.accountId}/sources/${alone.client.sourceId}/requests`
  const { body } = await w.call(alone.admin, 'GET', url)
  expect(body.activity.lastAdminSpared).toBe(true)
  expect(body.items[0]).toMatchObject({ method: 'DELETE', status: 403 })
})

async function startAlone() {
  const accountId = (await w.call(w.partner, 'POST', '/api/accounts', { name: 'Alone' })).body.id
  const admin = await makePerson(w, accountId, 'account_admin')
  const client = await connect(w, accountId)
  await client.send('PATCH', `/Users/${admin.id}`, patchOf({ op: 'add', path: 'externalId', value: 'boss' }))
  return { accountId, admin, client }
}

describe('policies', () => {
  test('review: 409, not found by filters, a row at the desk; linked by an admin the next cycle succeeds', async () => {
    const okta = await connect(w, w.accountId, { name: 'Review', policy: 'review' })
    const { id, email } = await consoleUser()
    expect(await found(okta, `userName eq "${email}"`)).toEqual([])
    expect((await okta.send('GET', `/Users/${id}`)).status).toBe(404)
    const sent = twin(email)
    for (let time = 0; time < 2; time++) {
      const answer = await okta.send('POST', '/Users', sent)
      expect(answer.status).toBe(409)
      expect(answer.body.detail).toContain('waiting for approval in console')
    }
    const { items } = (await w.call(w.admin, 'GET', api('/conflicts'))).body
    expect(items[0]).toMatchObject({ rule: 'review', state: 'open', tries: 2, userName: email })
    expect(items[0].candidates[0]).toMatchObject({ id, values: { email } })
    const url = api(`/conflicts/${items[0].id}`)
    const linked = await w.call(w.admin, 'POST', url, { decision: 'link' })
    expect([linked.status, linked.body.state], linked.text).toEqual([200, 'linked'])
    expect(await found(okta, `userName eq "${email}"`)).toEqual([id])
    expect((await userOf(id)).displayName).toBe(sent.displayName)
    expect((await w.call(w.admin, 'POST', url, { decision: 'undo' })).body.state).toBe('open')
    expect(await userOf(id)).toMatchObject({ name: null, firstName: 'Con', lastName: 'Sole', email, lockedFields: [] })
    // What an admin has written since the link stays as written, and who was made inactive is active again.
    await okta.send('POST', '/Users', { ...sent, active: false })
    await w.call(w.admin, 'POST', url, { decision: 'link' })
    expect(await userOf(id)).toMatchObject({ firstName: 'Pat', status: 'inactive' })
    await okta.send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'name.givenName', value: 'Later' }))
    const undone = await w.call(w.admin, 'POST', url, { decision: 'undo' })
    expect([undone.body.state, undone.body.decidedBy], undone.text).toEqual(['open', null])
    expect(await userOf(id)).toMatchObject({ firstName: 'Later', lastName: 'Sole', status: 'unregistered' })
    expect(await found(okta, `userName eq "${email}"`)).toEqual([])
    expect((await w.call(w.admin, 'POST', url, { decision: 'keep_apart' })).body.state).toBe('kept_apart')
    expect((await okta.send('POST', '/Users', sent)).body.detail).toContain('another person')
    const apart = await okta.send('POST', '/Users', { ...sent, emails: [{ value: `other.${email}`, type: 'work' }] })
    expect([apart.status, apart.body.id === id], apart.text).toEqual([201, false])
    // Whom they were kept apart from is no clash of what else is written.
    const changes = { externalId: 'kept-apart', 'emails[type eq "work"].value': `third.${email}` }
    const changed = await okta.send('PATCH', `/Users/${apart.body.id}`, patchOf({ op: 'replace', value: changes }))
    expect([changed.status, changed.body.externalId], changed.text).toEqual([200, 'kept-apart'])
    const back = patchOf({ op: 'replace', path: 'emails[type eq "work"].value', value: email })
    expect((await okta.send('PATCH', `/Users/${apart.body.id}`, back)).status).toBe(409)
  })

  test('SCIM-C4 what is decided by itself is not left at the desk: who was in the way is deleted, or the user is here', async () => {
    const okta = await connect(w, w.accountId, { name: 'Desk', policy: 'review' })
    const { id, email } = await consoleUser()
    const waiting = async () => {
      const { items } = (await w.call(w.admin, 'GET', api('/conflicts'))).body
      const { openConflicts } = (await w.call(w.admin, 'GET', api(`/sources/${okta.sourceId}`))).body
      return [items.filter((item: { userName: string }) => item.userName === email).length, openConflicts]
    }
    await okta.send('POST', '/Users', twin(email))
    expect(await waiting()).toEqual([1, 1])
    await actOnUsers(w.system(w.accountId), { action: 'delete', ids: [id], params: {} })
    expect(await waiting()).toEqual([0, 0])
    expect((await okta.send('POST', '/Users', twin(email))).status).toBe(201)
    await actOnUsers(w.system(w.accountId), { action: 'restore', ids: [id], params: {} })
    expect(await waiting()).toEqual([0, 0])
    const [a, b] = [await consoleUser(), await consoleUser()]
    const both = someone({ userName: a.email, emails: [{ value: b.email, type: 'work' }] })
    expect((await entra.send('POST', '/Users', both)).status).toBe(409)
    const open = async () =>
      (await w.call(w.admin, 'GET', api('/conflicts'))).body.items.filter(
        (item: { userName: string }) => item.userName === a.email,
      ).length
    expect(await open()).toBe(1)
    await entra.send('PATCH', `/Users/${a.id}`, patchOf({ op: 'add', path: 'title', value: 'Claimed' }))
    expect(await open()).toBe(0)
  })

  test('SEC-41 of whoever is erased nothing stays at the desk: as candidate, linked or kept apart', async () => {
    const okta = await connect(w, w.accountId, { name: 'Erased', policy: 'review' })
    const [candidate, linked, twinned, kept] = [
      await consoleUser(),
      await consoleUser(),
      await consoleUser(),
      await consoleUser(),
    ]
    for (const { email } of [candidate, linked, twinned, kept]) await okta.send('POST', '/Users', twin(email))
    const { items } = (await w.call(w.admin, 'GET', api('/conflicts'))).body
    const decide = (email: string, decision: string) =>
      w.call(
        w.admin,
        'POST',
        api(`/conflicts/${items.find((item: { userName: string }) => item.userName === email).id}`),
        {
          decision,
        },
      )
    await decide(linked.email, 'link')
    await decide(twinned.email, 'keep_apart')
    const apart = { ...twin(twinned.email), emails: [{ value: `apart.${twinned.email}`, type: 'work' }] }
    const { body } = await okta.send('POST', '/Users', apart)
    const gone = [candidate.id, linked.id, body.id]
    await actOnUsers(w.system(w.accountId), { action: 'delete', ids: gone, params: {} })
    await w.inside(w.accountId, ({ tx }) =>
      tx.run(sql`update users set deleted_at = now() - interval '31 days' where id = any(${gone}::uuid[])`),
    )
    await openJobs(readConfig({ LOG_LEVEL: 'silent' }), w.house.settings.publicUrl).handlers['users.eraseDeleted']!(
      w.house,
      { accountId: w.accountId },
    )
    const rows = await w.inside(w.accountId, ({ tx }) =>
      tx.query<{ text: string }>(sql`select c::text as text from conflicts c where source_id = ${okta.sourceId}`),
    )
    expect(rows.map(({ text }) => text).filter((text) => !text.includes(kept.email))).toEqual([])
    expect(rows).toHaveLength(1)
  })

  test('conflict: 409 always', async () => {
    const okta = await connect(w, w.accountId, { name: 'Conflict', policy: 'conflict' })
    const { email } = await consoleUser()
    expect((await okta.send('POST', '/Users', twin(email))).status).toBe(409)
    expect(await found(okta, `userName eq "${email}"`)).toEqual([])
  })

  test('two candidates: 409 and a row at the desk with both', async () => {
    const [a, b] = [await consoleUser(), await consoleUser()]
    const sent = someone({ userName: a.email, emails: [{ value: b.email, type: 'work' }] })
    expect((await entra.send('POST', '/Users', sent)).status).toBe(409)
    const { items } = (await w.call(w.admin, 'GET', api('/conflicts'))).body
    const row = items.find((item: { userName: string }) => item.userName === a.email)
    expect([row.rule, row.candidates.length]).toEqual(['two_candidates', 2])
  })

  test('a user of another directory is never taken over, nor seen', async () => {
    const { body: user } = await entra.send('POST', '/Users', someone())
    const second = await connect(w, w.accountId, { name: 'Second' })
    expect(await found(second, `userName eq "${user.userName}"`)).toEqual([])
    expect((await second.send('PATCH', `/Users/${user.id}`, deactivate)).status).toBe(404)
    const sent = someone({ userName: user.userName, emails: user.emails })
    expect((await second.send('POST', '/Users', sent)).status).toBe(409)
    const release = await w.call(w.admin, 'POST', api(`/sources/${second.sourceId}/release`))
    expect(release.body).toEqual({ released: 0 })
    const { items } = (await w.call(w.admin, 'GET', api('/conflicts'))).body
    const row = items.find((item: { rule: string }) => item.rule === 'other_source')
    await w.call(w.admin, 'POST', api(`/conflicts/${row.id}`), { decision: 'link' })
    expect(await found(second, `userName eq "${user.userName}"`)).toEqual([user.id])
    expect((await entra.send('GET', `/Users/${user.id}`)).status).toBe(404)
  })
})

test('releasing gives the users back to the console', async () => {
  const passing = await connect(w, w.accountId, { name: 'Passing', policy: 'conflict' })
  const { body: user } = await passing.send('POST', '/Users', someone())
  expect((await userOf(user.id)).lockedFields.length).toBeGreaterThan(0)
  expect((await w.call(w.admin, 'POST', api(`/sources/${passing.sourceId}/release`))).body).toEqual({ released: 1 })
  expect((await userOf(user.id)).lockedFields).toEqual([])
  expect((await w.call(w.admin, 'DELETE', api(`/sources/${passing.sourceId}`))).status).toBe(204)
  expect((await passing.send('GET', '/Users')).status).toBe(401)
})

test('R30 restored in the console, the user is the directory’s again; not when somebody was provisioned in between', async () => {
  const sent = someone()
  const { body: user } = await entra.send('POST', '/Users', sent)
  const restore = (id: string) => actOnUsers(w.system(w.accountId), { action: 'restore', ids: [id], params: {} })
  await entra.send('DELETE', `/Users/${user.id}`)
  await restore(user.id)
  expect((await entra.send('GET', `/Users/${user.id}`)).body.userName).toBe(sent.userName)
  await entra.send('DELETE', `/Users/${user.id}`)
  const again = await entra.send('POST', '/Users', {
    ...sent,
    emails: [{ value: `n.${made}@new.example`, type: 'work' }],
  })
  expect(again.status).toBe(201)
  await restore(user.id)
  expect((await userOf(user.id)).sources.map((source: { kind: string }) => source.kind)).toEqual(['console'])
})

test('SCIM-C10 SCIM-C19 what is sent comes back as sent, and what the product can’t use is kept too', async () => {
  const more = {
    userName: 'guest_x#EXT#@dir',
    emails: undefined,
    phoneNumbers: [
      { value: 'call me', type: 'mobile' },
      { value: '+1 (555) 1234 ext. 9', type: 'work' },
    ],
    addresses: [{ type: 'work', country: 'Atlantis', primary: true }],
    password: 'secret',
    [enterprise]: { employeeNumber: '007' },
  }
  const { body } = await entra.send('POST', '/Users', someone(more))
  const { password: _, emails: __, ...back } = more
  expect(body).toMatchObject(back)
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(await userOf(body.id)).toMatchObject({ email: null, mobile: null })
  const bad = await entra.send('POST', '/Users', someone({ emails: [{ value: 'a@b@c', type: 'work' }] }))
  expect([bad.status, bad.body.scimType]).toEqual([400, 'invalidValue'])
})

test('R5 a directory that sends welcome emails sends one at creation; others send none', async () => {
  const welcoming = await connect(w, w.accountId, { name: 'Welcoming', sendWelcomeEmail: true })
  const { body: greeted } = await welcoming.send('POST', '/Users', someone())
  const { body: silent } = await entra.send('POST', '/Users', someone())
  expect((await userOf(greeted.id)).invitation.state).toBe('queued')
  expect((await userOf(silent.id)).invitation.state).toBe('not_sent')
  expect((await w.call(w.admin, 'GET', api(`/sources/${entra.sourceId}`))).body.waiting).toBeGreaterThan(0)
})

test('R8 what the directory never sent is the console’s, and the directory is told; its own word locks it', async () => {
  const { body: user } = await entra.send('POST', '/Users', someone())
  const before = await w.call(w.admin, 'GET', api(`/users/${user.id}`))
  const save = (body: unknown, etag: unknown) =>
    w.call(w.admin, 'PATCH', api(`/users/${user.id}`), body, { 'if-match': String(etag) })
  expect((await save({ firstName: 'X' }, before.headers.etag)).body.code).toBe('field_owned_by_source')
  const saved = await save({ mobile: '+49 1' }, before.headers.etag)
  expect(saved.status, saved.text).toBe(200)
  expect((await entra.send('GET', `/Users/${user.id}`)).body.phoneNumbers).toEqual([{ value: '+49 1', type: 'mobile' }])
  await entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'add', path: 'title', value: 'T' }))
  expect((await userOf(user.id)).lockedFields.map((lock: { field: string }) => lock.field)).not.toContain('mobile')
  const value = '+49 2'
  await entra.send(
    'PATCH',
    `/Users/${user.id}`,
    patchOf({ op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value }),
  )
  expect(await userOf(user.id)).toMatchObject({ mobile: value })
  const gone = await entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'remove', path: 'phoneNumbers' }))
  expect(gone.body.phoneNumbers).toBeUndefined()
  expect(await userOf(user.id)).toMatchObject({ mobile: null })
})

test('SCIM-X5 the log of requests holds the values of nobody', async () => {
  const sent = someone({ displayName: 'Very Secret Name', password: 'hunter2hunter2' })
  await entra.send('POST', '/Users', sent)
  await entra.send('GET', `/Users?${q('userName eq "very.secret@dir.example"')}`)
  const { body, text } = await w.call(w.admin, 'GET', api(`/sources/${entra.sourceId}/requests`))
  expect(body.items[0].path).toContain('userName eq "v•••"')
  expect(body.items[1]).toMatchObject({ method: 'POST', status: 201 })
  for (const secret of ['Very Secret', 'hunter2', 'very.secret', entra.token]) expect(text).not.toContain(secret)
})

test('SEC-31 an externalId or userName that is the id of somebody resolves to nobody, and an id in a body is ignored', async () => {
  const { body: victim } = await entra.send('POST', '/Users', someone())
  const posing = await entra.send(
    'POST',
    '/Users',
    someone({ id: victim.id, externalId: victim.id, userName: victim.id }),
  )
  expect(posing.status).toBe(201)
  expect(posing.body.id).not.toBe(victim.id)
  expect((await entra.send('GET', `/Users/${victim.id}`)).body.userName).toBe(victim.userName)
  expect(
    (await entra.send('PUT', `/Users/${victim.id}`, { schemas: [core], userName: victim.userName, id: posing.body.id }))
      .body.id,
  ).toBe(victim.id)
})

test('SCIM-P17 two PATCHes at once both win', async () => {
  const { body: user } = await entra.send('POST', '/Users', someone())
  const paths = ['title', 'nickName', 'userType', 'locale', 'timezone', 'profileUrl']
  const answers = await Promise.all(
    paths.map((path) => entra.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'add', path, value: path }))),
  )
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
  expect((await entra.send('GET', `/Users/${user.id}`)).body).toMatchObject(
    Object.fromEntries(paths.map((path) => [path, path])),
  )
  const same = someone()
  const posts = await Promise.all([1, 2, 3, 4].map(() => entra.send('POST', '/Users', same)))
  expect(posts.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
})
