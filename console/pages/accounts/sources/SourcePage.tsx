import { Alert, Anchor, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { Page } from '../../../ui/Page.tsx'
import { Connection } from './Connection.tsx'
import { EndSource } from './EndSource.tsx'
import { Requests } from './Requests.tsx'
import { SetUpSteps } from './SetUpSteps.tsx'
import { SourceSettings } from './SourceSettings.tsx'
import { SourceState } from './SourceState.tsx'
import { sourceQuery } from './source-queries.ts'

const route = getRouteApi(`/signed-in${paths.source}`)

/** One source: how it connects, what it may do, what it did lately. */
export function SourcePage() {
  const { accountId, sourceId } = route.useParams()
  const { data: source, error, refetch } = useQuery(sourceQuery(accountId, sourceId))
  return (
    <Page>
      <Anchor size="sm" renderRoot={(props) => <Link {...props} to={paths.sources} params={{ accountId }} />}>
        {t('source.back')}
      </Anchor>
      <Group gap="sm" mb="lg" mt="xs">
        <PageTitle title={source?.name ?? t('sources.title')} />
        {source && <SourceState source={source} />}
      </Group>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!source && !error && <Skeleton h={240} />}
      {source && (
        <Stack gap="lg">
          {!source.integrationOn && (
            <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
              <Text size="sm">{t('source.offHelp')}</Text>
            </Alert>
          )}
          <Connection accountId={accountId} source={source} />
          {source.kind === 'scim' && <SetUpSteps />}
          <SourceSettings key={sourceId} accountId={accountId} source={source} />
          {source.kind === 'scim' && <Requests accountId={accountId} source={source} />}
          <EndSource accountId={accountId} source={source} />
        </Stack>
      )}
    </Page>
  )
}
