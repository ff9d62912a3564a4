import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { cleanName } from '../../../domain/names.ts'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { importing } from '../../../test/harness/imports.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import { createUsers, exportUsers } from './users.ts'

let w: World
let u: Users
const many = 2_345
const values = { name: null, firstName: null, lastName: null, mobile: null, extension: null }
const add = (users: object[]) =>
  createUsers(w.system(w.accountId), {
    users: users.map((user) => ({ values: { ...values, ...(user as { email: string }) }, role: 'user' as const })),
    origin: 'console',
    welcome: false,
  })

beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
  await add(Array.from({ length: many }, (_, n) => ({ name: `Crowd ${n % 50}`, email: `crowd${n}@test.example` })))
})

const download = (query = '', kind = 'csv', as = w.admin) =>
  w.call(as, 'GET', `${u.url()}.${kind}${query && `?${query}`}`)
const rowsOf = async (query = '') =>
  parse<Record<string, string>>((await download(query)).text, { columns: true, bom: true })
const hostile = ['=cmd|/c calc', '+1', '-1+1', '@SUM(1)', '＝1+1', "'=1", '"quoted", and\\; ', '_x0041_', 'sep=;']

describe('6.7 the export', () => {
  test('SEC-23 a refusal is a problem, not a file, and leaves no event', async () => {
    const exported = async () => (await w.call(w.admin, 'GET', `${u.base}/events?name=users.exported`)).body.total
    const before = await exported()
    for (const kind of ['csv', 'xlsx']) {
      expect((await download('', kind, w.user)).status).toBe(403)
      expect((await download('', kind, w.other)).status).toBe(404)
      expect((await w.call(null, 'GET', `${u.url()}.${kind}`)).status).toBe(401)
      for (const query of ['cursor=x', 'limit=5', 'at=3', 'columns=password', 'sort=password', 'property=nobody'])
        expect([query, (await download(query, kind)).status]).toEqual([query, 400])
    }
    expect(await exported()).toBe(before)
  })

  test('6.7 holds the users of the list in its order, each once, far beyond a page', async () => {
    const emails = (await rowsOf('search=crowd&sort=-email')).map((row) => row.EMAIL!)
    expect(emails).toHaveLength(many)
    expect(new Set(emails).size).toBe(many)
    const pages = []
    for (let at = 0; at < 600; at += 200) pages.push(...(await u.list(`search=crowd&sort=-email&at=${at}`)).items)
    expect(emails.slice(0, 600)).toEqual(pages.map(({ email }) => email))
    // Users of one name, on both sides of the end of a stretch.
    expect(new Set((await rowsOf('search=crowd')).map((row) => row.EMAIL)).size).toBe(many)
  })

  test('6.7 takes the filter of the list, and gives nobody else', async () => {
    const admins = await rowsOf('property=admins')
    expect(admins.map((row) => row.EMAIL)).toEqual(
      (await u.list('property=admins')).items.map((one: { email: string }) => one.email),
    )
    expect(admins[0]).toMatchObject({ ROLE: 'Account Admin', STATUS: 'Registered' })
    expect(await rowsOf('search=nobody+is+called+so')).toEqual([])
  })

  test('6.7 has the chosen columns, with the three names that a file needs', async () => {
    const [header] = parse((await download('columns=role,name,email')).text, { bom: true }) as string[][]
    expect(header).toEqual(['FIRST NAME', 'LAST NAME', 'NAME', 'EMAIL', 'ROLE'])
    const { sheets } = await readXlsx(await xlsx('columns=email,status&search=crowd7@'))
    expect(sheets[0]!.rows).toEqual([
      ['EMAIL', 'STATUS'],
      ['crowd7@test.example', 'Unregistered'],
    ])
  })

  test('SEC-37 who takes users out is recorded, with how many and by which filter, but not the words of a search', async () => {
    await rowsOf('search=crowd1@test&property=unregistered&columns=email')
    const { items } = (await w.call(w.admin, 'GET', `${u.base}/events?name=users.exported&limit=1`)).body
    expect(items[0]).toMatchObject({
      actor: { id: w.admin.id },
      data: { kind: 'csv', count: 1, filter: { property: ['unregistered'], searched: true }, columns: ['email'] },
    })
    expect(JSON.stringify(items[0])).not.toContain('crowd1@')
  })

  test('SEC-34 no cell is a formula, and a download is a file that is not kept', async () => {
    await add(hostile.map((name, n) => ({ name, email: `hostile${n}@test.example` })))
    const answer = await download('search=hostile')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="users.csv"',
      'cache-control': 'no-store',
    })
    const { sheets } = await readXlsx(await xlsx('search=hostile'))
    const cells = [...(parse(answer.text, { bom: true }) as string[][]), ...sheets[0]!.rows].flat().map(String)
    expect(cells.length).toBeGreaterThan(100)
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
  })

  test.each([
    'csv',
    'xlsx',
  ])('6.7 exporting to .%s and importing again changes nothing, whatever users are called', async (kind) => {
    const names = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { numRuns: 60, seed: 7 })
    const kept = [...names, ...hostile].flatMap((text) => {
      const name = cleanName(text)
      return name.ok && name.value ? [name.value] : []
    })
    await add(
      kept.map((name, n) => ({
        firstName: name,
        lastName: kept.at(-1 - n)!,
        email: `again${kind}${n}@test.example`,
        mobile: '+41791234567',
        extension: ['0123', '*12', '+77', '#1-2'][n % 4]!,
      })),
    )
    const before = (await u.list(`search=again${kind}`)).items
    expect(before).toHaveLength(kept.length)
    const content = kind === 'csv' ? (await download(`search=again${kind}`)).text : await xlsx(`search=again${kind}`)
    const imports = importing(w)
    const { id, counts } = await imports.upload(`users.${kind}`, content)
    expect(counts).toMatchObject({ rows: kept.length, new: 0, error: kept.length })
    expect((await imports.mend(id, { mend: 'update_existing', update: true })).counts).toMatchObject({
      update: kept.length,
    })
    await imports.commit(id)
    expect((await imports.get(id)).counts).toMatchObject({ rows: kept.length, error: 0 })
    expect((await u.list(`search=again${kind}`)).items).toEqual(before)
  })
})

/** A workbook in bytes: an answer as text would not be one. */
async function xlsx(query: string): Promise<Buffer> {
  const filter = Object.fromEntries(new URLSearchParams(query))
  const columns = filter.columns?.split(',') as ['email'] | undefined
  const context = { ...w.system(w.accountId), actor: { kind: 'system' as const, name: 'test' } }
  return buffer(await exportUsers(context, { sort: 'name', search: filter.search, columns, kind: 'xlsx' }))
}
