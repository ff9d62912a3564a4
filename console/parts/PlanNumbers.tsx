import { Alert, Progress, Stack, Text } from '@mantine/core'
import type { Plan } from '../../domain/jobs.ts'
import { formatNumber, t, tCode } from '../i18n.ts'
import { isMails } from './job-words.ts'
import classes from './PlanNumbers.module.css'

/** The numbers of a plan: who changes, who is left alone, what it costs and means. */
export function PlanNumbers({ plan }: { plan: Plan }) {
  const skipped = plan.total - plan.willChange
  return (
    <Stack gap="sm">
      <dl className={classes.numbers}>
        <div>
          <dd>{formatNumber(plan.willChange)}</dd>
          <dt>
            {t(isMails(plan.action) ? 'plan.willMail' : 'plan.willChange', { count: plan.willChange })}{' '}
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
      {plan.licences && <Licences licences={plan.licences} />}
      {plan.mails && plan.willChange > 0 && <Text size="sm">{mailTime(plan.mails)}</Text>}
      {plan.effects.map(({ code, count }) => (
        <Text key={code} size="sm">
          {tCode(`plan.effect.${code}`, code, { count })}
        </Text>
      ))}
      {plan.lastAdmin && (
        <Alert color="red" role="alert">
          {t('plan.lastAdmin')}
        </Alert>
      )}
      {plan.willChange > 0 && (
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

function Licences({ licences }: { licences: NonNullable<Plan['licences']> }) {
  const { needed, available, quantity, reclaimable } = licences
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
          {t('plan.tooFew')} {reclaimable && t('plan.reclaim', reclaimable)}
        </Alert>
      )}
    </div>
  )
}
