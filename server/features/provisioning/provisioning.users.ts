import type { UserValues } from '../../../domain/user-fields.ts'
import type { TxContext } from '../../platform/context.ts'
import { isUuid } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { command, query } from '../../platform/operation.ts'
import { record } from '../../platform/record.ts'
import { failure, notFound, type ScimError } from '../../scim/errors.ts'
import { checkIfMatch } from '../../scim/etag.ts'
import { isObject, type JsonObject, sameJson } from '../../scim/json.ts'
import { patch } from '../../scim/patch.ts'
import { urns } from '../../scim/urns.ts'
import { readCreate, readReplace } from '../../scim/write.ts'
import {
  actOnUsers,
  deprovisionUser,
  type LockedUsers,
  lockForProvisioning,
  provisionUsers,
  sendWelcomeEmails,
} from '../users/users.ts'
import { afterWrite, newcomer, sameManager } from './provisioning.after-write.ts'
import { candidatesOf, refuseTaken, wantedOf } from './provisioning.clashes.ts'
import { noteConflict } from './provisioning.conflicts.ts'
import type { Directory } from './provisioning.directory.ts'
import {
  addressKeys,
  documentDiff,
  kept,
  keptOfPatch,
  mapped,
  representation,
  sentOf,
  versionOf,
} from './provisioning.document.ts'
import { findEntries, judge, judgeEntries } from './provisioning.matching.ts'
import { replaceAddresses } from './provisioning.sql.ts'
import { type ProvisionedRow, selectProvisioned } from './provisioning.users.sql.ts'

/** A user for an answer, with its entity tag. */
export type Shown = { resource: JsonObject; version: string; id: string }

const shown = (row: ProvisionedRow, directory: Directory): Shown => ({
  resource: representation(row, directory.baseUrl),
  version: versionOf(row),
  id: row.id,
})

/** One user that the directory sees. @throws 404, the same for unknown ids and those of other accounts */
export const getProvisionedUser = query<{ directory: Directory; id: string; groups: boolean }, Shown>(
  { name: 'getProvisionedUser', permission: 'users:read' },
  async ({ tx }, { directory, id, groups }) => {
    const reading = isCanonical(id) ? selectProvisioned(tx, directory.viewer, id, { groups }) : undefined
    tx.ends()
    const row = await reading
    if (!row) throw notFound()
    return shown(row, directory)
  },
)

/** Ids compare exactly (SCIM-C5). */
const isCanonical = (id: string): boolean => isUuid(id) && id === id.toLowerCase()

/** refused: what a person must decide was noted, and the answer is this error. */
export type Created = { user: Shown } | { refused: ScimError }

/**
 * POST (SCIM-C1; scim.md §3): creates the user, or says who is here already. Of a conflict the note is committed.
 * @throws 409 uniqueness · 400 invalidValue
 */
export const createProvisionedUser = command<{ directory: Directory; body: JsonObject }, Created>(
  { name: 'createProvisionedUser', permission: 'users:create' },
  async (context, { directory, body }) => {
    const before = context.tx.recorded
    const { resource } = readCreate(directory.types.user, body)
    if (resource.active === undefined) resource.active = true
    const wanted = wantedOf(resource)
    const values = mapped(resource, directory.settings.mapping)
    const found = await candidatesOf(context, directory, resource, values)
    const verdict =
      found.length === 0 && values.extension
        ? judgeEntries(directory, values.extension, await findEntries(context, values.extension))
        : judge(directory, { ...wanted, email: values.email ?? null }, found)
    if (verdict.kind === 'taken') throw verdict.error
    if (verdict.kind === 'conflict') {
      const refused = await noteConflict(context, directory, { ...wanted, resource, ...verdict })
      if (refused) return { changed: context.tx.recorded - before, result: { refused } }
    }
    const row = await write(context, directory, {
      ...(verdict.kind === 'relink' ? { id: verdict.userId } : {}),
      resource,
      raw: kept(resource),
      sent: sentOf(values, {}),
      follow: isWatched(directory) ? (id) => followCreate(context, directory, id, resource, values) : undefined,
    })
    return { changed: context.tx.recorded - before, result: { user: shown(row, directory) } }
  },
)

type Writing = { directory: Directory; id: string; ifMatch: string | undefined; body: JsonObject }

/** PUT (SCIM-C8). The first write on a user of no directory claims it. */
export const replaceProvisionedUser = command<Writing, Shown>(
  { name: 'replaceProvisionedUser', permission: 'users:update' },
  (context, writing) =>
    change(context, writing, (current, row) => {
      const { resource, changed } = readReplace(writing.directory.types.user, current, writing.body)
      return { resource, changed, raw: kept(resource, { flag: writing.directory.settings.mayGrantAdmin }), row }
    }),
)

/** PATCH (SCIM-P1 to P17): atomic, on the locked user. */
export const patchProvisionedUser = command<Writing, Shown>(
  { name: 'patchProvisionedUser', permission: 'users:update' },
  (context, writing) =>
    change(context, writing, (current, row) => {
      const { resource, changed } = patch(writing.directory.types.user, current, writing.body)
      return { resource, changed, raw: keptOfPatch(resource, row), row }
    }),
)

type Changed = { resource: JsonObject; changed: boolean; raw: JsonObject }

/**
 * One user, held until the transaction ends. First the lock, then the looks by statements of their own, in one packet: what
 * another request has written meanwhile is seen, in the link too, so that both win (SCIM-P17).
 */
async function lockProvisioned(
  context: TxContext,
  { viewer }: Directory,
  id: string,
  groups: boolean,
): Promise<[ProvisionedRow | undefined, LockedUsers]> {
  if (!isCanonical(id)) return [undefined, []]
  const [locked, row] = await inOnePacket([
    lockForProvisioning(context, [id]),
    selectProvisioned(context.tx, viewer, id, { groups }),
  ])
  return [row, locked]
}

