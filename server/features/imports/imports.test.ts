import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { importing, row } from '../../../test/harness/imports.ts'
import { read, write } from '../../../test/harness/sign-in.ts'
import { usersOf } from '../../../test/harness/users.ts'
import { sql } from '../../platform/sql.ts'

let w: World
let imports: ReturnType<typeof importing>
let users: ReturnType<typeof usersOf>
beforeAll(async () => {
  w = await startWorld()
  imports = importing(w)
  users = usersOf(w, w.admin)
})

const codes = (rows: { errors: { code: string }[] }[]) => rows.map(({ errors }) => errors.map(({ code }) => code))

describe('R31 what is wrong with a row', () => {
  test.each([
    ['no name at all', { firstName: ' ', lastName: '' }, 'name', 'name_required'],
    ['no email', { email: ' ' }, 'email', 'required'],
    ['an invalid email', { email: 'ann@localhost' }, 'email', 'email_invalid'],
    [
      'an email that only looks like one',
      { email: 'ann@exampl\u0131e.com'.replace('\u0131', '\uff4c') },
      'email',
      'email_invalid',
    ],
    ['an unknown role', { role: 'Boss' }, 'role', 'role_unknown'],
    ['a Partner', { role: 'Mitel Partner' }, 'role', 'role_not_assignable'],
    ['a phone number that is none', { mobile: 'call me' }, 'mobile', 'phone_invalid'],
    ['an extension that is none', { extension: 'one two' }, 'extension', 'extension_invalid'],
    ['a product that nobody knows', { products: 'Walkman' }, 'products', 'product_unknown'],
    ['a product that can’t be assigned here', { products: 'MiCollab' }, 'products', 'product_not_manageable'],
    ['a name with a line break', { name: 'A\nB' }, 'name', 'name_invalid'],
  ])('R31 %s', async (_, wrong, column, code) => {
    const one = await imports.json([row(wrong), row()])
    expect(one.counts).toMatchObject({ rows: 2, new: 1, error: 1 })
    const [shown] = await imports.rows(one.id, 'status=error')
    expect(shown).toMatchObject({ row: 2, status: 'error', errors: [{ column, code }] })
    expect(shown.errors[0].message).toMatch(/\.$/)
    await imports.call('DELETE', `/${one.id}`)
  })

  test('R31 an email that a user of the account has, in any case', async () => {
    const user = await users.create()
    const one = await imports.json([row({ email: user.email.toUpperCase() })])
    expect(await imports.rows(one.id)).toMatchObject([
      {
        status: 'error',
        errors: [{ column: 'email', code: 'email_taken' }],
        holder: { id: user.id, status: 'unregistered' },
      },
    ])
    await imports.call('DELETE', `/${one.id}`)
  })

  test('R31 an email twice in the file marks all rows concerned, and a correction frees the others', async () => {
    const one = await imports.json([
      row({ email: 'twice@test.example' }),
      row({ email: 'Twice@Test.example' }),
      row({ email: 'twice@test.example', name: 'x\u0001', role: 'boss' }),
      row(),
    ])
    const before = await imports.rows(one.id)
    expect(before.map((shown: { status: string }) => shown.status)).toEqual(['error', 'error', 'error', 'new'])
    expect(before[0].sameEmailRows).toEqual([3, 4])
    await imports.remove(one.id, 4)
    const mended = await imports.patch(one.id, 3, { email: 'once@test.example' })
    expect(mended.body).toMatchObject({ status: 'new', errors: [], version: 2 })
    expect(codes(await imports.rows(one.id))).toEqual([[], [], [], []])
    expect((await imports.get(one.id)).counts).toMatchObject({ new: 3, error: 0, removed: 1 })
    await imports.patch(one.id, 5, { email: 'TWICE@test.example' })
    expect(codes(await imports.rows(one.id, 'status=error'))).toEqual([['email_twice'], ['email_twice']])
    await imports.call('DELETE', `/${one.id}`)
  })

  test('R31 in a partner account nobody is made an Account Admin, and who is imported is a partner', async () => {
    const there = importing(w, w.partnerAccountId, w.partner)
    const one = await there.json([row({ role: 'Account Admin' }), row({ role: 'User' })])
    expect(codes(await there.rows(one.id))).toEqual([['role_not_assignable'], []])
    await there.commit(one.id)
    expect(await there.users()).toMatchObject([{ role: 'partner' }])
  })
})

