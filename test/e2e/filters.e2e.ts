import { expect, test } from 'vitest'
import { accountNamed, call, eventually, openBrowser, partner, shot, userFrom } from './harness.ts'

const browser = openBrowser()

const values = {
  admins: 'Admins',
  users: 'Users',
  registered: 'Registered',
  unregistered: 'Unregistered',
  pbx_users: 'PBX Users',
  micloud_connected: 'MiCloud Connected',
  iot_connected: 'IoT Connected',
  inactive: 'Inactive',
}

test('2.4 Every Property value, with its count, as a chip and in the address', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  await page.goto(`/accounts/${accountId}/users`)
  await page.locator('tr[data-row] a').first().waitFor()
  const { property } = await call<{ property: Record<string, number> }>(
    page,
    'GET',
    `/api/accounts/${accountId}/users/facets`,
  )
  const menu = page.getByRole('dialog', { name: 'Add Filter' })
  await page.getByRole('button', { name: 'Add Filter' }).click()
  for (const [value, label] of Object.entries(values)) {
    const box = menu.getByRole('checkbox', { name: new RegExp(`^${label}\\b`) })
    const count = property[value]!
    expect(count, label).toBeGreaterThan(0)
    await box.check()
    await page.getByRole('list', { name: 'Active filters' }).getByText(`Property: ${label}`).waitFor()
    await page.waitForURL((url) => url.searchParams.get('property') === value)
    const total = page.getByText(
      count > 10_000 ? /users match/ : new RegExp(`^${count.toLocaleString('en')} users? match(es)?$`),
    )
    await total.first().waitFor()
    if (value === 'pbx_users') await shot(page, 'filter')
    await box.uncheck()
    await page.waitForURL((url) => !url.searchParams.has('property'))
  }

  await menu.getByRole('tab', { name: 'Product' }).click()
  await menu.getByRole('checkbox', { name: /MiCollab/ }).check()
  await menu.getByRole('tab', { name: 'Property' }).click()
  await menu.getByRole('checkbox', { name: /^PBX Users/ }).check()
  await page.keyboard.press('Escape')
  const shared = new URL(page.url())
  expect(shared.searchParams.get('product')).toBe('micollab')
  expect(shared.searchParams.get('property')).toBe('pbx_users')
  const both = '?product=micollab&property=pbx_users&limit=1'
  const { total } = await call<{ total: number }>(page, 'GET', `/api/accounts/${accountId}/users${both}`)
  const words = `${total.toLocaleString('en')} users match`
  await page.getByText(words, { exact: true }).first().waitFor()
  await page.reload()
  await page.getByText(words, { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Remove filter Product: MiCollab' }).click()
  await page.waitForURL((url) => !url.searchParams.has('product'))
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.waitForURL((url) => url.search === '')
})

test('R8 R9 R10 Locked fields of a SCIM, a PBX and a doubly linked user say whose they are; Advance shows the data', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const open = async (...kinds: string[]) => {
    const user = await userFrom(page, accountId, ...kinds)
    await page.goto(`/accounts/${accountId}/users/${user.id}`)
    await page.getByRole('heading', { name: user.displayName, level: 1 }).waitFor()
    return user
  }
  const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}`) })
  const isLocked = (name: string) => eventually(() => field(name).getAttribute('readonly'))

  await open('scim')
  await page.getByRole('heading', { name: 'Advance' }).waitFor()
  await isLocked('First Name').not.toBeNull()
  await isLocked('Email').not.toBeNull()
  await isLocked('Extension').toBeNull()
  await field('Email').focus()
  await page
    .getByRole('tooltip')
    .getByText(/Owned by “Entra ID” – last written .+\. Changes here would be overwritten by the next sync\./)
    .waitFor()
  await shot(page, 'locked')
  await page.getByText('Fields without a lock can be changed here.').waitFor()
  await page.getByRole('rowheader', { name: /employeeNumber/ }).waitFor()

  await open('pbx')
  await isLocked('Extension').not.toBeNull()
  await isLocked('Mobile').toBeNull()
  await field('Extension').focus()
  await page
    .getByRole('tooltip')
    .getByText(/Owned by “MiVoice Business Hamburg”/)
    .waitFor()
  expect(await page.getByRole('heading', { name: 'Advance' }).count()).toBe(0)

  await open('pbx', 'scim')
  await isLocked('Email').not.toBeNull()
  await isLocked('Extension').not.toBeNull()
  await field('First Name').focus()
  await page
    .getByRole('tooltip')
    .getByText(/MiVoice Business Hamburg says: /)
    .waitFor()
  await page.getByRole('heading', { name: 'Advance' }).waitFor()
})
