import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type {
  exportJobResultsQuery,
  exportPlanRowsQuery,
  JobResult,
  jobResultsQuery,
  PlanRow,
  planRowsQuery,
} from '../../../domain/jobs.ts'
import type { Page } from '../../../domain/page.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { isUuid } from '../../platform/ids.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { type SheetKind, writeSheet } from '../../platform/spreadsheet.ts'
import * as plans from './jobs.plans.sql.ts'
import type { JobRow } from './jobs.sql.ts'
import * as rows from './jobs.sql.ts'

const stretch = 2_000

/** Lists by user id: the cursor is the last one seen. */
function afterOf(cursor: string | undefined): string | null {
  if (cursor !== undefined && !isUuid(cursor)) throw new Problem('cursor_invalid')
  return cursor ?? null
}

/** One row more than the page tells whether it goes on. */
const pageOf = <T extends { userId: string }>(items: T[], limit: number, total: number): Page<T> => ({
  items: items.slice(0, limit),
  nextCursor: items.length > limit ? items[limit - 1]!.userId : null,
  total,
})

const planFor = async (context: TxContext, planId: string): Promise<plans.PlanRecord> => {
  const plan = await plans.selectPlan(context.tx, planId)
  if (!plan) throw new Problem('not_found')
  return plan
}

const toPlanRow = (row: plans.PlanRowRecord): PlanRow => ({
  userId: row.user_id,
  displayName: row.display_name,
  email: row.email,
  code: row.code,
})

type PlanRowsWanted = { planId: string; code: string | null; after: string | null; limit: number }

const readPlanRows = query<PlanRowsWanted, PlanRow[]>(
  { name: 'readPlanRows', permission: 'users:act' },
  async (context, { planId, ...wanted }) => {
    await planFor(context, planId)
    return (await plans.selectPlanRows(context.tx, planId, wanted)).map(toPlanRow)
  },
)

/** Users of a plan: all, those that will change (`ok`), or those skipped for one reason. */
export const listPlanRows = query<z.output<typeof planRowsQuery> & { planId: string }, Page<PlanRow>>(
  { name: 'listPlanRows', permission: 'users:act' },
  async (context, { planId, code = null, cursor, limit }) => {
    const items = await readPlanRows(context, { planId, code, after: afterOf(cursor), limit: limit + 1 })
    return pageOf(items, limit, await plans.countPlanRows(context.tx, planId, code))
  },
)

const jobFor = async (context: TxContext, jobId: string): Promise<JobRow> => {
  const job = await rows.selectJob(context.tx, jobId)
  if (!job) throw new Problem('not_found')
  return job
}

const toResult = (row: rows.ResultRow): JobResult => ({
  userId: row.user_id,
  displayName: row.display_name,
  email: row.email,
  outcome: row.outcome,
  code: row.code,
})

type ResultsWanted = {
  jobId: string
  outcome: string | null
  code: string | null
  after: string | null
  limit: number
}

const readResults = query<ResultsWanted, JobResult[]>(
  { name: 'readJobResults', permission: 'jobs:read' },
  async (context, { jobId, ...wanted }) => {
    const job = await jobFor(context, jobId)
    return (await rows.selectResults(context.tx, job, wanted)).map(toResult)
  },
)

/** What became of each user of a job so far. */
export const listJobResults = query<z.output<typeof jobResultsQuery> & { jobId: string }, Page<JobResult>>(
  { name: 'listJobResults', permission: 'jobs:read' },
  async (context, { jobId, outcome = null, code = null, cursor, limit }) => {
    const job = await jobFor(context, jobId)
    const items = await readResults(context, { jobId, outcome, code, after: afterOf(cursor), limit: limit + 1 })
    return pageOf(items, limit, totalOf(job, outcome, code))
  },
)

function totalOf(job: JobRow, outcome: string | null, code: string | null): number {
  const sum = (counts: rows.Counts) =>
    code === null ? Object.values(counts).reduce((a, b) => a + b, 0) : (counts[code] ?? 0)
  const changed = code === null ? job.changed : 0
  const parts = { changed, skipped: sum(job.skipped), failed: sum(job.failed) }
  return outcome === null ? parts.changed + parts.skipped + parts.failed : parts[outcome as keyof typeof parts]
}

type Cells = (string | null)[]

/** Rows in stretches, so that memory does not grow with them. The first is read before anything is answered. */
async function sheet<T extends { userId: string }>(
  kind: SheetKind,
  header: readonly string[],
  read: (after: string | null) => Promise<T[]>,
  cells: (item: T) => Cells,
): Promise<Readable> {
  const first = await read(null)
  async function* stretches() {
    for (let items = first; items.length > 0; ) {
      yield items.map((item) => cells(item).map((text) => text ?? ''))
      if (items.length < stretch) return
      items = await read(items.at(-1)!.userId)
    }
  }
  return writeSheet(kind, { name: 'Users', columns: header.map((text) => ({ header: text })), stretches: stretches() })
}

export const exportPlanRows = (
  context: Context,
  { planId, code, kind }: z.output<typeof exportPlanRowsQuery> & { planId: string; kind: SheetKind },
): Promise<Readable> =>
  sheet(
    kind,
    ['name', 'email', 'reason', 'id'],
    (after) => readPlanRows(context, { planId, code: code ?? null, after, limit: stretch }),
    (row) => [row.displayName, row.email, row.code, row.userId],
  )

export const exportJobResults = (
  context: Context,
  { jobId, outcome, code, kind }: z.output<typeof exportJobResultsQuery> & { jobId: string; kind: SheetKind },
): Promise<Readable> =>
  sheet(
    kind,
    ['name', 'email', 'outcome', 'reason', 'id'],
    (after) => readResults(context, { jobId, outcome: outcome ?? null, code: code ?? null, after, limit: stretch }),
    (row) => [row.displayName, row.email, row.outcome, row.code, row.userId],
  )
