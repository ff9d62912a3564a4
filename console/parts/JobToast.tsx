import { Anchor, Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { ended } from '../../domain/job-states.ts'
import type { Job } from '../../domain/jobs.ts'
import { announce } from '../announce.ts'
import { t } from '../i18n.ts'
import { askUndo } from './asked-undo.ts'
import { JobProgress } from './JobProgress.tsx'
import { useJob } from './job-progress.ts'
import { jobOutcome, jobTitle } from './job-words.ts'
import { useProductNames } from './product-names.ts'

const shown = new Set<string>()

/**
 * Shows how a job goes on, in the corner, until it is closed; once a visit.
 * @param open goes to a job’s own page: toasts stand outside the pages
 */
export function showJob(accountId: string, jobId: string, open: (jobId: string) => void): void {
  if (shown.has(jobId)) return
  shown.add(jobId)
  notifications.show({
    id: `job-${jobId}`,
    autoClose: false,
    // Numbers that change several times a second are not for a live region: begin and end are announced.
    role: 'group',
    'aria-label': t('jobs.toast'),
    message: <JobToast accountId={accountId} jobId={jobId} open={open} />,
  })
}

type Props = { accountId: string; jobId: string; open: (jobId: string) => void }

function JobToast({ accountId, jobId, open }: Props) {
  const { job } = useJob(accountId, jobId)
  const productName = useProductNames(accountId)
  const title = job ? jobTitle(job, productName) : ''
  useSpoken(job, title)
  useClosing(job)
  if (!job) return null
  const isOver = ended.has(job.state)
  return (
    <>
      <strong>{isOver ? `${title}: ${t(`jobs.state.${job.state}`)}` : title}</strong>
      <JobProgress job={job} label={title} />
      <Group gap="sm" mt={4}>
        <Anchor component="button" type="button" size="sm" onClick={() => open(jobId)}>
          {t('jobs.open')}
        </Anchor>
        {job.undoable && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => askUndo({ accountId, job, title, onStarted: ({ id }) => showJob(accountId, id, open) })}
          >
            {t('jobs.undo')}
          </Button>
        )}
      </Group>
    </>
  )
}

/** What is done makes room after a while; what failed stays until it is closed. */
function useClosing(job: Job | undefined): void {
  const id = job?.state === 'done' && job.failed.length === 0 ? `job-${job.id}` : null
  useEffect(() => {
    if (id === null) return
    const timer = setTimeout(() => notifications.hide(id), 20_000)
    return () => clearTimeout(timer)
  }, [id])
}

/** The begin and the end are said; the numbers between are there to be read. */
function useSpoken(job: Job | undefined, what: string): void {
  const state = job?.state
  const changed = job ? jobOutcome(job) : ''
  useEffect(() => {
    if (!state) return
    if (!ended.has(state)) announce(t('jobs.started', { what }))
    else announce(t('jobs.ended', { what, state: t(`jobs.state.${state}`), changed }))
  }, [state, what, changed])
}
