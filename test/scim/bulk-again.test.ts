import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { sql } from '../../server/platform/sql.ts'
import { startWorld, type World } from '../harness/house.ts'
import { type Client, connect, patchOf, someone } from './client.ts'

let w: World
let okta: Client
beforeAll(async () => {
  w = await startWorld()
  okta = await connect(w, w.accountId, { name: 'Okta' })
})

test('SCIM-B1 a slice that another transaction was in the way of runs again, and the slices before it stay as they are', async () => {
  const [anna, bruno] = [
    (await okta.send('POST', '/Users', someone())).body.id,
    (await okta.send('POST', '/Users', someone())).body.id,
  ]
  const lock = (id: string) => sql`select from users where account_id = ${w.accountId} and id = ${id} for update`
  const isWaiting = async () => {
    const [row] = await w.house.db.global<{ waits: boolean }>(
      sql`select exists (select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()) as waits`,
    )
    return row!.waits
  }
  const rename = (id: string) => ({
    method: 'PATCH',
    path: `/Users/${id}`,
    data: patchOf({ op: 'replace', path: 'displayName', value: `Renamed ${newId()}` }),
  })
  const created = Array.from({ length: 100 }, (_, place) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `n${place}`,
    data: someone(),
  }))
  const Operations = [...created, rename(anna), rename(bruno)]
  let bulk: ReturnType<Client['send']> | undefined
  await w.house.db.inAccount(w.accountId, async (tx) => {
    await tx.run(lock(bruno))
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
    bulk = okta.send('POST', '/Bulk', { schemas, failOnErrors: 1, Operations })
    await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
    // The bulk request began to wait first, so that it is the one that PostgreSQL ends.
    await tx.run(lock(anna))
  })
  const answer = await bulk!
  expect(answer.status, answer.text).toBe(200)
  const statuses = answer.body.Operations.map(({ status }: { status: string }) => status)
  expect(statuses).toEqual([...created.map(() => '201'), '200', '200'])
})
