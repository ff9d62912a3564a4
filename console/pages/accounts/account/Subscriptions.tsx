import { Badge, Button, Skeleton, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Subscription } from '../../../../domain/accounts.ts'
import { formatDate, formatNumber, t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { subscriptionsQuery } from '../../../queries.ts'
import { may, useSession } from '../../../session.ts'
import { Section } from '../../../ui/Section.tsx'
import { AddSubscription } from './AddSubscription.tsx'
import { EndSubscription } from './EndSubscription.tsx'
import { Licences } from './Licences.tsx'
import classes from './Subscriptions.module.css'

/** What the account has bought, and what is left of it. Partners add and end; Account Admins see. */
export function Subscriptions({ accountId }: { accountId: string }) {
  const session = useSession()
  const { data, error, refetch } = useQuery(subscriptionsQuery(accountId))
  const [adding, add] = useDisclosure()
  const [ending, setEnding] = useState<Subscription | null>(null)
  const onEnd = may(session, 'subscriptions:end') ? setEnding : undefined
  return (
    <Section
      title={t('subscriptions.title')}
      help={t('subscriptions.help')}
      actions={
        may(session, 'subscriptions:create') && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
            {t('subscriptions.add')}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={120} />}
      {data && <Licences accountId={accountId} />}
      {data?.length === 0 && <Text c="dimmed">{t('subscriptions.none')}</Text>}
      {data && data.length > 0 && <SubscriptionTable subscriptions={data} onEnd={onEnd} />}
      <AddSubscription accountId={accountId} opened={adding} onClose={add.close} />
      <EndSubscription accountId={accountId} subscription={ending} onClose={() => setEnding(null)} />
    </Section>
  )
}

type TableProps = { subscriptions: Subscription[]; onEnd: ((subscription: Subscription) => void) | undefined }

function SubscriptionTable({ subscriptions, onEnd }: TableProps) {
  return (
    <div className={classes.scroll}>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('subscriptions.product')}</Table.Th>
            <Table.Th ta="right">{t('subscriptions.quantity')}</Table.Th>
            <Table.Th>{t('subscriptions.period')}</Table.Th>
            <Table.Th>{t('subscriptions.state')}</Table.Th>
            {onEnd && (
              <Table.Th>
                <span className={classes.hidden}>{t('subscriptions.actions')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {subscriptions.map((subscription) => (
            <Table.Tr key={subscription.id}>
              <Table.Td>{subscription.productName}</Table.Td>
              <Table.Td ta="right">
                <span className={classes.wide}>{formatNumber(subscription.quantity)}</span>
                <span className={classes.narrow}>
                  {t('subscriptions.licences', { quantity: subscription.quantity })}
                </span>
              </Table.Td>
              <Table.Td>{periodOf(subscription)}</Table.Td>
              <Table.Td>
                <Badge color="gray" variant={subscription.state === 'current' ? 'light' : 'outline'}>
                  {stateOf(subscription)}
                </Badge>
              </Table.Td>
              {onEnd && (
                <Table.Td ta="right">
                  {(subscription.state === 'current' || subscription.state === 'upcoming') && (
                    <Button
                      variant="subtle"
                      color="red"
                      size="compact-sm"
                      aria-label={t('subscriptions.endOf', {
                        quantity: subscription.quantity,
                        product: subscription.productName,
                      })}
                      onClick={() => onEnd(subscription)}
                    >
                      {t('subscriptions.end')}
                    </Button>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

const stateOf = ({ state, startsAt }: Subscription) =>
  state === 'upcoming' ? t('subscriptions.upcoming', { date: formatDate(startsAt) }) : t(`subscriptions.${state}`)

function periodOf({ startsAt, expiresAt, endedAt }: Subscription): string {
  const to = endedAt ?? expiresAt
  const from = formatDate(startsAt)
  return to ? t('subscriptions.fromTo', { from, to: formatDate(to) }) : t('subscriptions.from', { date: from })
}
