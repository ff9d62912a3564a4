import { runJob } from '../../server/features/jobs/jobs.ts'
import { actOnChunk, mayStillAct } from '../../server/features/user-actions/user-actions.ts'
import { createUsers } from '../../server/features/users/users.ts'
import { sql } from '../../server/platform/sql.ts'
import type { Answer, Person, World } from './house.ts'
import { read } from './sign-in.ts'

export type Job = Answer['body']

/** The doors of bulk work, and a worker that is asked to work. */
export function bulk(t: World, accountId = t.accountId, person: Person = t.admin) {
  const base = `/api/accounts/${accountId}`
  const post = (path: string, body?: unknown, as = person, headers: Record<string, string> = {}) =>
    t.call(as, 'POST', `${base}${path}`, body, headers)
  const get = (path: string, as = person) => t.call(as, 'GET', `${base}${path}`)
  /** Lets a worker finish the job: as often as the queue would wake it. */
  async function work(jobId: string): Promise<Job> {
    for (let wakes = 0; wakes < 200; wakes++) {
      const { body } = await get(`/jobs/${jobId}`)
      if (['done', 'cancelled', 'failed'].includes(body.state)) return body
      await runJob(t.house, { accountId, jobId }, actOnChunk, mayStillAct)
    }
    throw new Error('the job does not end')
  }
  return {
    post,
    get,
    work,
    plan: (action: string, selection: unknown, params: object = {}, as = person) =>
      post('/user-actions/plan', { action, selection, params }, as),
    /** Plans, runs and works an action. */
    async run(action: string, selection: unknown, params: object = {}, as = person): Promise<Job> {
      const plan = (await post('/user-actions/plan', { action, selection, params }, as)).body
      const started = await post('/user-actions', { planId: plan.id, planDigest: plan.digest, confirm: 'delete' }, as)
      if (started.status !== 202) throw new Error(started.text)
      return work(started.body.id)
    },
  }
}

let made = 0

/** Users of the console, as a source or a file would make them: nobody is mailed. */
export async function makeUsers(t: World, count: number, accountId = t.accountId): Promise<string[]> {
  const users = await createUsers(t.system(accountId), {
    users: Array.from({ length: count }, () => ({
      values: {
        name: `Bulk ${String(++made).padStart(5, '0')}`,
        firstName: null,
        lastName: null,
        mobile: null,
        extension: null,
        email: `bulk${made}@test.example`,
      },
      role: 'user' as const,
    })),
    origin: 'console',
    welcome: false,
  })
  return users.map((user) => user.id)
}

/** A subscription of so many seats; the partner buys. */
export const buySeats = (t: World, product: string, quantity: number) =>
  t.call(t.partner, 'POST', `/api/accounts/${t.accountId}/subscriptions`, { product, quantity })

export type Seats = { assigned: number; reserved: number; licences: number; held: number }

/** What the counter says, and what is true: licences assigned, seats that jobs hold. */
export async function seatsOf(t: World, product: string): Promise<Seats> {
  const [row] = await read<Seats>(
    t,
    t.accountId,
    sql`select s.assigned, s.reserved,
      (select count(*)::int from licences l where l.account_id = s.account_id and l.product_id = s.product_id) as licences,
      (select coalesce(sum(j.reserved), 0)::int from jobs j where j.account_id = s.account_id and j.params ->> 'product' = s.product_id) as held
      from seats s where s.account_id = ${t.accountId} and s.product_id = ${product}`,
  )
  return row!
}