describe('corrections', () => {
  test('of two admins who correct one row, the second is refused with the row as it is now', async () => {
    const one = await imports.json([row({ role: 'boss' })])
    const { headers } = await imports.patch(one.id, 2, { role: 'User' }, '"1"')
    expect(headers.etag).toBe('"2"')
    const late = await imports.patch(one.id, 2, { role: 'Account Admin' }, '"1"')
    expect(late).toMatchObject({ status: 412, body: { code: 'version_stale', current: { values: { role: 'User' } } } })
    expect((await imports.call('PATCH', `/${one.id}/rows/2`, { role: 'User' })).status).toBe(428)
    expect((await imports.patch(one.id, 99, { role: 'User' })).status).toBe(404)
    await imports.call('DELETE', `/${one.id}`)
  })

  test('many rows are mended at once: roles, spaces, names, emails', async () => {
    const one = await imports.json([
      row({ firstName: ' Ann  Mary ', lastName: 'First', email: 'MEND1@Test.Example', role: 'boss' }),
      row({ email: 'MEND2@test.example', role: 'king' }),
    ])
    await imports.mend(one.id, { mend: 'set_role', role: 'account_admin', status: 'error' })
    await imports.mend(one.id, { mend: 'trim' })
    await imports.mend(one.id, { mend: 'swap_names' })
    const after = await imports.mend(one.id, { mend: 'lower_case_emails' })
    expect(after.counts).toMatchObject({ new: 2, error: 0 })
    const values = (await imports.rows(one.id)).map((shown: { values: object }) => shown.values)
    expect(values[0]).toMatchObject({
      firstName: 'First',
      lastName: 'Ann Mary',
      email: 'mend1@test.example',
      role: 'Account Admin',
    })
    expect((await imports.call('POST', `/${one.id}/rows/mend`, { mend: 'set_role' })).status).toBe(422)
    await imports.call('DELETE', `/${one.id}`)
  })

  test('a column is mapped by hand, twice is refused, and the next file is taken as this one was', async () => {
    const csv = 'Person;Post;Postfach\nAnn One;Clerk;mapped1@test.example\n'
    const one = await imports.upload('a.csv', csv)
    expect(one.columns.map((column: { column: string }) => column.column)).toEqual([null, null, null])
    expect(one.counts.error).toBe(1)
    const refused = await imports.call('PUT', `/${one.id}/columns`, { columns: ['name', 'email', 'email'] })
    expect(refused.status).toBe(422)
    const mapped = await imports.call('PUT', `/${one.id}/columns`, { columns: ['name', null, 'email'] })
    expect(mapped.body).toMatchObject({ counts: { new: 1, error: 0 } })
    await imports.call('DELETE', `/${one.id}`)
    const next = await imports.upload('b.csv', csv.replace('mapped1', 'mapped2'))
    expect(next.columns).toMatchObject([
      { column: 'name', remembered: true },
      { column: null, remembered: true },
      { column: 'email', remembered: true },
    ])
    expect(next.counts).toMatchObject({ new: 1, error: 0 })
    await imports.call('DELETE', `/${next.id}`)
  })

  test('rows are searched, filtered and jumped to', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => row({ lastName: `Søgård ${n}`, ...(n % 3 ? {} : { role: 'x' }) }))
    const one = await imports.json(rows)
    const page = (query: string) => imports.call('GET', `/${one.id}/rows?${query}`)
    const first = (await page('limit=10&status=new')).body
    expect(first).toMatchObject({ total: 20, items: { length: 10 } })
    const second = (await page(`limit=10&status=new&cursor=${first.nextCursor}`)).body
    expect(second.items[0].row).toBeGreaterThan(first.items[9].row)
    expect(second.nextCursor).toBeNull()
    expect((await page('limit=2&at=28')).body.items.map((shown: { row: number }) => shown.row)).toEqual([30, 31])
    expect((await page('search=sogard 29')).body).toMatchObject({ total: 1, items: [{ row: 31 }] })
    expect((await page('search=%25')).body.total).toBe(0)
    expect((await page('cursor=x')).status).toBe(400)
    await imports.call('DELETE', `/${one.id}`)
  })
})

