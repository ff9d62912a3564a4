import { Anchor, Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { Page } from '../../../ui/Page.tsx'
import { Section } from '../../../ui/Section.tsx'
import { GroupLicences } from './GroupLicences.tsx'
import { groupQuery } from './group-queries.ts'

const route = getRouteApi(`/signed-in${paths.group}`)

/** One group: its members, read-only, and the product that they get. */
export function GroupPage() {
  const { accountId, groupId } = route.useParams()
  const { data: group, error, refetch } = useQuery(groupQuery(accountId, groupId))
  return (
    <Page>
      <Anchor size="sm" renderRoot={(props) => <Link {...props} to={paths.groups} params={{ accountId }} />}>
        {t('groups.back')}
      </Anchor>
      <Group gap="sm" mt="xs" mb="lg" align="baseline">
        <PageTitle title={group?.displayName ?? t('groups.title')} />
        {group && <Text c="dimmed">{group.sourceName}</Text>}
      </Group>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!group && !error && <Skeleton h={200} />}
      {group && (
        <Stack gap="lg">
          <GroupLicences accountId={accountId} group={group} />
          <Members accountId={accountId} groupId={groupId} />
        </Stack>
      )}
    </Page>
  )
}

function Members({ accountId, groupId }: { accountId: string; groupId: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['listGroupMembers', accountId, groupId],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await api.listGroupMembers({ params: { accountId, groupId }, query: { cursor: pageParam }, signal })).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
  const members = data?.pages.flatMap(({ items }) => items)
  return (
    <Section title={t('groups.members')} help={t('group.membersHelp')}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!members && !error && <Skeleton h={120} />}
      {members?.length === 0 && <Text c="dimmed">{t('group.membersNone')}</Text>}
      {members && members.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table aria-label={t('groups.members')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('group.memberName')}</Table.Th>
                <Table.Th>{t('group.memberEmail')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((member) => (
                <Table.Tr key={member.id}>
                  <Table.Td>
                    <Anchor
                      underline="hover"
                      renderRoot={(props) =>
                        member.kind === 'user' ? (
                          <Link {...props} to={paths.user} params={{ accountId, userId: member.id }} />
                        ) : (
                          <Link {...props} to={paths.group} params={{ accountId, groupId: member.id }} />
                        )
                      }
                    >
                      {member.displayName}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{member.kind === 'user' ? (member.email ?? '–') : t('group.kind.group')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {hasNextPage && (
        <Button mt="md" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('groups.more')}
        </Button>
      )}
    </Section>
  )
}
