import { Button, Drawer, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Licence } from '../../domain/accounts.ts'
import { formatDate, formatNumber, t, tCode } from '../i18n.ts'
import { licencesQuery } from '../queries.ts'
import { type ActionEntry, entriesAt } from './action-entries.ts'
import { ProblemNotice } from './ProblemNotice.tsx'

export type Chosen = ActionEntry & { product?: string }

type Props = {
  accountId: string
  scope: 'all' | 'selected'
  count: number
  isAbout: boolean
  opened: boolean
  onClose: () => void
  onChoose: (chosen: Chosen) => void
}

/** **Manage**: licences with what is available, and mails; for all users, or for the selected ones (2.10, 2.11). */
export function ManagePanel({ accountId, scope, count, isAbout, opened, onClose, onChoose }: Props) {
  const { data, error, refetch } = useQuery({ ...licencesQuery(accountId), enabled: opened })
  const entries = entriesAt('manage', scope)
  const ofLicences = entries.filter(({ action }) => action === 'assign_licence' || action === 'unassign_licence')
  const others = entries.filter((entry) => !ofLicences.includes(entry))
  const products = (data ?? []).filter(({ manageable }) => manageable)
  const number = t(isAbout ? 'do.countAbout' : 'do.count', { count })
  const choose = (chosen: Chosen) => {
    onClose()
    onChoose(chosen)
  }
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={400} title={t('manage.title')}>
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          {t(isAbout ? 'manage.onAbout' : scope === 'all' ? 'manage.onAll' : 'manage.onSelected', { count })}
        </Text>
        <Stack gap="md" component="section" aria-label={t('manage.licences')}>
          <Title order={3}>{t('manage.licences')}</Title>
          <ProblemNotice error={error} onRetry={refetch} />
          {data && products.length === 0 && <Text size="sm">{t('manage.noLicences')}</Text>}
          {products.map((licence) => (
            <div key={licence.product}>
              <Seats licence={licence} />
              <Group gap="xs" mt="xs">
                {ofLicences.map((entry) => (
                  <Button
                    key={entry.label}
                    size="xs"
                    variant="default"
                    aria-label={`${tCode(entry.label, '')} ${number}: ${licence.name}`}
                    onClick={() => choose({ ...entry, product: licence.product })}
                  >
                    {tCode(entry.label, entry.action)} {number}
                  </Button>
                ))}
              </Group>
            </div>
          ))}
        </Stack>
        <Stack gap="xs" component="section" aria-label={t('manage.mails')} align="stretch">
          <Title order={3}>{t('manage.mails')}</Title>
          {others.map((entry) => (
            <Button key={entry.label} variant="default" justify="flex-start" onClick={() => choose(entry)}>
              {tCode(entry.label, entry.action)} {number}
            </Button>
          ))}
        </Stack>
      </Stack>
    </Drawer>
  )
}

function Seats({ licence: { name, quantity, assigned, available, overAllocated, nextExpiry } }: { licence: Licence }) {
  const summary = t('manage.available', { available: formatNumber(available), quantity: formatNumber(quantity) })
  return (
    <>
      <Text fw={500}>{name}</Text>
      <Progress
        value={quantity > 0 ? Math.min(100, (assigned / quantity) * 100) : 100}
        color={overAllocated ? 'red' : 'blue'}
        size="sm"
        my={6}
        aria-label={`${name}: ${summary}`}
      />
      <Text size="sm" c={overAllocated ? 'red' : 'dimmed'}>
        {overAllocated ? t('licences.over', { count: formatNumber(assigned - quantity) }) : summary}
        {nextExpiry && ` · ${t('manage.expiry', { date: formatDate(nextExpiry) })}`}
      </Text>
    </>
  )
}
