import { type EventName, events } from '../../../../domain/event-names.ts'
import { t } from '../../../i18n.ts'
import { historyKinds } from '../users/user/history-kinds.ts'

const starting = (...beginnings: string[]) =>
  (Object.keys(events) as EventName[]).filter((name) => beginnings.some((beginning) => name.startsWith(beginning)))

/** The kinds by which the history of an account is filtered: those of a user, and those of the account itself. */
export const eventKinds = {
  ...historyKinds,
  account: starting('account.', 'integrations.', 'subscription.'),
  directories: starting('source.', 'group.'),
  jobs: starting('job.', 'import.'),
} satisfies Record<string, readonly EventName[]>
export type EventKind = keyof typeof eventKinds

export const kindLabel = (kind: EventKind): string =>
  kind === 'account' || kind === 'directories' || kind === 'jobs' ? t(`events.kind.${kind}`) : t(`history.kind.${kind}`)

const day = /^\d{4}-\d{2}-\d{2}$/

/** A day of the person’s own clock, as the moments that the API takes. */
export const dayStart = (date: string): string | undefined =>
  day.test(date) ? new Date(`${date}T00:00:00`).toISOString() : undefined
export const dayEnd = (date: string): string | undefined =>
  day.test(date) ? new Date(`${date}T23:59:59.999`).toISOString() : undefined
