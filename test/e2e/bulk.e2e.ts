import pg from 'pg'
import { expect, test } from 'vitest'
import { isDone, licenceOf, manage, menu, newest, openUsers, panel, totalOf } from './bulk.ts'
import {
  accountNamed,
  call,
  checkAxe,
  eventually,
  type ListedUser,
  newAccount,
  newUser,
  openBrowser,
  partner,
  product,
  shot,
  userFrom,
} from './harness.ts'

const browser = openBrowser()

/** Holds the job of the newest plan in the midst of its users, as somebody does who edits one of them. */
async function holdMidway(accountId: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: product.databaseUrl })
  await client.connect()
  await client.query(`select set_config('app.account_id', $1, false)`, [accountId])
  await client.query('begin')
  await client.query(`select from users where id = (
    select id from (select id, row_number() over (order by g.n, i.at) as place, count(*) over () as many
      from plan_groups g cross join unnest(g.ids) with ordinality as i (id, at)
      where g.code is null and g.plan_id = (select id from plans order by id desc limit 1)) planned
    where place = many / 2) for update`)
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}

test('R19 R22 all that match but two: planned, run, reloaded midway, cancelled, undone', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const elite = 'mitel_one_elite'
  await call(page, 'POST', `/api/accounts/${accountId}/subscriptions`, { product: elite, quantity: 30_000 })
  await openUsers(page, accountId, '?property=registered&sort=email')
  const total = await totalOf(page, accountId, 'property=registered')
  expect(total).toBeGreaterThan(1_500)
  const spared = [1, 3].map((at) => page.locator(`tr[data-row="${at}"]`))
  const addresses = await Promise.all(spared.map((one) => one.locator('a').getAttribute('href')))
  await page.locator('tr[data-row="0"] input').check()
  await page.getByRole('button', { name: `Select all ${total.toLocaleString('en-GB')} matching` }).click()
  for (const one of spared) await one.locator('input').uncheck()
  const chosen = (total - 2).toLocaleString('en-GB')
  await page.getByText(`${chosen} selected`).first().waitFor()
  // Kept while scrolling, sorting and searching.
  await page.getByRole('button', { name: 'Email', exact: true }).click()
  await page.getByRole('searchbox').fill('zzz')
  await page.getByText('Nothing found').waitFor()
  await page.getByText(`${chosen} selected`).first().waitFor()

  await manage(page).click()
  await panel(page)
    .getByRole('button', { name: `Assign (${chosen}): Mitel One Elite`, exact: true })
    .click()
  const dialog = page.getByRole('dialog', { name: 'Assign: Mitel One Elite' })
  await dialog.getByText('can be undone as a whole').waitFor()
  await shot(page, 'bulk-plan')
  const letGo = await holdMidway(accountId)
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  const toast = page.getByRole('group', { name: 'Progress of a job' }).filter({ hasText: 'Assign Mitel One Elite' })
  await toast.getByText(` of ${chosen}`).waitFor()
  await eventually(async () => (await newest(page, accountId)).processed).toBeGreaterThan(0)
  const midway = await newest(page, accountId)
  expect(midway).toMatchObject({ state: 'running', total: total - 2 })
  expect((await licenceOf(page, accountId, elite)).reserved).toBeGreaterThan(0)

  await page.reload()
  await toast.getByText(` of ${chosen}`).waitFor()
  await shot(page, 'bulk-running')
  const shown = Number((await toast.getByText(` of ${chosen}`).innerText()).split(' ')[0]!.replace(/\D/g, ''))
  expect(shown).toBeGreaterThanOrEqual(midway.processed)
  await page.getByRole('link', { name: /^Jobs/ }).click()
  await page.getByRole('button', { name: 'Cancel job: Assign Mitel One Elite' }).click()
  await letGo()
  await page.getByText('The job is cancelled. What it had done stays.').waitFor()
  const cancelled = await newest(page, accountId)
  expect(cancelled.state).toBe('cancelled')
  expect(cancelled.changed).toBeGreaterThan(0)
  expect(cancelled.changed).toBeLessThan(total - 2)
  const seats = { reserved: 0, assigned: cancelled.changed }
  expect(await licenceOf(page, accountId, elite)).toMatchObject(seats)
  expect(await totalOf(page, accountId, `product=${elite}`)).toBe(cancelled.changed)
  for (const address of addresses)
    expect((await call<ListedUser>(page, 'GET', `/api${address!.split('?')[0]}`)).products).not.toContain(elite)

  await page.getByRole('button', { name: 'Undo: Assign Mitel One Elite' }).first().click()
  const undo = page.getByRole('dialog', { name: 'Undo: Assign Mitel One Elite' })
  await undo.getByText('users will change').waitFor()
  await undo.getByRole('button', { name: 'Undo' }).click()
  await isDone(page, accountId).toBe('done')
  expect(await newest(page, accountId)).toMatchObject({ changed: cancelled.changed, undoable: true })
  expect(await licenceOf(page, accountId, elite)).toMatchObject({ reserved: 0, assigned: 0 })
})

