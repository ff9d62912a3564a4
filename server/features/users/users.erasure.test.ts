import { beforeAll, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { delivered, read, write } from '../../../test/harness/sign-in.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import { readConfig } from '../../config.ts'
import { openJobs } from '../../jobs.ts'
import { startWorker } from '../../platform/queue.ts'
import { sql } from '../../platform/sql.ts'
import { eraseDeletedUsers, wakeErasures } from './users.erasure.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

const names = { firstName: 'Ermentrude', lastName: 'Vanishing', mobile: '+49 30 998877' }
/** The database’s clock can’t be moved, so the deletion is. */
const deletedDaysAgo = (id: string, days: number) =>
  write(
    w,
    w.accountId,
    sql`update users set deleted_at = now() - ${days}::double precision * interval '1 day' where id = ${id}`,
  )
const nothingElse = async () => {}
const erase = () => eraseDeletedUsers(w.system(w.accountId), nothingElse)
const exists = async (id: string) => (await w.call(w.admin, 'GET', u.url(id))).status === 200

/** Every table of the account as text, to find what stayed of somebody. */
async function everything(): Promise<string> {
  const tables = await w.inside(w.accountId, ({ tx }) =>
    tx.query<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`),
  )
  const texts = await Promise.all(
    tables.map(({ name }) =>
      w.inside(w.accountId, ({ tx }) =>
        tx.query<{ row: string }>({ text: `select t::text as row from ${name} t`, values: [] }),
      ),
    ),
  )
  return texts
    .flat()
    .map(({ row }) => row)
    .join('\n')
}

describe('R30 erased for good', () => {
  test('R30 not before 30 days are over, and nobody who was restored or is not deleted', async () => {
    const [kept, restored, there] = [await u.create(), await u.create(), await u.create()]
    await u.remove(kept.id)
    await u.remove(restored.id)
    await u.act('restore', restored.id)
    await deletedDaysAgo(kept.id, 29.99)
    await erase()
    for (const id of [kept.id, restored.id, there.id]) expect(await exists(id)).toBe(true)
    await deletedDaysAgo(kept.id, 30.01)
    await erase()
    expect([await exists(kept.id), await exists(restored.id), await exists(there.id)]).toEqual([false, true, true])
  })

  test('R30 SEC-41 nothing personal stays anywhere: row, password, links, mails, answers, values of events', async () => {
    const someone = await makePerson(w, w.accountId, 'user')
    await u.patch(someone.id, names)
    await u.provision('scim', { userId: someone.id, sent: { extension: '8' }, raw: { nickName: 'Vanishing' } })
    await u.act('reset_password', someone.id)
    const key = { 'idempotency-key': 'vanishing' }
    const body = { firstName: names.firstName, lastName: names.lastName, email: 'ermentrude@vanish.example' }
    const made = await w.call(w.admin, 'POST', u.url(), body, key)
    await delivered(w, w.accountId)
    for (const id of [someone.id, made.body.id]) {
      await u.remove(id)
      await deletedDaysAgo(id, 31)
    }
    await write(w, w.accountId, sql`update idempotency_keys set created_at = now() - interval '31 days'`)
    const before = await everything()
    for (const trace of ['Ermentrude', '998877', someone.email, 'ermentrude@vanish.example', 'Vanishing'])
      expect(before).toContain(trace)
    await erase()
    const after = await everything()
    for (const trace of ['Ermentrude', '998877', someone.email, 'ermentrude@vanish.example', 'Vanishing'])
      expect(after).not.toContain(trace)
    // The events stay, and say what is nobody’s secret.
    const { items } = (await w.call(w.admin, 'GET', `${u.base}/events?user=${someone.id}`)).body
    const updated = items.filter((event: { name: string }) => event.name === 'user.updated')
    expect(updated.at(-1).after).toEqual({ firstName: '[erased]', lastName: '[erased]', mobile: '[erased]' })
    const created = items.find((event: { name: string }) => event.name === 'user.created')
    expect(created.after).toMatchObject({ role: 'user', origin: 'console', email: '[erased]' })
    expect(items[0]).toMatchObject({ name: 'user.erased', actor: { kind: 'system' } })
    expect((await w.call(w.admin, 'GET', `${u.url(someone.id)}/history`)).status).toBe(404)
  })

  test('R30 an erased user can’t be restored, and the email is free', async () => {
    const user = await u.create()
    await u.remove(user.id)
    await deletedDaysAgo(user.id, 31)
    await erase()
    expect((await u.act('restore', user.id)).status).toBe(404)
    expect(await u.ids('deleted=true')).not.toContain(user.id)
    await u.create({ email: user.email })
  })

  test('R30 it happens by itself: due accounts are found, queued and worked', async () => {
    const user = await u.create()
    await u.remove(user.id)
    await deletedDaysAgo(user.id, 31)
    const jobs = openJobs(readConfig({ LOG_LEVEL: 'silent' }), w.house.settings.publicUrl)
    const worker = await startWorker(w.house, w.database.directUrl, jobs.handlers, 1, jobs.hourly)
    await expect.poll(() => exists(user.id), { timeout: 10_000 }).toBe(false)
    await worker.stop()
  })

  test('R30 many are erased in stretches, and what is left is queued again behind other accounts', async () => {
    const ids = await w.inside(w.accountId, async ({ tx }) =>
      tx.query<{ id: string }>(sql`
        insert into users (account_id, id, display_name, name_key, search_text, origin, deleted_at)
        select ${w.accountId}::uuid, gen_random_uuid(), 'x', 'x', 'x', 'console', now() - interval '40 days'
        from generate_series(1, 450) returning id`),
    )
    let now = 0
    const slow = { ...w.house, clock: { ...w.house.clock, monotonicMs: () => (now += 300) } }
    await eraseDeletedUsers({ ...w.system(w.accountId), house: slow }, nothingElse)
    const left = async () =>
      (
        await read<{ n: number }>(
          w,
          w.accountId,
          sql`select count(*) as n from users where deleted_at < now() - interval '39 days'`,
        )
      )[0]!.n
    expect(await left()).toBe(ids.length - 200)
    const [queued] = await w.house.db.global<{ n: number }>(
      sql`select count(*) as n from graphile_worker.jobs where task_identifier = 'users.eraseDeleted'`,
    )
    expect(queued!.n).toBe(1)
    await erase()
    expect(await left()).toBe(0)
    expect((await w.call(w.admin, 'GET', `${u.base}/events?name=user.erased`)).body.total).toBeGreaterThanOrEqual(450)
  })

  test('R30 another account’s deleted users are not touched', async () => {
    const other = usersOf(w, w.other)
    const user = await other.create()
    await other.remove(user.id)
    await write(
      w,
      w.otherAccountId,
      sql`update users set deleted_at = now() - interval '31 days' where id = ${user.id}`,
    )
    await erase()
    expect((await w.call(w.other, 'GET', other.url(user.id))).status).toBe(200)
    await wakeErasures(w.house)
    await eraseDeletedUsers(w.system(w.otherAccountId), nothingElse)
    expect((await w.call(w.other, 'GET', other.url(user.id))).status).toBe(404)
  })
})

describe('SEC-37 the record', () => {
  test('SEC-37 of nobody who still exists, or is of another account, a value can be overwritten', async () => {
    const user = await u.create(names)
    const there = await read<{ after: unknown }>(
      w,
      w.accountId,
      sql`select after from event_values where user_id = ${user.id} order by event_id`,
    )
    for (const accountId of [w.accountId, w.otherAccountId]) {
      const [row] = await read<{ n: number }>(
        w,
        accountId,
        sql`select erase_recorded_values(array[${user.id}, ${w.admin.id}]::uuid[]) as n`,
      )
      expect(row!.n).toBe(0)
    }
    await expect(w.house.db.global(sql`select erase_recorded_values(array[${user.id}]::uuid[]) as n`)).resolves.toEqual(
      [{ n: 0 }],
    )
    expect(
      await read(w, w.accountId, sql`select after from event_values where user_id = ${user.id} order by event_id`),
    ).toEqual(there)
  })
})
