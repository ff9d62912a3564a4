import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { formatAccountNumber, t } from '../../../i18n.ts'
import { CopyText } from '../../../parts/CopyText.tsx'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { accountQuery } from '../../../queries.ts'
import { Page } from '../../../ui/Page.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Details } from './Details.tsx'
import { Integrations } from './Integrations.tsx'
import { Subscriptions } from './Subscriptions.tsx'

const route = getRouteApi(`/signed-in${paths.account}`)

/** What an account is: its data and contacts, what it is connected with, what it has bought. */
export function AccountInformationPage() {
  const { accountId } = route.useParams()
  const { data, error, refetch } = useQuery(accountQuery(accountId))
  const account = data?.data
  return (
    <Page>
      <PageTitle title={t('accountInfo.title')} />
      <Group gap="0 6px" mt={4} mb="lg" mih={24}>
        {account ? (
          <>
            <Text c="dimmed" truncate maw="100%">
              {account.name}
            </Text>
            <Group gap={6} wrap="nowrap">
              <Text c="dimmed" visibleFrom="xs" aria-hidden>
                ·
              </Text>
              <Text c="dimmed">
                {t('accounts.number')} {formatAccountNumber(account.number)}
              </Text>
              <CopyText value={account.number} what={t('accounts.number')} />
            </Group>
          </>
        ) : (
          !error && <Skeleton h={14} w={260} />
        )}
      </Group>
      <Stack gap="lg">
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {account ? (
          <Details account={account} etag={data.etag} />
        ) : (
          !error && (
            <Section title={t('accountInfo.details')}>
              <Skeleton h={132} />
            </Section>
          )
        )}
        {account?.kind !== 'partner' && (
          <>
            <Integrations accountId={accountId} />
            <Subscriptions accountId={accountId} />
          </>
        )}
      </Stack>
    </Page>
  )
}
