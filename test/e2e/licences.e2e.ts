import { expect, test } from 'vitest'
import { call, eventually, newAccount, newUser, openBrowser, partner } from './harness.ts'

const browser = openBrowser()

test('R20 R21 R24 R25 The MiTeam Meetings licence is there only when all three conditions hold', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Meeting Point')
  const user = await newUser(page, accountId, { name: 'Lia Licence', email: 'lia@meeting.example' })
  const info = async () => {
    await page.goto(`/accounts/${accountId}`)
    await page.getByRole('heading', { name: 'Subscriptions' }).waitFor()
  }
  const turn = async (name: string, on: boolean) => {
    await info()
    const toggle = page.getByRole('switch', { name: new RegExp(`^${name}`) })
    await toggle.press('Space')
    await page
      .getByText(`${name} is ${on ? 'on' : 'off'}`)
      .first()
      .waitFor()
    await eventually(() => toggle.isChecked()).toBe(on)
  }
  const licence = page.getByRole('checkbox', { name: 'MiTeam Meetings' })
  const isOffered = async (offered: boolean) => {
    await page.goto(`/accounts/${accountId}/users/${user.id}`)
    await page.getByRole('heading', { name: 'Products and licences' }).waitFor()
    if (offered) return licence.waitFor()
    await page.getByText('This account has no subscription.').waitFor()
    expect(await licence.count()).toBe(0)
  }

  await isOffered(false)
  await turn('MiTeam Meetings', true)
  await isOffered(false)
  await info()
  await page.getByRole('button', { name: 'Add subscription' }).click()
  const form = page.getByRole('dialog', { name: 'Add subscription' })
  await form.getByRole('combobox', { name: 'Product' }).click()
  await page.getByRole('option', { name: 'MiTeam Meetings' }).click()
  await form.getByLabel('Quantity').fill('2')
  await form.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('cell', { name: 'MiTeam Meetings', exact: true }).waitFor()

  await isOffered(true)
  await page.getByText('2 of 2 available').waitFor()
  await licence.check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('1 of 2 available').waitFor()

  await turn('MiCollab', true)
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  await licence.waitFor()
  expect(await licence.isChecked()).toBe(true)
  expect(await licence.isDisabled()).toBe(true)
  await page.getByText(/Another integration of this account excludes this product\./).waitFor()
  await turn('MiCollab', false)

  await page.getByRole('button', { name: 'End now: 2 MiTeam Meetings' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click()
  await page.getByText('The subscription is ended').first().waitFor()
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  await page.getByText('Over-allocated: 1 assigned, 0 bought').waitFor()
  await licence.uncheck()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Lia Licence is saved').first().waitFor()
  await eventually(() => licence.isDisabled()).toBe(true)
})

test('R20 In the partner account there are no integrations, subscriptions or licences', async () => {
  const { page } = await browser.signedIn(partner)
  const { account, user } = await call<{ account: { id: string }; user: { id: string } }>(page, 'GET', '/api/session')
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('heading', { name: 'Account Information' }).waitFor()
  await page.getByText('Support contacts').first().waitFor()
  for (const name of ['Integrations', 'Subscriptions']) {
    expect(await page.getByRole('heading', { name, exact: true }).count()).toBe(0)
  }
  await page.goto(`/accounts/${account.id}/users/${user.id}`)
  await page.getByRole('heading', { name: 'Details' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Products and licences' }).count()).toBe(0)
  expect(await page.getByRole('switch', { name: 'Account Admin' }).count()).toBe(0)
})
