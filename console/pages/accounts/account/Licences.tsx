import { Progress, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Licence } from '../../../../domain/accounts.ts'
import { formatDate, formatNumber, t } from '../../../i18n.ts'
import { licencesQuery } from '../../../queries.ts'
import classes from './Subscriptions.module.css'

/** Seats of each product that was bought: how many are left of how many. */
export function Licences({ accountId }: { accountId: string }) {
  const { data } = useQuery(licencesQuery(accountId))
  const bought = (data ?? []).filter(({ quantity, assigned }) => quantity > 0 || assigned > 0)
  if (bought.length === 0) return null
  return (
    <ul className={classes.licences} aria-label={t('licences.title')}>
      {bought.map((licence) => (
        <Seats key={licence.product} licence={licence} />
      ))}
    </ul>
  )
}

function Seats({ licence }: { licence: Licence }) {
  const { name, quantity, assigned, available, overAllocated, nextExpiry } = licence
  const used = quantity > 0 ? Math.min(100, (assigned / quantity) * 100) : 100
  const summary = t('licences.available', { available: formatNumber(available), quantity: formatNumber(quantity) })
  return (
    <li className={classes.licence}>
      <Text fw={500}>{name}</Text>
      <Progress
        value={used}
        color={overAllocated ? 'red' : 'blue'}
        size="sm"
        my={8}
        aria-label={`${name}: ${summary}`}
      />
      <Text size="sm" c={overAllocated ? 'red' : 'dimmed'}>
        {overAllocated ? t('licences.over', { count: formatNumber(assigned - quantity) }) : summary}
      </Text>
      <Text size="sm" c="dimmed">
        {t('licences.assigned', { assigned: formatNumber(assigned) })}
        {nextExpiry && ` · ${t('licences.expiry', { date: formatDate(nextExpiry) })}`}
      </Text>
    </li>
  )
}