async function change(
  context: TxContext,
  { directory, id, ifMatch }: Writing,
  apply: (current: JsonObject, row: ProvisionedRow) => Changed,
): Promise<{ changed: number; result: Shown }> {
  const before = context.tx.recorded
  const [row, locked] = await lockProvisioned(context, directory, id, true)
  if (!row) throw notFound()
  checkIfMatch(ifMatch, versionOf(row))
  const current = representation(row, directory.baseUrl)
  const { resource, changed, raw } = apply(current, row)
  // What was others' word and is now repeated by the directory is its own from now on, though nothing looks different.
  const same = !changed && sameJson(raw, row.raw)
  if (same && row.linked) return { changed: 0, result: shown(row, directory) }
  const values = mapped(raw, directory.settings.mapping)
  await refuseTaken(context, directory, row, resource, values)
  const after = await write(context, directory, {
    id,
    resource,
    raw,
    sent: sentOf(values, row.sent),
    row,
    locked,
    follow: isWatched(directory) ? () => grantAdmin(context, directory, id, resource, row.role) : undefined,
  })
  return { changed: context.tx.recorded - before, result: shown(after, directory) }
}

/** Whether an admin has let the directory do more than write users. */
const isWatched = ({ settings }: Directory): boolean => settings.mayGrantAdmin || settings.sendWelcomeEmail

async function followCreate(
  context: TxContext,
  directory: Directory,
  id: string,
  resource: JsonObject,
  values: Partial<UserValues>,
): Promise<void> {
  await grantAdmin(context, directory, id, resource, null)
  if (directory.settings.sendWelcomeEmail && resource.active === true && values.email) {
    await sendWelcomeEmails(context, { userIds: [id] })
  }
}

type Word = {
  id?: string
  resource: JsonObject
  raw: JsonObject
  sent: Partial<UserValues>
  /** The user before; absent: a new one. */
  row?: ProvisionedRow
  locked?: LockedUsers
  /** What else follows, rarely. */
  follow?: ((id: string) => Promise<void>) | undefined
}

/** Writes what a directory says, as everything that a source says is written (sources.md). Returns the user as it is then. */
async function write(context: TxContext, directory: Directory, word: Word): Promise<ProvisionedRow> {
  const { externalId, active } = word.resource
  const { row, raw } = word
  const given = {
    ...(word.id === undefined ? {} : { userId: word.id }),
    externalId: typeof externalId === 'string' ? externalId : null,
    sent: word.sent,
    raw,
    ...(typeof active === 'boolean' ? { sourceActive: active } : {}),
  }
  const keys = addressKeys(raw)
  const isNew = word.id === undefined
  let after: ProvisionedRow | undefined
  const look = async (id: string) => {
    after = await selectProvisioned(context.tx, directory.viewer, id, { groups: !isNew })
  }
  // What is known already is not read again: a new user, and one of whom only the document changed.
  const isKnown = (changed: number) =>
    (isNew || row?.linked === true) && changed === 0 && sameManager(raw, row?.raw ?? {})
  const { ids, links } = await provisionUsers(context, directory, [given], word.locked, ([id], changed) =>
    inOnePacket([
      sameJson(keys, addressKeys(row?.raw ?? {})) ? undefined : replaceAddresses(context.tx, directory.id, id!, keys),
      row && recordDocument(context, row, raw, changed > 0),
      word.follow || isKnown(changed) ? undefined : look(id!),
    ]),
  )
  if (word.follow) {
    await word.follow(ids[0]!)
    await look(ids[0]!)
  }
  return after ?? (row ? afterWrite(row, given, links[0]!) : newcomer(ids[0]!, given, links[0]!))
}

/** What the directory sent beyond the user’s own fields is recorded too (SCIM §3.16). */
async function recordDocument(context: TxContext, row: ProvisionedRow, raw: JsonObject, told: boolean): Promise<void> {
  const diff = documentDiff(row.raw, raw, told)
  if (diff && row.linked) await record(context, [{ name: 'user.source_data_changed', userId: row.id, ...diff }])
}

/** SCIM-C17: the admin flag counts only where the account’s admin let the directory set it. */
async function grantAdmin(
  context: TxContext,
  directory: Directory,
  id: string,
  resource: JsonObject,
  role: ProvisionedRow['role'],
): Promise<void> {
  const cloudlink = resource[urns.cloudlinkUser]
  const wanted = isObject(cloudlink) ? cloudlink.accountAdmin : undefined
  if (!directory.settings.mayGrantAdmin || typeof wanted !== 'boolean') return
  if (wanted === (role === 'account_admin')) return
  await actOnUsers(context, {
    action: 'set_role',
    ids: [id],
    params: { role: wanted ? 'account_admin' : 'user', explicit: true },
  })
}

/**
 * DELETE (SCIM-C9, R29).
 * @throws 404 · 403 for a user that this directory has not provisioned, and for the last Account Admin (R14)
 */
export const deleteProvisionedUser = command<{ directory: Directory; id: string; ifMatch: string | undefined }, void>(
  { name: 'deleteProvisionedUser', permission: 'users:delete' },
  async (context, { directory, id, ifMatch }) => {
    const [row] = await lockProvisioned(context, directory, id, false)
    if (!row) throw notFound()
    if (!row.linked) throw failure(403, 'This directory has not provisioned the user, so it can’t delete the user.')
    checkIfMatch(ifMatch, versionOf(row))
    return { changed: await deprovisionUser(context, directory, id), result: undefined }
  },
)
