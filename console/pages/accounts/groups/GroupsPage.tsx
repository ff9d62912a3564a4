import { Anchor, Badge, Button, Group, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../../api.ts'
import { formatNumber, t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { licencesQuery } from '../../../queries.ts'
import { EmptyNote } from '../../../ui/EmptyNote.tsx'
import { Page } from '../../../ui/Page.tsx'

const route = getRouteApi(`/signed-in${paths.groups}`)

const groupsQuery = (accountId: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['listGroups', accountId, search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await api.listGroups({ params: { accountId }, query: { search, cursor: pageParam }, signal })).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

/** Groups that directories keep; read-only here but for their licence rule. */
export function GroupsPage() {
  const { accountId } = route.useParams()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 200)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    groupsQuery(accountId, asked),
  )
  const { data: licences } = useQuery(licencesQuery(accountId))
  const nameOf = (product: string) => licences?.find((licence) => licence.product === product)?.name ?? product
  const groups = data?.pages.flatMap(({ items }) => items)
  return (
    <Page>
      <PageTitle title={t('groups.title')} />
      <Text c="dimmed" mt={4} mb="lg">
        {t('groups.help')}
      </Text>
      <Stack gap="md">
        <TextInput
          type="search"
          aria-label={t('groups.search')}
          placeholder={t('groups.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!groups && !error && <Skeleton h={160} />}
        {groups?.length === 0 && <EmptyNote title={t('groups.emptyTitle')} help={t('groups.emptyHelp')} />}
        {groups && groups.length > 0 && (
          <Table.ScrollContainer minWidth={320}>
            <Table aria-label={t('groups.title')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('groups.name')}</Table.Th>
                  <Table.Th>{t('groups.source')}</Table.Th>
                  <Table.Th>{t('groups.product')}</Table.Th>
                  <Table.Th ta="right">{t('groups.members')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {groups.map((group) => (
                  <Table.Tr key={group.id}>
                    <Table.Td>
                      <Anchor
                        underline="hover"
                        renderRoot={(props) => (
                          <Link {...props} to={paths.group} params={{ accountId, groupId: group.id }} />
                        )}
                      >
                        {group.displayName}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{group.sourceName}</Table.Td>
                    <Table.Td>
                      <Group gap="xs">
                        {group.product === null ? '–' : nameOf(group.product)}
                        {group.shortage && (
                          <Badge color="orange" variant="light">
                            {t('groups.shortage')}
                          </Badge>
                        )}
                      </Group>
                    </Table.Td>
                    <Table.Td ta="right">{formatNumber(group.members)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {hasNextPage && (
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('groups.more')}
          </Button>
        )}
      </Stack>
    </Page>
  )
}
