import { Button, Select, Skeleton, Stack, Text } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { User } from '../../../../../domain/users.ts'
import { api } from '../../../../api.ts'
import { t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../../parts/product-names.ts'
import { Section } from '../../../../ui/Section.tsx'
import { AsOf } from './AsOf.tsx'
import { HistoryEvent } from './HistoryEvent.tsx'
import { type HistoryKind, historyKindNames, historyKinds } from './history-kinds.ts'
import classes from './UserPage.module.css'

const pageSize = 30

/** Every event of a user, newest first, by kind; and the user as of any moment, beside how it is now. */
export function HistorySection({ user }: { user: User }) {
  const [kind, setKind] = useState<HistoryKind | null>(null)
  const [at, setAt] = useState<string | null>(null)
  const productName = useProductNames(user.accountId)
  const params = { accountId: user.accountId, userId: user.id }
  const name = kind ? historyKinds[kind].join(',') : undefined
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['getHistory', user.accountId, user.id, { name }],
    queryFn: async ({ pageParam, signal }) =>
      (await api.getHistory({ params, query: { cursor: pageParam, name, limit: pageSize }, signal })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const events = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Stack gap="lg">
      <AsOf user={user} at={at} onAt={setAt} />
      <Section
        title={t('history.title')}
        actions={
          <Select
            aria-label={t('history.kind')}
            w={220}
            value={kind}
            onChange={(value) => setKind(value as HistoryKind | null)}
            placeholder={t('history.allKinds')}
            clearable
            clearButtonProps={{ 'aria-label': t('action.clear') }}
            data={historyKindNames.map((value) => ({ value, label: t(`history.kind.${value}`) }))}
          />
        }
      >
        {isPending && !error && <Skeleton h={160} />}
        <ProblemNotice error={error} onRetry={() => void refetch()} />
        {data && events.length === 0 && (
          <Text size="sm" c="dimmed">
            {t(kind ? 'history.emptyKind' : 'history.empty')}
          </Text>
        )}
        <ol className={classes.events}>
          {events.map((event) => (
            <HistoryEvent
              key={event.id}
              accountId={user.accountId}
              event={event}
              productName={productName}
              onAsOf={() => setAt(event.at)}
            />
          ))}
        </ol>
        {hasNextPage && (
          <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('history.more')}
          </Button>
        )}
      </Section>
    </Stack>
  )
}
