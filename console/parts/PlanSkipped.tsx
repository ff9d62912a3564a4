import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Plan } from '../../domain/jobs.ts'
import { api } from '../api.ts'
import { formatNumber, t } from '../i18n.ts'
import { isMails, skipText } from './job-words.ts'
import classes from './PlanNumbers.module.css'
import { isTooFew } from './PlanNumbers.tsx'

const shownRows = 10

/** Who changes, who is left alone and why, each behind a fold, and all of it to download. */
export function PlanSkipped({ accountId, plan }: { accountId: string; plan: Plan }) {
  const rows = `/api/accounts/${accountId}/plans/${plan.id}/rows`
  const of = { accountId, planId: plan.id, href: `${rows}.csv` }
  return (
    <Stack gap={6}>
      {plan.willChange > 0 && <Reason {...of} code="ok" count={plan.willChange} words={t(changeWords(plan))} />}
      {plan.skipped.length > 0 && (
        <>
          <Text size="sm" fw={600} mt={6}>
            {t('plan.why')}
          </Text>
          {plan.skipped.map(({ code, count }) => (
            <Reason key={code} {...of} code={code} count={count} words={skipText(code)} />
          ))}
        </>
      )}
      {plan.total > 0 && (
        <Text size="sm">
          <Anchor href={`${rows}.csv`} download>
            {t('plan.downloadAll')}
          </Anchor>
          {' · '}
          <Anchor href={`${rows}.xlsx`} download>
            {t('plan.downloadXlsx')}
          </Anchor>
        </Text>
      )}
    </Stack>
  )
}

function changeWords(plan: Plan) {
  if (isTooFew(plan)) return 'plan.areWithout'
  if (isMails(plan.action)) return 'plan.areMailed'
  return plan.action === 'delete' ? 'plan.areDeleted' : 'plan.areChanged'
}

type ReasonProps = { accountId: string; planId: string; code: string; count: number; words: string; href: string }

function Reason({ accountId, planId, code, count, words, href }: ReasonProps) {
  const [isOpen, setOpen] = useState(false)
  const { data } = useQuery({
    queryKey: ['listPlanRows', accountId, planId, code],
    enabled: isOpen,
    queryFn: async ({ signal }) =>
      (await api.listPlanRows({ params: { accountId, planId }, query: { code, limit: shownRows }, signal })).data,
  })
  return (
    <div>
      <div className={classes.reason}>
        <Text size="sm">
          {formatNumber(count)} {words}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={isOpen}
          aria-label={`${t(isOpen ? 'plan.hide' : 'plan.show')}: ${words}`}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'plan.hide' : 'plan.show')}
        </Button>
        <Anchor
          href={`${href}?code=${encodeURIComponent(code)}`}
          download
          size="xs"
          aria-label={`${t('plan.download')}: ${words}`}
        >
          {t('plan.download')}
        </Anchor>
      </div>
      {isOpen && data && (
        <ul className={classes.rows}>
          {data.items.map((row) => (
            <li key={row.userId}>
              {row.displayName}
              {row.email && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {row.email}
                </Text>
              )}
            </li>
          ))}
          {count > data.items.length && <li>{t('plan.moreRows', { count: count - data.items.length })}</li>}
        </ul>
      )}
    </div>
  )
}
