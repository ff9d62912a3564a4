import { beforeAll, expect, test } from 'vitest'
import { usualMapping } from '../../domain/sources.ts'
import type { NewSource } from '../../server/features/sources/sources.ts'
import { createSource, provision } from '../../server/features/sources/sources.ts'
import { startWorld, type World } from '../harness/house.ts'
import { cloudlink, connect, enterprise, patchOf, q, someone } from './client.ts'

/** What an admin decides of a directory: where fields come from, whom it meets by extension, who comes back by a POST. */

let w: World
let sources = 0
beforeAll(async () => {
  w = await startWorld()
})

const directory = (more: Partial<NewSource> = {}) => connect(w, w.accountId, { name: `Mapped ${++sources}`, ...more })
const userOf = async (id: string) => (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${id}`)).body

test('SCIM-C19 a mapping that is none is refused; fields come from where the admin says, and all comes back as sent', async () => {
  const client = await directory()
  const url = `/api/accounts/${w.accountId}/sources/${client.sourceId}`
  expect((await w.call(w.admin, 'GET', url)).body.mapping).toEqual(usualMapping)
  for (const mapping of [{ ...usualMapping, email: 'home' }, { email: 'work' }, { ...usualMapping, x: 1 }, 'work']) {
    expect((await w.call(w.admin, 'PATCH', url, { mapping })).status, JSON.stringify(mapping)).toBeGreaterThanOrEqual(
      400,
    )
  }
  const sent = someone({
    phoneNumbers: [
      { value: '+49 40 1234 x5678', type: 'work' },
      { value: '+49 170 1234567', type: 'mobile' },
    ],
    [enterprise]: { employeeNumber: '4711' },
    [cloudlink]: { extension: '9999' },
  })
  const usual = (await client.send('POST', '/Users', sent)).body
  expect(await userOf(usual.id)).toMatchObject({ extension: '9999', mobile: '+49 170 1234567' })
  const mapping = { email: 'userName', mobile: 'none', extension: 'workPhone' }
  expect((await w.call(w.admin, 'PATCH', url, { mapping })).body.mapping).toEqual(mapping)
  const other = someone({
    userName: 'Mapped@dir.example',
    phoneNumbers: sent.phoneNumbers,
    [enterprise]: sent[enterprise],
  })
  const made = (await client.send('POST', '/Users', other)).body
  expect(made.phoneNumbers).toEqual(sent.phoneNumbers)
  expect(await userOf(made.id)).toMatchObject({ email: 'Mapped@dir.example', extension: '5678', mobile: null })
  await w.call(w.admin, 'PATCH', url, { mapping: { ...mapping, extension: 'employeeNumber' } })
  await client.send('PATCH', `/Users/${made.id}`, patchOf({ op: 'add', path: 'title', value: 'x' }))
  expect((await userOf(made.id)).extension).toBe('4711')
  const events = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/events?name=source.updated`)).body.items
  expect(events.length).toBeGreaterThan(0)
})

test('SCIM-C4 whom a phone system knows by the extension is met: linked, decided by an admin, or never guessed', async () => {
  const pbx = await createSource(w.system(w.accountId), { kind: 'pbx', name: 'Phones' })
  const entry = async (extension: string) => {
    const users = [{ externalId: null, role: null, sent: { name: `Phone ${extension}`, extension }, raw: {} }]
    return (await provision(w.system(w.accountId), { sourceId: pbx.id, users })).ids[0]!
  }
  const [one, twice, again, asked] = [
    await entry('7001'),
    await entry('7002'),
    await entry('7002'),
    await entry('7003'),
  ]
  const claiming = await directory()
  const met = await claiming.send('POST', '/Users', someone({ [cloudlink]: { extension: '7001' } }))
  expect([met.status, met.body.id]).toEqual([201, one])
  expect(await userOf(one)).toMatchObject({ email: met.body.emails[0].value, status: 'no_cloudlink_account' })
  expect((await claiming.send('GET', `/Users?${q(`userName eq "${met.body.userName}"`)}`)).body.totalResults).toBe(1)
  const guess = await claiming.send('POST', '/Users', someone({ [cloudlink]: { extension: '7002' } }))
  expect([guess.status, guess.body.scimType]).toEqual([409, 'uniqueness'])
  const reviewing = await directory({ policy: 'review' })
  const waiting = someone({ [cloudlink]: { extension: '7003' } })
  expect((await reviewing.send('POST', '/Users', waiting)).status).toBe(409)
  const conflicts = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/conflicts`)).body.items
  type Waiting = { id: string; rule: string; wanted: { extension: string }; candidates: { id: string }[] }
  const of = (id: string): Waiting => conflicts.find((row: Waiting) => row.candidates.some((user) => user.id === id))
  expect(
    of(twice)
      .candidates.map((user) => user.id)
      .sort(),
  ).toEqual([twice, again].sort())
  expect([of(asked).rule, of(asked).wanted.extension]).toEqual(['review', '7003'])
  await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/conflicts/${of(asked).id}`, { decision: 'keep_apart' })
  expect((await reviewing.send('POST', '/Users', waiting)).status).toBe(201)
})

test('SCIM-C4 a POST makes somebody active again only where the admin lets it, and only under the same externalId', async () => {
  for (const reactivateOnPost of [false, true]) {
    const client = await directory({ reactivateOnPost })
    const sent = someone()
    const { body: user } = await client.send('POST', '/Users', sent)
    expect((await client.send('POST', '/Users', sent)).status).toBe(409)
    await client.send('PATCH', `/Users/${user.id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }))
    expect((await client.send('POST', '/Users', { ...sent, externalId: 'another' })).status).toBe(409)
    const again = await client.send('POST', '/Users', sent)
    expect(again.status).toBe(reactivateOnPost ? 201 : 409)
    const { active, id } = (await client.send('GET', `/Users/${user.id}`)).body
    expect([active, id]).toEqual([reactivateOnPost, user.id])
  }
})
