import { Alert, Group, Skeleton, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { formatDate, t } from '../../../i18n.ts'
import { JobProgress } from '../../../parts/JobProgress.tsx'
import { useJob } from '../../../parts/job-progress.ts'
import { jobTitle } from '../../../parts/job-words.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../parts/product-names.ts'
import { paths } from '../../../paths.ts'
import { AnchorLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/Page.tsx'
import { JobButtons } from './JobButtons.tsx'
import { JobResults } from './JobResults.tsx'
import { problemOf } from './problem-of.ts'

const route = getRouteApi(`/signed-in${paths.job}`)

/** One job: how far it is, what came of it, user by user. */
export function JobPage() {
  const { accountId, jobId } = route.useParams()
  const { job, error } = useJob(accountId, jobId)
  const productName = useProductNames(accountId)
  const title = job ? jobTitle(job, productName) : t('jobs.title')
  return (
    <Page>
      <AnchorLink to={paths.jobs} params={{ accountId }} size="sm">
        {t('jobs.back')}
      </AnchorLink>
      <PageTitle title={title} />
      <ProblemNotice error={error} />
      {!job && !error && <Skeleton h={90} mt="md" />}
      {job && (
        <Stack gap="lg" mt="md">
          <div>
            <Group justify="space-between">
              <Text>
                {t(`jobs.state.${job.state}`)}
                {job.startedBy && ` · ${t('jobs.by', { name: job.startedBy })}`}
                {job.startedAt && ` · ${formatDate(job.startedAt, 'dateTime')}`}
              </Text>
              <JobButtons accountId={accountId} job={job} title={title} />
            </Group>
            <JobProgress job={job} label={title} />
            {typeof job.params?.importId === 'string' && (
              <AnchorLink to={paths.import} params={{ accountId, importId: job.params.importId }} size="sm">
                {t('jobs.openImport')}
              </AnchorLink>
            )}
            {job.missing?.map(({ product, count }) => (
              <Text key={product} size="sm">
                {t('jobs.missing', { product: productName(product), count })}
              </Text>
            ))}
          </div>
          {job.error && <Alert color="red">{t('jobs.error', { why: problemOf(job.error) })}</Alert>}
          <JobResults accountId={accountId} job={job} />
        </Stack>
      )}
    </Page>
  )
}
