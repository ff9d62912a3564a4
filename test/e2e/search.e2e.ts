import { expect, test } from 'vitest'
import { accountNamed, eventually, newAccount, newUser, openBrowser, partner } from './harness.ts'

const browser = openBrowser()

test('2.2 2.3 Search, sort and columns live in the address: it can be shared, and Back restores it', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Search Works')
  for (const [firstName, lastName] of [
    ['José', 'Álvarez'],
    ['Joseline', 'Berg'],
    ['Anna', 'Josefson'],
    ['Zoë', 'Quint'],
  ] as const) {
    const email = `${firstName}.${lastName}@search.example`.normalize('NFD').replace(/[^a-zA-Z@.]/g, '')
    await newUser(page, accountId, { firstName, lastName, email })
  }
  const names = (on = page) => on.locator('tr[data-row] a').allInnerTexts()
  const address = `/accounts/${accountId}/users`
  await page.goto(address)
  await eventually(() => names()).toHaveLength(4)

  await page.keyboard.press('/')
  const search = page.getByRole('searchbox')
  await eventually(() => search.evaluate((box) => box === document.activeElement)).toBe(true)
  const asked: (string | null)[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname.endsWith('/users') && url.searchParams.has('sort')) asked.push(url.searchParams.get('search'))
  })
  await page.keyboard.type('jose')
  await eventually(() => names()).toEqual(['Anna Josefson', 'José Álvarez', 'Joseline Berg'])
  // Writing the search into the address asks nothing again.
  await page.waitForURL((url) => url.searchParams.get('search') === 'jose')
  expect(asked).toEqual(['j', 'jo', 'jos', 'jose'])
  await page.getByText('3 users match').first().waitFor()
  expect(await page.locator('tr[data-row] mark').count()).toBeGreaterThan(0)
  await page.getByRole('columnheader', { name: 'NAME' }).getByRole('button').click()
  await eventually(() => names()).toEqual(['Joseline Berg', 'José Álvarez', 'Anna Josefson'])
  await page.waitForURL((url) => url.searchParams.get('search') === 'jose' && url.searchParams.get('sort') === '-name')

  const other = await browser.signedIn(partner)
  await other.page.goto(page.url())
  await eventually(() => names(other.page)).toEqual(['Joseline Berg', 'José Álvarez', 'Anna Josefson'])
  expect(await other.page.getByRole('searchbox').inputValue()).toBe('jose')

  await page.getByRole('link', { name: 'José Álvarez' }).click()
  await page.getByRole('heading', { name: 'José Álvarez', level: 1 }).waitFor()
  await page.goBack()
  await eventually(() => names()).toEqual(['Joseline Berg', 'José Álvarez', 'Anna Josefson'])
  expect(await page.getByRole('searchbox').inputValue()).toBe('jose')

  await page.getByRole('searchbox').fill('nobody of this name')
  await page.getByText('No user matches “nobody of this name”.').waitFor()
  await page.getByRole('button', { name: 'Clear the search' }).last().click()
  await eventually(() => names()).toHaveLength(4)
})

test('2.2 A jump into the middle of 20,000 rows is found again by Back', async () => {
  const { page } = await browser.signedIn(partner)
  await page.goto(`/accounts/${await accountNamed(page, 'Contoso Logistics')}/users`)
  await page.locator('tr[data-row="0"] a').focus()
  await page.keyboard.press('End')
  const last = page.locator('tr[data-active] a')
  await eventually(() => page.locator('tr[data-active]').getAttribute('data-row')).not.toBe('0')
  const row = await page.locator('tr[data-active]').getAttribute('data-row')
  const name = await last.innerText()
  await last.press('Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.goBack()
  await page.locator(`tr[data-row="${row}"] a`).waitFor()
  await eventually(() => page.locator(`tr[data-row="${row}"] a`).innerText()).toBe(name)
})
