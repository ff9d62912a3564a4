import { Anchor, Button, Group, NativeSelect, SegmentedControl, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type JobOutcome, jobOutcomes } from '../../../../domain/job-states.ts'
import type { Job } from '../../../../domain/jobs.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { Address } from '../../../parts/Address.tsx'
import { skipText } from '../../../parts/job-words.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { AnchorLink } from '../../../ui/links.tsx'
import { Section } from '../../../ui/Section.tsx'
import classes from './JobsPage.module.css'

const choices = ['all', ...jobOutcomes] as const

const reasonsOf = ({ skipped, failed }: Job, outcome: 'all' | JobOutcome): Job['skipped'] => [
  ...(outcome === 'failed' ? [] : skipped),
  ...(outcome === 'skipped' ? [] : failed),
]

/** What became of each user so far, by outcome and reason. */
export function JobResults({ accountId, job }: { accountId: string; job: Job }) {
  const [outcome, setOutcome] = useState<'all' | JobOutcome>('all')
  const [code, setCode] = useState('')
  const jobId = job.id
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['listJobResults', accountId, jobId, outcome, code],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        cursor: pageParam,
        limit: 50,
        outcome: outcome === 'all' ? undefined : outcome,
        code: code || undefined,
      }
      return (await api.listJobResults({ params: { accountId, jobId }, query, signal })).data
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
  const rows = data?.pages.flatMap(({ items }) => items)
  // What is shown is what is downloaded.
  const shown = new URLSearchParams({ ...(outcome === 'all' ? {} : { outcome }), ...(code ? { code } : {}) }).toString()
  const file = (kind: 'csv' | 'xlsx') =>
    `/api/accounts/${accountId}/jobs/${jobId}/results.${kind}${shown && `?${shown}`}`
  return (
    <Section
      title={t('jobs.results')}
      actions={
        <Group gap="md">
          <Anchor href={file('csv')} download size="sm">
            {t('jobs.download')}
          </Anchor>
          <Anchor href={file('xlsx')} download size="sm">
            {t('jobs.downloadXlsx')}
          </Anchor>
        </Group>
      }
    >
      <Group gap="sm" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('jobs.outcome')}
          value={outcome}
          onChange={(value) => {
            setOutcome(value as typeof outcome)
            setCode('')
          }}
          data={choices.map((value) => ({ value, label: t(`jobs.outcome.${value}`) }))}
        />
        {outcome !== 'changed' && reasonsOf(job, outcome).length > 0 && (
          <NativeSelect
            size="xs"
            aria-label={t('jobs.reasonFilter')}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            data={[
              { value: '', label: t('jobs.reason.all') },
              ...reasonsOf(job, outcome).map(({ code: value, count }) => ({
                value,
                label: t('jobs.reason.one', { reason: skipText(value), count }),
              })),
            ]}
          />
        )}
      </Group>
      <ProblemNotice error={error} onRetry={refetch} />
      {rows?.length === 0 && <Text size="sm">{t('jobs.noResults')}</Text>}
      {rows && rows.length > 0 && (
        <table className={classes.table} aria-label={t('jobs.table')}>
          <thead>
            <tr>
              <th scope="col">{t('jobs.user')}</th>
              <th scope="col">{t('jobs.outcomeColumn')}</th>
              <th scope="col">{t('jobs.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.userId}>
                <td>
                  {row.displayName === null ? (
                    t('jobs.gone')
                  ) : (
                    <AnchorLink to={paths.user} params={{ accountId, userId: row.userId }} underline="hover" size="sm">
                      {row.displayName}
                    </AnchorLink>
                  )}
                  <Text size="sm" c="dimmed">
                    <Address text={row.email ?? ''} />
                  </Text>
                </td>
                <td>{t(`jobs.outcome.${row.outcome}`)}</td>
                <td>{row.code && skipText(row.code)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <Button size="xs" variant="default" mt="sm" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('jobs.loadMore')}
        </Button>
      )}
    </Section>
  )
}
