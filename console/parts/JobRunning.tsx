import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { t } from '../i18n.ts'
import { runningJobsQuery } from './job-progress.ts'
import { useShowJob } from './show-job.ts'

/** How many jobs are running, beside the way to them; their progress is shown again after a reload. */
export function RunningJobs({ accountId }: { accountId: string }) {
  const { data } = useQuery(runningJobsQuery(accountId))
  const items = data?.items
  const show = useShowJob(accountId)
  useEffect(() => {
    for (const job of items ?? []) show(job.id)
  }, [show, items])
  const count = data?.total ?? 0
  if (count === 0) return null
  return (
    <Badge size="sm" circle={count < 10} ml="auto" aria-label={t('nav.jobsRunning', { count })}>
      {count}
    </Badge>
  )
}
