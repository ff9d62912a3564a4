import { lazy, Suspense, useEffect } from 'react'
import { t } from '../i18n.ts'
import { askUndo, useAskedUndo } from './asked-undo.ts'

const PlanDialog = lazy(async () => ({ default: (await import('./PlanDialog.tsx')).PlanDialog }))

/** The plan of an undo that was asked for in a toast. */
export function AskedUndo() {
  const asked = useAskedUndo()
  useEffect(() => () => askUndo(null), [])
  if (!asked) return null
  const { accountId, job, title, onStarted } = asked
  return (
    <Suspense>
      <PlanDialog
        key={job.id}
        accountId={accountId}
        of={{ undone: job }}
        title={t('plan.title.undo', { what: title })}
        onClose={() => askUndo(null)}
        onStarted={onStarted}
      />
    </Suspense>
  )
}
