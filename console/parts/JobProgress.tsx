import { Progress, Text } from '@mantine/core'
import { ended } from '../../domain/job-states.ts'
import type { Job } from '../../domain/jobs.ts'
import { t } from '../i18n.ts'
import { jobOutcome } from './job-words.ts'

const colors: Record<string, string> = { failed: 'red', cancelled: 'gray' }

/** How far a job is, as a bar and in numbers; once it has ended, what came of it. */
export function JobProgress({ job, label }: { job: Job; label: string }) {
  const isOver = ended.has(job.state)
  const share = job.total === 0 ? 100 : (job.processed / job.total) * 100
  return (
    <>
      <Progress.Root size="sm" my={6} transitionDuration={200}>
        <Progress.Section
          value={share}
          color={colors[job.state] ?? 'blue'}
          aria-label={label}
          aria-valuetext={t('jobs.progress', { processed: job.processed, total: job.total })}
        />
      </Progress.Root>
      <Text size="sm" c="dimmed">
        {isOver ? jobOutcome(job) : t('jobs.progress', { processed: job.processed, total: job.total })}
      </Text>
    </>
  )
}
