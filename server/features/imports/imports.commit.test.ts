import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { cellsOf, judgeRow } from '../../../domain/import-rules.ts'
import { importColumnNames } from '../../../domain/import-words.ts'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { importing, row } from '../../../test/harness/imports.ts'
import { mailsOf, read } from '../../../test/harness/sign-in.ts'
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

const mailed = async (word: string) =>
  (await mailsOf(w, w.accountId, 'welcome')).filter((mail) => mail.address.includes(word)).length

describe('Upload', () => {
  test('R33 rows with errors are kept with their reason, the others become users, once', async () => {
    const one = await imports.json([
      row({ email: 'ok1@r33.example', role: 'account admin' }),
      row({ email: 'bad', name: 'Bad' }),
      row({ email: 'ok2@r33.example' }),
    ])
    const job = await imports.commit(one.id)
    expect(job).toMatchObject({ state: 'done', action: 'import_users', total: 2, changed: 2, undoable: true })
    expect(await imports.get(one.id)).toMatchObject({ state: 'done', jobId: job.id, counts: { new: 2, error: 1 } })
    expect((await imports.start(one.id)).jobId).toBe(job.id)
    const made = (await imports.users()).filter((user) => user.email.endsWith('@r33.example'))
    expect(made).toMatchObject([{ role: 'account_admin' }, { role: 'user' }])
    expect(await imports.rows(one.id)).toMatchObject([
      { status: 'new', outcome: 'created' },
      { status: 'error', errors: [{ code: 'email_invalid' }] },
      { status: 'new', outcome: 'created' },
    ])
    expect((await imports.patch(one.id, 3, { email: 'later@r33.example' })).body.code).toBe('import_not_open')
  })

  test('R34 each new user gets one welcome email, unless that is unticked', async () => {
    await imports.commit(
      (await imports.json([row({ email: 'a@mailed.example' }), row({ email: 'b@mailed.example' })])).id,
    )
    await imports.commit((await imports.json([row({ email: 'a@unmailed.example' })])).id, { sendWelcomeEmails: false })
    expect([await mailed('@mailed.example'), await mailed('@unmailed.example')]).toEqual([2, 0])
    const [user] = (await imports.users()).filter(({ email }) => email === 'a@unmailed.example')
    expect(await users.get(user!.id)).toMatchObject({ invitation: { state: 'not_sent' } })
  })

  test('R36 who is not in the file stays as before', async () => {
    const before = (await users.list()).items.filter(
      (user: { sources: { kind: string }[] }) => user.sources[0]!.kind === 'console',
    )
    await imports.commit((await imports.json([row()])).id)
    const after = (await users.list()).items.filter(
      (user: { sources: { kind: string }[] }) => user.sources[0]!.kind === 'console',
    )
    expect(after).toEqual(before)
  })

  test('R37 an email taken between preview and Upload fails that row with its reason, and the others go', async () => {
    const one = await imports.json([row({ email: 'taken@r37.example' }), row({ email: 'free@r37.example' })])
    await users.create({ email: 'taken@r37.example' })
    const job = await imports.commit(one.id)
    expect(job).toMatchObject({ state: 'done', changed: 1, skipped: [{ code: 'email_taken', count: 1 }] })
    expect(await imports.rows(one.id)).toMatchObject([
      { status: 'error', outcome: 'failed', errors: [{ column: 'email', code: 'email_taken' }] },
      { status: 'new', outcome: 'created' },
    ])
    expect((await imports.get(one.id)).counts).toMatchObject({ new: 1, error: 1 })
  })

  test('R37 the same file by two admins at once makes each user once', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => row({ email: `same${n}@both.example` }))
    const partner = importing(w, w.accountId, w.partner)
    const [mine, theirs] = [await imports.json(rows), await partner.json(rows)]
    const [a, b] = await Promise.all([imports.commit(mine.id), partner.commit(theirs.id)])
    expect(a.changed + b.changed).toBe(120)
    const skipped = (job: typeof a) => job.skipped.reduce((sum: number, one: { count: number }) => sum + one.count, 0)
    expect(skipped(a) + skipped(b)).toBe(120)
    expect((await imports.users()).filter(({ email }) => email.endsWith('@both.example'))).toHaveLength(120)
    expect(await mailed('@both.example')).toBe(120)
  })

  test('R37 rows after a cancelled job are told as not imported', async () => {
    const one = await imports.json([row()])
    const { jobId } = await imports.start(one.id)
    await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/jobs/${jobId}/cancel`)
    expect(await imports.get(one.id)).toMatchObject({ state: 'done', counts: { new: 0, error: 1 } })
    expect(await imports.rows(one.id, 'status=error')).toMatchObject([
      { outcome: 'failed', errors: [{ code: 'not_imported' }] },
    ])
  })

  test('R22 licences go as far as seats suffice, which is said before; the shortage is told', async () => {
    await users.subscribe(w.partner, 'mitel_one_elite', 2)
    const one = await imports.json(Array.from({ length: 3 }, () => row({ products: 'Mitel One Elite' })))
    expect(one.licences).toEqual([{ product: 'mitel_one_elite', needed: 3, available: 2, quantity: 2 }])
    const job = await imports.commit(one.id)
    expect(job).toMatchObject({ changed: 3, missing: [{ product: 'mitel_one_elite', count: 1 }] })
    expect(await imports.rows(one.id, 'status=error')).toMatchObject([
      { outcome: 'created', errors: [{ column: 'products', code: 'licences_insufficient' }] },
    ])
    expect(await users.seatFaults()).toEqual([])
  })
})

describe('R35 updates', () => {
  test('R35 an existing email is an error until it is to be updated; then the differences are told and written', async () => {
    const user = await users.create({ firstName: 'Old', lastName: 'Name', mobile: '+1 5550100' })
    const one = await imports.json([{ email: user.email, firstName: 'New', role: 'account admin' }])
    expect(one.counts).toMatchObject({ error: 1, update: 0 })
    const { body } = await imports.patch(one.id, 2, { update: true })
    expect(body).toMatchObject({ status: 'update', errors: [] })
    expect(body.differences).toEqual([
      { field: 'firstName', current: 'Old', imported: 'New', ownedBy: null },
      { field: 'role', current: 'user', imported: 'account_admin', ownedBy: null },
    ])
    const mails = await mailed(user.email)
    expect(await imports.commit(one.id)).toMatchObject({ changed: 1 })
    const after = await users.get(user.id)
    // An empty cell leaves what is there.
    expect(after).toMatchObject({ firstName: 'New', lastName: 'Name', mobile: '+1 5550100', role: 'account_admin' })
    expect(await mailed(user.email)).toBe(mails)
    const again = await imports.json([{ email: user.email, firstName: 'New', role: 'account admin' }], {
      updateExisting: true,
    })
    expect(await imports.commit(again.id)).toMatchObject({ changed: 0, skipped: [{ code: 'already_so', count: 1 }] })
    expect((await users.get(user.id)).modifiedAt).toBe(after.modifiedAt)
  })

  test('R35 R8 a field that a source owns is left alone, and said to be skipped', async () => {
    const id = await users.provision('scim', { sent: { firstName: 'Theirs', email: 'owned@r35.example' } })
    const one = await imports.json([{ email: 'owned@r35.example', firstName: 'Mine', mobile: '+1 5550101' }], {
      updateExisting: true,
    })
    expect(one.counts).toMatchObject({ update: 1, skippedFields: 1 })
    const [shown] = await imports.rows(one.id)
    expect(shown.differences).toMatchObject([
      { field: 'firstName', ownedBy: 'a scim' },
      { field: 'mobile', ownedBy: null },
    ])
    await imports.commit(one.id)
    expect(await users.get(id)).toMatchObject({ firstName: 'Theirs', mobile: '+1 5550101' })
  })

  test('R35 a user who has another email by now is skipped', async () => {
    const user = await users.create()
    const one = await imports.json([{ email: user.email, firstName: 'New' }], { updateExisting: true })
    await users.patch(user.id, { email: 'moved@r35.example' })
    expect(await imports.commit(one.id)).toMatchObject({ changed: 0, skipped: [{ code: 'changed_since', count: 1 }] })
  })

  test('R14 an import can’t take the own role, nor that of the last admin', async () => {
    const one = await imports.json([{ email: w.admin.email, firstName: 'Me', role: 'user' }], { updateExisting: true })
    expect(await imports.commit(one.id)).toMatchObject({ changed: 0, skipped: [{ code: 'own_account', count: 1 }] })
    const there = importing(w, w.otherAccountId, w.partner)
    const last = await there.json([{ email: w.other.email, firstName: 'You', role: 'user' }], { updateExisting: true })
    expect(await there.commit(last.id)).toMatchObject({ changed: 0, failed: [{ code: 'last_admin', count: 1 }] })
    expect(await there.rows(last.id)).toMatchObject([{ outcome: 'failed', errors: [{ code: 'last_admin' }] }])
  })
})

describe('undo', () => {
  test('R30 undo removes whom the import made and nobody changed since, and sets back whom it updated', async () => {
    await users.subscribe(w.partner, 'mitel_one_premier', 10)
    const user = await users.create({ firstName: 'Before', lastName: 'Import' })
    const one = await imports.json(
      [
        { email: user.email, firstName: 'After', products: 'mitel_one_premier' },
        row({ email: 'gone@undo.example', products: 'mitel_one_premier' }),
        row({ email: 'kept@undo.example' }),
      ],
      { updateExisting: true },
    )
    const job = await imports.commit(one.id)
    const kept = (await imports.users()).find(({ email }) => email === 'kept@undo.example')!
    await users.patch(kept.id, { lastName: 'Changed' })
    const { plan, job: undone } = await imports.undo(job.id)
    expect(plan).toMatchObject({
      total: 3,
      willChange: 2,
      skipped: [{ code: 'changed_since', count: 1 }],
      effects: [
        { code: 'removed', count: 1 },
        { code: 'set_back', count: 1 },
      ],
    })
    expect(undone).toMatchObject({ action: 'undo_import', changed: 2, undoOf: job.id })
    expect(await users.get(user.id)).toMatchObject({ firstName: 'Before', products: [] })
    const left = (await imports.users()).map(({ email }) => email).filter((email) => email.endsWith('@undo.example'))
    expect(left).toEqual(['kept@undo.example'])
    expect(await users.seatFaults()).toEqual([])
  })

  test('SEC-27 undoing an import deletes, so that it needs the word and the digest of a plan', async () => {
    const job = await imports.commit((await imports.json([row()])).id)
    const undo = (body: object) => w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/jobs/${job.id}/undo`, body)
    expect((await undo({})).body.code).toBe('confirmation_missing')
    expect((await undo({ confirm: 'delete' })).body.code).toBe('invalid')
    expect((await undo({ confirm: 'delete', planDigest: '1-x' })).body.code).toBe('selection_changed')
    const plan = (await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/jobs/${job.id}/undo/plan`)).body
    expect((await undo({ confirm: 'delete', planId: plan.id, planDigest: '1-x', frozen: true })).body.code).toBe(
      'selection_changed',
    )
    const done = await undo({ confirm: 'delete', planId: plan.id, planDigest: plan.digest, frozen: true })
    expect(done.status, done.text).toBe(202)
    expect(await imports.work(done.body.id)).toMatchObject({ changed: 1 })
  })
})

describe('events', () => {
  test('SEC-37 an import leaves counts in the record, and each user their own event', async () => {
    const one = await imports.json([row({ email: 'told@events.example' }), row({ email: 'x' })])
    const job = await imports.commit(one.id)
    const events = await read<{ name: string; data: object; job_id: string | null }>(
      w,
      w.accountId,
      sql`select name, data, job_id from events where account_id = ${w.accountId} and subject_id = ${one.id} order by id`,
    )
    expect(events).toMatchObject([
      { name: 'import.started', data: { kind: 'rows' } },
      { name: 'import.committed', data: { created: 1, updated: 0, kept: 1 } },
    ])
    expect(JSON.stringify(events)).not.toContain('told@')
    const [user] = (await imports.users()).filter(({ email }) => email === 'told@events.example')
    const { items } = await users.history(user!.id)
    expect(items.map((event: { name: string }) => event.name).sort()).toEqual(['user.created', 'user.invited'])
    expect(items[0].actor.name).toContain('Test Person')
    expect(job.startedBy).toContain('Test Person')
  })
})

describe('as a plain reference would', () => {
  const cell = (...texts: string[]) => fc.constantFrom(...texts)
  const made = fc.record({
    firstName: cell('', 'Ann', ' Bo ', 'C\u0007'),
    lastName: cell('', 'Öberg', 'Li'),
    name: cell('', 'Desk'),
    email: fc.nat(6).chain((n) => cell(`p${n}@x.example`, `P${n}@X.Example`, ' ', 'none')),
    role: cell('', 'User', 'ACCOUNT ADMIN', 'Boss'),
    mobile: cell('', '+49 1', 'x'),
    extension: cell('', '12', '1 2'),
  })

  test('R31 R33 whatever the rows, exactly those without fault whose email stands once become users', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 12 }), async (rows) => {
        const own = rows.map((one) => ({ ...one, email: one.email.replace('@', `.${run}@`).replace('@X', '@x') }))
        run++
        const judged = own.map((one) => {
          const names = importColumnNames.map((column) => (one as Record<string, string>)[column] ?? '')
          return judgeRow(cellsOf(names, importColumnNames), { partnerAccount: false, productOf: new Map() })
        })
        const times = (key: string | null) => judged.filter((one) => one.emailKey === key).length
        const good = judged.filter((one) => one.faults.length === 0 && times(one.emailKey) === 1)
        const before = (await imports.users()).length
        const one = await imports.json(own)
        expect(one.counts).toMatchObject({ new: good.length, error: own.length - good.length })
        await imports.commit(one.id, { sendWelcomeEmails: false })
        const after = await imports.users()
        expect(after.length - before).toBe(good.length)
        for (const { values, role } of good) {
          const user = after.find(({ email }) => email === values.email)
          expect(user).toMatchObject({
            first_name: values.firstName,
            last_name: values.lastName,
            name: values.name,
            role: role ?? 'user',
          })
        }
      }),
      { numRuns: 15 },
    )
  })
})
