import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  call,
  checkAxe,
  eventually,
  newAccount,
  newRegistered,
  newUser,
  openBrowser,
  partner,
  product,
  shot,
} from './harness.ts'

const browser = openBrowser()
const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** A directory’s client over HTTP. */
const directory =
  (token: string) =>
  async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
    const answer = await fetch(`${product.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }

const person = (given: string, more: Record<string, unknown> = {}) => ({
  schemas: [core],
  userName: `${given.toLowerCase()}@sky.example`,
  externalId: `sky-${given}`,
  name: { givenName: given, familyName: 'Sky' },
  emails: [{ value: `${given.toLowerCase()}@sky.example`, type: 'work', primary: true }],
  active: true,
  ...more,
})

const patchOf = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

/** Makes a token by the page and reads it off the page. */
async function makeToken(page: Page): Promise<string> {
  const shown = page.getByRole('status').filter({ hasText: 'Copy this token now' })
  const before = (await shown.count()) > 0 ? await shown.innerText() : ''
  await page.getByRole('button', { name: 'Make token' }).click()
  await eventually(async () => (await shown.count()) > 0 && (await shown.innerText()) !== before).toBe(true)
  return (await shown.locator('code').innerText()).trim()
}

test('R8 R10 R29 a directory is added, its users come by real requests, are locked, leave, and are released', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Sky Works')
  const here = await newRegistered(page, accountId, {
    firstName: 'Hanna',
    lastName: 'Here',
    email: 'hanna@sky.example',
  })
  await page.goto(`/accounts/${accountId}/sources`)
  await page.getByText('No source yet').waitFor()
  await page.getByRole('button', { name: 'Add directory' }).click()
  const form = page.getByRole('dialog', { name: 'Add directory' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Entra ID')
  await checkAxe(page)
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('heading', { name: 'Entra ID', level: 1 }).waitFor()

  const [first, second] = [await makeToken(page), await makeToken(page)]
  await eventually(() => page.getByRole('button', { name: 'Make token' }).isDisabled()).toBe(true)
  for (const token of [first, second]) expect((await directory(token)('GET', '/Users?count=1')).status).toBe(200)
  await page.reload()
  await page.getByText(/Two tokens live at a time/).waitFor()
  expect(await page.content()).not.toContain(first)
  await page
    .getByRole('button', { name: /^Revoke the token made/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await eventually(async () => (await directory(first)('GET', '/Users')).status).toBe(401)
  const scim = directory(second)

  const made = (await scim('POST', '/Users', person('Ada', { title: 'Pilot' }))).body
  const found = (await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "hanna@sky.example"')}`)).body
  expect(found.Resources[0].id).toBe(here.id)
  await scim('PATCH', `/Users/${here.id}`, patchOf({ op: 'Replace', path: 'name.familyName', value: 'Claimed' }))
  const group = (await scim('POST', '/Groups', { displayName: 'Pilots', members: [{ value: made.id }] })).body

  await page.goto(`/accounts/${accountId}/users`)
  await page.getByRole('link', { name: 'Ada Sky' }).click()
  await page.getByRole('heading', { name: 'Advance' }).waitFor()
  await page.getByRole('row', { name: /title.*Pilot/ }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Last Name' }).isEditable()).toBe(false)
  await page
    .getByText(/Owned by “Entra ID”/)
    .first()
    .waitFor()

  await scim('PATCH', `/Users/${here.id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }))
  await page.goto(`/accounts/${accountId}/users?property=inactive`)
  await page.getByRole('link', { name: /Claimed/ }).waitFor()

  await page.goto(`/accounts/${accountId}/groups/${group.id}`)
  await page.getByRole('cell', { name: 'Ada Sky' }).waitFor()
  await checkAxe(page, 'group')
  await page.getByRole('navigation').getByRole('link', { name: 'Groups' }).click()
  await page.getByRole('link', { name: 'Pilots' }).waitFor()
  await checkAxe(page, 'groups')

  const source = await firstSource(page, accountId)
  await page.goto(`/accounts/${accountId}/sources/${source}`)
  await page.getByRole('table', { name: 'Last requests' }).getByText('/Users', { exact: false }).first().waitFor()
  expect(await page.content()).not.toContain('ada@sky.example')
  await checkAxe(page, 'source')
  await page.getByRole('button', { name: 'Pause' }).click()
  await eventually(async () => (await scim('GET', '/Users')).status).toBe(403)
  await page.getByRole('button', { name: 'Resume' }).click()
  await eventually(async () => (await scim('GET', '/Users')).status).toBe(200)
  await page.getByRole('button', { name: 'Release users' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Release users' }).click()
  await page.getByText('2 users are released').first().waitFor()
  const freed = await call<{ lockedFields: unknown[] }>(page, 'GET', `/api/accounts/${accountId}/users/${made.id}`)
  expect(freed.lockedFields).toEqual([])
})

/** A directory called Okta. @returns its token */
async function newDirectory(page: Page, accountId: string): Promise<string> {
  const sources = `/api/accounts/${accountId}/sources`
  const { id } = await call<{ id: string }>(page, 'POST', sources, { kind: 'scim', name: 'Okta' })
  return (await call<{ token: string }>(page, 'POST', `${sources}/${id}/tokens`)).token
}

const firstSource = async (page: Page, accountId: string): Promise<string> =>
  (await call<{ items: { id: string }[] }>(page, 'GET', `/api/accounts/${accountId}/sources`)).items[0]!.id

test('SEC-18 whom the directory makes inactive is out at once', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Cloud Works')
  const user = await newRegistered(page, accountId, { firstName: 'Ove', lastName: 'Out', email: 'ove@cloud.example' })
  const { id } = await call<{ id: string }>(page, 'POST', `/api/accounts/${accountId}/sources`, {
    kind: 'scim',
    name: 'Okta',
  })
  const { token } = await call<{ token: string }>(page, 'POST', `/api/accounts/${accountId}/sources/${id}/tokens`)
  const { page: own } = await browser.signedIn('ove@cloud.example')
  await own.goto('/profile')
  await own.getByRole('heading', { name: 'Sessions' }).waitFor()
  await directory(token)('PATCH', `/Users/${user.id}`, patchOf({ op: 'replace', value: { active: false } }))
  await own.reload()
  await own.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('SCIM-C4 who looks like somebody waits at the desk: linked, undone, and all of it readable', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Rain Works')
  const user = await newUser(page, accountId, { firstName: 'Rita', lastName: 'Rain', email: 'rita@sky.example' })
  const { id } = await call<{ id: string }>(page, 'POST', `/api/accounts/${accountId}/sources`, {
    kind: 'scim',
    name: 'Okta',
    policy: 'review',
  })
  const { token } = await call<{ token: string }>(page, 'POST', `/api/accounts/${accountId}/sources/${id}/tokens`)
  const scim = directory(token)
  expect((await scim('POST', '/Users', person('Rita'))).status).toBe(409)
  await page.goto(`/accounts/${accountId}/sources`)
  await page.getByText('Okta wants to take over a user.').waitFor()
  await checkAxe(page, 'sources')
  await page.getByRole('button', { name: 'Link', exact: true }).click()
  await page.getByText('Nothing to decide.').waitFor()
  expect((await scim('GET', `/Users/${user.id}`)).body.userName).toBe('rita@sky.example')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByRole('button', { name: 'Link', exact: true }).waitFor()
  expect((await scim('GET', `/Users/${user.id}`)).status).toBe(404)
  await shot(page, 'conflict-desk')
})

test('R22 a group’s licence: while seats suffice all get it, too few and nobody more does, switched off all give it back', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Seat Works')
  await call(page, 'PUT', `/api/accounts/${accountId}/integrations`, { miteam_meetings: true })
  await call(page, 'POST', `/api/accounts/${accountId}/subscriptions`, { product: 'miteam_meetings', quantity: 2 })
  const scim = directory(await newDirectory(page, accountId))
  const [ida, ivo, ina] = [
    (await scim('POST', '/Users', person('Ida'))).body,
    (await scim('POST', '/Users', person('Ivo'))).body,
    (await scim('POST', '/Users', person('Ina'))).body,
  ]
  const members = [{ value: ida.id }, { value: ivo.id }]
  const group = (await scim('POST', '/Groups', { displayName: 'Seated', members })).body
  const licensed = async () => {
    const users = `/api/accounts/${accountId}/users?product=miteam_meetings`
    const { items } = await call<{ items: { displayName: string }[] }>(page, 'GET', users)
    return items.map(({ displayName }) => displayName).sort()
  }
  await page.goto(`/accounts/${accountId}/groups/${group.id}`)
  await page.getByText('Members of groups inside do not.').waitFor()
  const product = page.getByRole('combobox', { name: 'Product' })
  const choose = async (name: string) => {
    await product.click()
    await page.getByRole('option', { name, exact: true }).click()
  }
  await choose('MiTeam Meetings')
  await page.getByText('The licence rule is saved').first().waitFor()
  expect(await licensed()).toEqual(['Ida Sky', 'Ivo Sky'])

  await scim('PATCH', `/Groups/${group.id}`, patchOf({ op: 'Add', path: 'members', value: [{ value: ina.id }] }))
  await page.reload()
  await page.getByText('Too few seats: 1 member waits, 0 free. Nobody of them was licensed.').waitFor()
  expect(await licensed()).toEqual(['Ida Sky', 'Ivo Sky'])
  await page.getByRole('navigation').getByRole('link', { name: 'Groups' }).click()
  await page.getByRole('row', { name: /Seated.*MiTeam Meetings.*Too few seats/ }).waitFor()
  await call(page, 'POST', `/api/accounts/${accountId}/subscriptions`, { product: 'miteam_meetings', quantity: 1 })
  await page.getByRole('link', { name: 'Seated' }).click()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Too few seats').waitFor({ state: 'hidden' })
  expect(await licensed()).toEqual(['Ida Sky', 'Ina Sky', 'Ivo Sky'])

  await choose('No product')
  await eventually(licensed).toEqual([])
})

test('R8 R9 the page of a user says what the next sync does', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Next Works')
  const scim = directory(await newDirectory(page, accountId))
  const user = (await scim('POST', '/Users', person('Nils'))).body
  await page.goto(`/accounts/${accountId}/users/${user.id}`)
  const lines = page.getByRole('list', { name: 'What the next sync of Okta does' })
  await lines.getByText('Writes what it says of First Name, Last Name and Email.').waitFor()
  await lines.getByText('Leaves Name, Mobile number and Extension alone').waitFor()
  await lines.getByText('Makes the user inactive if Okta has disabled or unassigned the user.').waitFor()

  await page.getByRole('textbox', { name: 'Extension' }).fill('4711')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Nils Sky is saved').first().waitFor()
  // As said: the sync writes what it owns, leaves what it never sent, and the rest of what was said holds too.
  const value = { 'name.familyName': 'Next', active: 'False' }
  await scim('PATCH', `/Users/${user.id}`, patchOf({ op: 'Replace', value }))
  await page.reload()
  await lines.getByText('Keeps the user inactive until Okta enables the user again.').waitFor()
  expect(await page.getByRole('textbox', { name: 'Last Name' }).inputValue()).toBe('Next')
  expect(await page.getByRole('textbox', { name: 'Extension' }).inputValue()).toBe('4711')
  const source = await firstSource(page, accountId)
  await call(page, 'PATCH', `/api/accounts/${accountId}/sources/${source}`, { state: 'paused' })
  await page.reload()
  await lines.getByText('Nothing: Okta is paused.').waitFor()
})
