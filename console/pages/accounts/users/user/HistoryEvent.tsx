import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Event } from '../../../../../domain/events.ts'
import { userFieldNames } from '../../../../../domain/user-fields.ts'
import { formatDate, relativeTime, t, tCode } from '../../../../i18n.ts'
import { userFieldLabel } from '../../../../parts/UserColumns.tsx'
import { paths } from '../../../../paths.ts'
import { AnchorLink } from '../../../../ui/links.tsx'
import classes from './UserPage.module.css'
import { Value } from './Value.tsx'
import { valueInWords } from './values-in-words.ts'

type Props = {
  accountId: string
  event: Event
  productName: (id: string) => string
  /** Whom it is about, where several users are listed. */
  about?: ReactNode
  onAsOf?: () => void
}

/** By whom, and for whom. */
function actorOf({ actor }: Event): string {
  const name = actor.name || tCode(`history.actor.${actor.kind}`, t('history.actor.system'))
  return t(actor.onBehalfOf ? 'history.actorFor' : 'history.actor', { name })
}

const order: readonly string[] = [...userFieldNames, 'role', 'status', 'products']
const rank = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length)
/** As on the profile; what is not there comes last. */
const inOrder = (fields: string[]) => fields.sort((a, b) => rank(a) - rank(b))

/** One event: when, what, by whom, and each field before and after. */
export function HistoryEvent({ accountId, event, productName, about, onAsOf }: Props) {
  const fields = inOrder([...new Set([...Object.keys(event.before ?? {}), ...Object.keys(event.after ?? {})])])
  const { product, source } = event.data ?? {}
  const kind = typeof event.data?.kind === 'string' ? event.data.kind : ''
  const what = tCode(`event.${event.name}.${kind}`, tCode(`event.${event.name}`, event.name))
  // Its name says the product.
  const isOfJob = event.name.startsWith('job.')
  const words = (field: string, value: unknown) => valueInWords(field, value, productName)
  return (
    <li className={classes.event}>
      <div>
        <Text size="sm" fw={500} component="time" dateTime={event.at} title={formatDate(event.at, 'dateTime')}>
          {relativeTime(event.at)}
        </Text>
        <Text size="xs" c="dimmed">
          {formatDate(event.at, 'dateTime')}
        </Text>
        {onAsOf && (
          <Button variant="subtle" size="compact-xs" ml={-8} onClick={onAsOf}>
            {t('history.asOfThis')}
          </Button>
        )}
      </div>
      <div>
        <Text size="sm">
          <Text span fw={600}>
            {what}
          </Text>{' '}
          {about} {about && '· '}
          {typeof product === 'string' && !isOfJob && `${productName(product)} `}
          {typeof source === 'string' && `${source} `}
          {actorOf(event)}
          {event.jobId && event.userId && (
            <>
              {' · '}
              <AnchorLink to={paths.job} params={{ accountId, jobId: event.jobId }} size="sm">
                {t('events.ofJob')}
              </AnchorLink>
            </>
          )}
        </Text>
        {fields.length > 0 && (
          <div className={classes.scroll}>
            <table className={`${classes.pairs} ${classes.change}`}>
              <thead>
                <tr>
                  <th scope="col">{t('history.field')}</th>
                  {event.before && <th scope="col">{t('history.before')}</th>}
                  {event.after && <th scope="col">{t('history.after')}</th>}
                </tr>
              </thead>
              <tbody>
                {fields.map((field) => (
                  <tr key={field}>
                    <th scope="row">{userFieldLabel(field)}</th>
                    {event.before && (
                      <td>
                        <Value>{words(field, event.before[field])}</Value>
                      </td>
                    )}
                    {event.after && (
                      <td>
                        <Value>{words(field, event.after[field])}</Value>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </li>
  )
}
