import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invitationFilters, lastSignInFilters, properties } from '../../domain/filter.ts'
import { origins } from '../../domain/sources.ts'
import { statuses } from '../../domain/users.ts'
import { type Person, startHouse, type TestHouse } from '../../test/harness/house.ts'
import { cookieOf, read } from '../../test/harness/sign-in.ts'
import { readConfig } from '../config.ts'
import { sql } from '../platform/sql.ts'
import { serve } from '../serve.ts'
import { seedDemo } from './demo.ts'

const password = 'the demo has a password'
let t: TestHouse
let partner: Person
const accounts: Record<string, string> = {}
const folder = mkdtempSync(join(tmpdir(), 'demo-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const start = (file?: string) => seedDemo(t.house, { password, anew: false, size: 0, file })

beforeAll(async () => {
  t = await startHouse()
  await start()
  const session = await t.call(null, 'POST', '/api/session', { email: 'partner@demo.example', password })
  partner = { ...session.body.user, accountId: session.body.account.id, cookie: cookieOf(session) }
  for (const account of (await get('/api/accounts?limit=50')).items) accounts[account.name] = account.id
}, 120_000)

const get = async (path: string) => {
  const answer = await t.call(partner, 'GET', path)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const users = (account: string, query = '') => get(`/api/accounts/${accounts[account]}/users?${query}`)
const contoso = 'Contoso Logistics'

describe('the demo', () => {
  test('has its accounts with about so many users', async () => {
    expect(Object.keys(accounts).sort()).toEqual([
      'Alpine Hotels',
      'Contoso Logistics',
      'Harbour Dental',
      'Northwind Communications',
    ])
    const totals = await Promise.all(Object.keys(accounts).map(async (name) => [name, (await users(name)).total]))
    const { [contoso]: many, 'Harbour Dental': some, ...rest } = Object.fromEntries(totals)
    expect(rest).toEqual({ 'Alpine Hotels': 0, 'Northwind Communications': 1 })
    expect(some).toBeGreaterThan(50)
    expect(many).toBeGreaterThan(1400)
  })

  test.each([
    ...properties.map((value) => ['property', value]),
    ...invitationFilters.map((value) => ['invitation', value]),
    ...origins.map((value) => ['source', value]),
    ...lastSignInFilters.map((value) => ['lastSignIn', value]),
    ['product', 'micollab'],
    ['product', 'mitel_one_premier'],
  ])('each filter has users in Contoso Logistics: %s=%s', async (kind, value) => {
    const all = (await users(contoso)).total
    const { total } = await users(contoso, `${kind}=${value}`)
    expect(total).toBeGreaterThan(0)
    if (value !== 'users') expect(total).toBeLessThan(all)
    expect((await get(`/api/accounts/${accounts[contoso]}/users/facets`))[kind!][value!]).toBe(total)
  })

  test('every status, users of two sources, and deleted users are there', async () => {
    const seen = new Set<string>()
    let doubly = 0
    for (let cursor = ''; ; ) {
      const page = await users(contoso, `limit=200${cursor && `&cursor=${cursor}`}`)
      for (const user of page.items) {
        seen.add(user.status)
        if (user.sources.length > 1) doubly++
      }
      if (!page.nextCursor) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual(new Set(statuses))
    expect(doubly).toBeGreaterThan(10)
    expect((await users(contoso, 'deleted=true')).total).toBeGreaterThan(3)
  })

  test('its second start changes nothing', async () => {
    const before = (await users(contoso)).total
    await start()
    expect((await users(contoso)).total).toBe(before)
    expect((await get('/api/accounts')).total).toBe(4)
  })
})

describe('a first start that is ended in the middle', () => {
  test('REL-11 is taken up where it was: everybody is there, and once', async () => {
    const other = await startHouse()
    for (const transactions of [1, 4, 9, 14]) {
      const db = endingAfter(other.house.db, transactions)
      const cut = seedDemo({ ...other.house, db }, { password, anew: false, size: 0 })
      await expect(cut).rejects.toThrow('ended')
    }
    await seedDemo(other.house, { password, anew: false, size: 0 })
    const session = await other.call(null, 'POST', '/api/session', { email: 'partner@demo.example', password })
    const as = { ...session.body.user, accountId: session.body.account.id, cookie: cookieOf(session) }
    const { body } = await other.call(as, 'GET', '/api/accounts?limit=50')
    const totals: Record<string, number> = {}
    for (const { id, name } of body.items)
      totals[name] = (await other.call(as, 'GET', `/api/accounts/${id}/users`)).body.total
    const whole: Record<string, number> = {}
    for (const name of Object.keys(accounts)) whole[name] = (await users(name)).total
    expect(totals).toEqual(whole)
  })
})

/** The database as it is to a program that is killed after so many transactions. */
function endingAfter(db: TestHouse['house']['db'], transactions: number): TestHouse['house']['db'] {
  let left = transactions
  return new Proxy(db, {
    get: (of, name, receiver) =>
      name === 'inAccount'
        ? (...given: Parameters<typeof db.inAccount>) => {
            if (--left < 0) throw new Error('ended')
            return of.inAccount(...given)
          }
        : Reflect.get(of, name, receiver),
  })
}

describe('--demo-file', () => {
  let files = 0
  const fileOf = (lines: readonly (object | string)[]) => {
    const path = join(folder, `${++files}.ndjson`)
    writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
    return path
  }
  const load = (...lines: (object | string)[]) => start(fileOf(lines))
  const link = (kind: string, source: string, more: object = {}) => ({
    kind,
    source,
    externalId: `${kind}-x${++files}`,
    ...more,
  })
  const find = async (search: string, query = '') => (await users(contoso, `search=${search}${query}`)).items
  const total = async () => (await users(contoso)).total

  test.each([
    ['line 2: not a user', [{ firstName: 'A', email: 'wrong1@file.example' }, '{broken']],
    ['line 1: email', [{ firstName: 'A', email: 'no address' }]],
    ['line 1: name', [{ email: 'wrong2@file.example' }]],
    ['line 1: not a user', [{ firstName: 'A', email: 'wrong3@file.example', shoeSize: 43 }]],
    ['line 1: role', [{ firstName: 'A', email: 'wrong4@file.example', role: null }]],
    ['line 1: email', [{ firstName: 'A' }]],
    [
      'line 1: deleted',
      [{ firstName: 'A', email: 'wrong5@file.example', deleted: true, links: [link('micloud_connect', 'M')] }],
    ],
    ['line 1: no account Nowhere', [{ account: 'Nowhere', firstName: 'A', email: 'wrong6@file.example' }]],
    [
      'line 1: no account Northwind',
      [{ account: 'Northwind Communications', firstName: 'A', email: 'wrong7@file.example' }],
    ],
    [
      'line 3: twice@file.example is that of line 1',
      [
        { firstName: 'A', email: 'twice@file.example' },
        { firstName: 'B', email: 'once@file.example' },
        { firstName: 'C', email: 'Twice@FILE.example' },
      ],
    ],
    [
      'line 2: pbx Two one is that of line 1',
      [
        { firstName: 'A', links: [{ kind: 'pbx', source: 'Two', externalId: 'one' }] },
        { firstName: 'B', links: [{ kind: 'pbx', source: 'Two', externalId: 'one' }] },
      ],
    ],
    ['mitel_one_elite', [{ firstName: 'A', email: 'wrong8@file.example', products: ['mitel_one_elite'] }]],
  ])('a wrong file is refused, nothing of it is loaded: %s', async (message, lines) => {
    const before = await total()
    await expect(load(...lines)).rejects.toThrow(message)
    expect(await total()).toBe(before)
  })

  test('an email that is in use is refused with the line and the holder', async () => {
    const [holder] = (await users(contoso, 'source=scim&limit=1')).items
    const before = await total()
    await expect(
      load({ firstName: 'New', email: 'new@file.example' }, { firstName: 'Second', email: holder.email.toUpperCase() }),
    ).rejects.toThrow(`line 2: ${holder.email} is in use in Contoso Logistics by ${holder.displayName}`)
    expect(await total()).toBe(before)
  })

  test('users of any origin and state come as they are told, into the sources that are there', async () => {
    const sources = () => read(t, accounts[contoso]!, sql`select from sources`)
    const before = (await sources()).length
    await load(
      {
        firstName: 'Con',
        lastName: 'Sole',
        email: 'con@file.example',
        registered: true,
        lastSignInDaysAgo: 100,
        products: ['micollab'],
      },
      { firstName: 'Im', lastName: 'Port', email: 'im@file.example', origin: 'import', invitation: 'expired' },
      {
        firstName: 'Di',
        lastName: 'Rectory',
        email: 'di@file.example',
        role: 'account_admin',
        registered: true,
        links: [
          link('scim', 'Entra ID', {
            fields: ['firstName', 'email'],
            active: false,
            raw: { userName: 'di', odd: [1] },
          }),
          link('pbx', 'MiVoice Business Hamburg', { fields: ['lastName'] }),
        ],
      },
      { name: 'File Lobby', role: null, links: [link('pbx', 'MiVoice Business Hamburg')] },
      { firstName: 'Sus', lastName: 'Pended', email: 'sus@file.example', suspendedByAdmin: true },
      { firstName: 'De', lastName: 'Leted', email: 'de@file.example', deleted: true },
      {
        firstName: 'Re',
        lastName: 'Moved',
        email: 're@file.example',
        registered: true,
        deleted: true,
        links: [link('iot', 'A new one')],
      },
      { account: 'Alpine Hotels', firstName: 'Al', lastName: 'Pine', email: 'al@file.example' },
    )
    expect((await sources()).length).toBe(before + 1)
    const [con] = await find('con@file.example')
    expect(con).toMatchObject({ status: 'registered', products: ['micollab'], sources: [{ kind: 'console' }] })
    expect((await find('im@file.example'))[0]).toMatchObject({
      invitation: { state: 'expired' },
      sources: [{ kind: 'import' }],
    })
    const [di] = await find('di@file.example')
    expect(di).toMatchObject({
      status: 'inactive',
      sourceActive: false,
      role: 'account_admin',
      suspendedByAdmin: false,
    })
    expect(
      di.sources.map((source: { name: string; ownedFields: string[] }) => [source.name, source.ownedFields]),
    ).toEqual([
      // The source that decides whether the user is active stands first.
      ['Entra ID', ['firstName', 'email']],
      ['MiVoice Business Hamburg', ['lastName']],
    ])
    const { links } = await get(`/api/accounts/${accounts[contoso]}/users/${di.id}/links`)
    expect(links.find((one: { kind: string }) => one.kind === 'scim').raw).toEqual({ userName: 'di', odd: [1] })
    expect((await find('File Lobby'))[0]).toMatchObject({
      status: 'no_cloudlink_account',
      email: null,
      cloudlinkRemoved: false,
    })
    expect((await find('sus@file.example'))[0]).toMatchObject({ status: 'inactive', suspendedByAdmin: true })
    expect(await find('de@file.example')).toEqual([])
    expect((await find('de@file.example', '&deleted=true'))[0]).toMatchObject({ deletedBy: { kind: 'system' } })
    expect((await find('re@file.example'))[0]).toMatchObject({ status: 'no_cloudlink_account', cloudlinkRemoved: true })
    expect((await users('Alpine Hotels')).total).toBe(1)
  })

  test('a file that was loaded is not loaded again, whatever became of its users since', async () => {
    const path = fileOf([
      { firstName: 'Once', lastName: 'Only', email: 'once.only@file.example' },
      { firstName: 'Once', lastName: 'Bare', role: null, links: [link('pbx', 'MiVoice Business Hamburg')] },
    ])
    await start(path)
    const before = await total()
    await start(path)
    expect(await total()).toBe(before)
    const [user] = await find('once.only@file.example')
    const answer = await t.call(
      partner,
      'DELETE',
      `/api/accounts/${accounts[contoso]}/users/${user.id}`,
      { confirm: 'delete' },
      { 'if-match': '*' },
    )
    expect(answer.status).toBe(204)
    await start(path)
    expect(await total()).toBe(before - 1)
  })

  test('is refused outside the demo, and when the file can’t be read', async () => {
    const config = { ...readConfig({ LOG_LEVEL: 'silent' }), demo: false }
    await expect(serve(config, { http: false, worker: false, demoSize: 0, demoFile: 'x' })).rejects.toThrow(
      'only with DEMO=1',
    )
    await expect(start(join(folder, 'missing'))).rejects.toThrow('missing can’t be read')
  })
})
