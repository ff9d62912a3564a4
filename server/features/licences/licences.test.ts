import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Person, startWorld, type World } from '../../../test/harness/house.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import { sql } from '../../platform/sql.ts'
import { deleteLicences, insertLicences, insertNewLicences } from './licences.sql.ts'

const meetings = 'miteam_meetings'
const further = [
  { id: 'video_desk', name: 'Video Desk', requiresIntegration: 'iot' },
  { id: 'fax_line', name: 'Fax Line', excludedByIntegration: 'scim' },
]

let w: World
let u: Users
let userId: string
beforeAll(async () => {
  w = await startWorld({ env: { PRODUCTS: JSON.stringify(further) } })
})

/** A fresh account for each test, with one user; its admin is the partner. */
beforeEach(async () => {
  const { body } = await w.call(w.partner, 'POST', '/api/accounts', { name: 'Licensed' })
  u = usersOf(w, w.partner, body.id)
  userId = (await u.create()).id
})

const subscribe = (product: string, quantity = 5, more: object = {}) => u.subscribe(w.partner, product, quantity, more)
const assign = (product: string, id = userId) => u.act('assign_licence', id, { params: { product } })
const unassign = (product: string, id = userId) => u.act('unassign_licence', id, { params: { product } })
const licence = async (product: string) =>
  (await u.licences()).find((one: { product: string }) => one.product === product)
/** The database’s clock can’t be moved, so the subscriptions of the account are. */
const moveSubscriptions = (days: number) =>
  write(
    w,
    u.base.split('/').at(-1)!,
    sql`update subscriptions set starts_at = starts_at + ${days}::double precision * interval '1 day',
      expires_at = expires_at + ${days}::double precision * interval '1 day'`,
  )
const inDays = (days: number) => new Date(w.house.clock.now().getTime() + days * 86_400_000).toISOString()

describe('R20 what can be managed', () => {
  test.each([
    insertLicences,
    insertNewLicences,
  ])('R20 a product that is not there is no licence, by %o', async (insert) => {
    const accountId = u.base.split('/').at(-1)!
    const by = (product: string) => w.inside(accountId, ({ tx }): Promise<unknown> => insert(tx, [userId], product))
    await expect(by('no_such_product')).rejects.toMatchObject({ code: '23502', table: 'licences' })
    await expect(by(meetings)).resolves.toBeTruthy()
    await w.inside(accountId, ({ tx }) => deleteLicences(tx, [userId], meetings))
  })

  const refused = async (product: string, reason: string) => {
    for (const answer of [
      await assign(product),
      await unassign(product),
      await u.patch(userId, { products: [product] }),
    ]) {
      expect(answer.status, answer.text).toBe(409)
      expect(answer.body).toMatchObject({ code: 'product_not_manageable', product, reason })
    }
    expect((await u.get(userId)).products).toEqual([])
  }

  test.each([
    ['without its integration', {}, true, 'integration_off'],
    ['with MiCollab beside it', { miteam_meetings: true, micollab: true }, true, 'excluded_by_integration'],
    ['with MiCollab alone', { micollab: true }, true, 'integration_off'],
    ['without a subscription', { miteam_meetings: true }, false, 'no_subscription'],
    ['with nothing of it', {}, false, 'integration_off'],
  ] as const)('R20 MiTeam Meetings %s: refused with the reason', async (_, switches, subscribed, reason) => {
    await u.integrate(switches)
    if (subscribed) await subscribe(meetings)
    await refused(meetings, reason)
    if (subscribed) expect(await licence(meetings)).toMatchObject({ manageable: false, reason })
  })

  test('R20 with all three it can be assigned and unassigned, by the page’s Save too', async () => {
    await u.integrate({ miteam_meetings: true })
    await subscribe(meetings)
    expect(await licence(meetings)).toMatchObject({ manageable: true })
    expect((await assign(meetings)).status).toBe(202)
    expect((await u.get(userId)).products).toEqual([meetings])
    expect((await unassign(meetings)).status).toBe(202)
    expect((await u.patch(userId, { products: [meetings] })).body.products).toEqual([meetings])
    expect((await u.patch(userId, { products: [] })).body.products).toEqual([])
  })

  test('R20 an expired subscription still counts, so that seats can be unassigned; nothing new is assigned', async () => {
    await u.integrate({ miteam_meetings: true })
    await subscribe(meetings, 5, { expiresAt: inDays(10) })
    await assign(meetings)
    await moveSubscriptions(-11)
    expect(await licence(meetings)).toMatchObject({ manageable: true, available: 0 })
    const second = await u.create()
    expect((await assign(meetings, second.id)).body).toMatchObject({ code: 'licences_insufficient', needed: 1 })
    expect((await unassign(meetings)).body).toMatchObject({ changed: 1 })
    expect((await u.get(userId)).products).toEqual([])
  })

  test('R20 another product needs no integration, but a subscription', async () => {
    await refused('mitel_one_elite', 'no_subscription')
    await subscribe('mitel_one_elite')
    expect((await assign('mitel_one_elite')).status).toBe(202)
  })

  test('R20 products of the configuration follow their own conditions', async () => {
    await withProducts(w)
    await subscribe('video_desk')
    await refused('video_desk', 'integration_off')
    await u.integrate({ iot: true })
    expect((await assign('video_desk')).status).toBe(202)
    await subscribe('fax_line')
    expect((await assign('fax_line')).status).toBe(202)
    await u.integrate({ scim: true })
    expect((await unassign('fax_line')).body.reason).toBe('excluded_by_integration')
    expect((await licence('video_desk')).name).toBe('Video Desk')
  })

  test('R20 a partner account has no integrations, subscriptions and licences', async () => {
    const own = usersOf(w, w.partner, w.partnerAccountId)
    for (const answer of [
      await own.integrate({ miteam_meetings: true }),
      await own.subscribe(w.partner, meetings, 5),
      await own.act('assign_licence', w.partner.id, { params: { product: meetings } }),
      await own.patch(w.partner.id, { products: [meetings] }),
    ]) {
      expect(answer.status, answer.text).toBe(409)
      expect(answer.body.reason).toBe('partner_account')
    }
    expect(await own.licences()).toEqual([])
  })

  test('R20 an unknown product is 422 and changes nothing', async () => {
    for (const answer of [await assign('no_such'), await u.patch(userId, { products: ['no_such'], lastName: 'X' })]) {
      expect(answer.status).toBe(422)
      expect(answer.body.errors[0].code).toBe('product_unknown')
    }
    expect((await u.get(userId)).lastName).toBe('Other')
    expect((await subscribe('no_such')).status).toBe(422)
  })
})

