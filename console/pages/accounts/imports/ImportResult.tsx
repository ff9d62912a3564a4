import { Anchor, Group, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Import } from '../../../../domain/imports.ts'
import { ended } from '../../../../domain/job-states.ts'
import { announce } from '../../../announce.ts'
import { formatList, t } from '../../../i18n.ts'
import { JobProgress } from '../../../parts/JobProgress.tsx'
import { useJob } from '../../../parts/job-progress.ts'
import { paths } from '../../../paths.ts'
import { AnchorLink, ButtonLink } from '../../../ui/links.tsx'
import { JobButtons } from '../jobs/JobButtons.tsx'
import classes from './Imports.module.css'

type Props = { accountId: string; found: Import }

/** How far the upload is, in place; then what came of it, what was left out, and the way back. */
export function ImportResult({ accountId, found }: Props) {
  return (
    <div className={classes.result}>
      {found.jobId && <Progressing accountId={accountId} found={found} jobId={found.jobId} />}
    </div>
  )
}

function Progressing({ accountId, found, jobId }: Props & { jobId: string }) {
  const client = useQueryClient()
  const { job } = useJob(accountId, jobId)
  const { counts } = found
  const isOver = found.state === 'done'
  const jobIsOver = job !== undefined && ended.has(job.state)
  useEffect(() => {
    if (jobIsOver) void client.invalidateQueries({ queryKey: ['getImport', accountId, found.id] })
  }, [jobIsOver, client, accountId, found.id])
  const sentence = isOver
    ? formatList([
        ...(counts.new > 0 ? [t('imports.done.created', { count: counts.new })] : []),
        ...(counts.update > 0 ? [t('imports.done.updated', { count: counts.update })] : []),
        ...(counts.error > 0 ? [t('imports.done.failed', { count: counts.error })] : []),
      ])
    : ''
  useEffect(() => {
    if (sentence) announce(sentence)
  }, [sentence])
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2}>{isOver ? t(`jobs.state.${job?.state ?? 'done'}`) : t('imports.running')}</Title>
          {isOver && <Text>{sentence || t('imports.doneAll')}</Text>}
        </div>
        {job && <JobButtons accountId={accountId} job={job} title={t('job.import_users')} />}
      </Group>
      {job && !isOver && <JobProgress job={job} label={t('imports.running')} />}
      {isOver && (
        <Group gap="md" mt={6}>
          {counts.error > 0 && (
            <Anchor
              href={`/api/accounts/${accountId}/imports/${found.id}/failed.xlsx`}
              download
              size="sm"
              fw={500}
              title={t('imports.downloadFailedHelp')}
            >
              {t('imports.downloadFailed')}
            </Anchor>
          )}
          <AnchorLink to={paths.job} params={{ accountId, jobId }} size="sm">
            {t('imports.openJob')}
          </AnchorLink>
          <ButtonLink to={paths.users} params={{ accountId }} variant="default" size="compact-sm">
            {t('imports.backToUsers')}
          </ButtonLink>
        </Group>
      )}
      {isOver && counts.error > 0 && (
        <Text size="sm" c="dimmed">
          {t('imports.downloadFailedHelp')}
        </Text>
      )}
    </>
  )
}