describe('R32 before Upload', () => {
  test('R32 a file becomes a preview and no user, and Cancel leaves no row of it', async () => {
    const before = await imports.users()
    const csv = 'first name;Last Name ;E-Mail;Role\nÅsa;Öberg;asa@test.example;user\nBo;;bo@test;boss\n'
    const one = await imports.upload('people.csv', csv)
    expect(one).toMatchObject({ state: 'preview', fileName: 'people.csv', counts: { rows: 2, new: 1, error: 1 } })
    expect(one.columns.map((column: { column: string }) => column.column)).toEqual([
      'firstName',
      'lastName',
      'email',
      'role',
    ])
    expect(await imports.users()).toEqual(before)
    expect((await imports.call('DELETE', `/${one.id}`)).status).toBe(204)
    expect(await imports.get(one.id)).toMatchObject({ state: 'cancelled', columns: [], counts: { rows: 2 } })
    const left = await read<{ n: number }>(
      w,
      w.accountId,
      sql`select (select count(*) from import_rows where import_id = ${one.id}) + (select count(*) from import_files) as n`,
    )
    expect(left).toEqual([{ n: 0 }])
    for (const path of ['/rows/mend', '/commit'])
      expect(
        (await imports.call('POST', `/${one.id}${path}`, path === '/commit' ? {} : { mend: 'trim' })).body.code,
      ).toBe('import_not_open')
  })

  test('R32 what was not touched for 30 days is cancelled, and of what was uploaded only counts stay', async () => {
    const { sweepImports } = await import('./imports.ts')
    const [open, done] = [await imports.json([row()]), await imports.json([row(), row({ email: 'x' })])]
    await imports.commit(done.id)
    await write(w, w.accountId, sql`update imports set touched_at = now() - interval '31 days'`)
    await sweepImports(w.system(w.accountId))
    expect(await imports.get(open.id)).toMatchObject({ state: 'cancelled', counts: { rows: 1 } })
    expect(await imports.get(done.id)).toMatchObject({ state: 'done', counts: { rows: 2, new: 1, error: 1 } })
    expect(await imports.rows(done.id)).toEqual([])
  })
})

describe('uploads', () => {
  test('SEC-33 a file that is none is refused at once, with a code, and leaves nothing', async () => {
    const before = (await imports.call('GET', '')).body.total
    const refused = await imports.send('a.xlsx', Buffer.from('PK\x03\x04 this is no workbook'))
    expect(refused.status).toBe(422)
    expect(refused.body.code).toMatch(/^spreadsheet_/)
    expect((await imports.call('POST', '', { file: 'x' })).body.code).toBe('media_type_refused')
    expect((await imports.call('GET', '')).body.total).toBe(before)
  })

  test('SEC-19 a file from another site is refused', async () => {
    const foreign = await imports.send('a.csv', 'email\n', { 'sec-fetch-site': 'cross-site' })
    expect(foreign).toMatchObject({ status: 403, body: { code: 'origin_refused' } })
  })

  test('REL-6 a repeated upload with the same key is the same import; another file with it is refused', async () => {
    const csv = 'name,email\nAnn,key@test.example\n'
    const headers = { 'idempotency-key': 'import-1' }
    const [first, again] = [await imports.send('a.csv', csv, headers), await imports.send('a.csv', csv, headers)]
    expect(first.status, first.text).toBe(201)
    expect(again.body.id).toBe(first.body.id)
    expect((await imports.send('a.csv', `${csv}Bo,bo@test.example\n`, headers)).body.code).toBe('idempotency_mismatch')
    await imports.call('DELETE', `/${first.body.id}`)
  })

  test('SEC-28 imports that wait for somebody are limited', async () => {
    const there = importing(w, w.otherAccountId, w.other)
    for (let n = 0; n < 20; n++) await there.json([row()])
    expect((await there.call('POST', '/rows', { rows: [row()] })).body.code).toBe('imports_too_many')
    expect((await there.send('a.csv', 'email\n')).body.code).toBe('imports_too_many')
  })

  test('the template and the failed rows are spreadsheets that can be uploaded', async () => {
    const get = (path: string) =>
      w.app.inject({ method: 'GET', url: `${imports.base}/${path}`, headers: { cookie: w.admin.cookie } })
    expect((await get('template.csv')).body).toContain('FIRST NAME,LAST NAME,NAME,EMAIL,ROLE')
    expect((await get('template.xlsx')).rawPayload.subarray(0, 2).toString()).toBe('PK')
    const one = await imports.json([row({ role: 'boss', email: 'nobody' }), row()])
    await imports.commit(one.id)
    const failed = await get(`${one.id}/failed.xlsx`)
    const again = await imports.upload('failed.xlsx', failed.rawPayload)
    expect(again.counts).toMatchObject({ rows: 1, error: 1 })
    expect(again.columns.find(({ header }: { header: string }) => header === 'REASON')).toMatchObject({
      column: null,
      samples: ['EMAIL: This is no valid email address. ROLE: ROLE is User or Account Admin.'],
    })
    await imports.call('DELETE', `/${again.id}`)
  })
})
