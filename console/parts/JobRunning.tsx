import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { t } from '../i18n.ts'
import { runningJobsQuery, waitingImportsQuery } from './job-progress.ts'
import { useShowJob } from './show-job.ts'

/**
 * How many jobs are running and how many imports wait for somebody, beside the way to them; progress is shown again
 * after a reload.
 */
export function RunningJobs({ accountId }: { accountId: string }) {
  const { data } = useQuery(runningJobsQuery(accountId))
  const { data: waiting = 0 } = useQuery(waitingImportsQuery(accountId))
  const items = data?.items
  const show = useShowJob(accountId)
  useEffect(() => {
    for (const job of items ?? []) show(job.id)
  }, [show, items])
  const running = data?.total ?? 0
  return (
    <>
      <span style={{ flex: 1 }} />
      {waiting > 0 && <Count count={waiting} label={t('nav.importsWaiting', { count: waiting })} color="gray" />}
      {running > 0 && <Count count={running} label={t('nav.jobsRunning', { count: running })} />}
    </>
  )
}

function Count({ count, label, color }: { count: number; label: string; color?: string }) {
  return (
    <Badge size="sm" circle={count < 10} color={color} role="img" aria-label={label} title={label}>
      {count}
    </Badge>
  )
}
