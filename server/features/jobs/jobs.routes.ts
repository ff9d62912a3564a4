import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Routes } from '../../../domain/api/api.ts'
import { ended, type Job } from '../../../domain/jobs.ts'
import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { type SheetKind, sendSheet } from '../../platform/spreadsheet.ts'
import { cancelJob, exportJobResults, exportPlanRows, getJob, listJobResults, listJobs, listPlanRows } from './jobs.ts'

/** Progress is told so often, milliseconds. */
const everyMs = 300
/** A stream ends after so long and the browser comes back at once: sessions are judged anew, and servers can stop. */
const streamMs = 20_000

/** A download of that name. */
async function download(reply: FastifyReply, name: string, kind: SheetKind, sheet: Promise<Readable>) {
  sendSheet(reply, name, kind, await sheet)
  return {}
}

export const jobsDoor = {
  listJobs: async ({ context, query }) => ({ body: await listJobs(context, query) }),
  getJob: async ({ context, params }) => ({ body: await getJob(context, params) }),
  listJobResults: async ({ context, params, query }) => ({
    body: await listJobResults(context, { ...query, jobId: params.jobId }),
  }),
  cancelJob: async ({ context, params }) => ({ body: await cancelJob(context, params) }),
  listPlanRows: async ({ context, params, query }) => ({
    body: await listPlanRows(context, { ...query, planId: params.planId }),
  }),
  exportPlanRows: ({ context, params, query, reply }) =>
    download(reply, 'plan', 'csv', exportPlanRows(context, { ...query, planId: params.planId, kind: 'csv' })),
  exportPlanRowsXlsx: ({ context, params, query, reply }) =>
    download(reply, 'plan', 'xlsx', exportPlanRows(context, { ...query, planId: params.planId, kind: 'xlsx' })),
  exportJobResults: ({ context, params, query, reply }) =>
    download(reply, 'results', 'csv', exportJobResults(context, { ...query, jobId: params.jobId, kind: 'csv' })),
  exportJobResultsXlsx: ({ context, params, query, reply }) =>
    download(reply, 'results', 'xlsx', exportJobResults(context, { ...query, jobId: params.jobId, kind: 'xlsx' })),
  watchJob: async ({ context, params, reply }) => {
    const first = await getJob(context, params)
    reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(progress(context, first)))
    return {}
  },
} satisfies Partial<Handlers<Routes>>

/** The job whenever it has gone on, until it has ended. */
async function* progress(context: Context, first: Job): AsyncGenerator<string> {
  const { clock } = context.house
  const began = clock.monotonicMs()
  yield 'retry: 200\n\n'
  let told = ''
  for (let job = first; ; job = await getJob(context, { jobId: first.id })) {
    const text = JSON.stringify(job)
    yield text === told ? ':\n\n' : `event: progress\nid: ${job.processed}\ndata: ${text}\n\n`
    told = text
    if (ended.has(job.state) || clock.monotonicMs() - began > streamMs) return
    await pause(everyMs)
  }
}
