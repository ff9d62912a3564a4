import { expect, test } from 'vitest'
import { eventually, newAccount, newRegistered, newUser, openBrowser, partner, product } from './harness.ts'

const browser = openBrowser()

test('2.6 Leaving with unsaved changes asks; Cancel discards; Save writes', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Edit Works')
  const user = await newUser(page, accountId, { firstName: 'Edda', lastName: 'Edit', email: 'edda@edit.example' })
  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('link', { name: 'Edda Edit' }).click()
  const first = page.getByLabel('First Name')
  await first.fill('Ella')
  await page.getByRole('navigation').getByRole('link', { name: 'Account Information' }).click()
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  await question.getByRole('button', { name: 'Stay here' }).click()
  expect(await first.inputValue()).toBe('Ella')
  await page.goBack()
  await question.getByRole('button', { name: 'Stay here' }).click()
  expect(new URL(page.url()).pathname).toBe(`/accounts/${accountId}/users/${user.id}`)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await eventually(() => first.inputValue()).toBe('Edda')
  await first.fill('Ella')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'Ella Edit', level: 1 }).waitFor()
  await page.reload()
  await eventually(() => first.inputValue()).toBe('Ella')
})

test('R11 Two admins at once: the second Save is shown what changed in between, and loses nothing', async () => {
  const one = await browser.signedIn(partner)
  const accountId = await newAccount(one.page, 'Two Admins')
  const admin = await newRegistered(one.page, accountId, {
    name: 'Otto Other',
    email: 'otto@two.example',
    role: 'account_admin',
  })
  const user = await newUser(one.page, accountId, { firstName: 'Mara', lastName: 'Meyer', email: 'mara@two.example' })
  const two = await browser.signedIn(admin.email, product.password)
  for (const { page } of [one, two]) {
    await page.goto(`/accounts/${accountId}/users/${user.id}`)
    await page.getByLabel('Last Name').waitFor()
  }
  await two.page.getByLabel('Last Name').fill('Mayer')
  await two.page.getByLabel('Mobile number').fill('+49 40 123456')
  await two.page.getByRole('button', { name: 'Save', exact: true }).click()
  await two.page.getByRole('heading', { name: 'Mara Mayer', level: 1 }).waitFor()

  await one.page.getByLabel('First Name').fill('Maria')
  await one.page.getByLabel('Last Name').fill('Meier')
  await one.page.getByRole('button', { name: 'Save', exact: true }).click()
  const notice = one.page.getByRole('alert').filter({ hasText: 'Otto Other saved this user' })
  await notice.waitFor()
  await notice.getByText('Nothing that you typed is lost.').waitFor()
  expect(await one.page.getByLabel('First Name').inputValue()).toBe('Maria')
  expect(await one.page.getByLabel('Mobile number').inputValue()).toBe('+49 40 123456')
  await notice.getByText('Take theirs').click()
  await eventually(() => one.page.getByLabel('Last Name', { exact: true }).inputValue()).toBe('Mayer')
  await one.page.getByRole('button', { name: 'Save', exact: true }).click()
  await one.page.getByRole('heading', { name: 'Maria Mayer', level: 1 }).waitFor()
  expect(await notice.count()).toBe(0)
})
