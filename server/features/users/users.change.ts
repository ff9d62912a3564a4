import type { OwnableField } from '../../../domain/sources.ts'
import { can, type Reason } from '../../../domain/user-actions.ts'
import { type UserField, type UserValues, userFieldNames } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { type FieldError, Problem } from '../../platform/problem.ts'
import { modifiedBy, modifier, record } from '../../platform/record.ts'
import { endSessions } from '../credentials/credentials.ts'
import { cancelMails, queueMails } from '../mails/mails.ts'
import { voidLinks } from '../one-time-links/one-time-links.ts'
import { resetOpenInvitations, updateInvitations } from './users.invitations.sql.ts'
import { type UserRow, valuesOf } from './users.row.sql.ts'
import { actorFactsOf, factsOf, isAbleAdmin, isLeftInactive, ownedFields } from './users.shape.ts'
import {
  countAdminsBesides,
  isEmailTaken,
  lockAdminGuard,
  selectUser,
  type WrittenUser,
  writeUsers,
} from './users.sql.ts'
import { changedRow } from './users.written.ts'

/** What is to become of one user; a key that is absent stays. */
export type UserChange = {
  values?: Partial<UserValues>
  role?: 'user' | 'account_admin'
  suspendedByAdmin?: boolean
  sourceActive?: boolean
}

const state = ['role', 'sourceActive', 'suspendedByAdmin'] as const

const current = (row: UserRow): WrittenUser => ({
  id: row.id,
  values: valuesOf(row),
  role: row.role,
  sourceActive: row.source_active,
  suspendedByAdmin: row.suspended_by_admin,
})

const hasSameValues = (from: WrittenUser, to: WrittenUser) =>
  userFieldNames.every((field) => from.values[field] === to.values[field])

/** Only what differs, before and after, by API names. */
function difference(
  from: WrittenUser,
  to: WrittenUser,
): { before: Record<string, unknown>; after: Record<string, unknown> } | null {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const compare = (key: string, a: unknown, b: unknown) => {
    if (a !== b) {
      before[key] = a
      after[key] = b
    }
  }
  for (const field of userFieldNames) compare(field, from.values[field], to.values[field])
  for (const key of state) compare(key, from[key], to[key])
  return Object.keys(after).length > 0 ? { before, after } : null
}

/**
 * Changes fields, role and active state of locked users as one set: one statement, one event and one version each.
 * Who is as wanted already is left alone.
 * @returns the ids that changed
 * @throws last_admin R14 · not_applicable what can() refuses · email_taken R3
 */
export const changeUsers = async (
  context: TxContext,
  rows: readonly UserRow[],
  changeOf: (row: UserRow) => UserChange,
  options: { allowLastAdmin?: boolean } = {},
): Promise<string[]> => (await writeChanges(context, rows, changeOf, options)).map(({ row }) => row.id)

/**
 * Likewise one user.
 * @returns the row as reading it again would give it; the same object: it was as wanted already
 */
export async function changeUser(
  context: TxContext,
  row: UserRow,
  change: UserChange,
  options: { allowLastAdmin?: boolean } = {},
): Promise<UserRow> {
  const [changed] = await writeChanges(context, [row], () => change, options)
  if (!changed) return row
  const { from, to, at } = changed
  // The state of an invitation follows an address and a user who is shut out.
  const followed = to.values.email !== from.values.email || isShutOut(from, to)
  return followed ? (await selectUser(context.tx, row.id))! : changedRow(row, to, { at, by: modifier(context) })
}

type Changed = { row: UserRow; from: WrittenUser; to: WrittenUser; at: Date }

async function writeChanges(
  context: TxContext,
  rows: readonly UserRow[],
  changeOf: (row: UserRow) => UserChange,
  options: { allowLastAdmin?: boolean },
): Promise<Changed[]> {
  const wished = rows.map((row) => ({ row, change: changeOf(row) }))
  for (const { row, change } of wished) {
    const reason = reasonAgainst(context, row, change)
    if (reason === 'own_account') await refuseOwn(context, row.id)
    if (reason) refuse(reason)
  }
  const changed = wished.flatMap(({ row, change }) => {
    const from = current(row)
    const to: WrittenUser = {
      ...from,
      values: { ...from.values, ...change.values },
      role: change.role ?? from.role,
      suspendedByAdmin: change.suspendedByAdmin ?? from.suspendedByAdmin,
      sourceActive: change.sourceActive ?? (isReleased(row, change) || from.sourceActive),
    }
    const diff = difference(from, to)
    return diff ? [{ row, from, to, diff }] : []
  })
  if (changed.length === 0) return []
  const [at] = await inOnePacket([
    writeUsers(
      context.tx,
      changed.map(({ from, to }) => ({ ...to, hasSameValues: hasSameValues(from, to) })),
      modifiedBy(context),
    ).catch(refuseTakenEmail),
    record(
      context,
      changed.map(({ row, diff }) => ({ name: 'user.updated', userId: row.id, version: row.version + 1, ...diff })),
    ),
  ])
  await followChanges(context, changed)
  const losing = changed.filter(({ row, from, to }) => {
    const registered = row.registered_at !== null
    return isAbleAdmin({ ...from, registered }) && !isAbleAdmin({ ...to, registered })
  })
  await guardLastAdmin(
    context,
    losing.map(({ row }) => row.id),
    options.allowLastAdmin,
  )
  return changed.map(({ row, from, to }) => ({ row, from, to, at }))
}

