import { parseEmail } from '../../../domain/emails.ts'
import {
  type CreateUserBody,
  type UpdateUserBody,
  type User,
  type UserValues,
  userFieldNames,
} from '../../../domain/users.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { command, housekeeping, query } from '../../platform/operation.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { modifiedBy, modifier, record } from '../../platform/record.ts'
import { accountKind } from './users.account-kind.ts'
import { changeUser, changeUsers, refuseOwn, refuseOwned, type UserChange } from './users.change.ts'
import { sendCreation } from './users.creation.ts'
import { type DemoStamp, updateDemoStamps } from './users.demo.sql.ts'
import { updateInvitations } from './users.invitations.sql.ts'
import { invite, lockInvitable } from './users.invitations.ts'
import { setProducts } from './users.licences.ts'
import { removeUsers } from './users.removal.ts'
import type { UserRow } from './users.row.sql.ts'
import { toHolder, toUser } from './users.shape.ts'
import * as rows from './users.sql.ts'
import { createdRow } from './users.written.ts'

export { type ActOutcome, type ActParams, actOnUsers } from './users.act.ts'
export { actInBulk, type BulkAct, leftFor } from './users.bulk.ts'
export { refuseOwn } from './users.change.ts'
export { deprovisionUser, releaseUsers } from './users.deprovisioning.ts'
export { exportUsers } from './users.export.ts'
export {
  countAbleAdmins,
  countReclaimable,
  type FactsWanted,
  type GroupFacts,
  groupedFacts,
} from './users.facts.sql.ts'
export { type ImportedFacts, importedGroups } from './users.importing.sql.ts'
export {
  createImported,
  type Imported,
  type ImportedChange,
  type ImportedOutcome,
  updateImported,
} from './users.importing.ts'
export { takeImportBack, whyImportStays } from './users.importing.undo.ts'
export { getFacets, listUsers } from './users.list.ts'
export { getUserLinks } from './users.provenance.ts'
export { type LockedUsers, lockForProvisioning, type Provisioned, provisionUsers } from './users.provisioning.ts'

const isSelf = (input: { userId: string }, actor: { kind: string; id?: string }) =>
  actor.kind === 'user' && actor.id === input.userId

export { keepsRow } from './users.removal.ts'
export { actorFactsOf, isAbleAdmin } from './users.shape.ts'

/** A user with its version for the ETag. */
export type Versioned = { user: User; version: number }

export const getUser = query<{ userId: string }, Versioned>(
  { name: 'getUser', permission: 'users:read', self: { permission: 'profile:read', when: isSelf } },
  async ({ tx }, { userId }) => {
    const found = rows.selectUser(tx, userId)
    tx.ends()
    const row = await found
    if (!row) throw new Problem('not_found')
    return { user: toUser(row), version: row.version }
  },
)

export type NewUserInput = { values: UserValues; role: 'user' | 'account_admin' }

/**
 * Creates users as one set and sends each one welcome email (R5). In a partner account a user is a partner.
 * @throws email_taken with the holder (R3, R4); nothing is created and nothing sent
 */
export const createUsers = command<{ users: NewUserInput[]; origin: 'console' | 'import'; welcome: boolean }, User[]>(
  { name: 'createUsers', permission: 'users:create' },
  async (context, { users, origin, welcome }) => {
    const inPartnerAccount = (await accountKind(context)) === 'partner'
    if (inPartnerAccount && users.some((user) => user.role === 'account_admin'))
      throw new Problem('role_not_assignable')
    const wanted = users.map((user) => ({
      id: newId(),
      values: user.values,
      role: inPartnerAccount ? ('partner' as const) : user.role,
      origin,
      ...(welcome && user.values.email !== null ? { invitation: 'queued' as const } : {}),
    }))
    const made = await rows.insertUsers(context.tx, wanted, modifiedBy(context))
    const at = new Map(made.map((row) => [row.id, row.created_at]))
    const clash = wanted.find((user) => !at.has(user.id))
    if (clash) {
      await refuseTaken(context, clash.values.email!, null)
      // Whoever had it is gone in the same moment.
      throw new Problem('email_taken', { errors: [{ field: 'email', code: 'email_taken' }] })
    }
    const before = context.tx.recorded
    await inOnePacket(sendCreation(context, wanted))
    const by = modifier(context)
    const result = wanted.map((user) => toUser(createdRow(context.accountId, user, { at: at.get(user.id)!, by })))
    return { changed: context.tx.recorded - before, result }
  },
)

