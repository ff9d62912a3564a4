import type { Page } from 'playwright-core'
import { call, eventually } from './harness.ts'

// What journeys of many users at once look at.

export type Job = { id: string; state: string; total: number; processed: number; changed: number; undoable: boolean }
export type Licence = { product: string; quantity: number; assigned: number; reserved: number; available: number }

export const row = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true })
export const menu = (page: Page) => page.getByRole('button', { name: 'Actions', exact: true })
export const manage = (page: Page) => page.getByRole('button', { name: 'Manage', exact: true })
export const panel = (page: Page) => page.getByRole('dialog', { name: 'Manage' })
export const openUsers = async (page: Page, accountId: string, query = '') => {
  await page.goto(`/accounts/${accountId}/users${query}`)
  await page.locator('tr[data-row] a').first().waitFor()
}
export const newest = async (page: Page, accountId: string) =>
  (await call<{ items: Job[] }>(page, 'GET', `/api/accounts/${accountId}/jobs?limit=1`)).items[0] as Job
export const isDone = (page: Page, accountId: string) => eventually(async () => (await newest(page, accountId)).state)
export const licenceOf = async (page: Page, accountId: string, id: string) =>
  (await call<{ items: Licence[] }>(page, 'GET', `/api/accounts/${accountId}/licences`)).items.find(
    (licence) => licence.product === id,
  )!
export const totalOf = async (page: Page, accountId: string, query: string) =>
  (await call<{ total: number }>(page, 'GET', `/api/accounts/${accountId}/users?limit=1&${query}`)).total
