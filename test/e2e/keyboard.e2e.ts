import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually, mailTo, newAccount, openBrowser, partner, product } from './harness.ts'

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
  await page.keyboard.press('Shift+Tab')
  await page.goto(`${page.url()}/users`)
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