/** An admin takes back the inactivity that a source left behind which knows the user no more. */
const isReleased = (row: UserRow, change: UserChange): boolean =>
  change.suspendedByAdmin === false && isLeftInactive(row)

/** The unique index decides between two who give the same email at once. */
export function refuseTakenEmail(cause: unknown): never {
  if (!isEmailTaken(cause)) throw cause
  throw new Problem('email_taken', { errors: [{ field: 'email', code: 'email_taken' }], cause })
}

/** What else a change means: links and mails to an old address die (R12), who became inactive is out at once (SEC-18). */
async function followChanges(
  context: TxContext,
  changed: readonly { row: UserRow; from: WrittenUser; to: WrittenUser }[],
): Promise<void> {
  const out = changed.filter(({ from, to }) => isShutOut(from, to)).map(({ row }) => row.id)
  if (out.length > 0) await shutOut(context, out)
  for (const { row, from, to } of changed) {
    if (to.values.email !== from.values.email) await followEmailChange(context, row, to.values.email)
  }
}

const isInactive = (user: WrittenUser) => !user.sourceActive || user.suspendedByAdmin
const isShutOut = (from: WrittenUser, to: WrittenUser) => !isInactive(from) && isInactive(to)

/** R13, R14: what the console greys out is refused here with the same reason. */
function reasonAgainst(context: TxContext, row: UserRow, change: UserChange): Reason | null {
  const { actor } = context
  const facts = factsOf(row, actor)
  const actorFacts = actorFactsOf(actor)
  const verdicts = [
    change.role !== undefined && change.role !== row.role
      ? can('set_role', facts, actorFacts, { role: change.role })
      : null,
    change.suspendedByAdmin !== undefined && change.suspendedByAdmin !== row.suspended_by_admin
      ? can('set_active', facts, actorFacts, { active: !change.suspendedByAdmin })
      : null,
  ]
  for (const verdict of verdicts) if (verdict && !verdict.ok) return verdict.reason
  return null
}

/** A refusal of can() for one user, as a problem with its reason. */
export function refuse(reason: string): never {
  throw new Problem('not_applicable', { with: { reason } })
}

/** R14: nobody demotes, suspends or deletes themselves; who is not the last admin besides is told that it is they. */
export async function refuseOwn(context: TxContext, id: string): Promise<never> {
  await guardLastAdmin(context, [id])
  throw new Problem('last_admin', { with: { reason: 'own_account' } })
}

/**
 * R14: the account's last admin who can sign in is never taken, at any concurrency: the guard row is locked last, and
 * the count after it sees every commit before. A partner who says so may.
 */
export async function guardLastAdmin(context: TxContext, losing: readonly string[], allowed = false): Promise<void> {
  if (losing.length === 0) return
  await lockAdminGuard(context.tx)
  if ((await countAdminsBesides(context.tx, losing)) > 0) return
  const { actor } = context
  const partnerSaysSo =
    allowed && actor.kind === 'user' && actor.role === 'partner' && actor.accountId !== context.accountId
  if (!partnerSaysSo) throw new Problem('last_admin')
}

/** R8: a write to a field that a source owns is refused; writing what is there already is no write. */
export function refuseOwned(row: UserRow, values: Partial<UserValues>): void {
  const owners = ownedFields(row)
  const now = valuesOf(row)
  const errors: FieldError[] = (Object.keys(values) as UserField[])
    .filter((field) => owners.has(field as OwnableField) && values[field] !== now[field])
    .map((field) => ({ field, code: 'field_owned_by_source', detail: owners.get(field as OwnableField)!.name }))
  if (errors.length > 0) throw new Problem('field_owned_by_source', { errors })
}

/** R12: links to the old address die; a registered user is told at both addresses and keeps the sign-in. */
async function followEmailChange(context: TxContext, row: UserRow, email: string | null): Promise<void> {
  await voidLinks(context, [row.id], ['welcome', 'reset'])
  await cancelMails(context, [row.id])
  if (row.registered_at === null) {
    await updateInvitations(context.tx, [row.id], 'not_sent')
    return
  }
  const params = { from: row.email, to: email ?? '' }
  if (row.email) await queueMails(context, [{ kind: 'email_changed_old', userId: row.id, address: row.email, params }])
  if (email) await queueMails(context, [{ kind: 'email_changed_new', userId: row.id, address: email, params }])
}

/** SEC-13, SEC-18: an inactive user’s sessions and one-time links end in the same transaction. */
async function shutOut(context: TxContext, ids: readonly string[]): Promise<void> {
  await inOnePacket([
    endSessions(context, ids),
    voidLinks(context, ids, ['welcome', 'reset']),
    cancelMails(context, ids),
    resetOpenInvitations(context.tx, ids),
  ])
}
