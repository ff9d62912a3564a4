import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { events } from '../../../domain/event-names.ts'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, makeUsers } from '../../../test/harness/jobs.ts'
import { read, write } from '../../../test/harness/sign-in.ts'
import { address, type Users, usersOf } from '../../../test/harness/users.ts'
import { newId } from '../../platform/ids.ts'
import { sql } from '../../platform/sql.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  await u.subscribe(w.partner, 'mitel_one_elite', 20)
})

type Shown = { id: string; name: string; at: string; userName: string | null; actor: Record<string, unknown> }
const list = async (query = '') => (await w.call(w.admin, 'GET', `${u.base}/events?limit=200${query}`)).body
const names = (page: Record<string, any>): string[] => page.items.map((event: Shown) => event.name)

describe('history of a user', () => {
  test('SEC-37 every kind of event that befalls a user appears, newest first, with who and what', async () => {
    const someone = await makePerson(w, w.accountId, 'user', address())
    await u.patch(someone.id, { firstName: 'After' }, '*', w.partner)
    await u.act('assign_licence', someone.id, { params: { product: 'mitel_one_elite' } })
    await u.act('unassign_licence', someone.id, { params: { product: 'mitel_one_elite' } })
    await u.act('send_welcome_email', someone.id)
    await u.act('reset_password', someone.id)
    await w.call(someone, 'POST', '/api/session/password', {
      currentPassword: 'a long and calm evening',
      password: 'a calm and long evening',
    })
    await u.remove(someone.id)
    await u.act('restore', someone.id)
    await u.provision('pbx', { userId: someone.id, sent: { extension: '1' } })
    await u.remove(someone.id)
    await u.act('send_welcome_email', someone.id)
    const history = await u.history(someone.id)
    const seen = names(history)
    for (const name of [
      'user.created',
      'user.registered',
      'user.updated',
      'user.licence_assigned',
      'user.licence_unassigned',
      'user.invited',
      'user.reset_sent',
      'user.password_changed',
      'user.deleted',
      'user.restored',
      'user.linked',
      'user.cloudlink_account_removed',
      'user.cloudlink_account_given',
    ])
      expect(seen).toContain(name)
    expect(history.total).toBe(seen.length)
    const moments = history.items.map((event: Shown) => Date.parse(event.at))
    expect(moments).toEqual([...moments].sort((a, b) => b - a))
    const updated = history.items.find(
      (event: Shown) => event.name === 'user.updated' && event.actor.kind === 'partner',
    )
    expect(updated).toMatchObject({
      before: { firstName: 'Test' },
      after: { firstName: 'After' },
      userId: someone.id,
      actor: { kind: 'partner', id: w.partner.id, onBehalfOf: true },
    })
    expect(updated.actor.name).toMatch(/Northwind/)
    expect(history.items.at(-1).name).toBe('user.created')
  })

  test('by kind: shown and counted are those only', async () => {
    const user = await u.create()
    for (const lastName of ['A', 'B', 'C']) await u.patch(user.id, { lastName })
    const page = await u.history(user.id, '&name=user.updated')
    expect(names(page)).toEqual(['user.updated', 'user.updated', 'user.updated'])
    expect(page.total).toBe(3)
    expect((await u.history(user.id, '&name=user.updated,user.created')).total).toBe(4)
    expect((await w.call(w.admin, 'GET', `${u.url(user.id)}/history?name=no.such`)).status).toBe(400)
  })

  test('page by page nothing is left out or twice', async () => {
    const user = await u.create()
    for (let change = 0; change < 7; change++) await u.patch(user.id, { lastName: `L${change}` })
    const all = (await u.history(user.id)).items.map((event: Shown) => event.id)
    const paged: string[] = []
    let cursor = ''
    do {
      const { body } = await w.call(w.admin, 'GET', `${u.url(user.id)}/history?limit=2${cursor && `&cursor=${cursor}`}`)
      expect(body.total).toBe(all.length)
      paged.push(...body.items.map((event: Shown) => event.id))
      cursor = body.nextCursor
    } while (cursor)
    expect(paged).toEqual(all)
    expect((await w.call(w.admin, 'GET', `${u.url(user.id)}/history?cursor=forged`)).body.code).toBe('cursor_invalid')
  })

  test('of a deleted user it is still there', async () => {
    const user = await u.create()
    await u.remove(user.id)
    const history = await u.history(user.id)
    expect(names(history)[0]).toBe('user.deleted')
    expect(history.items[0].before).toMatchObject({ email: user.email, displayName: 'Ann Other' })
  })

  test('SEC-23 nobody else reads it: the user, another account', async () => {
    expect((await w.call(w.user, 'GET', `${u.url(w.user.id)}/history`)).status).toBe(403)
    expect((await w.call(w.other, 'GET', `${u.url(w.user.id)}/history`)).status).toBe(404)
  })
})

