import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  call,
  checkAxe,
  eventually,
  mailTo,
  newAccount,
  newRegistered,
  newUser,
  openBrowser,
  partner,
  shot,
} from './harness.ts'

const browser = openBrowser()

type Found = { id: string; state: string; counts: Record<string, number>; jobId: string | null }
type Rows = { items: { row: number; version: number; values: Record<string, string>; status: string }[] }

const mimeTypeOf = (name: string) => (name.endsWith('.csv') ? 'text/csv' : 'application/pdf')
const choose = async (page: Page, name: string, lines: readonly string[]) => {
  await page.getByRole('button', { name: 'Import Users' }).first().click()
  const panel = page.getByRole('dialog', { name: 'Import Users' })
  await panel.getByRole('link', { name: 'Excel (.xlsx)' }).waitFor()
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: mimeTypeOf(name), buffer: Buffer.from(lines.join('\r\n')) })
  return panel
}
const upload = async (page: Page, name: string, lines: readonly string[]) => {
  await (await choose(page, name, lines)).getByRole('button', { name: 'Upload', exact: true }).click()
  await page.waitForURL(/\/imports\//)
}
const importOf = (page: Page) => `/api/accounts/${page.url().split('/accounts/')[1]!.split('?')[0]}`
const cell = (page: Page, index: number, at: number) => page.locator(`[data-cell="${index} ${at}"]`)
const rowAt = (page: Page, index: number) => page.locator(`tr[data-row="${index}"]`)
const total = async (page: Page, accountId: string) =>
  (await call<{ total: number }>(page, 'GET', `/api/accounts/${accountId}/users?limit=1`)).total

test('R31 R32 R33 R34 a newcomer gets a messy file in: columns named, cells mended in place, left midway, uploaded', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Messy Imports')
  await newUser(page, accountId, { name: 'Karl Known', email: 'karl@messy.example' })
  await page.goto(`/accounts/${accountId}/users`)
  const lines = [
    'Vorname;Surname;Box;Function;Shoe size',
    'Ada;Byron;ada@messy.example;User;38',
    ';;nameless@messy.example;User;39',
    'Bert;Wrong;bert at messy;User;40',
    'Cleo;Twin;twin@messy.example;User;41',
    'Clio;Twin;TWIN@messy.example;User;42',
    'Karl;Renamed;karl@messy.example;User;43',
    'Dora;Boss;dora@messy.example;Chief;44',
    'Emil;Empty;;User;45',
    ...Array.from({ length: 40 }, (_, n) => `Row${n};Fine;fine${n}@messy.example;;46`),
  ]
  const panel = await choose(page, 'notes.pdf', lines)
  await panel.getByText('This kind of file is not taken').waitFor()
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
  await panel.getByText('people.csv').waitFor()
  await panel.getByRole('button', { name: 'Upload', exact: true }).click()

  await page.getByRole('heading', { name: 'What is in these columns?' }).waitFor()
  expect(await page.getByLabel('Vorname is').inputValue()).toBe('firstName')
  expect(await page.getByLabel('Box is').inputValue()).toBe('email')
  expect(await page.getByLabel('Function is').inputValue()).toBe('role')
  await page.getByRole('button', { name: 'Continue to the preview' }).click()
  await page.getByText('7 rows have errors').waitFor()
  await rowAt(page, 1).getByText('Name missing').waitFor()
  await rowAt(page, 2).getByText('Not an email address').waitFor()
  await rowAt(page, 3).getByText('Same email as row 6').waitFor()
  await rowAt(page, 5).getByText('Is a user already').waitFor()
  await rowAt(page, 6).getByText('Unknown role').waitFor()

  // A twin that is mended mends the other one.
  await cell(page, 4, 3).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('clio@messy.example')
  await page.keyboard.press('Tab')
  await rowAt(page, 3).getByText('New').waitFor()
  await page.getByText('5 rows have errors', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Mend all' }).click()
  await page.getByRole('menuitem', { name: 'Set ROLE to User' }).last().click()
  await page.getByText('4 rows have errors', { exact: true }).waitFor()
  expect(await total(page, accountId)).toBe(1)

  // Closed and opened again: it waits under Jobs.
  await page.goto(`/accounts/${accountId}/jobs`)
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor()
  await page.getByRole('link', { name: 'Go on with people.csv' }).click()
  await page.getByRole('radiogroup').getByText('Only errors 4').click()
  await rowAt(page, 2).getByText('Is a user already').waitFor()
  await cell(page, 2, 0).click()
  const row = page.getByRole('dialog', { name: 'Row 7' })
  await row.getByText('Known → Renamed').or(row.getByText('empty → Renamed')).waitFor()
  await row.getByLabel('Take this row as an update of Karl Known').click()
  await row.getByText('Update', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await row.waitFor({ state: 'hidden' })
  await page.getByText('3 rows with errors stay out').waitFor()

  await page.getByRole('button', { name: 'Upload 45 users' }).click()
  await page.getByText('44 users created, 1 user updated and 3 rows were not imported').first().waitFor()
  expect(await total(page, accountId)).toBe(45)
  expect((await mailTo('clio@messy.example', 1)).subject).toBeTruthy()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download failed rows' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  await page.getByRole('button', { name: 'Undo: Import of users' }).first().click()
  const undo = page.getByRole('dialog', { name: 'Undo: Import of users' })
  await undo.getByText('users will change').waitFor()
  await undo.getByLabel('Type delete to confirm').fill('delete')
  await undo.getByRole('button', { name: /^(Undo|Delete)$/ }).click()
  await eventually(() => total(page, accountId)).toBe(1)
})

test('R32 R35 by keyboard, two admins, and Cancel that leaves no trace', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Keyboard Imports')
  const admin = { name: 'Olga Other', email: 'olga@keys.example', role: 'account_admin' }
  await newRegistered(page, accountId, admin)
  await page.goto(`/accounts/${accountId}/users`)
  await page.locator('tr[data-row] a').first().waitFor()
  const lines = [
    'FIRST NAME,LAST NAME,NAME,EMAIL,ROLE',
    ',,Ann,ann@keys.example,',
    ',,Bob,bob,',
    ',,Cid,cid@keys.example,',
  ]
  await upload(page, 'keys.csv', lines)
  await page.getByText('1 row has errors').first().waitFor()
  await cell(page, 0, 0).focus()
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
    await page.keyboard.press(key)
  await page.keyboard.press('F2')
  await page.keyboard.type('@wrong')
  await page.keyboard.press('Escape')
  await rowAt(page, 1).getByText('bob', { exact: true }).waitFor()

  // Somebody else corrects the row while it is typed.
  const other = await browser.signedIn(admin.email)
  const { items } = await call<Rows>(other.page, 'GET', `${importOf(page)}/rows`)
  const answer = await other.page.request.patch(`${importOf(page)}/rows/3`, {
    data: { email: 'robert@keys.example' },
    headers: { origin: new URL(page.url()).origin, 'if-match': `"${items[1]!.version}"` },
  })
  expect(answer.status()).toBe(200)
  await page.keyboard.press('Enter')
  await page.keyboard.type('@keys.example')
  await page.keyboard.press('Enter')
  const clash = page.getByRole('dialog', { name: 'Row 3 was changed in between' })
  await clash.getByText('robert@keys.example').waitFor()
  await clash.getByText('bob@keys.example').waitFor()
  await shot(page, 'import-clash')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await rowAt(page, 1).getByText('bob@keys.example').waitFor()
  await page.getByText('No errors found').first().waitFor()

  const path = importOf(page)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page
    .getByRole('dialog', { name: 'Cancel this import?' })
    .getByRole('button', { name: 'Cancel the import' })
    .click()
  await page.getByText('Nothing of it was kept.').first().waitFor()
  expect((await call<Found>(page, 'GET', path)).state).toBe('cancelled')
  expect((await call<Rows>(page, 'GET', `${path}/rows`)).items).toEqual([])
  expect(await total(page, accountId)).toBe(1)
})

const few = [
  'NAME,EMAIL,ROLE,Note',
  'Ann,ann@few.example,,',
  'Ben,ben,Chief,',
  ',cid@few.example,,',
  'Dee,dee@few.example,,',
]

test('WCAG 2.2 AA of the panel and of the columns, light and dark, at three widths', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Imports to see')
  await page.goto(`/accounts/${accountId}/users`)
  const panel = await choose(page, 'few.csv', few)
  await panel.getByText('few.csv').waitFor()
  await checkAxe(page, 'import-panel')
  await panel.getByRole('button', { name: 'Upload', exact: true }).click()
  await page.getByRole('heading', { name: 'What is in these columns?' }).waitFor()
  await checkAxe(page, 'import-columns')
})

test('WCAG 2.2 AA of the preview and of a row, light and dark, at three widths', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Imports to mend')
  await page.goto(`/accounts/${accountId}/users`)
  await upload(page, 'few.csv', few)
  await page.getByRole('button', { name: 'Continue to the preview' }).click()
  await rowAt(page, 1).getByText('Not an email address').waitFor()
  await checkAxe(page, 'import-preview')
  await cell(page, 1, 0).click()
  await page.getByRole('dialog', { name: 'Row 3' }).getByText('What is wrong').waitFor()
  await checkAxe(page, 'import-row')
})
