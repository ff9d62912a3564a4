import { expect, test } from 'vitest'
import { eventually, newAccount, newUser, openBrowser, partner, shot } from './harness.ts'

const browser = openBrowser()

test('2.6 History says before and after, by kind; and the user as of a moment stands beside now', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'History Works')
  const user = await newUser(page, accountId, { firstName: 'Hedda', lastName: 'Alt', email: 'hedda@history.example' })
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  await page.getByRole('textbox', { name: 'Last Name' }).fill('Neu')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'Hedda Neu', level: 1 }).waitFor()
  await page.getByRole('tab', { name: 'History' }).click()
  await page.waitForURL((url) => url.searchParams.get('tab') === 'history')

  const changed = page
    .getByRole('listitem')
    .filter({ hasText: /^.*Changed/s })
    .filter({ hasText: 'Alt' })
  await changed.first().waitFor()
  const row = changed.first().getByRole('row').filter({ hasText: 'Last Name' })
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(['Alt', 'Neu'])
  await changed
    .first()
    .getByText(/by Paula Pereira \(Northwind Communications\), Mitel Partner, for this account/)
    .waitFor()

  const added = page.getByRole('listitem').filter({ hasText: 'Added' }).last()
  await added.getByRole('button', { name: 'As of this moment' }).click()
  const beside = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Now' }) })
  await beside.waitFor()
  const last = beside.getByRole('row').filter({ hasText: 'Last Name' })
  await eventually(() => last.getByRole('cell').allInnerTexts()).toEqual(['Alt', expect.stringContaining('Neu')])
  await shot(page, 'history')
  await page.getByRole('button', { name: 'Close the comparison' }).click()
  await beside.waitFor({ state: 'hidden' })

  await page.getByRole('navigation').getByRole('link', { name: 'Event history' }).click()
  await page.getByRole('heading', { name: 'Event history' }).waitFor()
  await page.getByRole('link', { name: 'Hedda Neu' }).first().waitFor()
})