describe('R21 available', () => {
  test('R21 counts what has begun, is not expired and not ended, less what is assigned, never below 0', async () => {
    await subscribe('mitel_one_elite', 3, { expiresAt: inDays(20) })
    await subscribe('mitel_one_elite', 4, { startsAt: inDays(5), expiresAt: inDays(30) })
    const ending = await subscribe('mitel_one_elite', 2)
    expect(await licence('mitel_one_elite')).toMatchObject({ quantity: 5, available: 5, nextExpiry: inDaysAgo(-20) })
    await w.call(w.partner, 'POST', `${u.base}/subscriptions/${ending.body.id}/end`)
    await assign('mitel_one_elite')
    expect(await licence('mitel_one_elite')).toMatchObject({ quantity: 3, assigned: 1, available: 2 })
    await moveSubscriptions(-6)
    expect(await licence('mitel_one_elite')).toMatchObject({ quantity: 7, available: 6 })
    await moveSubscriptions(-15)
    expect(await licence('mitel_one_elite')).toMatchObject({ quantity: 4, available: 3 })
    await moveSubscriptions(-30)
    expect(await licence('mitel_one_elite')).toMatchObject({ quantity: 0, assigned: 1, available: 0 })
    const { body } = await w.call(w.partner, 'GET', `${u.base}/subscriptions`)
    expect(body.items.map((one: { state: string }) => one.state).sort()).toEqual(['ended', 'expired', 'expired'])
  })
  const inDaysAgo = (days: number) => expect.stringContaining(inDays(-days).slice(0, 10))

  test('R21 the biggest orders add up', async () => {
    for (let order = 0; order < 3; order++) await subscribe('mitel_one_elite', 10_000_000)
    await write(w, u.base.split('/').at(-1)!, sql`update subscriptions set quantity = 2000000000`)
    expect((await licence('mitel_one_elite')).available).toBe(6_000_000_000)
    expect((await assign('mitel_one_elite')).status).toBe(202)
  })

  test('R22 too few: nothing is assigned, the whole Save is refused, and the answer says needed and available', async () => {
    await subscribe('mitel_one_elite', 1)
    await subscribe('mitel_one_premier', 1)
    const other = await u.create()
    await assign('mitel_one_premier', other.id)
    const answer = await u.patch(userId, { products: ['mitel_one_elite', 'mitel_one_premier'], lastName: 'X' })
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({
      code: 'licences_insufficient',
      product: 'mitel_one_premier',
      needed: 1,
      available: 0,
    })
    expect(await u.get(userId)).toMatchObject({ products: [], lastName: 'Other' })
    expect(await u.seatFaults()).toEqual([])
  })

  test('R23 assigning twice takes one seat, unassigning what isn’t there changes nothing', async () => {
    await subscribe('mitel_one_elite', 2)
    expect((await assign('mitel_one_elite')).body).toMatchObject({ changed: 1 })
    const again = { changed: 0, skipped: [{ code: 'already_licensed', count: 1 }] }
    expect((await assign('mitel_one_elite')).body).toMatchObject(again)
    expect(await licence('mitel_one_elite')).toMatchObject({ assigned: 1, available: 1 })
    await unassign('mitel_one_elite')
    expect((await unassign('mitel_one_elite')).body).toMatchObject({ changed: 0, skipped: [{ code: 'not_licensed' }] })
    expect(await licence('mitel_one_elite')).toMatchObject({ assigned: 0, available: 2 })
    expect((await u.history(userId, '&name=user.licence_assigned,user.licence_unassigned')).total).toBe(2)
  })

  test('R24 when a subscription expires assignments stay, the account shows over-allocated, new ones are refused', async () => {
    await subscribe('mitel_one_elite', 1, { expiresAt: inDays(10) })
    await subscribe('mitel_one_elite', 1)
    const second = await u.create()
    await assign('mitel_one_elite')
    await assign('mitel_one_elite', second.id)
    await moveSubscriptions(-11)
    expect(await licence('mitel_one_elite')).toMatchObject({
      quantity: 1,
      assigned: 2,
      available: 0,
      overAllocated: true,
    })
    expect((await u.get(userId)).products).toEqual(['mitel_one_elite'])
    expect((await assign('mitel_one_elite', (await u.create()).id)).body.code).toBe('licences_insufficient')
    await unassign('mitel_one_elite')
    expect((await assign('mitel_one_elite', (await u.create()).id)).body.code).toBe('licences_insufficient')
  })

  test('R25 switching the integration off leaves assigned licences', async () => {
    await u.integrate({ miteam_meetings: true })
    await subscribe(meetings)
    await assign(meetings)
    await u.integrate({ miteam_meetings: false })
    expect((await u.get(userId)).products).toEqual([meetings])
    expect(await licence(meetings)).toMatchObject({ assigned: 1, manageable: false, reason: 'integration_off' })
    expect((await u.patch(userId, { products: [meetings], lastName: 'Saved' })).status).toBe(200)
  })
})

