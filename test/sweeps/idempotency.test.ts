import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../domain/api/api.ts'
import type { RouteSpec } from '../../domain/api/route.ts'
import { newId } from '../../server/platform/ids.ts'
import { raw, sql } from '../../server/platform/sql.ts'
import { makePerson, type Person, password, startWorld, type World } from '../harness/house.ts'
import { bulk, makeUsers } from '../harness/jobs.ts'
import { read } from '../harness/sign-in.ts'
import { usersOf } from '../harness/users.ts'
import { connect, someone } from '../scim/client.ts'

// Generated from the route table: a new POST is covered, or fails until it is given what to send (REL-6).

let w: World
beforeAll(async () => {
  w = await startWorld()
})

const table = Object.entries(routes) as [string, RouteSpec][]
const posts = table.filter(([, route]) => route.method === 'POST' && route.auth === 'session')

type Sent = { ids?: Record<string, string>; body?: unknown; person?: Person }
const rows = () => ({ rows: [{ name: ' Ida Import', email: `${newId()}@rows.example` }] })

/** What makes each POST succeed once: a world of its own where one effect uses it up. */
const makers: Record<string, () => Promise<Sent>> = {
  changePassword: async () => {
    const person = await makePerson(w, w.accountId, 'user')
    return { person, body: { currentPassword: password, password: 'a calm and longer evening' } }
  },
  createAccount: async () => ({ person: w.partner, body: { name: 'Once' } }),
  createSubscription: async () => ({ person: w.partner, body: { product: 'mitel_one_elite', quantity: 5 } }),
  endSubscription: async () => {
    const body = { product: 'mitel_one_premier', quantity: 5 }
    const made = await w.call(w.partner, 'POST', `/api/accounts/${w.accountId}/subscriptions`, body)
    return { person: w.partner, ids: { subscriptionId: made.body.id } }
  },
  createUser: async () => ({ body: { name: 'Once', email: `${newId()}@once.example` } }),
  createSource: async () => ({ body: { kind: 'scim', name: newId() } }),
  createSourceToken: async () => ({ ids: { sourceId: await usersOf(w, w.admin).source('scim', newId()) } }),
  releaseSource: async () => {
    const directory = await connect(w, w.accountId, { name: newId() })
    await directory.send('POST', '/Users', someone())
    return { ids: { sourceId: directory.sourceId } }
  },
  decideConflict: async () => {
    const email = `${newId()}@conflict.example`
    await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/users`, { name: 'Held', email })
    const directory = await connect(w, w.accountId, { name: newId(), policy: 'review' })
    await directory.send('POST', '/Users', someone({ userName: email, emails: [{ value: email, type: 'work' }] }))
    const { items } = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/conflicts`)).body
    const row = items.find((item: { userName: string }) => item.userName === email)
    return { ids: { conflictId: row.id }, body: { decision: 'link' } }
  },
  planUserAction: async () => ({ body: await reset() }),
  runUserAction: async () => ({ body: await reset() }),
  cancelJob: async () => ({ ids: { jobId: await started() } }),
  planUndo: async () => ({ ids: { jobId: await ended() } }),
  undoJob: async () => ({ ids: { jobId: await ended() }, body: {} }),
  importRows: async () => ({ body: rows() }),
  mendImportRows: async () => ({
    ids: { importId: await preview() },
    body: { mend: 'set_role', role: 'account_admin' },
  }),
  commitImport: async () => ({ ids: { importId: await preview() }, body: {} }),
}

/** Sent as a stream, or tried by its own tests. */
const ownTests = new Set(['uploadImport'])

const roleOf = async (role: string) => ({
  action: 'set_role',
  selection: { ids: await makeUsers(w, 2) },
  params: { role },
})
const reset = () => roleOf('account_admin')
const started = async () => (await bulk(w).post('/user-actions', await reset())).body.id as string
const ended = async () => {
  const id = await started()
  await bulk(w).work(id)
  return id
}
const preview = async () => (await bulk(w).post('/imports/rows', rows())).body.id as string

/** Rows of all that a POST may leave behind, but where chance decides how many, or that of another door. */
async function footprint(): Promise<Record<string, number>> {
  const tables = await read<{ name: string }>(
    w,
    w.accountId,
    sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity
      and relname not in ('idempotency_keys', 'user_counts', 'plan_groups', 'provisioning_requests') and has_table_privilege(oid, 'select') order by relname`,
  )
  const counts = tables.map(({ name }) => `(select count(*) from ${name}) as ${name}`).join(', ')
  const [row] = await read<Record<string, number>>(w, w.accountId, sql`select ${raw(counts)}`)
  return row!
}

const difference = (before: Record<string, number>, after: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, n]) => (n === before[name] ? [] : [[name, n - before[name]!]])),
  )

async function send(route: RouteSpec, { ids = {}, body, person = w.admin }: Sent, times: number, key: string | null) {
  const url = route.path
    .replace(':accountId', w.accountId)
    .replace(/:(\w+)/g, (_, name: string) => ids[name] ?? newId())
  const before = await footprint()
  const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key }
  const answers = await Promise.all(Array.from({ length: times }, () => w.call(person, 'POST', url, body, headers)))
  return { answers, left: difference(before, await footprint()) }
}

describe('REL-6 every POST', () => {
  test.each(
    posts,
  )('REL-6 %s: one key fifty times at once has the effect of one, and one answer', async (name, route) => {
    if (ownTests.has(name)) return expect(route.raw).toBe(true)
    const make = makers[name]
    expect(make, `${name} has nothing to send in this sweep`).toBeDefined()
    // What is made with the first of its kind is there before the two are compared.
    await send(route, await make!(), 1, null)
    const once = await send(route, await make!(), 1, null)
    expect(once.answers[0]!.status, once.answers[0]!.text).toBeLessThan(300)
    const many = await send(route, await make!(), 50, newId())
    expect(new Set(many.answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1)
    expect(many.answers[0]!.status).toBe(once.answers[0]!.status)
    expect(many.left).toEqual(once.left)
  })

  test('SEC-30 what an answer shows once is not readable where answers are kept', async () => {
    const { answers } = await send(routes.createSourceToken, await makers.createSourceToken!(), 2, newId())
    const { token } = answers[0]!.body
    expect(answers[1]!.body.token).toBe(token)
    const kept = await read<{ body: string }>(
      w,
      w.accountId,
      sql`select body from idempotency_keys where body is not null`,
    )
    expect(kept.length).toBeGreaterThan(0)
    for (const { body } of kept) expect(body).not.toContain(token.slice(-20))
  })
})
