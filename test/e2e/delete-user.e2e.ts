import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  accountNamed,
  call,
  eventually,
  mailTo,
  newAccount,
  newUser,
  openBrowser,
  partner,
  shot,
  userFrom,
} from './harness.ts'

const browser = openBrowser()

async function deleteIt(page: Page, sentence: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete User' })
  await dialog.getByText(sentence).waitFor()
  const red = dialog.getByRole('button', { name: 'Delete' })
  expect(await red.isDisabled()).toBe(true)
  await dialog.getByLabel('Type delete to confirm').fill('delet')
  expect(await red.isDisabled()).toBe(true)
  await dialog.getByLabel('Type delete to confirm').fill('delete')
  await shot(page, 'delete')
  await red.click()
  await dialog.waitFor({ state: 'hidden' })
}

test('R26 R30 A user of the console leaves the list, stands among the deleted, and comes back', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Delete Works')
  await newUser(page, accountId, { name: 'Gina Gone', email: 'gina@delete.example' })
  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('link', { name: 'Gina Gone' }).click()
  await deleteIt(page, /Gina Gone leaves the list/)
  await page.getByText('No users yet').waitFor()
  await page.getByRole('button', { name: 'Deleted users' }).click()
  await page.waitForURL((url) => url.searchParams.get('deleted') === 'true')
  await page.getByRole('button', { name: 'Restore Gina Gone' }).waitFor()

  await newUser(page, accountId, { name: 'Gus Next', email: 'gina@delete.example' })
  await page.getByRole('button', { name: 'Restore Gina Gone' }).click()
  await page.getByText('the email is used by another user now').waitFor()
  await page.getByRole('button', { name: 'Back to users' }).click()
  await page.getByRole('link', { name: 'Gus Next' }).click()
  await deleteIt(page, /Gus Next leaves the list/)
  await page.getByRole('button', { name: 'Deleted users' }).click()
  await page.getByRole('button', { name: 'Restore Gina Gone' }).click()
  await page.getByText('Gina Gone is restored').waitFor()
  await page.getByRole('button', { name: 'Back to users' }).click()
  await page.getByRole('link', { name: 'Gina Gone' }).waitFor()
})

test('R27 R28 R29 What deleting does follows from where the user comes from', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const open = async (...kinds: string[]) => {
    const user = await userFrom(page, accountId, ...kinds)
    await page.goto(`/accounts/${accountId}/users/${user.id}`)
    await page.getByRole('heading', { name: user.displayName, level: 1 }).waitFor()
    return user
  }

  await open('micloud_connect')
  await page.getByText('A user synced from MiCloud Connect can’t be deleted here.').waitFor()
  expect(await page.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true)

  await open('scim')
  await deleteIt(page, /will come back if still assigned in the directory/)
  await page.waitForURL(/\/users$/)

  await open('pbx')
  await deleteIt(page, /The entry stays listed as “No CloudLink account” and keeps its email\./)
  await page.getByText('No CloudLink account', { exact: true }).first().waitFor()
  await page.getByText(/There is nothing to delete/).waitFor()

  const both = await open('pbx', 'scim')
  await deleteIt(page, /The entry stays listed/)
  await page.getByText('No CloudLink account', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: /(Send|Resend) welcome email/ }).click()
  await mailTo(both.email ?? '', 1)
  await page.getByText('Unregistered', { exact: true }).first().waitFor()
  await eventually(() => page.getByRole('button', { name: 'Delete', exact: true }).isEnabled()).toBe(true)
})

test('R28 R30 An IoT user stays listed, an imported one leaves and can come back', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const open = async (search: string, name: string) => {
    await page.goto(`/accounts/${accountId}/users?search=${search}`)
    await page.getByRole('link', { name }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  }
  await open('ivo@mixed', 'Ivo Sensor')
  await deleteIt(page, /The entry stays listed as “No CloudLink account” and keeps its email\./)
  await page.getByText('No CloudLink account', { exact: true }).first().waitFor()

  await open('imma@mixed', 'Imma Sheet')
  await deleteIt(page, /Imma Sheet leaves the list/)
  await page.goto(`/accounts/${accountId}/users?deleted=true&search=imma`)
  await page.getByRole('button', { name: 'Restore Imma Sheet' }).click()
  await page.getByText('Imma Sheet is restored').waitFor()
})

test('R27 A Mitel Partner is not deleted', async () => {
  const { page } = await browser.signedIn(partner)
  const { account } = await call<{ account: { id: string } }>(page, 'GET', '/api/session')
  await newUser(page, account.id, { name: 'Percy Partner', email: `percy@${crypto.randomUUID()}.example` })
  await page.goto(`/accounts/${account.id}/users`)
  await page.getByRole('link', { name: 'Percy Partner' }).first().click()
  await page.getByText('A Mitel Partner can’t be deleted. Suspending takes away the sign-in.').waitFor()
  expect(await page.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true)
})
