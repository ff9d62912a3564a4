import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../server/config.ts'
import { openJobs } from '../server/jobs.ts'
import { startWorker } from '../server/platform/queue.ts'
import { password, startWorld, type World } from './harness/house.ts'
import { mailsOf } from './harness/sign-in.ts'
import { usersOf } from './harness/users.ts'

let w: World
let url: string
let number: string
let worker: Awaited<ReturnType<typeof startWorker>>
const folder = mkdtempSync(join(tmpdir(), 'command-'))
const path = (name: string) => join(folder, name)

beforeAll(async () => {
  w = await startWorld()
  await w.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(w.app.server.address() as AddressInfo).port}`
  number = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}`)).body.number
  const jobs = openJobs(readConfig({ LOG_LEVEL: 'silent' }), w.house.settings.publicUrl)
  worker = await startWorker(w.house, w.database.directUrl, jobs.handlers, 1)
})
afterAll(async () => {
  await worker.stop()
  rmSync(folder, { recursive: true })
})

/** Runs `console …` as a person does. @returns its exit code, and what it said */
async function run(words: string[], email = w.admin.email, secret = password): Promise<{ code: number; said: string }> {
  const program = join(import.meta.dirname, '../scripts/console.mjs')
  const env = { PATH: process.env.PATH, CONSOLE_EMAIL: email, CONSOLE_PASSWORD: secret }
  const child = spawn(process.execPath, [program, ...words, '--url', url], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)))
  return { code, said }
}

const people = (name: string, ...lines: string[]) => {
  writeFileSync(path(name), ['First Name;Last Name;Email;Role;Shoe size', ...lines].join('\r\n'))
  return path(name)
}
const emails = async (search: string) =>
  (await usersOf(w, w.admin).list(`search=${search}&sort=email`)).items.map((user: { email: string }) => user.email)

describe('6.8 console on the command line', () => {
  test('ends with 2 and clear words where nothing can be done', async () => {
    const file = people('one.csv', 'Ann;One;one@cli.example;User;38')
    const account = ['--account', number]
    for (const [words, expected] of [
      [['import'], 'console import FILE --account NUMBER'],
      [['import', file], 'console import FILE --account NUMBER'],
      [['import', path('absent.csv'), ...account], 'absent.csv can’t be opened'],
      [['import', file, '--account', '000000001'], 'There is no account 000000001'],
      [['export', ...account, '--out', path('users.pdf')], 'ends in .csv or .xlsx'],
      [['import', file, ...account, '--walk'], "Unknown option '--walk'"],
    ] as const) {
      const { code, said } = await run([...words])
      expect([code, said]).toEqual([2, expect.stringContaining(expected)])
    }
    const refused = await run(['import', file, ...account], w.admin.email, 'not my password at all')
    expect([refused.code, refused.said]).toEqual([2, expect.stringContaining('Email or password is not right')])
    expect(refused.said).not.toContain('not my password')
    writeFileSync(path('bad.xlsx'), 'PK\x03\x04 this is no workbook')
    const bad = await run(['import', path('bad.xlsx'), ...account])
    expect([bad.code, bad.said]).toEqual([2, expect.stringContaining('can’t be read as a spreadsheet')])
    expect(await emails('cli.example')).toEqual([])
  })

  test('--dry-run says what would happen, and leaves no trace', async () => {
    const file = people('dry.csv', 'Ann;Dry;dry@cli.example;User;38', 'Bo;;bo@;Boss;40')
    const { code, said } = await run(['import', file, '--account', number, '--dry-run'])
    expect(code).toBe(1)
    expect(said).toContain('2 rows: 1 new, 0 to update, 1 with errors.')
    expect(said).toContain('row 3: EMAIL “bo@”: This is no valid email address.')
    expect(said).toContain('row 3: ROLE “Boss”: ROLE is User or Account Admin.')
    expect(said).toContain('Shoe size is left out')
    expect(said).toContain('nothing was imported')
    expect(await emails('cli.example')).toEqual([])
    const { items } = (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/imports?state=open`)).body
    expect(items).toEqual([])
  })

  test('imports what is right, saves what is not, and that file is taken again once it is mended', async () => {
    const failed = path('failed.xlsx')
    const file = people('mixed.csv', 'Cleo;Right;cleo@cli.example;User;1', 'Dan;Wrong;dan@;Account Admin;2')
    const first = await run(['import', file, '--account', number, '--no-welcome', '--failed', failed])
    expect([first.code, first.said]).toEqual([1, expect.stringContaining('1 user was created or updated.')])
    expect(await emails('cli.example')).toEqual(['cleo@cli.example'])
    expect(await mailsOf(w, w.accountId, 'welcome')).toEqual([])
    // By a partner, into the customer account.
    const again = await run(['import', failed, '--account', number, '--dry-run'], w.partner.email)
    expect(again).toEqual({ code: 1, said: expect.stringContaining('EMAIL “dan@”: This is no valid email address.') })
  })

  test('ends with 0 when all went in; users who exist are updated only when asked to', async () => {
    const file = people('all.csv', 'Eve;Changed;eve@cli.example;User;1', 'Fay;New;fay@cli.example;Account Admin;2')
    await usersOf(w, w.admin).create({ firstName: 'Eve', lastName: 'Before', email: 'eve@cli.example' })
    const { code, said } = await run(['import', file, '--account', number, '--update-existing'])
    expect([code, said]).toEqual([0, expect.stringContaining('2 users were created or updated.')])
    const { items } = await usersOf(w, w.admin).list('search=cli.example+changed')
    expect(items).toMatchObject([{ displayName: 'Eve Changed', email: 'eve@cli.example' }])
  })

  test.each([
    'csv',
    'xlsx',
  ])('exports the users of the account to .%s, which imports without a change', async (kind) => {
    const out = path(`out.${kind}`)
    const { code, said } = await run(['export', '--account', number, '--out', out, '--search', 'cli.example'])
    expect([code, said]).toEqual([0, expect.stringContaining('The users of Harbour are in')])
    expect(readFileSync(out).length).toBeGreaterThan(100)
    const again = await run(['import', out, '--account', number, '--update-existing'])
    expect(again).toEqual({ code: 0, said: expect.stringContaining('0 users were created or updated.') })
  })
})
