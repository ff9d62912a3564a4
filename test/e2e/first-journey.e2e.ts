import { expect, test } from 'vitest'
import { eventually, linkIn, mailTo, openBrowser, partner, product, signIn } from './harness.ts'

const browser = openBrowser()

test('R5 R6 R15 A partner opens an account and adds an admin, who finishes building it from the mail and signs in', async () => {
  const { page } = await browser.person()
  await signIn(page, partner)
  await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Add Account' }).click()
  await page.getByLabel('Account name').fill('Lighthouse Bakery')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'Account Information' }).waitFor()
  await page.getByRole('navigation').getByRole('link', { name: 'Users' }).click()
  await page.getByText('No users yet').waitFor()

  await page.getByRole('button', { name: 'Add User' }).first().click()
  const form = page.getByRole('dialog', { name: 'Add User' })
  await form.getByLabel('First Name').fill('Lena')
  await form.getByLabel('Last Name').fill('Brandt')
  await form.getByLabel('Email').fill('lena@lighthouse.example')
  const toggle = form.getByRole('switch', { name: 'Account Admin' })
  expect(await toggle.isChecked()).toBe(false)
  await toggle.press('Space')
  await form.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL(/\/users\/[0-9a-f-]{36}$/)
  await page.getByRole('heading', { name: 'Lena Brandt', level: 1 }).waitFor()
  expect(await page.getByRole('switch', { name: 'Account Admin' }).isChecked()).toBe(true)

  const mail = await mailTo('lena@lighthouse.example', 1)
  expect(mail.html).toContain('Lighthouse Bakery')
  const link = linkIn(mail)
  expect(link.startsWith(product.url)).toBe(true)

  const lena = await browser.person()
  await lena.page.goto(link)
  await lena.page.getByRole('heading', { name: 'Finish building your account' }).waitFor()
  expect(await lena.page.getByLabel('Your name').inputValue()).toBe('Lena Brandt')
  await lena.page.getByLabel('Choose a password', { exact: true }).fill('five loaves before dawn')
  await lena.page.getByText('I accept the terms of use').click()
  await lena.page.getByRole('button', { name: 'Finish' }).click()
  await lena.page.getByRole('navigation').getByRole('link', { name: 'Users' }).waitFor()

  await lena.page.getByRole('button', { name: /Your menu/ }).click()
  await lena.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await lena.page.getByRole('button', { name: 'Sign in' }).waitFor()
  await signIn(lena.page, 'lena@lighthouse.example', 'five loaves before dawn')
  await lena.page.getByRole('navigation').getByRole('link', { name: 'Users' }).click()
  await lena.page.getByRole('link', { name: 'Lena Brandt' }).waitFor()

  await page.reload()
  await page.getByText('Registered', { exact: true }).first().waitFor()
  await eventually(() => page.getByText(/Registered since/).count()).toBe(1)
})
