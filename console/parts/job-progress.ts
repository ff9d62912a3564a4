import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ended } from '../../domain/job-states.ts'
import type { Job } from '../../domain/jobs.ts'
import { api } from '../api.ts'

export const jobQuery = (accountId: string, jobId: string) =>
  queryOptions({
    queryKey: ['getJob', accountId, jobId],
    queryFn: async ({ signal }) => (await api.getJob({ params: { accountId, jobId }, signal })).data,
  })

/** Jobs that have not ended, of whoever started them. */
export const runningJobsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listJobs', accountId, 'running'],
    queryFn: async ({ signal }) =>
      (await api.listJobs({ params: { accountId }, query: { state: 'running', limit: 20 }, signal })).data,
    refetchInterval: 10_000,
  })

/** How many imports wait for somebody to go on with them. Seldom asked: their rows are counted for it. */
export const waitingImportsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listImports', accountId, 'waiting'],
    queryFn: async ({ signal }) =>
      (await api.listImports({ params: { accountId }, query: { state: 'open', limit: 1 }, signal })).data.total,
    staleTime: 60_000,
    refetchInterval: 60_000,
  })

/** What a job may have changed is asked for again. */
function settle(client: QueryClient, accountId: string): void {
  client.getQueryData<{ refresh(): void }>(['userRows', accountId])?.refresh()
  for (const key of [
    'listUsers',
    'getFacets',
    'listLicences',
    'listJobs',
    'listEvents',
    'getUser',
    'getHistory',
    'listJobResults',
  ])
    void client.invalidateQueries({ queryKey: [key, accountId] })
}

/** Streams that a tab keeps open: a browser has six connections to a server, for all its tabs and requests together. */
const mostStreams = 2
const pollMs = 1_000
/** Jobs that are being followed, each once, however many places show it. */
const followed = new Map<string, { places: number; stop: () => void }>()
let streams = 0

/** Follows a job until it has ended: by a stream, or by asking each second where too many streams are open already. */
function follow(client: QueryClient, accountId: string, jobId: string): () => void {
  const key = jobQuery(accountId, jobId).queryKey
  let stop = () => {}
  const told = (job: Job) => {
    client.setQueryData(key, job)
    if (!ended.has(job.state)) return
    stop()
    settle(client, accountId)
  }
  const ask = () => {
    const timer = setInterval(
      () =>
        void api.getJob({ params: { accountId, jobId } }).then(
          ({ data }) => told(data),
          () => {},
        ),
      pollMs,
    )
    stop = () => clearInterval(timer)
  }
  if (streams >= mostStreams) ask()
  else {
    streams++
    const events = new EventSource(`/api/accounts/${accountId}/jobs/${jobId}/progress`)
    const close = () => {
      if (stop === close) streams--
      events.close()
      stop = () => {}
    }
    stop = close
    events.addEventListener('progress', ({ data }) => told(JSON.parse(data) as Job))
    // The browser connects again by itself, but not after an answer that is no stream.
    events.addEventListener('error', () => {
      if (events.readyState !== EventSource.CLOSED || stop !== close) return
      close()
      ask()
    })
  }
  return () => stop()
}

/** One more place that shows the job. Returns how to leave. */
function join(client: QueryClient, accountId: string, jobId: string): () => void {
  const one = followed.get(jobId) ?? { places: 0, stop: follow(client, accountId, jobId) }
  one.places++
  followed.set(jobId, one)
  return () => {
    if (--one.places > 0) return
    one.stop()
    followed.delete(jobId)
  }
}

/** A job as it goes on: told by the server several times a second, also after the connection was lost. */
export function useJob(accountId: string, jobId: string): { job: Job | undefined; error: unknown } {
  const client = useQueryClient()
  const { data: job, error } = useQuery(jobQuery(accountId, jobId))
  const isOver = job !== undefined && ended.has(job.state)
  const isKnown = job !== undefined
  useEffect(() => {
    if (isKnown && !isOver) return join(client, accountId, jobId)
  }, [client, accountId, jobId, isKnown, isOver])
  return { job, error }
}
