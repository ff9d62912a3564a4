import { Button, Skeleton, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../parts/product-names.ts'
import { paths } from '../../../paths.ts'
import { EmptyNote } from '../../../ui/EmptyNote.tsx'
import list from '../../../ui/List.module.css'
import { Page } from '../../../ui/Page.tsx'
import { openImportsQuery } from '../imports/import-queries.ts'
import { OpenImports } from '../imports/OpenImports.tsx'
import { JobItem } from './JobItem.tsx'
import classes from './JobsPage.module.css'

const route = getRouteApi(`/signed-in${paths.jobs}`)

/** Jobs of the account, running and past, of every admin: progress, results, undo. */
export function JobsPage() {
  const { accountId } = route.useParams()
  const productName = useProductNames(accountId)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['listJobs', accountId, 'all'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await api.listJobs({ params: { accountId }, query: { cursor: pageParam, limit: 25 }, signal })).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: 10_000,
  })
  const { data: open } = useQuery(openImportsQuery(accountId))
  const jobs = data?.pages.flatMap(({ items }) => items)
  return (
    <Page>
      <PageTitle title={t('jobs.title')} />
      <p className={classes.help}>{t('jobs.help')}</p>
      <ProblemNotice error={error} onRetry={refetch} />
      {!jobs && !error && (
        <Stack gap="sm">
          <Skeleton h={64} />
          <Skeleton h={64} />
        </Stack>
      )}
      {open && open.items.length > 0 && (
        <div className={classes.waiting}>
          <OpenImports accountId={accountId} imports={open.items} />
        </div>
      )}
      {jobs?.length === 0 && <EmptyNote title={t('jobs.empty')} help={t('jobs.emptyHelp')} />}
      {jobs && jobs.length > 0 && (
        <ul className={list.list} aria-label={t('jobs.title')}>
          {jobs.map((job) => (
            <JobItem key={job.id} accountId={accountId} job={job} productName={productName} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('jobs.more')}
        </Button>
      )}
    </Page>
  )
}
