import { expect, test } from 'vitest'
import { isDone, manage, menu, openUsers, panel, row, totalOf } from './bulk.ts'
import { call, eventually, newAccount, newRegistered, newUser, openBrowser, partner, shot } from './harness.ts'

const browser = openBrowser()

test('2.10 R19 What ⋮ and Manage offer with nothing, one, several and all selected', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Matrix Mills')
  await call(page, 'PUT', `/api/accounts/${accountId}/integrations`, { miteam_meetings: true })
  for (const each of ['miteam_meetings', 'mitel_one_elite'])
    await call(page, 'POST', `/api/accounts/${accountId}/subscriptions`, { product: each, quantity: 9 })
  for (const name of ['Ann', 'Ben', 'Cyd', 'Dan'])
    await newUser(page, accountId, { name, email: `${name.toLowerCase()}@matrix.example` })
  const licences = (words: string, count: number) =>
    ['MiTeam Meetings', 'Mitel One Elite'].flatMap((name) =>
      words.split('/').map((word) => `${word} (${count}): ${name}`),
    )
  const all = (count: number) => ({
    icon: [`Send welcome emails to all (${count})`],
    manage: [
      ...licences('Assign all/Unassign all', count),
      `Send welcome emails to all (${count})`,
      `Reset passwords for all (${count})`,
    ],
  })
  const some = (count: number) => ({
    icon: [
      'Send welcome emails',
      'Reset passwords',
      'Make Account Admins',
      'Take Account Admin rights',
      'Deactivate',
      'Reactivate',
      'Delete users',
    ].map((words) => `${words} (${count})`),
    manage: [...licences('Assign/Unassign', count), `Send welcome emails (${count})`, `Reset passwords (${count})`],
  })
  const offered = async (name: string) => {
    await menu(page).click()
    await page.getByRole('menuitem').first().waitFor()
    const icon = await page.getByRole('menuitem').allInnerTexts()
    await shot(page, `matrix-icon-${name}`)
    await page.keyboard.press('Escape')
    await manage(page).click()
    await panel(page).getByText('9 of 9 available').nth(1).waitFor()
    const found = await panel(page)
      .getByRole('region')
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? (button as HTMLElement).innerText),
      )
    await shot(page, `matrix-manage-${name}`)
    await page.keyboard.press('Escape')
    await panel(page).waitFor({ state: 'hidden' })
    return { icon, manage: found }
  }
  await openUsers(page, accountId)
  expect(await offered('nothing')).toEqual(all(4))
  // All is all of the account, whatever is searched (R19).
  await page.getByRole('searchbox').fill('ann')
  await eventually(() => page.locator('tr[data-row] a').count()).toBe(1)
  expect(await offered('nothing-searched')).toEqual(all(4))
  await row(page, 'Ann').check()
  expect(await offered('one')).toEqual(some(1))
  await page.getByRole('searchbox').fill('')
  await row(page, 'Cyd').check()
  expect(await offered('several')).toEqual(some(2))
  await page.getByRole('button', { name: 'Select all 4' }).click()
  expect(await offered('all')).toEqual(some(4))
  await page.getByRole('button', { name: 'Clear' }).click()
  expect(await offered('cleared')).toEqual(all(4))
  // Shift takes a stretch.
  await row(page, 'Ann').click()
  await row(page, 'Cyd').click({ modifiers: ['Shift'] })
  await page.getByText('3 selected').first().waitFor()
})

test('2.2 Selecting, planning, running and undoing without a mouse', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Keyboard Crowd')
  for (const name of ['Kay One', 'Kay Two', 'Kay Three'])
    await newUser(page, accountId, { name, email: `${name.replace(' ', '.').toLowerCase()}@crowd.example` })
  await newRegistered(page, accountId, { name: 'Ada', email: 'ada@crowd.example', role: 'account_admin' })
  await openUsers(page, accountId)
  const tabTo = async (name: RegExp) => {
    for (let stops = 0; stops < 60; stops++) {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null
        return element?.getAttribute('aria-label') ?? element?.innerText ?? ''
      })
      if (name.test(stop)) return
    }
    throw new Error(`Tab does not come to ${name}`)
  }
  await tabTo(/^Ada$/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+Space')
  await page.getByText('3 selected').first().waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('/')
  await tabTo(/^Actions$/)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Deactivate (3)' }).waitFor()
  for (let presses = 0; presses < 10; presses++) {
    if (
      await page.getByRole('menuitem', { name: 'Deactivate (3)' }).evaluate((item) => item === document.activeElement)
    )
      break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Deactivate' })
  await dialog.getByText('users will change').waitFor()
  await tabTo(/^Run$/)
  await page.keyboard.press('Enter')
  await isDone(page, accountId).toBe('done')
  expect(await totalOf(page, accountId, 'property=inactive')).toBe(3)
  await page.getByText('3 users changed').first().waitFor()
  await tabTo(/^Jobs/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor()
  await tabTo(/^Undo: Deactivate users$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Undo: Deactivate users' }).getByText('users will change').waitFor()
  await tabTo(/^Undo$/)
  await page.keyboard.press('Enter')
  await eventually(() => totalOf(page, accountId, 'property=inactive')).toBe(0)
})

test('R30 2.2 Undo stands in the message of a job, its plan stays, and focus is never lost', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Corner Crowd')
  for (const name of ['Cora', 'Cleo'])
    await newUser(page, accountId, { name, email: `${name.toLowerCase()}@corner.example` })
  await openUsers(page, accountId)
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id)
  await row(page, 'Cora').check()
  await row(page, 'Cleo').check()
  // Who ticks something in a plan keeps the focus while it is made anew; deleting begins with the word.
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'Send welcome emails (2)' }).click()
  const tick = page.getByRole('checkbox', { name: /^Include registered users/ })
  await tick.focus()
  const again = page.waitForResponse((response) => response.url().endsWith('/user-actions/plan'))
  await page.keyboard.press('Space')
  await again
  expect(await tick.evaluate((box) => box === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'Delete users (2)' }).click()
  const word = page.getByLabel('Type delete to confirm')
  await word.waitFor()
  await eventually(() => word.evaluate((input) => input === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'Deactivate (2)' }).click()
  const plan = page.getByRole('dialog', { name: 'Deactivate' })
  await plan.getByText('users will change').waitFor()
  await page.keyboard.press('Escape')
  await eventually(focused).toBe('Actions')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Deactivate (2)' }).click()
  await plan.getByText('users will change').waitFor()
  await plan.getByRole('button', { name: 'Run' }).click()
  await eventually(focused).toBe('Actions')
  const message = page.getByRole('group', { name: 'Progress of a job' })
  await message.getByText('2 users changed').waitFor()
  await message.getByRole('button', { name: 'Undo' }).click()
  const undo = page.getByRole('dialog', { name: 'Undo: Deactivate users' })
  await undo.getByText('users will change').waitFor()
  // The plan outlives the message in which it was asked for.
  await message
    .getByRole('button')
    .last()
    .evaluate((close: HTMLElement) => close.click())
  await message.waitFor({ state: 'detached' })
  await undo.getByRole('button', { name: 'Undo' }).click()
  await eventually(() => totalOf(page, accountId, 'property=inactive')).toBe(0)
  await eventually(focused).toBe('main')
  // The history shows both jobs, each with the way to its page.
  await page.goto(`/accounts/${accountId}/events`)
  await page.getByRole('link', { name: 'Reactivate users (undo)' }).first().waitFor()
  await page.getByRole('link', { name: 'Deactivate users' }).first().click()
  await page.getByRole('heading', { name: 'Deactivate users', level: 1 }).waitFor()
})
