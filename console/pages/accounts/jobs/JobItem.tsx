import { Text } from '@mantine/core'
import { ended } from '../../../../domain/job-states.ts'
import type { Job } from '../../../../domain/jobs.ts'
import { formatDate, relativeTime, t } from '../../../i18n.ts'
import { JobProgress } from '../../../parts/JobProgress.tsx'
import { useJob } from '../../../parts/job-progress.ts'
import { jobTitle } from '../../../parts/job-words.ts'
import { paths } from '../../../paths.ts'
import list from '../../../ui/List.module.css'
import { AnchorLink } from '../../../ui/links.tsx'
import { JobButtons } from './JobButtons.tsx'
import classes from './JobsPage.module.css'

type Props = { accountId: string; job: Job; productName: (id: string) => string }

/** One job of the list; while it runs, as it goes on. */
export function JobItem({ job, ...props }: Props) {
  return (
    <li className={list.item}>
      {ended.has(job.state) ? <JobLines job={job} {...props} /> : <LiveJob job={job} {...props} />}
    </li>
  )
}

function LiveJob({ accountId, job, productName }: Props) {
  const live = useJob(accountId, job.id).job ?? job
  return <JobLines accountId={accountId} job={live} productName={productName} />
}

function JobLines({ accountId, job, productName }: Props) {
  const title = jobTitle(job, productName)
  const at = job.endedAt ?? job.startedAt ?? job.createdAt
  return (
    <>
      <div className={`${list.line} ${classes.head}`}>
        <AnchorLink to={paths.job} params={{ accountId, jobId: job.id }} underline="hover" fw={600}>
          {title}
        </AnchorLink>
        <Text size="sm">{t(`jobs.state.${job.state}`)}</Text>
        <Text size="sm" c="dimmed">
          {job.startedBy && t('jobs.by', { name: job.startedBy })}{' '}
          {at && (
            <time dateTime={at} title={formatDate(at, 'dateTime')}>
              {relativeTime(at)}
            </time>
          )}
        </Text>
        <JobButtons accountId={accountId} job={job} title={title} />
      </div>
      <JobProgress job={job} label={title} />
    </>
  )
}
