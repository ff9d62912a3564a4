import { Alert, Anchor, Progress, Stack, Text } from '@mantine/core'
import type { Plan } from '../../domain/jobs.ts'
import { formatNumber, t, tCode } from '../i18n.ts'
import { isMails } from './job-words.ts'
import classes from './PlanNumbers.module.css'

/** The numbers of a plan: who changes, who is left alone, what it costs and means. */
export function PlanNumbers({ accountId, plan }: { accountId: string; plan: Plan }) {
  const isShort = isTooFew(plan)
  const skipped = plan.total - plan.willChange
  return (
    <Stack gap="sm">
      <dl className={classes.numbers}>
        <div>
          <dd>{formatNumber(plan.willChange)}</dd>
          <dt>
            {t(wordsOf(plan, isShort), { count: plan.willChange })}{' '}
            <Text span size="sm" c="dimmed">
              {t('plan.of', { count: plan.total })}
            </Text>
          </dt>
        </div>
        {skipped > 0 && (
          <div>
            <dd>{formatNumber(skipped)}</dd>
            <dt>{t('plan.skipped', { count: skipped })}</dt>
          </div>
        )}
      </dl>
      {plan.willChange === 0 && <Text size="sm">{t('plan.nobody')}</Text>}
      {plan.licences && <Licences accountId={accountId} licences={plan.licences} />}
      {plan.mails && plan.willChange > 0 && (
        <Text size="sm">
          {plan.mails.waiting > 0 && `${t('plan.mailsWaiting', { count: plan.mails.waiting })} `}
          {mailTime(plan.mails)}
        </Text>
      )}
      {plan.effects.map(({ code, count }) => (
        <Text key={code} size="sm">
          {tCode(`plan.effect.${code}`, code, { count })}
        </Text>
      ))}
      {plan.action === 'restore' && plan.willChange > 0 && <Text size="sm">{t('plan.restores')}</Text>}
      {plan.lastAdmin && (
        <Alert color="red" role="alert">
          {t('plan.lastAdmin')}
        </Alert>
      )}
      {plan.willChange > 0 && !isShort && (
        <Text size="sm" c="dimmed">
          {t(plan.undoable ? 'plan.undoable' : 'plan.notUndoable')}
        </Text>
      )}
    </Stack>
  )
}

const mailTime = ({ perHour, minutes }: NonNullable<Plan['mails']>): string =>
  minutes >= 120
    ? t('plan.mailsHours', { perHour, hours: Math.round(minutes / 60) })
    : t('plan.mails', { perHour, minutes: Math.max(1, minutes) })

/** R22: nothing is assigned where seats are too few. */
export const isTooFew = ({ licences }: Plan): boolean => licences !== undefined && licences.needed > licences.available

function wordsOf({ action }: Plan, isShort: boolean) {
  if (isShort) return 'plan.wouldNeed'
  if (isMails(action)) return 'plan.willMail'
  return action === 'delete' ? 'plan.willDelete' : 'plan.willChange'
}

type LicencesProps = { accountId: string; licences: NonNullable<Plan['licences']> }

function Licences({ accountId, licences }: LicencesProps) {
  const { product, needed, available, quantity, reclaimable } = licences
  const isShort = needed > available
  const words = t('plan.licences', { needed, available, quantity })
  return (
    <div>
      <Progress
        value={available === 0 ? 100 : Math.min(100, (needed / available) * 100)}
        color={isShort ? 'red' : 'blue'}
        size="sm"
        mb={6}
        aria-label={words}
      />
      <Text size="sm">{words}</Text>
      {isShort && (
        <Alert color="red" role="alert" mt="xs">
          {t('plan.tooFew')}
          {reclaimable && <Reclaimable accountId={accountId} product={product} seats={reclaimable} />}
        </Alert>
      )}
    </div>
  )
}

const filters = {
  inactive: 'property=inactive',
  unregistered: 'property=unregistered',
  notSignedIn: 'property=registered&lastSignIn=90d',
} as const

type ReclaimableProps = {
  accountId: string
  product: string
  seats: NonNullable<NonNullable<Plan['licences']>['reclaimable']>
}

/** Seats that could be had back, each kind with the list of its users. */
function Reclaimable({ accountId, product, seats }: ReclaimableProps) {
  const kinds = (['inactive', 'unregistered', 'notSignedIn'] as const).filter((kind) => seats[kind] > 0)
  if (kinds.length === 0) return null
  return (
    <>
      <Text size="sm" mt="xs">
        {t('plan.reclaim')}
      </Text>
      <ul className={classes.rows}>
        {kinds.map((kind) => (
          <li key={kind}>
            <Anchor href={`/accounts/${accountId}/users?product=${product}&${filters[kind]}`} size="sm">
              {t(`plan.reclaim.${kind}`, { count: seats[kind] })}
            </Anchor>
          </li>
        ))}
      </ul>
    </>
  )
}
