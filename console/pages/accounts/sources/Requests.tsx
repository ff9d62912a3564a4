import { Alert, Badge, Code, Group, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ProvisioningRequest, Source } from '../../../../domain/api/sources.ts'
import { formatDate, formatNumber, t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { Section } from '../../../ui/Section.tsx'
import { type Health, healthOf } from './health.ts'
import classes from './Sources.module.css'
import { requestsQuery } from './source-queries.ts'

const counted = ['requests', 'refused', 'failed', 'created', 'updated', 'removed'] as const

const colours: Record<Health, string> = {
  halted: 'gray',
  never: 'gray',
  failing: 'red',
  refusing: 'orange',
  silent: 'orange',
  waiting: 'orange',
  healthy: 'blue',
}

/** What the directory asked lately, and what the last hour changed: admins of the directory can’t see this side otherwise. */
export function Requests({ accountId, source }: { accountId: string; source: Source }) {
  const { data, error, refetch } = useQuery(requestsQuery(accountId, source.id))
  const health = data && healthOf(source, data.activity, Date.now())
  return (
    <>
      <Section
        title={t('source.activity')}
        help={t('source.activityHelp')}
        actions={
          health && (
            <Badge color={colours[health]} variant="light">
              {t(`source.health.${health}`)}
            </Badge>
          )
        }
      >
        {!data && !error && <Skeleton h={48} />}
        {health && (
          <Text size="sm" mb="md">
            {t(`source.health.${health}.help`)}
          </Text>
        )}
        {data?.activity.lastAdminSpared && (
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} mb="md">
            <Text size="sm">{t('source.lastAdmin')}</Text>
          </Alert>
        )}
        {data && (
          <Group gap="xl" component="dl" m={0}>
            {counted.map((name) => (
              <div key={name}>
                <Text component="dt" size="sm" c="dimmed">
                  {t(`source.activity.${name}`)}
                </Text>
                <Text component="dd" m={0} fw={600}>
                  {formatNumber(data.activity[name])}
                </Text>
              </div>
            ))}
          </Group>
        )}
      </Section>
      <Section title={t('source.requests')} help={t('source.requestsHelp')}>
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <Text c="dimmed">{t('source.requestsNone')}</Text>}
        {data && data.items.length > 0 && <RequestTable items={data.items} />}
      </Section>
    </>
  )
}

function RequestTable({ items }: { items: ProvisioningRequest[] }) {
  return (
    <Table.ScrollContainer
      minWidth={640}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('source.requests') } }}
    >
      <Table aria-label={t('source.requests')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('source.request.when')}</Table.Th>
            <Table.Th>{t('source.request.what')}</Table.Th>
            <Table.Th>{t('source.request.answer')}</Table.Th>
            <Table.Th ta="right">{t('source.request.took')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td className={classes.when}>{formatDate(item.at, 'dateTime')}</Table.Td>
              <Table.Td>
                <Stack gap={2}>
                  <Text size="sm" className={classes.path}>
                    <b>{item.method}</b> {item.path.replace('/scim/v2', '')}
                  </Text>
                  {item.body !== null && (
                    <details>
                      <summary>{t('source.request.body')}</summary>
                      <Code block>{JSON.stringify(item.body, null, 2)}</Code>
                    </details>
                  )}
                </Stack>
              </Table.Td>
              <Table.Td>
                <Badge color={item.status < 400 ? 'gray' : 'red'} variant="light">
                  {item.status}
                </Badge>
                {item.detail && (
                  <Text size="xs" mt={2}>
                    {item.detail}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" className={classes.when}>
                {formatNumber(item.ms)} ms
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
