import type { EventName } from '../../../../../domain/event-names.ts'

/** The kinds by which the history of a user is filtered; together every event of a user. */
export const historyKinds = {
  changes: ['user.created', 'user.updated'],
  mails: ['user.invited', 'user.registered', 'user.reset_sent', 'user.password_changed', 'user.signed_out_everywhere'],
  licences: ['user.licence_assigned', 'user.licence_unassigned'],
  removal: [
    'user.deleted',
    'user.restored',
    'user.erased',
    'user.cloudlink_account_removed',
    'user.cloudlink_account_given',
  ],
  sources: ['user.linked', 'user.unlinked', 'user.source_data_changed'],
} as const satisfies Record<string, readonly EventName[]>
export type HistoryKind = keyof typeof historyKinds
export const historyKindNames = Object.keys(historyKinds) as HistoryKind[]
