import { Anchor, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Source } from '../../../../domain/api/sources.ts'
import { relativeTime, t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { EmptyNote } from '../../../ui/EmptyNote.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Section } from '../../../ui/Section.tsx'
import { AddSource } from './AddSource.tsx'
import { Conflicts } from './Conflicts.tsx'
import { SourceState } from './SourceState.tsx'
import { sourcesQuery } from './source-queries.ts'

const route = getRouteApi(`/signed-in${paths.sources}`)

/** Where users come from, and what of it waits for a decision. */
export function SourcesPage() {
  const { accountId } = route.useParams()
  const { data, error, refetch } = useQuery(sourcesQuery(accountId))
  const [adding, add] = useDisclosure()
  return (
    <Page>
      <Group justify="space-between" align="flex-start" mb="lg">
        <div>
          <PageTitle title={t('sources.title')} />
          <Text c="dimmed" mt={4}>
            {t('sources.help')}
          </Text>
        </div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
          {t('sources.add')}
        </Button>
      </Group>
      <Stack gap="lg">
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h={120} />}
        {data?.length === 0 && <EmptyNote title={t('sources.emptyTitle')} help={t('sources.emptyHelp')} />}
        {data?.map((source) => (
          <SourceCard key={source.id} accountId={accountId} source={source} />
        ))}
        {data && data.length > 0 && <Conflicts accountId={accountId} />}
      </Stack>
      <AddSource accountId={accountId} opened={adding} onClose={add.close} />
    </Page>
  )
}

function SourceCard({ accountId, source }: { accountId: string; source: Source }) {
  const facts = [
    t('sources.users', { count: source.users }),
    source.waiting > 0 && t('sources.waiting', { count: source.waiting }),
    source.kind === 'scim' && t('sources.groupsCount', { count: source.groups }),
    source.lastSyncAt ? t('sources.lastSync', { when: relativeTime(source.lastSyncAt) }) : t('sources.never'),
  ].filter((fact) => fact !== false)
  return (
    <Section
      title={source.name}
      help={facts.join(' · ')}
      actions={
        <Group gap="xs">
          <Badge color="gray" variant="light">
            {t(`sources.kind.${source.kind}`)}
          </Badge>
          <SourceState source={source} />
        </Group>
      }
    >
      <Anchor
        size="sm"
        renderRoot={(props) => <Link {...props} to={paths.source} params={{ accountId, sourceId: source.id }} />}
      >
        {t('source.settings')}, {t('source.connection').toLowerCase()}, {t('source.requests').toLowerCase()}
      </Anchor>
    </Section>
  )
}
