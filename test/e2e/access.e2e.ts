import { expect, test } from 'vitest'
import { accountNamed, newAccount, newUser, openBrowser, partner, signIn } from './harness.ts'

const browser = openBrowser()

test('2.1 SEC-23 A plain user has the own profile only; what is not theirs is not found, as what never was', async () => {
  const reseller = await browser.signedIn(partner)
  const foreign = await newAccount(reseller.page, 'Not Yours')
  const stranger = await newUser(reseller.page, foreign, { name: 'Sid Stranger', email: 'sid@notyours.example' })
  const own = await accountNamed(reseller.page, 'Harbour Dental')

  const { page } = await browser.person()
  await signIn(page, 'user@demo.example')
  await page.getByRole('heading', { name: 'My profile' }).waitFor()
  expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0)
  const unknown = '0190aaaa-0000-7000-8000-000000000000'
  for (const address of [
    '/accounts',
    `/accounts/${own}/users`,
    `/accounts/${own}`,
    `/accounts/${foreign}/users`,
    `/accounts/${foreign}/users/${stranger.id}`,
    `/accounts/${unknown}/users`,
    '/nowhere',
  ]) {
    await page.goto(address)
    await page.getByRole('heading', { name: 'Not found' }).waitFor()
  }

  const admin = await browser.person()
  await signIn(admin.page, 'admin@demo.example')
  await admin.page.getByRole('navigation').getByRole('link', { name: 'Users' }).waitFor()
  for (const address of [
    '/accounts',
    `/accounts/${foreign}/users`,
    `/accounts/${foreign}/users/${stranger.id}`,
    `/accounts/${own}/users/${stranger.id}`,
    `/accounts/${unknown}`,
  ]) {
    await admin.page.goto(address)
    await admin.page.getByRole('heading', { name: 'Not found' }).waitFor()
    expect(await admin.page.getByText(/Not Yours|Sid Stranger/).count()).toBe(0)
  }
})