describe('who gets a licence', () => {
  test('nobody without a CloudLink account, deleted or of another account', async () => {
    await subscribe('mitel_one_elite')
    const bare = await u.provision('pbx', { sent: { name: 'Lobby' }, role: null })
    for (const answer of [
      await assign('mitel_one_elite', bare),
      await u.patch(bare, { products: ['mitel_one_elite'] }),
    ])
      expect(answer.body).toMatchObject({ code: 'not_applicable', reason: 'no_cloudlink_account' })
    await u.remove(userId)
    expect((await assign('mitel_one_elite')).body.reason).toBe('is_deleted')
    expect((await assign('mitel_one_elite', w.user.id)).status).toBe(404)
    expect(await licence('mitel_one_elite')).toMatchObject({ assigned: 0 })
  })

  test('R11 a licence is part of the version, not of the modification', async () => {
    await subscribe('mitel_one_elite')
    const url = u.url(userId)
    const seen = await w.call(w.partner, 'GET', url)
    await assign('mitel_one_elite')
    const after = await w.call(w.partner, 'GET', url)
    expect(after.headers.etag).not.toBe(seen.headers.etag)
    expect(after.body.modifiedAt).toBe(seen.body.modifiedAt)
    const stale = await u.patch(userId, { products: [] }, seen.headers.etag as string)
    expect(stale.status).toBe(412)
    expect(stale.body.current.products).toEqual(['mitel_one_elite'])
  })

  test('R22 partners add and end subscriptions, Account Admins see them', async () => {
    const admin = usersOf(w, w.admin)
    expect((await admin.subscribe(w.admin, 'mitel_one_elite', 5)).status).toBe(403)
    const made = await admin.subscribe(w.partner, 'mitel_one_elite', 5)
    expect(made.status).toBe(201)
    const end = (by: Person) => w.call(by, 'POST', `${admin.base}/subscriptions/${made.body.id}/end`)
    expect((await end(w.admin)).status).toBe(403)
    expect((await w.call(w.admin, 'GET', `${admin.base}/subscriptions`)).body.items).toHaveLength(1)
    expect((await w.call(w.partner, 'POST', `${u.base}/subscriptions/${made.body.id}/end`)).status).toBe(404)
    expect((await end(w.partner)).body.state).toBe('ended')
    expect((await end(w.partner)).body.state).toBe('ended')
    const events = await w.call(w.partner, 'GET', `${admin.base}/events?name=subscription.ended`)
    expect(events.body.total).toBe(1)
    expect((await admin.subscribe(w.partner, 'mitel_one_elite', 5, { expiresAt: inDays(-1) })).status).toBe(422)
  })
})

/** The catalogue of this database knows the configured products, as `migrate` writes them. */
async function withProducts(world: World): Promise<void> {
  const { default: pg } = await import('pg')
  const owner = new pg.Client(world.database.ownerUrl)
  await owner.connect()
  for (const product of further)
    await owner.query('insert into products (id, name) values ($1, $2) on conflict do nothing', [
      product.id,
      product.name,
    ])
  await owner.end()
}
