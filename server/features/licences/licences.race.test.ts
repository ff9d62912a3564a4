import { beforeAll, expect, test } from 'vitest'
import { type Answer, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, makeUsers, seatsOf } from '../../../test/harness/jobs.ts'
import { read, write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const product = 'mitel_one_elite'
let t: World
let b: ReturnType<typeof bulk>
beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
})

type Seen = { taken: number; licences: number; assigned: number; held: number; reserved: number; over: boolean }

/**
 * Counter, licences and seats that jobs hold, in one snapshot, with whether the larger subscription was over before anything
 * began that may still be under way: what was taken a moment before the end may be committed a moment after it.
 */
async function look(): Promise<Seen> {
  const [running] = await read<{ since: string }>(
    t,
    t.accountId,
    sql`select least(now(), min(xact_start))::text as since from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  )
  const [row] = await read<Seen>(
    t,
    t.accountId,
    sql`select c.assigned, c.reserved, c.assigned + c.reserved as taken,
      (select count(*)::int from licences l where l.account_id = c.account_id and l.product_id = c.product_id) as licences,
      (select coalesce(sum(j.reserved), 0)::int from jobs j
        where j.account_id = c.account_id and j.params ->> 'product' = c.product_id) as held,
      (select min(s.expires_at) < ${running!.since}::timestamptz from subscriptions s where s.account_id = c.account_id) as over
      from seats c where c.account_id = ${t.accountId} and c.product_id = ${product}`,
  )
  return row!
}

test('REL-3 R22 seats that a job holds are nobody else’s: of 5 jobs of 4 users on 10 free seats 2 begin', async () => {
  const held = 'mitel_one_premier'
  await t.call(t.partner, 'POST', `/api/accounts/${t.accountId}/subscriptions`, { product: held, quantity: 10 })
  const sets = await Promise.all(Array.from({ length: 5 }, () => makeUsers(t, 4)))
  const assign = (ids: string[]) =>
    b.post('/user-actions', { action: 'assign_licence', selection: { ids }, params: { product: held } })
  const answers: Answer[] = []
  // Nobody works at them, so that what the first hold stands while the others ask.
  for (const ids of sets) answers.push(await assign(ids))
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 409, 409, 409])
  expect(answers[2]!.body).toMatchObject({ code: 'licences_insufficient', needed: 4, available: 2 })
  expect(await seatsOf(t, held)).toEqual({ assigned: 0, reserved: 8, licences: 0, held: 8 })
  for (const { status, body } of answers) if (status === 202) await b.work(body.id)
  expect(await seatsOf(t, held)).toEqual({ assigned: 8, reserved: 0, licences: 8, held: 0 })
  expect(await assign(sets[4]!)).toMatchObject({
    status: 409,
    body: { code: 'licences_insufficient', needed: 4, available: 2 },
  })
})

test('REL-3 R21 R24 200 assignments, 20 jobs and several workers at once while a subscription expires: never a seat too many', async () => {
  const buy = (quantity: number, expiresAt?: string) =>
    t.call(t.partner, 'POST', `/api/accounts/${t.accountId}/subscriptions`, { product, quantity, expiresAt })
  await buy(10)
  const [later] = await read<{ at: Date }>(t, t.accountId, sql`select now() + interval '1 hour' as at`)
  expect((await buy(60, later!.at.toISOString())).status).toBe(201)
  // Soon, once jobs hold more seats than will be left, however busy the machine is.
  const expireSoon = () =>
    write(
      t,
      t.accountId,
      sql`update subscriptions set expires_at = clock_timestamp() + interval '300 milliseconds'
        where account_id = ${t.accountId} and quantity = 60`,
    )
  const singles = await makeUsers(t, 200)
  const sets = await Promise.all(Array.from({ length: 20 }, () => makeUsers(t, 6)))
  const seen: Seen[] = []
  let isOver = false
  const watching = (async () => {
    while (!isOver) seen.push(await look())
  })()

  const assign = (selection: object) =>
    b.post('/user-actions', { action: 'assign_licence', selection, params: { product } })
  const unassign = (ids: string[]) =>
    b.post('/user-actions', { action: 'unassign_licence', selection: { ids }, params: { product } })
  const jobs: Promise<unknown>[] = []
  const bulkWork = async () => {
    for (const ids of sets) {
      const started = await assign({ ids })
      // Three workers at one job: one of them has it at a time.
      if (started.status !== 202) continue
      if (jobs.length === 2) await expireSoon()
      jobs.push(Promise.all([b.work(started.body.id), b.work(started.body.id), b.work(started.body.id)]))
    }
  }
  const singleWork = async (ids: string[]) => {
    for (const id of ids) {
      const answer = await assign({ ids: [id] })
      if (answer.status === 202 && id < '8') await unassign([id])
    }
  }
  // 200 at once, then again and again until the subscription is over and everybody is refused.
  await Promise.all([bulkWork(), ...singles.map((id) => singleWork([id]))])
  await Promise.all(jobs)
  while (!(await look()).over) await singleWork(singles.slice(0, 5))
  const after = await look()
  const late = await Promise.all([
    assign({ ids: sets[19]! }),
    ...singles.slice(0, 20).map((id) => assign({ ids: [id] })),
  ])
  isOver = true
  await watching

  expect(Math.max(...seen.map(({ taken }) => taken))).toBeLessThanOrEqual(70)
  for (const one of seen) expect(one).toMatchObject({ assigned: one.licences, reserved: one.held })
  expect(after.taken).toBeGreaterThan(10)
  const fresh = late.filter(({ status, body }) => status === 202 && body.changed > 0)
  expect(fresh).toEqual([])
  expect(new Set(late.filter(({ status }) => status !== 202).map(({ body }) => body.code))).toEqual(
    new Set(['licences_insufficient']),
  )
  const last = seen.filter(({ over }) => over)
  for (const [at, one] of last.entries()) expect(one.taken).toBeLessThanOrEqual(last[Math.max(0, at - 1)]!.taken)
}, 60_000)