describe('history of the account', () => {
  test('a change is there with the very next request', async () => {
    const user = await u.create()
    const page = await list()
    expect(page.items[0]).toMatchObject({ name: 'user.invited', userId: user.id })
    expect(page.items[1]).toMatchObject({ name: 'user.created', userId: user.id, userName: 'Ann Other' })
  })

  test('search names the user or the actor, in any case and without accents, all words of it', async () => {
    const user = await u.create({ firstName: 'Žofie', lastName: 'Dvořáková' })
    const of = async (search: string) =>
      (await list(`&search=${encodeURIComponent(search)}`)).items.map(
        (event: Shown & { userId: string }) => event.userId,
      )
    expect(await of('zofie DVORAK')).toEqual([user.id, user.id])
    expect(await of('zofie nobody')).toEqual([])
    await w.call(w.admin, 'PATCH', u.url(w.admin.id), { firstName: 'Renée' }, { 'if-match': '*' })
    const other = await makePerson(w, w.accountId, 'account_admin')
    await usersOf(w, w.admin).patch(other.id, { lastName: 'X' })
    expect(await of('renee')).toContain(other.id)
    expect(await of('%')).toEqual([])
  })

  test('by user, actor and time', async () => {
    const user = await u.create()
    await u.patch(user.id, { lastName: 'P' }, '*', w.partner)
    const partners = await list(`&user=${user.id}&actor=${w.partner.id}`)
    expect(names(partners)).toEqual(['user.updated'])
    expect(partners.total).toBe(1)
    const [changed, invited, created] = (await u.history(user.id)).items as Shown[]
    const between = await list(`&user=${user.id}&from=${created!.at}&to=${invited!.at}`)
    expect(names(between)).not.toContain('user.updated')
    expect(names(between)).toContain('user.created')
    expect(names(await list(`&user=${user.id}&from=${changed!.at}`))).toEqual(['user.updated'])
    expect((await list(`&to=2020-01-01T00:00:00Z`)).total).toBe(0)
    for (const query of ['from=yesterday', 'user=1', 'name=x', 'limit=0', 'cursor=x', 'actor=', 'unknown=1'])
      expect((await w.call(w.admin, 'GET', `${u.base}/events?${query}`)).status, query).toBe(400)
  })

  test('the total is all that match, and says so when it stops counting', async () => {
    const { total, totalIsExact } = (await w.call(w.admin, 'GET', `${u.base}/events?limit=1`)).body
    const [row] = await read<{ n: number }>(w, w.accountId, sql`select count(*) as n from events`)
    expect({ total, totalIsExact }).toEqual({ total: row!.n, totalIsExact: true })
    await write(
      w,
      w.accountId,
      sql`insert into events (account_id, id, name, actor_kind) select ${w.accountId}::uuid, gen_random_uuid(),
        'user.erased', 'system' from generate_series(1, 10001)`,
    )
    const many = (await w.call(w.admin, 'GET', `${u.base}/events?limit=1&name=user.erased`)).body
    expect(many).toMatchObject({ total: 10_000, totalIsExact: false })
  })

  test('account, subscription and integration events are in it, every name of it is known', async () => {
    await u.integrate({ iot: true })
    await w.call(w.admin, 'PATCH', u.base, { address: 'Quay 1' })
    const page = await list('&name=integrations.updated,account.updated,subscription.created')
    expect(new Set(names(page))).toEqual(new Set(['integrations.updated', 'account.updated', 'subscription.created']))
    for (const name of names(await list())) expect(Object.keys(events)).toContain(name)
  })
})

