import { expect, test } from 'vitest'
import {
  accountNamed,
  call,
  checkAxe,
  eventually,
  letHoursPass,
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

test('R15 R16 An expired link offers a fresh one on the spot, which works', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Late Birds')
  const user = await newUser(page, accountId, { name: 'Lars Late', email: 'lars@late.example' })
  const old = linkIn(await mailTo(user.email, 1))
  await letHoursPass(accountId, user.id, 4 * 24 + 1)

  const lars = await browser.person()
  await lars.page.goto(old)
  await lars.page.getByRole('heading', { name: 'This link has expired' }).waitFor()
  await checkAxe(lars.page)
  await lars.page.getByRole('button', { name: 'Send a fresh link' }).click()
  await lars.page.getByRole('heading', { name: 'Check your email' }).waitFor()
  await lars.page.goto('about:blank')
  await lars.page.goto(linkIn(await mailTo(user.email, 2)))
  await lars.page.getByLabel('Choose a password', { exact: true }).fill(product.password)
  await lars.page.getByText('I accept the terms of use').click()
  await lars.page.getByRole('button', { name: 'Finish' }).click()
  await lars.page.getByRole('heading', { name: 'My profile' }).waitFor()
})

test('R4 The clash in edit, with a holder of a directory, of a phone system and of the console', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const user = await newUser(page, accountId, { name: 'Eddy Edit', email: `eddy@${crypto.randomUUID()}.example` })
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  const email = page.getByLabel('Email', { exact: true })
  const clash = async (address: string, holder: string) => {
    await email.fill(address)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('One or more of the attribute values are already in use').waitFor()
    await page.getByText(holder).first().waitFor()
  }
  await clash('dora@mixed.example', 'Dora Directory')
  await page
    .getByText(/reactivated there/)
    .first()
    .waitFor()
  expect(await page.getByRole('button', { name: 'Reactivate' }).count()).toBe(0)
  await clash('imma@mixed.example', 'Imma Sheet')
  await page.getByText('This user has signed up and can sign in.').waitFor()
  await clash('peer@mixed.example', 'Peer Phone')
  await page.getByText('This entry has no CloudLink account. A welcome email gives it one.').waitFor()
  await page.getByRole('button', { name: 'Send welcome email' }).first().click()
  await mailTo('peer@mixed.example', 1)
  const kept = await call<{ email: string }>(page, 'GET', `/api/accounts/${accountId}/users/${user.id}`)
  expect(kept.email).toBe(user.email)
})
