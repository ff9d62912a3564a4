import { expect, test } from 'vitest'
import {
  letHoursPass,
  linkIn,
  mailTo,
  newAccount,
  newRegistered,
  openBrowser,
  partner,
  product,
  signIn,
} from './harness.ts'

const browser = openBrowser()
/** Mails are counted by address. */
const domain = `${crypto.randomUUID().slice(0, 8)}.example`

test('2.9 R18 SEC-7 Forgot password by link and by code; used ones lead on; every session ends', async () => {
  const reseller = await browser.signedIn(partner)
  const accountId = await newAccount(reseller.page, 'Forgetful')
  const user = await newRegistered(reseller.page, accountId, { name: 'Fritz Forget', email: `fritz@${domain}` })
  const desk = await browser.signedIn(user.email)
  await desk.page.goto('/profile')
  await desk.page.getByRole('heading', { name: 'My profile' }).waitFor()

  const { page } = await browser.person()
  const ask = async (email: string) => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await page.getByRole('heading', { name: 'Forgot password' }).waitFor()
    await page.getByLabel('Email').fill(email)
    await page.getByRole('button', { name: 'Send the email' }).click()
    await page.getByRole('heading', { name: 'Check your email' }).waitFor()
  }
  await ask(`nobody@${domain}`)
  const neutral = (await page.getByText(/If .+ belongs to a registered user/).innerText()).replace('nobody', 'fritz')
  await ask(user.email)
  expect(await page.getByText(/If .+ belongs to a registered user/).innerText()).toBe(neutral)

  const link = linkIn(await mailTo(user.email, 2))
  await page.goto(link)
  await page.getByLabel('New password', { exact: true }).fill('a second long password')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('heading', { name: 'Your password is set' }).waitFor()
  await desk.page.reload()
  await desk.page.getByRole('button', { name: 'Sign in' }).waitFor()

  const other = await browser.person()
  await other.page.goto(link)
  await other.page.getByLabel('New password', { exact: true }).fill('a third long password')
  await other.page.getByRole('button', { name: 'Set password' }).click()
  await other.page.getByRole('link', { name: 'Send a fresh link' }).waitFor()

  await ask(user.email)
  const mail = await mailTo(user.email, 4)
  const code = mail.text.match(/(?<!\d)\d{3} ?\d{3}(?!\d)/)?.[0] ?? ''
  await page.getByRole('link', { name: 'Enter the code' }).click()
  const setByCode = async (digits: string) => {
    await page.getByLabel('Code').fill(digits)
    await page.getByLabel('New password', { exact: true }).fill('the fourth long password')
    await page.getByRole('button', { name: 'Set password' }).click()
  }
  await setByCode(code.replace(' ', '') === '000000' ? '000001' : '000000')
  await page.getByText('This code is not right').waitFor()
  await setByCode(code)
  await page.getByRole('heading', { name: 'Your password is set' }).waitFor()

  await signIn(page, user.email, product.password)
  await page.getByText('Email or password is not right').waitFor()
  await signIn(page, user.email, 'the fourth long password')
  await page.getByRole('heading', { name: 'My profile' }).waitFor()
})

test('SEC-22 Own sessions are listed, and one is ended from another', async () => {
  const reseller = await browser.signedIn(partner)
  const accountId = await newAccount(reseller.page, 'Two Desks')
  const user = await newRegistered(reseller.page, accountId, { name: 'Sara Sessions', email: `sara@${domain}` })
  const desk = await browser.signedIn(user.email)
  const home = await browser.signedIn(user.email)
  await desk.page.goto('/profile')
  await home.page.goto('/profile')
  const ends = home.page.getByRole('button', { name: /^End the session of/ })
  await ends.first().waitFor()
  // The third is of the registration.
  for (let left = await ends.count(); left > 0; left--) {
    await ends.first().click()
    await home.page.waitForFunction(
      (wanted) => document.querySelectorAll('button[aria-label^="End the session of"]').length === wanted,
      left - 1,
    )
  }
  await desk.page.reload()
  await desk.page.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('2.9 R18 An expired reset link and its code lead to a fresh one; the old password still works', async () => {
  const reseller = await browser.signedIn(partner)
  const accountId = await newAccount(reseller.page, 'Slow Readers')
  const user = await newRegistered(reseller.page, accountId, { name: 'Sam Slow', email: `sam@${domain}` })
  const { page } = await browser.person()
  await page.goto('/forgot-password')
  await page.getByLabel('Email').fill(user.email)
  await page.getByRole('button', { name: 'Send the email' }).click()
  const mail = await mailTo(user.email, 2)
  await letHoursPass(accountId, user.id, 2)

  await page.getByRole('link', { name: 'Enter the code' }).click()
  await page.getByLabel('Code').fill(mail.text.match(/(?<!\d)\d{3} ?\d{3}(?!\d)/)?.[0] ?? '')
  await page.getByLabel('New password', { exact: true }).fill('much too late for this')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText(/This code is not right, or no longer valid/).waitFor()

  await page.goto('about:blank')
  await page.goto(linkIn(mail))
  await page.getByLabel('New password', { exact: true }).fill('much too late for this')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('heading', { name: 'This link has expired' }).waitFor()
  await page.getByRole('link', { name: 'Send a fresh link' }).waitFor()
  await signIn(page, user.email, product.password)
  await page.getByRole('heading', { name: 'My profile' }).waitFor()
})