describe('what a job did', () => {
  test('SEC-37 stands under the job: its start and its end among the others, each user when asked for', async () => {
    const b = bulk(w)
    const ids = await makeUsers(w, 3)
    const job = await b.run('assign_licence', { ids }, { product: 'mitel_one_elite' })
    const undone = await b.post(`/jobs/${job.id}/undo`, {})
    await b.work(undone.body.id)
    const mine = ({ items }: Record<string, any>) => items.filter(({ jobId }: { jobId: string }) => jobId === job.id)
    const kinds = '&name=job.started,job.ended,user.licence_assigned'
    expect(mine(await list(kinds))).toHaveLength(5)
    const [ended, started, ...others] = mine(await list(`${kinds}&grouped=true`))
    expect(others).toEqual([])
    expect(started).toMatchObject({ name: 'job.started', data: { action: 'assign_licence', total: 3 } })
    const data = { action: 'assign_licence', product: 'mitel_one_elite', state: 'done', changed: 3 }
    expect(ended).toMatchObject({ name: 'job.ended', data })
    const each = await list(`&job=${job.id}&name=user.licence_assigned`)
    expect(each.items.map((event: { userId: string }) => event.userId).sort()).toEqual([...ids].sort())
    expect((await u.history(ids[0]!)).items.map((event: { jobId: string }) => event.jobId)).toContain(job.id)
    const back = await list(`&job=${undone.body.id}&name=job.started`)
    expect(back.items).toMatchObject([{ data: { undoOf: job.id } }])
    expect((await w.call(w.admin, 'GET', `${u.base}/events?grouped=false`)).status).toBe(400)
  })
})

describe('SEC-34 the export', () => {
  const download = (query = '') => w.call(w.admin, 'GET', `${u.base}/events.csv${query}`)

  test('SEC-34 a hostile name is no formula, and a CSV reader gives back every value', async () => {
    const hostile = ['=cmd|/c calc', '+1', '-1+1', '@SUM(1)', '＝1+1', '"quoted", and\\']
    for (const firstName of hostile) await u.create({ firstName, lastName: null })
    const answer = await download('?name=user.created')
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="events.csv"/)
    expect(answer.headers['cache-control']).toBe('no-store')
    const rows = parse<Record<string, string>>(answer.text, { columns: true, bom: true })
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
    const shown = rows.map((row) => row.user!.replace(/^'/, ''))
    for (const name of hostile) expect(shown).toContain(name)
    expect(JSON.parse(rows[0]!.after!)).toMatchObject({ origin: 'console' })
  })

  test('holds all that match, far beyond a page, each once and in order', async () => {
    const rows = parse<Record<string, string>>((await download('?name=user.erased')).text, { columns: true, bom: true })
    const ids = rows.map((row) => row.id!)
    expect(ids.length).toBeGreaterThanOrEqual(10_001)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual([...ids].sort().reverse())
  })

  test('SEC-23 a refusal is a problem, not a file', async () => {
    for (const [person, status] of [
      [w.user, 403],
      [w.other, 404],
      [null, 401],
    ] as const) {
      const answer = await w.call(person, 'GET', `${u.base}/events.csv`)
      expect([answer.status, answer.headers['content-type']]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ])
    }
    expect((await download('?limit=1')).status).toBe(400)
    expect((await w.call(w.partner, 'GET', `/api/accounts/${newId()}/events.csv`)).status).toBe(404)
  })
})