/** One user: a set of one. */
export const createUser = async (context: Context, body: CreateUserBody): Promise<User> => {
  const values = {
    name: null,
    firstName: null,
    lastName: null,
    mobile: null,
    extension: null,
    ...definedOf(body),
    email: body.email,
  }
  const [user] = await createUsers(context, { users: [{ values, role: body.role }], origin: 'console', welcome: true })
  return user!
}

type UpdateInput = { userId: string; ifMatch: number | '*' | null; body: UpdateUserBody }

const updateOnce = command<UpdateInput, Versioned>(
  { name: 'updateUser', permission: 'users:update', self: { permission: 'profile:update', when: isSelf } },
  async (context, { userId, ifMatch, body }) => {
    const row = await lockOne(context, userId, ifMatch)
    const values = definedOf(body)
    refuseBeyondProfile(context, body)
    if (body.role === 'account_admin' && row.role === 'partner') throw new Problem('role_not_assignable')
    refuseOwned(row, values)
    if (!['name', 'firstName', 'lastName'].some((field) => ({ ...toUser(row), ...values })[field as 'name'])) {
      throw fieldProblem('name', 'name_required')
    }
    const emailChanged = values.email !== undefined && values.email !== row.email
    if (emailChanged) await refuseTaken(context, values.email!, userId)
    const change: UserChange = {
      values,
      ...(body.role === undefined ? {} : { role: body.role }),
      ...(body.suspendedByAdmin === undefined ? {} : { suspendedByAdmin: body.suspendedByAdmin }),
    }
    const licensed = body.products ? await setProducts(context, row, body.products) : 0
    const current = { ...row, version: row.version + licensed }
    const written = await changeUser(context, current, change, body)
    const changed = licensed + (written === current ? 0 : 1)
    const after = licensed > 0 ? (await rows.selectUser(context.tx, userId))! : written
    return { changed, result: { user: toUser(after), version: after.version } }
  },
)

/**
 * Save of the user page: fields, role, products and suspension, all or nothing.
 * @throws version_stale with the current user (R11) · email_taken (R4) · field_owned_by_source (R8) · last_admin (R14)
 */
export const updateUser = async (context: Context, input: UpdateInput): Promise<Versioned> => {
  try {
    return await updateOnce(context, input)
  } catch (error) {
    // Two admins gave the same email at once: the index decided, the answer is the same as for the later one.
    if (!(error instanceof Problem) || error.code !== 'email_taken' || error.extras.with?.holder) throw error
    await context.house.db.inAccount(context.accountId, (tx) =>
      refuseTaken({ ...context, tx }, input.body.email ?? '', input.userId),
    )
    throw error
  }
}

/** R26–R30 for one user. */
export const deleteUser = command<
  { userId: string; ifMatch: number | '*' | null; allowLastAdmin?: boolean | undefined },
  void
>({ name: 'deleteUser', permission: 'users:delete' }, async (context, { userId, ifMatch, allowLastAdmin }) => {
  const row = await lockOne(context, userId, ifMatch)
  const { changed, skipped } = await removeUsers(context, [row], { allowLastAdmin: allowLastAdmin ?? false })
  const reason = skipped[0]?.reason
  if (reason === 'own_account') await refuseOwn(context, userId)
  if (reason) throw new Problem('not_deletable', { with: { reason } })
  return { changed, result: undefined }
})

async function lockOne(context: TxContext, userId: string, ifMatch: number | '*' | null): Promise<UserRow> {
  const [row] = await rows.lockUsers(context.tx, [userId])
  if (!row || row.deleted_at) throw new Problem('not_found')
  if (ifMatch !== null && ifMatch !== '*' && ifMatch !== row.version) {
    throw new Problem('version_stale', { with: { current: toUser(row), currentVersion: row.version } })
  }
  return row
}

