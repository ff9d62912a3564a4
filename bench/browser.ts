import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../scripts/browser.mjs'
import { inPage } from './browser-page.ts'
import { openCluster } from './cluster.ts'
import { generate } from './generate.ts'
import { startServer } from './processes.ts'
import { markdown, writeSection } from './report.ts'
import { openHouse, signIn } from './sign-in.ts'

/**
 * node bench/browser.ts [--users 300000] [--data .data/bench-browser]: the Users page of a large account in a real
 * browser. Data that is there is used again. Needs `npm run build` first, of what is measured.
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '300000' },
    data: { type: 'string', default: '.data/bench-browser' },
    dry: { type: 'boolean', default: false },
  },
})
const secretKey = 'a key for the benchmark alone, 0123456789'
const huge = '200000000'
/** Typed key by key: each of their beginnings is a search. So many that a 95th percentile is not the worst of them. */
const words = (
  'schmidt anna müller kowal thomas garc ren berda krause maier brandt khan rossi varga koch hartmann ' +
  'lehmann werner bauer lindqvist jensen becker oliver ursula'
).split(' ')

type Frames = { frames: number; p95: number; worst: number; late: number; settled?: number }
type Row = { what: string; figure: string; promise: string; kept: boolean | null }

const quantile = (figures: readonly number[], share: number) =>
  [...figures].sort((a, b) => a - b)[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? 0
const ms = (figure: number) => `${Math.round(figure)} ms`

const ask = <T>(page: Page, expression: string): Promise<T> => page.evaluate(`window.bench.${expression}`) as Promise<T>

async function typeAhead(page: Page): Promise<Row[]> {
  const byLength = new Map<string, number[]>()
  let disorder = 0
  const box = page.getByRole('searchbox')
  for (const word of words) {
    await box.fill('')
    await ask(page, 'ready()')
    for (let length = 1; length <= Math.min(6, word.length); length++) {
      await box.pressSequentially(word[length - 1]!)
      const took = await ask<number>(page, `shows(${JSON.stringify(word.slice(0, length))})`)
      const name = length > 3 ? '4 and more' : String(length)
      byLength.set(name, [...(byLength.get(name) ?? []), took])
    }
    await box.fill('')
    // What the last word found is not to be taken for an answer to the next.
    await ask(page, 'cleared()')
    await page.evaluate(`window.stopOrder = window.bench.watchOrder(${JSON.stringify(word)})`)
    // As fast as people type.
    await box.pressSequentially(word.slice(0, 5), { delay: 60 })
    await ask(page, `shows(${JSON.stringify(word.slice(0, 5))})`)
    const seen = (await page.evaluate('window.stopOrder()')) as number[]
    if (seen.some((length, index) => index > 0 && length < seen[index - 1]!)) {
      disorder++
      console.log(`out of order at ${word}: ${seen.join(' ')}`)
    }
  }
  await box.fill('')
  await ask(page, 'ready()')
  const rows = [...byLength].map(([length, took]) => {
    const p95 = quantile(took, 0.95)
    const what = `type-ahead, ${length} character${length === '1' ? '' : 's'}: key press → rows painted, p50 · p95`
    return { what, figure: `${ms(quantile(took, 0.5))} · ${ms(p95)}`, promise: '≤ 100 ms', kept: p95 <= 100 }
  })
  return [...rows, { what: 'out-of-date answers shown', figure: String(disorder), promise: '0', kept: disorder === 0 }]
}

async function keys(page: Page): Promise<Row[]> {
  const rows: Row[] = []
  await page.locator('tr[data-row] a').first().focus()
  for (const [key, times] of [
    ['PageDown', 10],
    ['End', 1],
    ['Home', 1],
    ['End', 1],
    ['PageUp', 10],
    ['Home', 1],
  ] as const) {
    const took: number[] = []
    for (let n = 0; n < times; n++) {
      const from = await ask<string>(page, 'active()')
      await page.keyboard.press(key)
      took.push(await ask<number>(page, `moved('${from}')`))
    }
    rows.push({
      what: `${key}: key press → rows painted, worst of ${times}`,
      figure: ms(Math.max(...took)),
      promise: '',
      kept: null,
    })
  }
  return rows
}

const heapOf = async (page: Page, devtools: CDPSession): Promise<number> => {
  await devtools.send('HeapProfiler.collectGarbage')
  return ask<number>(page, 'heap()')
}

const framesOf = (what: string, { frames, p95, worst, late }: Frames): Row => ({
  what: `${what}: frames, p95 · worst · over 50 ms`,
  figure: `${frames}, ${ms(p95)} · ${ms(worst)} · ${late}`,
  promise: 'p95 ≤ 50 ms',
  kept: p95 <= 50,
})

async function measurePage(page: Page, devtools: CDPSession, address: string): Promise<Row[]> {
  await page.goto(address)
  await page.locator('tr[data-row] a').first().waitFor()
  await page.evaluate(inPage)
  await ask(page, 'ready()')
  const lcp = await ask<number>(page, 'lcp()')
  const load = await ask<{ scripts: number; all: number }>(page, 'firstLoad()')
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`
  const rows: Row[] = [
    {
      what: 'first load: JavaScript, compressed',
      figure: kb(load.scripts),
      promise: '≤ 250 kB',
      kept: load.scripts <= 250_000,
    },
    { what: 'first load: everything', figure: kb(load.all), promise: '', kept: null },
    { what: 'largest contentful paint', figure: ms(lcp), promise: '≤ 1,500 ms', kept: lcp >= 0 && lcp <= 1500 },
  ]
  rows.push(...(await typeAhead(page)))
  rows.push(...(await keys(page)))
  const before = await heapOf(page, devtools)
  rows.push(framesOf('wheel, 300 steps', await ask<Frames>(page, 'wheel(300, 120)')))
  const drag = await ask<Frames>(page, 'drag(240)')
  rows.push(framesOf('scrollbar through the whole list', drag))
  rows.push({ what: 'released → rows there', figure: ms(drag.settled ?? 0), promise: '', kept: null })
  const grown = (await heapOf(page, devtools)) - before
  rows.push({
    what: 'heap after scrolling the whole list',
    figure: `+${(grown / 1e6).toFixed(1)} MB`,
    promise: '≤ 60 MB',
    kept: grown <= 60e6,
  })
  return rows
}

const data = values.data.startsWith('/') ? values.data : join(process.cwd(), values.data)
const cluster = await openCluster(data)
const stops: (() => Promise<unknown>)[] = [() => cluster.stop()]
try {
  const client = new pg.Client({ connectionString: cluster.superUrl })
  await client.connect()
  const account = async () =>
    (await client.query<{ id: string }>('select id from accounts where number = $1', [huge])).rows[0]?.id
  if (!(await account())) {
    const users = Number(values.users)
    await generate(cluster.superUrl, { users: users + 1000, accounts: 20, huge: users, seed: 1 }, console.log)
  }
  const accountId = (await account())!
  const users = Number(
    (await client.query('select count(*) as n from users where account_id = $1', [accountId])).rows[0].n,
  )
  await client.end()
  const server = await startServer({ appUrl: cluster.appUrl, secretKey })
  stops.push(server.stop)
  const house = openHouse(cluster.appUrl, server.origin, secretKey)
  const { cookie } = await signIn(house, accountId)
  await house.db.close()
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('No Chromium')
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--enable-precise-memory-info']
  const browser = await chromium.launch({ executablePath, args: flags })
  stops.push(() => browser.close())
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
  })
  context.setDefaultTimeout(60_000)
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: server.origin }])
  const page = await context.newPage()
  const rows = await measurePage(page, await context.newCDPSession(page), `/accounts/${accountId}/users`)
  const kept = (row: Row) => (row.kept === null ? '' : row.kept ? 'kept' : '**missed**')
  const table = markdown(
    ['in the browser', 'figure', 'promise', ''],
    rows.map((row) => [row.what, row.figure, row.promise, kept(row)]),
  )
  console.log(table)
  if (!values.dry) {
    const [load = 0] = loadavg()
    const head = `Written by \`node bench/browser.ts\` on ${new Date().toISOString().slice(0, 10)}: Chromium ${browser.version()} without a graphics card, an account of ${users} users, server, PostgreSQL and browser on the same cores; load average at the end ${load.toFixed(1)}.`
    writeSection('browser', `## In the browser\n\n${head}\n\n${table}`)
  }
} finally {
  for (const stop of stops.reverse()) await stop()
}
