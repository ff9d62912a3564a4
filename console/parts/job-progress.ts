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

/** What a job may have changed is asked for again. */
function settle(client: QueryClient, accountId: string): void {
  client.getQueryData<{ refresh(): void }>(['userRows', accountId])?.refresh()
  for (const key of ['getFacets', 'listLicences', 'listJobs', 'getUser', 'getHistory', 'listJobResults'])
    void client.invalidateQueries({ queryKey: [key, accountId] })
}

/** A job as it goes on: told by the server several times a second, also after the connection was lost. */
export function useJob(accountId: string, jobId: string): { job: Job | undefined; error: unknown } {
  const client = useQueryClient()
  const { data: job, error } = useQuery(jobQuery(accountId, jobId))
  const isOver = job !== undefined && ended.has(job.state)
  const isKnown = job !== undefined
  useEffect(() => {
    if (!isKnown || isOver) return
    const events = new EventSource(`/api/accounts/${accountId}/jobs/${jobId}/progress`)
    events.addEventListener('progress', ({ data }) => {
      const told = JSON.parse(data) as Job
      client.setQueryData(jobQuery(accountId, jobId).queryKey, told)
      if (!ended.has(told.state)) return
      events.close()
      settle(client, accountId)
    })
    return () => events.close()
  }, [client, accountId, jobId, isKnown, isOver])
  return { job, error }
}