/** A user with role `user` changes names and mobile of the own profile, nothing else (product.md §1). */
function refuseBeyondProfile(context: TxContext, body: UpdateUserBody): void {
  const { actor } = context
  if (actor.kind !== 'user' || actor.role !== 'user') return
  const profile = new Set(['name', 'firstName', 'lastName', 'mobile'])
  const beyond = Object.keys(body).filter((key) => !profile.has(key))
  if (beyond.length > 0) throw new Problem('forbidden', { detail: `Not for your role: ${beyond.join(', ')}` })
}

/** R4: the message names the attribute and who has it. */
async function refuseTaken(context: TxContext, email: string, exceptId: string | null): Promise<never | undefined> {
  const parsed = parseEmail(email)
  const holder = parsed.ok ? await rows.selectHolder(context.tx, parsed.key, exceptId) : undefined
  if (!holder) return undefined
  throw new Problem('email_taken', {
    errors: [{ field: 'email', code: 'email_taken' }],
    with: { holder: toHolder(holder) },
  })
}

const definedOf = (body: Partial<UserValues>): Partial<UserValues> =>
  Object.fromEntries(userFieldNames.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]))

/** Users by id, deleted ones included; who does not exist in this account is left out. */
export const readUsers = query<{ ids: string[] }, User[]>(
  { name: 'readUsers', permission: 'users:read' },
  async ({ tx }, { ids }) => (await rows.selectUsers(tx, ids)).map(toUser),
)

/** Sign-up completed (2.8). @throws not_found when nobody unregistered has this id */
export async function markRegistered(
  context: TxContext,
  input: { userId: string; name?: string | undefined },
): Promise<number> {
  const [row] = await rows.lockUsers(context.tx, [input.userId])
  if (!row || row.deleted_at || row.registered_at) throw new Problem('not_found')
  const renamed =
    input.name !== undefined &&
    input.name !== row.display_name &&
    !toUser(row).lockedFields.some((lock) => lock.field === 'name')
  const changed = renamed ? await changeUsers(context, [row], () => ({ values: { name: input.name! } })) : []
  await rows.updateRegistered(context.tx, row.id, modifiedBy(context))
  await record(context, [
    {
      name: 'user.registered',
      userId: row.id,
      version: row.version + 1 + changed.length,
      before: { registered: false },
      after: { registered: true },
    },
  ])
  return changed.length + 1
}

/** Last sign-in, kept at most hourly; no modification. */
export const stampSignIn = (context: TxContext, userId: string): Promise<number> =>
  rows.updateLastSignIn(context.tx, userId)

/** What sign-in and one-time links need to know of a user. */
export async function signInUser(context: TxContext, userId: string) {
  const row = await rows.selectUser(context.tx, userId)
  if (!row) return null
  return {
    id: row.id,
    displayName: row.display_name,
    email: row.email,
    role: row.role,
    sourceActive: row.source_active,
    suspendedByAdmin: row.suspended_by_admin,
    registered: row.registered_at !== null,
    deleted: row.deleted_at !== null,
    names: [row.name, row.first_name, row.last_name].filter((name) => name !== null),
  }
}

/** Sends welcome emails from inside another command. Returns the events recorded. */
export async function sendWelcomeEmails(context: TxContext, input: { userIds: string[] }): Promise<number> {
  return (await invite(context, await lockInvitable(context, input.userIds), { explicit: true })).changed
}

/** Reaction to hand-overs: the invitation’s state, no version. */
export const markInvitations = (context: TxContext, userIds: string[], state: 'sent' | 'refused'): Promise<number> =>
  updateInvitations(context.tx, userIds, state)

export type { DemoStamp } from './users.demo.sql.ts'

/** The demo’s users have a past: registered long ago, invited, signed in. */
export const stampDemoUsers = housekeeping<DemoStamp[], number>(
  { name: 'stampDemoUsers', permission: 'system' },
  ({ tx }, stamps) => updateDemoStamps(tx, stamps),
)
