import type { Job } from '../../domain/jobs.ts'
import { formatList, t, tCode } from '../i18n.ts'

type Named = Pick<Job, 'action' | 'params' | 'undoOf'>

/** What a job does, in words. */
export function jobTitle({ action, params = {}, undoOf }: Named, productName: (id: string) => string): string {
  const variant = action === 'set_role' ? `.${params.role}` : action === 'set_active' ? `.${params.active}` : ''
  const product = typeof params.product === 'string' ? productName(params.product) : ''
  const what = tCode(`job.${action}${variant}`, action, { product })
  return undoOf ? t('job.undoOf', { what }) : what
}

export const isMails = (action: string): boolean => action === 'send_welcome_email' || action === 'reset_password'

/** Why users are left alone, in a few words. */
export const skipText = (code: string): string => tCode(`skip.${code}`, tCode(`reason.${code}`, code))

const sum = (counts: Job['skipped']) => counts.reduce((total, { count }) => total + count, 0)

/** What came of a job, in one line. */
export function jobOutcome(job: Job): string {
  const isImport = job.action === 'import_users' && !job.undoOf
  const changed = t(isMails(job.action) ? 'jobs.sent' : isImport ? 'jobs.imported' : 'jobs.changed', {
    count: job.changed,
  })
  const skipped = sum(job.skipped)
  const failed = sum(job.failed)
  return formatList([
    changed,
    ...(skipped > 0 ? [t('jobs.skipped', { count: skipped })] : []),
    ...(failed > 0 ? [t('jobs.failed', { count: failed })] : []),
  ])
}
