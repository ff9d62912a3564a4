import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import pg from 'pg'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'

export const product = inject('product')
export const partner = 'partner@demo.example'

export type Mail = { subject: string; text: string; html: string }
export type Person = { page: Page; context: BrowserContext }

/** Milliseconds that a state may take to appear on a busy machine. */
const patience = 20_000

/**
 * A browser for one file of journeys. Every page is watched: an error of a script, or a violation of the Content
 * Security Policy, fails the file at its end.
 */
export function openBrowser() {
  let browser: Browser
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await chromium.connect(product.browserUrl)
  })
  afterAll(async () => {
    await browser.close()
    expect(complaints).toEqual([])
  })
  return {
    /** Somebody at a screen of their own, not signed in. */
    async person(width = 1280, height = 900): Promise<Person> {
      const context = await browser.newContext({ baseURL: product.url, viewport: { width, height }, locale: 'en-GB' })
      context.setDefaultTimeout(patience)
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`))
      page.on('console', (message) => {
        // A refused request is logged by the browser itself; the journeys look at what the page makes of it.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(`${page.url()} ${message.text()}`)
        }
      })
      return { page, context }
    },
    /** Somebody who is signed in already. */
    async signedIn(email: string, password = product.password, width = 1280, height = 900): Promise<Person> {
      const person = await this.person(width, height)
      await call(person.page, 'POST', '/api/session', { email, password })
      return person
    },
  }
}

/**
 * A request with the session of a page.
 * @returns the body
 * @throws an Error with the answer when it is refused
 */
export async function call<T = Record<string, never>>(page: Page, method: string, path: string, body?: unknown) {
  const answer = await page.request.fetch(path, {
    method,
    ...(body === undefined ? {} : { data: body }),
    headers: { origin: product.url },
  })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return (answer.status() === 204 ? {} : await answer.json()) as T
}

/** Signs in by the page. */
export async function signIn(page: Page, email: string, password = product.password): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** A customer account of the demo partner; the page is signed in as the partner. */
export async function newAccount(page: Page, name: string): Promise<string> {
  return (await call<{ id: string }>(page, 'POST', '/api/accounts', { name })).id
}

export async function accountNamed(page: Page, name: string): Promise<string> {
  const { items } = await call<{ items: { id: string; name: string }[] }>(
    page,
    'GET',
    `/api/accounts?search=${encodeURIComponent(name)}`,
  )
  const found = items.find((account) => account.name === name)
  if (!found) throw new Error(`There is no account ${name}`)
  return found.id
}

/** A user of Contoso Logistics whose sources, besides the console, are exactly these kinds. */
export async function userFrom(page: Page, accountId: string, ...kinds: string[]): Promise<ListedUser> {
  const query = `source=${kinds[0]}&property=registered&limit=200`
  const { items } = await call<{ items: ListedUser[] }>(page, 'GET', `/api/accounts/${accountId}/users?${query}`)
  const wanted = kinds.toSorted().join()
  const found = items.find(({ sources, role, status }) => {
    const own = sources.map(({ kind }) => kind).filter((kind) => kind !== 'console' || kinds.includes('console'))
    return own.toSorted().join() === wanted && role === 'user' && status === 'registered'
  })
  if (!found) throw new Error(`Nobody is from ${wanted}`)
  return found
}

export type ListedUser = {
  id: string
  displayName: string
  email: string | null
  role: string
  status: string
  products: string[]
  sources: { kind: string; name: string }[]
}

export type MadeUser = { id: string; email: string }

export const newUser = (page: Page, accountId: string, user: Record<string, string>): Promise<MadeUser> =>
  call<MadeUser>(page, 'POST', `/api/accounts/${accountId}/users`, user)

/** A user of the account who has registered with the demo’s password. */
export async function newRegistered(page: Page, accountId: string, user: Record<string, string>): Promise<MadeUser> {
  const made = await newUser(page, accountId, user)
  const token = new URL(linkIn(await mailTo(made.email, 1))).hash.replace(/^#(token=)?/, '')
  const response = await fetch(`${product.url}/api/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: product.url },
    body: JSON.stringify({ token, password: product.password, acceptTerms: true }),
  })
  expect(response.status).toBeLessThan(300)
  return made
}

/** The nth mail that arrived for an address, from 1; waits for it. */
export async function mailTo(address: string, nth: number): Promise<Mail> {
  let mails: Mail[] = []
  await expect
    .poll(
      async () => {
        mails = (await (await fetch(`${product.mailsUrl}/?to=${encodeURIComponent(address)}`)).json()) as Mail[]
        return mails.length
      },
      { timeout: patience, interval: 100 },
    )
    .toBeGreaterThanOrEqual(nth)
  return mails[nth - 1]!
}

/** The first link of a mail that leads into the product. */
export function linkIn(mail: Mail): string {
  const link = mail.text.match(/https?:\/\/\S+#\S+/)?.[0]
  if (!link) throw new Error(`No link in: ${mail.text}`)
  return link
}

/** Lets hours pass since the links of a user were mailed. */
export async function letHoursPass(accountId: string, userId: string, hours: number): Promise<void> {
  const client = new pg.Client({ connectionString: product.databaseUrl })
  await client.connect()
  try {
    await client.query(`select set_config('app.account_id', $1, false)`, [accountId])
    // The mail arrives a moment before its hand-over is noted.
    const age = async () => {
      const { rowCount } = await client.query(
        `update one_time_links set handed_over_at = handed_over_at - $2 * interval '1 hour'
         where user_id = $1 and handed_over_at is not null and used_at is null and voided_at is null`,
        [userId, hours],
      )
      return rowCount
    }
    await eventually(age).toBe(1)
  } finally {
    await client.end()
  }
}

/** Waits until a value is as wanted. */
export const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: patience, interval: 50 })

export const widths = [1280, 768, 390] as const
export const themes = ['light', 'dark'] as const

/** WCAG 2.2 AA at three widths, light and dark; wide and narrow are shot when a name is given. */
export async function checkAxe(page: Page, name?: string): Promise<void> {
  const before = page.viewportSize()
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      await settled(page)
      const axe = new AxeBuilder({ page })
      // A theme changes colours only.
      if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
      else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      const { violations } = await axe.analyze()
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`)
      expect(found, `${page.url()} ${theme} ${width}`).toEqual([])
      expect(await sidewaysScroll(page), `${page.url()} ${theme} ${width} scrolls sideways`).toBe(0)
      if (name && width !== 768) await shot(page, `${name}-${theme}-${width}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

const sidewaysScroll = (page: Page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))

/** Nothing fades, slides or loads any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const finite = document
      .getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(finite.map((each) => each.finished))
  })
}

/** A picture for the README; only with SCREENSHOTS=1. */
export async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return
  mkdirSync('docs/screenshots', { recursive: true })
  // Menus and panels are shot as they stand, not as they come.
  await page.screenshot({ path: `docs/screenshots/${name}.png`, animations: 'disabled' })
}
