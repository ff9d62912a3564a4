import { expect, test } from 'vitest'
import { accountNamed, call, eventually, openBrowser, partner } from './harness.ts'

const browser = openBrowser()

test('2.2 2.3 20,000 users: jumps land on the right rows, and no out-of-date answer is shown', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const list = `/api/accounts/${accountId}/users`
  type Answer = { items: { displayName: string }[]; total: number }
  const { total } = await call<Answer>(page, 'GET', `${list}?limit=1`)
  expect(total).toBeGreaterThan(19_000)
  await page.goto(`/accounts/${accountId}/users`)
  const nameAt = (row: number) => page.locator(`tr[data-row="${row}"] a`)
  /** The rows in sight are those that the API has at these places. */
  const isRight = async (row: number) => {
    await nameAt(row).waitFor()
    const { items } = await call<Answer>(page, 'GET', `${list}?limit=1&at=${row}`)
    await eventually(() => nameAt(row).innerText()).toBe(items[0]?.displayName)
  }
  const active = async () => Number(await page.locator('tr[data-active]').first().getAttribute('data-row'))
  await isRight(0)
  await nameAt(0).focus()
  await page.keyboard.press('End')
  await eventually(active).toBe(total - 1)
  await isRight(total - 1)
  await page.keyboard.press('Home')
  await eventually(active).toBe(0)
  await isRight(0)
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('PageDown')
  await eventually(active).toBeGreaterThan(20)
  await isRight(await active())

  // Dragging the scroll bar, as the browser does it: straight to a place.
  const scroller = page
    .locator('div')
    .filter({ has: page.getByRole('grid') })
    .last()
  for (const share of [0.37, 0.81, 0.5]) {
    await scroller.evaluate((element, to) => element.scrollTo({ top: element.scrollHeight * to }), share)
    const inSight = async () => {
      const rows = page.locator('tr[data-row]:not([data-active])')
      return Number(await rows.nth(3).getAttribute('data-row'))
    }
    await eventually(async () => Math.abs((await inSight()) / total - share)).toBeLessThan(0.02)
    await isRight(await inSight())
  }

  // The thumb drawn through the whole list: what flies by is not asked for, but where the drag rests.
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('/users?')) asked++
  })
  const rests = await scroller.evaluate(async (element) => {
    const frames = 60
    let rests = 1
    let last = performance.now()
    for (let n = 1; n <= frames; n++) {
      element.scrollTop = (element.scrollHeight * (frames - n)) / frames
      await new Promise(requestAnimationFrame)
      if (performance.now() - last > 60) rests++
      last = performance.now()
    }
    return rests
  })
  await isRight(0)
  expect(asked).toBeLessThanOrEqual(2 * rests + 2)

  // Rows are there before their count; the number that stays is the right one.
  const counted = await call<Answer & { totalIsExact: boolean }>(page, 'GET', `${list}?search=an&limit=1`)
  expect(counted.totalIsExact).toBe(true)
  await page.getByRole('searchbox').fill('an')
  await page
    .locator('#main')
    .getByText(`${counted.total.toLocaleString('en-GB')} users match`, { exact: true })
    .waitFor()
  await page.getByRole('searchbox').fill('')
  await page
    .locator('#main')
    .getByText(`${total.toLocaleString('en-GB')} users`, { exact: true })
    .waitFor()

  // Type-ahead: the answers of the first letters are held back until the last ones have come.
  const held: (() => void)[] = []
  await page.route(/\/users\?.*search=/, async (route) => {
    const search = new URL(route.request().url()).searchParams.get('search') ?? ''
    if (search.length < 5) await new Promise<void>((resolve) => held.push(resolve))
    await route.continue().catch(() => {})
  })
  await page.getByRole('searchbox').pressSequentially('muller')
  const first = page.locator('tr[data-row="0"] a')
  const found = await call<Answer>(page, 'GET', `${list}?search=muller&limit=1`)
  await eventually(() => first.innerText()).toBe(found.items[0]?.displayName)
  const words = await page
    .getByText(/users? match/)
    .first()
    .innerText()
  for (const letGo of held) letGo()
  await page.unrouteAll({ behavior: 'wait' })
  expect(await first.innerText()).toBe(found.items[0]?.displayName)
  expect(
    await page
      .getByText(/users? match/)
      .first()
      .innerText(),
  ).toBe(words)
  expect(await page.locator('tr[data-row] mark').count()).toBeGreaterThan(0)
})
