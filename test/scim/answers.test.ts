import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { makePerson, startWorld, type World } from '../harness/house.ts'
import { type Client, cloudlink, connect, coreGroup, enterprise, patchOf, someone } from './client.ts'

let w: World
let entra: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId)
})

/** Its answer, which must be what is read afterwards, entity tag included. */
async function written(method: string, path: string, body: unknown) {
  const answer = await entra.send(method, path, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  const read = await entra.send('GET', `/Users/${answer.body.id}`)
  expect(answer.body).toEqual(read.body)
  expect([answer.headers.etag, answer.body.meta.version]).toEqual([read.headers.etag, read.body.meta.version])
  return answer.body
}

test('SCIM-C1 SCIM-P1 what a write answers is what the next GET answers', async () => {
  const boss = await written('POST', '/Users', someone())
  const more = {
    title: 'Head',
    active: false,
    phoneNumbers: [{ type: 'mobile', value: '+49 170 1234567' }],
    emails: [{ type: 'home', value: `${newId()}@home.example` }],
    [enterprise]: { department: 'Sales', manager: { value: boss.id } },
    [cloudlink]: { extension: '4711' },
  }
  const user = await written('POST', '/Users', someone(more))
  expect(user[enterprise].manager.displayName).toBe(boss.displayName)
  await written('POST', '/Users', { userName: `only-${newId()}` })
  const members = [{ value: user.id }]
  const group = await entra.send('POST', '/Groups', { schemas: [coreGroup], displayName: newId(), members })
  expect(group.status).toBe(201)
  const one = `/Users/${user.id}`
  const shown = await written('PATCH', one, patchOf({ op: 'add', path: 'nickName', value: 'Nick' }))
  expect(shown.groups).toHaveLength(1)
  await written('PATCH', one, patchOf({ op: 'replace', path: 'nickName', value: 'Nick' }))
  await written('PATCH', one, patchOf({ op: 'replace', path: 'externalId', value: newId() }))
  await written('PATCH', one, patchOf({ op: 'replace', path: 'active', value: true }))
  await written('PATCH', one, patchOf({ op: 'replace', path: 'displayName', value: 'Somebody' }))
  await written('PATCH', one, patchOf({ op: 'remove', path: `${enterprise}:manager` }))
  await written('PATCH', one, patchOf({ op: 'add', path: `${enterprise}:manager`, value: { value: boss.id } }))
  await written('PUT', one, someone({ userName: user.userName, emails: user.emails }))
  const free = await makePerson(w, w.accountId, 'account_admin')
  await written('PATCH', `/Users/${free.id}`, patchOf({ op: 'add', path: 'title', value: 'Claimed' }))
})
