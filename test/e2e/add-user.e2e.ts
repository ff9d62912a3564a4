import { expect, test } from 'vitest'
import {
  call,
  eventually,
  linkIn,
  mailTo,
  newAccount,
  newRegistered,
  newUser,
  openBrowser,
  partner,
  product,
} from './harness.ts'

const browser = openBrowser()

test('R1 R2 R3 R4 What is wrong is said at its field, and a clash shows the holder and each way out', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Clash Works')
  const held = await newUser(page, accountId, { firstName: 'Holly', lastName: 'Held', email: 'held@clash.example' })
  const active = await newRegistered(page, accountId, { name: 'Rita Ready', email: 'ready@clash.example' })
  await call(page, 'POST', `/api/accounts/${accountId}/user-actions`, {
    action: 'set_active',
    params: { active: false },
    selection: { ids: [active.id] },
  })
  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('button', { name: 'Add User' }).click()
  const form = page.getByRole('dialog', { name: 'Add User' })
  const email = form.getByLabel('Email')
  const create = form.getByRole('button', { name: 'Create' })

  await create.click()
  await form.getByText('Enter at least one of Name, First Name and Last Name.').waitFor()
  await form.getByLabel('Name', { exact: true }).fill('Nell New')
  await email.fill('not an address')
  await create.click()
  await form.getByText('Enter a valid email address, such as name@example.com.').waitFor()
  await eventually(() => email.evaluate((box) => box === document.activeElement)).toBe(true)

  await email.fill('  HELD@clash.example ')
  await create.click()
  await form.getByText('One or more of the attribute values are already in use').waitFor()
  await form.getByText('Holly Held').waitFor()
  await form.getByRole('button', { name: 'Send welcome email' }).click()
  await mailTo(held.email, 2)

  await email.fill('ready@clash.example')
  await create.click()
  await form.getByText('An admin suspended this user.').waitFor()
  await form.getByRole('button', { name: 'Reactivate' }).click()
  await page.getByText('Rita Ready is reactivated').waitFor()

  await create.click()
  await form.getByText('This user has signed up and can sign in.').waitFor()
  await form.getByRole('link', { name: 'Open this user' }).click()
  await page.getByRole('heading', { name: 'Rita Ready', level: 1 }).waitFor()
  const { total } = await call<{ total: number }>(page, 'GET', `/api/accounts/${accountId}/users`)
  expect(total).toBe(2)
})

test('R15 R16 A revoked, a used and a broken link each lead on', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Stale Links')
  const user = await newUser(page, accountId, { name: 'Stella Stale', email: 'stella@links.example' })
  const first = linkIn(await mailTo(user.email, 1))
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  await page.getByRole('button', { name: 'Resend welcome email' }).click()
  const second = linkIn(await mailTo(user.email, 2))

  const stella = await browser.person()
  await stella.page.goto(first)
  await stella.page.getByRole('heading', { name: 'A newer link was sent' }).waitFor()
  await stella.page.getByRole('button', { name: 'Send a fresh link' }).click()
  await stella.page.getByRole('heading', { name: 'Check your email' }).waitFor()
  const third = linkIn(await mailTo(user.email, 3))
  await stella.page.goto('about:blank')
  await stella.page.goto(second)
  await stella.page.getByRole('heading', { name: 'A newer link was sent' }).waitFor()

  await stella.page.goto('about:blank')
  await stella.page.goto(third)
  await stella.page.getByLabel('Choose a password', { exact: true }).fill(product.password)
  await stella.page.getByText('I accept the terms of use').click()
  await stella.page.getByRole('button', { name: 'Finish' }).click()
  await stella.page.getByRole('heading', { name: 'My profile' }).waitFor()

  const other = await browser.person()
  await other.page.goto(third)
  await other.page.getByRole('heading', { name: 'You are registered already' }).waitFor()
  await other.page.goto('about:blank')
  await other.page.goto(`${third.slice(0, -8)}AAAAAAAA`)
  await other.page.getByRole('heading', { name: 'This link is not valid' }).waitFor()
})
