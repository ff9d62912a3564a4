import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, startWorld, type World } from '../../../test/harness/house.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  for (let index = 0; index < 9; index++) await u.create({ lastName: `A${index}` })
})

describe('a cursor', () => {
  const page = (by: Person, query: string, accountId = w.accountId) =>
    w.call(by, 'GET', `/api/accounts/${accountId}/users?${query}`)

  test('forged, of another filter, sort or account is refused', async () => {
    const { nextCursor } = (await page(w.admin, 'limit=5&sort=name')).body
    expect((await page(w.admin, `limit=7&sort=name&cursor=${nextCursor}`)).status).toBe(200)
    const [text, mac] = nextCursor.split('.')
    const turned = Buffer.from(Buffer.from(text, 'base64url').toString().replace(/^\["./, '["z')).toString('base64url')
    for (const answer of [
      await page(w.admin, `limit=5&sort=-name&cursor=${nextCursor}`),
      await page(w.admin, `limit=5&sort=name&property=admins&cursor=${nextCursor}`),
      await page(w.admin, `limit=5&sort=name&search=a&cursor=${nextCursor}`),
      await page(w.admin, `limit=5&sort=name&cursor=${turned}.${mac}`),
      await page(w.admin, `limit=5&sort=name&cursor=${text}`),
      await page(w.admin, `limit=5&sort=name&cursor=${mac}.${text}`),
      await page(w.other, `limit=5&sort=name&cursor=${nextCursor}`, w.otherAccountId),
      await page(w.partner, `limit=5&sort=name&cursor=${nextCursor}`, w.otherAccountId),
    ]) {
      expect(answer.status, answer.text).toBe(400)
      expect(answer.body.code).toBe('cursor_invalid')
    }
  })

  test('unknown values and parameters are 400', async () => {
    for (const query of [
      'property=admin',
      'property=admins,everybody',
      'invitation=lost',
      'source=ldap',
      'lastSignIn=31d',
      'deleted=maybe',
      'sort=password',
      'limit=0',
      'limit=201',
      'at=-1',
      'at=1.5',
      'status=registered',
      'property=admins&property=users',
    ]) {
      expect((await page(w.admin, query)).status, query).toBe(400)
      if (!/sort|limit|at=/.test(query))
        expect((await w.call(w.admin, 'GET', `${u.url()}/facets?${query}`)).status, query).toBe(400)
    }
  })

  test('a row number beyond the end is an empty page', async () => {
    expect((await page(w.admin, 'at=100000')).body).toMatchObject({ items: [], nextCursor: null })
  })
})
