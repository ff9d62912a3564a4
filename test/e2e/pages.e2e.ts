import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { isDone } from './bulk.ts'
import { accountNamed, call, checkAxe, openBrowser, partner, userFrom } from './harness.ts'

const browser = openBrowser()

/** Resets one user's password by a job, and waits for its end. */
async function reset(page: Page, accountId: string, userId: string): Promise<void> {
  const actions = `/api/accounts/${accountId}/user-actions`
  const chosen = { action: 'reset_password', selection: { ids: [userId] }, params: {} }
  const plan = await call<{ id: string; digest: string }>(page, 'POST', `${actions}/plan`, chosen)
  await call(page, 'POST', actions, { planId: plan.id, planDigest: plan.digest })
  await isDone(page, accountId).toBe('done')
}

test('WCAG 2.2 AA on the pages before sign-in, light and dark, at three widths', async () => {
  const { page } = await browser.person()
  const pages = { 'sign-in': 'Sign in', 'forgot-password': 'Forgot password', register: 'This link is not valid' }
  for (const [path, heading] of Object.entries(pages)) {
    await page.goto(`/${path}`)
    await page.getByRole('heading', { name: heading }).waitFor()
    await checkAxe(page, path)
  }
})

test('WCAG 2.2 AA on the pages of an account, light and dark, at three widths', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const user = await userFrom(page, accountId, 'pbx', 'scim')
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'Contoso Logistics' }).first().waitFor()
  await checkAxe(page, 'accounts')
  await page.goto(`/accounts/${accountId}`)
  await page.getByRole('heading', { name: 'Subscriptions' }).waitFor()
  await checkAxe(page, 'account-information')
  await page.goto(`/accounts/${accountId}/users`)
  await page.locator('tr[data-row] a').first().waitFor()
  await checkAxe(page, 'users')
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  await page.getByRole('heading', { name: 'Advance' }).waitFor()
  await checkAxe(page, 'user')
  // The line of a job holds a link amidst text.
  await reset(page, accountId, user.id)
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Added' }).first().waitFor()
  await page.getByRole('listitem').getByRole('link', { name: 'by a job' }).first().waitFor()
  await checkAxe(page, 'history')
  await page.goto(`/accounts/${accountId}/events`)
  await page.getByRole('heading', { name: 'Event history' }).waitFor()
  await checkAxe(page, 'events')
  await page.goto('/profile')
  await page.getByRole('heading', { name: 'Sessions' }).waitFor()
  await checkAxe(page, 'profile')
})

test('WCAG 2.2 AA in dialogs, light and dark, at three widths', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Harbour Dental')
  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('button', { name: 'Add User' }).click()
  await page.getByRole('dialog', { name: 'Add User' }).getByRole('button', { name: 'Create' }).click()
  await page.getByText('Enter at least one of Name, First Name and Last Name.').waitFor()
  await checkAxe(page, 'add-user')
  await page.goto(`/accounts/${accountId}/users?search=nobody&property=pbx_users`)
  await page.getByText('Nothing found').waitFor()
  await checkAxe(page)
  await page.goto('/nowhere')
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
  await checkAxe(page)
})
