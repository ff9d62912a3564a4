import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { bulk, makeUsers } from '../../../test/harness/jobs.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { sql } from '../../platform/sql.ts'

const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1', '＠x', `=HYPERLINK("http://x")`, 'Ann, "quoted"']
let t: World
let b: ReturnType<typeof bulk>
beforeAll(async () => {
  t = await startWorld()
  b = bulk(t)
})

/** Users of these names, as a source that knows no rules would bring them. */
async function named(names: readonly string[]): Promise<string[]> {
  const ids = await makeUsers(t, names.length)
  const rows = ids.map((id, index) => ({ id, name: names[index] }))
  await write(
    t,
    t.accountId,
    sql`update users u set name = g.name, display_name = g.name from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g (id uuid, name text) where u.account_id = ${t.accountId} and u.id = g.id`,
  )
  return ids
}

const download = (path: string) =>
  t.app.inject({ url: `/api/accounts/${t.accountId}${path}`, headers: { cookie: t.admin.cookie } })

test('SEC-34 results and plans as CSV and as a spreadsheet hold no formula, and every value comes back', async () => {
  const ids = await named(hostile)
  const plan = (await b.plan('set_role', { ids: [...ids, t.admin.id] }, { role: 'account_admin' })).body
  const started = await b.post('/user-actions', { planId: plan.id })
  await b.work(started.body.id)
  for (const [path, header] of [
    [`/jobs/${started.body.id}/results`, ['name', 'email', 'outcome', 'reason', 'id']],
    [`/plans/${plan.id}/rows`, ['name', 'email', 'reason', 'id']],
  ] as const) {
    const csv = await download(`${path}.csv`)
    const [first, ...rows] = parse(csv.body, { bom: true }) as string[][]
    expect(first).toEqual(header)
    expect(rows.map(([name]) => name!.replace(/^'/, '')).sort()).toEqual([...hostile, 'Test Person 2'].sort())
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u)

    const xlsx = await download(`${path}.xlsx`)
    expect(xlsx.headers['content-disposition']).toMatch(/\.xlsx"$/)
    const book = await readXlsx(new Uint8Array(xlsx.rawPayload))
    const [head, ...cells] = book.sheets[0]!.rows
    expect(head).toEqual(header)
    expect(cells.map(([name]) => String(name).replace(/^'/, '')).sort()).toEqual([...hostile, 'Test Person 2'].sort())
    const formulas = [...(book.sheets[0]!.cells?.values() ?? [])].filter((cell) => cell.formula !== undefined)
    expect(formulas).toEqual([])
  }
})

test('results are found by outcome and by reason, page by page, each user once', async () => {
  const ids = await makeUsers(t, 5)
  const job = await b.run('set_role', { ids: [...ids, t.admin.id, t.user.id] }, { role: 'user' })
  expect(job).toMatchObject({ total: 7, processed: 7, changed: 0 })
  const list = async (query: string) => (await b.get(`/jobs/${job.id}/results?${query}`)).body
  expect((await list('code=own_account')).items).toMatchObject([{ userId: t.admin.id, outcome: 'skipped' }])
  expect(await list('outcome=changed')).toMatchObject({ items: [], total: 0 })
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const page = await list(`limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.items.map((item: { userId: string }) => item.userId))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(seen.sort()).toEqual([...ids, t.admin.id, t.user.id].sort())
  const csv = await download(`/jobs/${job.id}/results.csv?code=already_so`)
  expect(parse(csv.body, { bom: true })).toHaveLength(1 + 6)
})
