import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { call, eventually, mailTo, newAccount, newUser, openBrowser, partner, product } from './harness.ts'

const browser = openBrowser()

/** Tab until the focus is on something of that name; every stop on the way must show that it has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null
      if (!element || element === document.body) return null
      const labels = [...(element.labels ?? [])].map((label) => label.innerText)
      const label = element.getAttribute('aria-label')
      return [label, ...labels, element.innerText].filter(Boolean).join(' ')
    })
    if (stop !== null && name.test(stop)) return
  }
  throw new Error(`Tab does not come to ${name}`)
}

test('2.2 A whole journey without a mouse: sign in, find the account, add, edit, delete, sign out', async () => {
  const { page } = await browser.person()
  const setup = await browser.signedIn(partner)
  await newAccount(setup.page, 'Keyboard Works')

  await page.goto('/sign-in')
  await page.getByLabel('Email').waitFor()
  await page.keyboard.type(partner)
  await page.keyboard.press('Tab')
  await page.keyboard.type(product.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor()
  await tabTo(page, /Search by name or Account ID/)
  await page.keyboard.type('Keyboard Works')
  await page.waitForURL((url) => url.searchParams.get('search') === 'Keyboard Works')
  await tabTo(page, /^Keyboard Works/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Account Information' }).waitFor()
  await tabTo(page, /^Users$/)
  await page.keyboard.press('Enter')
  await page.getByText('No users yet').waitFor()

  await tabTo(page, /^Add User$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Add User' }).waitFor()
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('data-path'))).toBe('name')
  await page.keyboard.type('Kay Board')
  await tabTo(page, /^Email/)
  await page.keyboard.type('kay@keys.example')
  await tabTo(page, /Account Admin/)
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Kay Board', level: 1 }).waitFor()
  await mailTo('kay@keys.example', 1)

  await tabTo(page, /^First Name/)
  await page.keyboard.type('Kaye')
  await page.keyboard.press('Enter')
  await page.getByText('Kay Board is saved').first().waitFor()

  await tabTo(page, /^Delete$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Delete User' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Delete User' }).waitFor({ state: 'hidden' })
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Delete')
  await page.keyboard.press('Enter')
  await page.getByLabel('Type delete to confirm').waitFor()
  await page.keyboard.type('delete')
  await page.keyboard.press('Enter')
  await page.getByText('No users yet').waitFor()

  await tabTo(page, /Your menu/)
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/sign-in')
})

test('2.2 Filters, a licence, deleting and restoring without a mouse', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Keyboard Licences')
  await call(page, 'PUT', `/api/accounts/${accountId}/integrations`, { miteam_meetings: true })
  await call(page, 'POST', `/api/accounts/${accountId}/subscriptions`, { product: 'miteam_meetings', quantity: 3 })
  await newUser(page, accountId, { name: 'Una User', email: 'una@keys.example' })
  await newUser(page, accountId, { name: 'Ada Admin', email: 'ada@keys.example', role: 'account_admin' })

  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('link', { name: 'Una User' }).waitFor()
  await tabTo(page, /Add Filter/)
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: /^Admins/ }).waitFor()
  await tabTo(page, /^Admins/)
  await page.keyboard.press('Space')
  await page.waitForURL((url) => url.searchParams.get('property') === 'admins')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Una User' }).waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: 'Ada Admin' }).waitFor()
  await tabTo(page, /^Ada Admin/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Ada Admin', level: 1 }).waitFor()

  await page.getByRole('checkbox', { name: 'MiTeam Meetings' }).waitFor()
  await tabTo(page, /^MiTeam Meetings/)
  await page.keyboard.press('Space')
  await tabTo(page, /^Save$/)
  await page.keyboard.press('Enter')
  await page.getByText('2 of 3 available').waitFor()

  await tabTo(page, /^Delete$/)
  await page.keyboard.press('Enter')
  await page.getByLabel('Type delete to confirm').waitFor()
  await page.keyboard.type('delete')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/users(\?|$)/)
  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('link', { name: 'Una User' }).waitFor()
  await tabTo(page, /Deleted users/)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Restore Ada Admin' }).waitFor()
  await tabTo(page, /Restore Ada Admin/)
  await page.keyboard.press('Enter')
  await page.getByText('Ada Admin is restored').waitFor()
  const { items } = await call<{ items: { displayName: string; products: string[] }[] }>(
    page,
    'GET',
    `/api/accounts/${accountId}/users?search=ada`,
  )
  expect(items[0]?.products).toEqual(['miteam_meetings'])
})
