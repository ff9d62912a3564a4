import { beforeAll, expect, test } from 'vitest'
import { createSource, provision } from '../../server/features/sources/sources.ts'
import { actOnUsers } from '../../server/features/users/users.ts'
import { newId } from '../../server/platform/ids.ts'
import { raw, sql } from '../../server/platform/sql.ts'
import { makePerson, startWorld, type World } from '../harness/house.ts'
import { type Client, cloudlink, connect, coreGroup, patchOf, q, someone } from './client.ts'

let w: World
let entra: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId)
})

const make = async (client: Client, more: Record<string, unknown> = {}) =>
  (await client.send('POST', '/Users', someone(more))).body
const url = (client: Client) => `/api/accounts/${w.accountId}/sources/${client.sourceId}`
const ids = (body: { Resources: { id: string }[] }) => body.Resources.map(({ id }) => id)

/** Everybody in sight, as a filter finds them by looking at each user. */
const sight = async (client: Client) => (await client.send('GET', `/Users?${q('id pr')}&count=200`)).body

async function pagesOf(client: Client): Promise<{ ids: string[]; totals: number[] }> {
  const found: string[] = []
  const totals: number[] = []
  for (let startIndex = 1; ; startIndex += 3) {
    const { body } = await client.send('GET', `/Users?startIndex=${startIndex}&count=3`)
    totals.push(body.totalResults)
    if (body.Resources.length === 0) return { ids: found, totals }
    found.push(...ids(body))
  }
}

test('SCIM-S2 totals and pages are of everybody in sight and of nobody else, whatever became of them', async () => {
  const pbx = await createSource(w.system(w.accountId), { kind: 'pbx', name: 'Phones' })
  const byPhone = (userId: string, extension: string) =>
    provision(w.system(w.accountId), {
      sourceId: pbx.id,
      users: [{ userId, externalId: null, sent: { extension }, raw: {} }],
    })
  const [kept, gone, back, stays] = [await make(entra), await make(entra), await make(entra), await make(entra)]
  await byPhone(kept.id, '501')
  for (const { id } of [kept, gone, back]) expect((await entra.send('DELETE', `/Users/${id}`)).status).toBe(204)
  await actOnUsers(w.system(w.accountId), { action: 'restore', ids: [back.id], params: {} })
  const [free, claimed] = [await makePerson(w, w.accountId, 'user'), await makePerson(w, w.accountId, 'user')]
  await entra.send('PATCH', `/Users/${claimed.id}`, patchOf({ op: 'add', path: 'title', value: 'T' }))
  const nameless = [{ externalId: null, role: null, sent: { name: 'Door phone', extension: '502' }, raw: {} }]
  const { ids: entries } = await provision(w.system(w.accountId), { sourceId: pbx.id, users: nameless })
  const okta = await connect(w, w.accountId, { name: 'Okta', policy: 'review' })
  const elsewhere = await make(okta)
  const past = await connect(w, w.accountId, { name: 'Past' })
  const released = await make(past)
  expect((await w.call(w.admin, 'POST', `${url(past)}/release`)).status).toBeLessThan(300)

  const seen = ids(await sight(entra))
  for (const { id } of [back, stays, free, claimed, released]) expect(seen).toContain(id)
  for (const id of [kept.id, gone.id, elsewhere.id, entries[0]]) expect(seen).not.toContain(id)
  expect(ids(await sight(okta))).toEqual([elsewhere.id])
  for (const client of [entra, okta, past]) {
    const all = ids(await sight(client))
    const pages = await pagesOf(client)
    expect(pages.ids).toEqual(all)
    expect(new Set(pages.totals)).toEqual(new Set([all.length]))
    expect((await client.send('GET', '/Users?count=0')).body.totalResults).toBe(all.length)
  }
})

test('SEC-30 what a request does before its token is looked at is undone when the token is dead or its source changed', async () => {
  const short = await connect(w, w.accountId, { name: 'Short', mayGrantAdmin: true })
  const admin = { [cloudlink]: { accountAdmin: true } }
  expect((await make(short, admin))[cloudlink].accountAdmin).toBe(true)
  expect((await w.call(w.admin, 'PATCH', url(short), { mayGrantAdmin: false })).status).toBe(200)
  expect((await make(short, admin))[cloudlink]?.accountAdmin ?? false).toBe(false)
  const last = await make(short)
  expect((await w.call(w.admin, 'DELETE', `${url(short)}/tokens/${short.tokenId}`)).status).toBe(204)
  const users = () => w.inside(w.accountId, ({ tx }) => tx.query(sql`select id, version from users order by id`))
  const before = await users()
  expect((await short.send('POST', '/Users', someone())).status).toBe(401)
  const change = patchOf({ op: 'replace', path: 'displayName', value: 'Somebody else' })
  expect((await short.send('PATCH', `/Users/${last.id}`, change)).status).toBe(401)
  expect((await short.send('DELETE', `/Users/${last.id}`)).status).toBe(401)
  expect(await users()).toEqual(before)
})

test('SEC-32 filters of any number of shapes leave the names of prepared statements to the program', async () => {
  const isNamed = (mark: string) =>
    w.inside(w.accountId, async ({ tx }) => {
      if (!mark.includes('(')) await tx.query(sql`select 1 as ${raw(`"${mark}"`)}`)
      const found = await tx.query(
        sql`select from pg_prepared_statements where strpos(statement, ${mark}) > 0 and strpos(statement, 'pg_prepared') = 0`,
      )
      return found.length > 0
    })
  expect(await isNamed('before')).toBe(true)
  const ask = async (path: string, filter: string) =>
    expect((await entra.send('GET', `/${path}?${q(filter)}&count=1`)).status).toBe(200)
  const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']
  const terms = ['id', 'externalId', 'displayName'].flatMap((name) => operators.map((one) => `${name} ${one} "x"`))
  const filters = terms.flatMap((term, index) =>
    terms.slice(0, 16).map((_, more) => `${term} or ${terms[(index + more) % 27]}`),
  )
  for (const filter of filters) await ask('Groups', filter)
  expect(new Set(filters).size).toBeGreaterThan(400)
  for (const operator of operators) await ask('Users', `title ${operator} "x"`)
  expect(await isNamed('scim_document(')).toBe(false)
  expect(await isNamed('after')).toBe(true)
})

test('SCIM-C14 a deleted group leaves no member behind', async () => {
  const members = [{ value: (await make(entra)).id }, { value: (await make(entra)).id }]
  const body = { schemas: [coreGroup], displayName: newId(), members }
  const { id } = (await entra.send('POST', '/Groups', body)).body
  const rows = () => w.inside(w.accountId, ({ tx }) => tx.query(sql`select from group_members where group_id = ${id}`))
  expect(await rows()).toHaveLength(2)
  expect((await entra.send('DELETE', `/Groups/${id}`)).status).toBe(204)
  expect(await rows()).toHaveLength(0)
})
