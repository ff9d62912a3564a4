import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { importing, row } from '../../../test/harness/imports.ts'
import { mailsOf } from '../../../test/harness/sign-in.ts'

let w: World
let imports: ReturnType<typeof importing>
beforeAll(async () => {
  w = await startWorld()
  imports = importing(w)
})

describe('upload', () => {
  test('R32 a file becomes a preview and no user', async () => {
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
    expect(await imports.rows(one.id, 'status=error')).toMatchObject([
      {
        row: 3,
        errors: [
          { column: 'email', code: 'email_invalid' },
          { column: 'role', code: 'role_unknown' },
        ],
      },
    ])
    expect(await imports.users()).toEqual(before)
  })

  test('R37 uploaded rows become users once, with one welcome email each', async () => {
    const one = await imports.json([
      row({ email: 'w1@test.example' }),
      row({ email: 'w2@test.example', role: 'Account Admin' }),
    ])
    const job = await imports.commit(one.id)
    expect(job).toMatchObject({ state: 'done', changed: 2, action: 'import_users' })
    expect(await imports.get(one.id)).toMatchObject({ state: 'done', jobId: job.id })
    const users = (await imports.users()).filter((user) => user.email.startsWith('w'))
    expect(users).toMatchObject([{ role: 'user' }, { role: 'account_admin' }])
    const mails = await mailsOf(w, w.accountId, 'welcome')
    expect(mails.filter((mail) => mail.address.startsWith('w'))).toHaveLength(2)
    expect(await imports.rows(one.id)).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }])
  })
})