test('R26 R27 R28 R29 Deleting many says who goes, who stays listed and who can’t go, and is undone', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await accountNamed(page, 'Contoso Logistics')
  const mine = await newUser(page, accountId, { name: 'Bulky Console', email: 'bulky@bulk.example' })
  const from = await Promise.all(['pbx', 'micloud_connect', 'scim'].map((kind) => userFrom(page, accountId, kind)))
  const [pbx, micloud, scim] = from as [ListedUser, ListedUser, ListedUser]
  await openUsers(page, accountId)
  // Ticked one by one over several searches.
  for (const { id, displayName, email } of [...from, { ...mine, displayName: 'Bulky Console' }]) {
    await page.getByRole('searchbox').fill(email!)
    const found = page.locator('tr[data-row]', { has: page.locator(`a[href$="${id}"]`) })
    await found.waitFor()
    await found.getByRole('checkbox', { name: `Select ${displayName}` }).check()
  }
  await page.getByText('4 selected').first().waitFor()
  await menu(page).click()
  await page.getByRole('menuitem', { name: 'Delete users (4)' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete Selected User(s)?' })
  await dialog.getByText('1 user stays listed as “No CloudLink account”').waitFor()
  await dialog.getByText('1 of them comes back if still assigned in the directory.').waitFor()
  await dialog.getByRole('button', { name: 'Show: synced from MiCloud Connect' }).click()
  await dialog.getByRole('listitem').filter({ hasText: micloud.email! }).waitFor()
  await dialog.getByRole('button', { name: 'Show: will be deleted' }).click()
  await dialog.getByRole('listitem').filter({ hasText: scim.email! }).waitFor()
  const red = dialog.getByRole('button', { name: 'Delete', exact: true })
  const word = dialog.getByLabel('Type delete to confirm')
  expect(await red.isDisabled()).toBe(true)
  await word.fill('delet')
  expect(await red.isDisabled()).toBe(true)
  await word.fill('delete')
  await checkAxe(page, 'bulk-delete')
  const last = (await newest(page, accountId))?.id
  await red.click()
  await eventually(async () => (await newest(page, accountId))?.id !== last).toBe(true)
  await isDone(page, accountId).toBe('done')
  const job = await newest(page, accountId)
  expect(job).toMatchObject({ total: 4, changed: 3 })
  const statusOf = async ({ id }: { id: string }) => {
    const user = await call<ListedUser & { deletedAt: string | null }>(
      page,
      'GET',
      `/api/accounts/${accountId}/users/${id}`,
    )
    return user.deletedAt ? 'deleted' : user.status
  }
  const all = [pbx, micloud, scim, mine]
  expect(await Promise.all(all.map(statusOf))).toEqual(['no_cloudlink_account', 'registered', 'deleted', 'deleted'])

  await page.goto(`/accounts/${accountId}/jobs/${job.id}`)
  const results = page.getByRole('table', { name: 'What became of each user' })
  await results.getByRole('row').filter({ hasText: micloud.email! }).getByText('synced from MiCloud').waitFor()
  await checkAxe(page, 'job-results')
  await page.getByRole('radiogroup', { name: 'Outcome' }).getByText('Left alone').click()
  await eventually(() => results.getByRole('row').count()).toBe(2)
  await page.getByRole('button', { name: 'Undo: Delete users' }).click()
  const undo = page.getByRole('dialog', { name: 'Undo: Delete users' })
  await undo.getByText('users will change').waitFor()
  await undo.getByRole('button', { name: 'Undo' }).click()
  await eventually(() => Promise.all(all.map(statusOf))).toEqual([
    'registered',
    'registered',
    'registered',
    'unregistered',
  ])
  await page.goto(`/accounts/${accountId}/jobs`)
  await page.getByText('Restore users (undo)').first().waitFor()
  await checkAxe(page, 'jobs')
})

test('R27 Partners can’t be deleted, whatever is typed; R20 their account has no licences to manage', async () => {
  const { page } = await browser.signedIn(partner)
  const { account } = await call<{ account: { id: string } }>(page, 'GET', '/api/session')
  await openUsers(page, account.id)
  await page.getByRole('checkbox', { name: /^Select all/ }).check()
  await menu(page).click()
  await page.getByRole('menuitem', { name: /^Delete users/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete Selected User(s)?' })
  await dialog.getByText('Nothing is left to do for these users.').waitFor()
  await dialog.getByText(/\d Mitel Partners/).waitFor()
  await dialog.getByLabel('Type delete to confirm').fill('delete')
  expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await manage(page).click()
  await panel(page).getByText('No product can be managed in this account now.').waitFor()
  expect(await panel(page).getByRole('button', { name: /ssign/ }).count()).toBe(0)
})

test('R20 R22 R24 Manage has the licence only under its conditions, and Assign all is all or nothing', async () => {
  const { page } = await browser.signedIn(partner)
  const accountId = await newAccount(page, 'Seats And Sons')
  const base = `/api/accounts/${accountId}`
  const lazy = await newUser(page, accountId, { name: 'Lazy Lou', email: 'lou@seats.example' })
  await newUser(page, accountId, { name: 'Keen Kim', email: 'kim@seats.example' })
  await newUser(page, accountId, { name: 'Busy Bo', email: 'bo@seats.example' })
  const turn = (switches: Record<string, boolean>) => call(page, 'PUT', `${base}/integrations`, switches)
  const offered = async () => {
    await openUsers(page, accountId)
    await manage(page).click()
    const answered = panel(page).getByText(/available|No product can be managed|Over-allocated|bought/)
    await answered.first().waitFor()
    const names = await panel(page)
      .getByRole('button', { name: /: MiTeam Meetings$/ })
      .allInnerTexts()
    await page.keyboard.press('Escape')
    return names
  }
  const both = ['Assign all (3)', 'Unassign all (3)']
  expect(await offered()).toEqual([])
  await turn({ miteam_meetings: true })
  expect(await offered()).toEqual([])
  const { id } = await call<{ id: string }>(page, 'POST', `${base}/subscriptions`, {
    product: 'miteam_meetings',
    quantity: 2,
  })
  expect(await offered()).toEqual(both)
  await turn({ micollab: true })
  expect(await offered()).toEqual([])
  await turn({ micollab: false })
  const act = (action: string, params: object) =>
    call(page, 'POST', `${base}/user-actions`, { action, selection: { ids: [lazy.id] }, params })
  await act('assign_licence', { product: 'miteam_meetings' })
  await act('set_active', { active: false })

  await openUsers(page, accountId)
  await manage(page).click()
  await panel(page).getByText('1 of 2 available').waitFor()
  await checkAxe(page, 'manage')
  await panel(page).getByRole('button', { name: 'Assign all (3): MiTeam Meetings', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign all: MiTeam Meetings' })
  await dialog.getByText('Needs 2, 1 of 2 are available').waitFor()
  await dialog.getByText('There are not enough licences. Nothing will be assigned.').waitFor()
  await dialog.getByRole('link', { name: '1 of inactive users' }).waitFor()
  expect(await dialog.getByRole('link', { name: /never registered|signed in/ }).count()).toBe(0)
  expect(await dialog.getByRole('button', { name: 'Assign', exact: true }).isDisabled()).toBe(true)
  await shot(page, 'bulk-too-few')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await licenceOf(page, accountId, 'miteam_meetings')).toMatchObject({ assigned: 1, reserved: 0 })

  // An expired or ended subscription still counts for the entry, so that seats can be unassigned.
  await call(page, 'POST', `${base}/subscriptions/${id}/end`)
  expect(await offered()).toEqual(both)
  await manage(page).click()
  await panel(page).getByRole('button', { name: 'Unassign all (3): MiTeam Meetings' }).click()
  await page.getByRole('dialog', { name: 'Unassign all: MiTeam Meetings' }).getByRole('button', { name: 'Run' }).click()
  await isDone(page, accountId).toBe('done')
  expect(await licenceOf(page, accountId, 'miteam_meetings')).toMatchObject({ assigned: 0, quantity: 0 })
})
