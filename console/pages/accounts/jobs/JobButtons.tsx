import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ended } from '../../../../domain/job-states.ts'
import type { Job } from '../../../../domain/jobs.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { jobQuery } from '../../../parts/job-progress.ts'
import { PlanDialog } from '../../../parts/PlanDialog.tsx'
import { useShowJob } from '../../../parts/show-job.ts'
import { focusPage } from '../../../ui/use-focus-back.ts'

/** Cancel while it runs, Undo where it can be taken back. */
export function JobButtons({ accountId, job, title }: { accountId: string; job: Job; title: string }) {
  const client = useQueryClient()
  const show = useShowJob(accountId)
  const [isUndoing, setUndoing] = useState(false)
  const cancel = useMutation({
    mutationFn: async () => (await api.cancelJob({ params: { accountId, jobId: job.id } })).data,
    onSuccess: (cancelled) => {
      client.setQueryData(jobQuery(accountId, job.id).queryKey, cancelled)
      void client.invalidateQueries({ queryKey: ['listJobs', accountId] })
      // The button goes.
      focusPage()
      notifyDone(t(cancelled.state === 'cancelled' ? 'jobs.cancelled' : 'jobs.cancelledTooLate'))
    },
    onError: notifyProblem,
  })
  return (
    <Group gap="xs">
      {!ended.has(job.state) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          aria-label={`${t('jobs.cancel')}: ${title}`}
          onClick={() => cancel.mutate()}
        >
          {t('jobs.cancel')}
        </Button>
      )}
      {job.undoable && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('jobs.undo')}: ${title}`}
          onClick={() => setUndoing(true)}
        >
          {t('jobs.undo')}
        </Button>
      )}
      {isUndoing && (
        <PlanDialog
          accountId={accountId}
          of={{ undone: job }}
          title={t('plan.title.undo', { what: title })}
          onClose={() => setUndoing(false)}
          onStarted={({ id }) => show(id)}
        />
      )}
    </Group>
  )
}
