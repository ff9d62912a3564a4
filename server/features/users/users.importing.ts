import { changedSince } from '../../../domain/jobs.ts'
import type { OwnableField } from '../../../domain/sources.ts'
import { can } from '../../../domain/user-actions.ts'
import { type UserField, type UserValues, userFieldNames } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { command } from '../../platform/operation.ts'
import { modifiedBy } from '../../platform/record.ts'
import { listLicences, reclaimSeats } from '../licences/licences.ts'
import { accountKind } from './users.account-kind.ts'
import { changeUsers } from './users.change.ts'
import { sendCreation } from './users.creation.ts'
import type { Skipped } from './users.invitations.ts'
import { type UserRow, valuesOf } from './users.row.sql.ts'
import { actorFactsOf, factsOf, ownedFields } from './users.shape.ts'
import { insertUsers, lockUsers, updateLicensed, updateProducts } from './users.sql.ts'

// Users of a file: made and changed as sets. One that can’t be is told with its reason, and the others go (R33).

/** A user of a file. role null: not said. id: made with the row, so that no repetition makes another user (R37). */
export type Imported = { id: string; values: UserValues; role: 'user' | 'account_admin' | null; products: string[] }
/** emailKey: by which the user was found. */
export type ImportedChange = Imported & { emailKey: string }

/** missing: products for which there was no seat, by user. */
export type ImportedOutcome = { done: string[]; skipped: Skipped[]; missing: Map<string, string[]> }

const nobody: ImportedOutcome = { done: [], skipped: [], missing: new Map() }
const by =
  <T>(key: (one: T) => string) =>
  (a: T, b: T) =>
    key(a) < key(b) ? -1 : 1

/** Gives licences where seats are free; versions: what each user has after that. */
async function license(
  context: TxContext,
  wanted: ReadonlyMap<string, readonly string[]>,
  versions: ReadonlyMap<string, number>,
): Promise<{ changed: number; missing: Map<string, string[]> }> {
  if (wanted.size === 0) return { changed: 0, missing: new Map() }
  // What was manageable when the rows were looked at may not be any more (R20).
  const { items } = await listLicences(context, undefined)
  const manageable = new Set(items.filter((one) => one.manageable).map((one) => one.product))
  const pick = (keep: boolean) =>
    [...wanted].flatMap(([id, all]) => {
      const some = all.filter((product) => manageable.has(product) === keep)
      return some.length > 0 ? [[id, some] as [string, string[]]] : []
    })
  const { changed, missing } = await reclaimSeats(context, new Map(pick(true)), versions)
  for (const [id, products] of pick(false)) missing.set(id, [...(missing.get(id) ?? []), ...products])
  return { changed, missing }
}

const productsOf = (users: readonly Pick<Imported, 'id' | 'products'>[]) =>
  new Map(users.filter((user) => user.products.length > 0).map((user) => [user.id, user.products]))

/**
 * Creates the users of a file with licences where seats are free, and sends each one welcome email unless that is not
 * wanted (R34). Whoever’s email was taken meanwhile is skipped.
 */
export const createImported = command<{ users: Imported[]; welcome: boolean }, ImportedOutcome>(
  { name: 'createImported', permission: 'users:create' },
  async (context, { users, welcome }) => {
    if (users.length === 0) return { changed: 0, result: nobody }
    const { tx } = context
    const before = tx.recorded
    const inPartnerAccount = (await accountKind(context)) === 'partner'
    const wanted = [...users].sort(by((user) => user.values.email ?? '')).map((user) => ({
      ...user,
      role: inPartnerAccount ? ('partner' as const) : (user.role ?? ('user' as const)),
      origin: 'import' as const,
      ...(welcome ? { invitation: 'queued' as const } : {}),
    }))
    const made = new Set((await insertUsers(tx, wanted, modifiedBy(context))).map(({ id }) => id))
    const created = wanted.filter((user) => made.has(user.id))
    const ids = created.map((user) => user.id)
    await inOnePacket(sendCreation(context, created))
    const wantedProducts = productsOf(created)
    const { missing } = await license(context, wantedProducts, new Map(ids.map((id) => [id, 1])))
    if (missing.size > 0) await updateProducts(tx, [...missing.keys()])
    const taken = wanted.filter((user) => !made.has(user.id)).map(({ id }) => ({ id, reason: 'email_taken' }))
    return { changed: tx.recorded - before, result: { done: ids, skipped: taken, missing } }
  },
)

/**
 * Updates users of a file (R35): what a cell says is written, an empty one leaves what is there, the email stays, products are
 * added. Fields that a source owns are left alone (R8). Who has another email now, or is gone, is skipped.
 * @throws last_admin R14
 */
export const updateImported = command<{ users: ImportedChange[] }, ImportedOutcome & { unchanged: string[] }>(
  { name: 'updateImported', permission: 'users:update' },
  async (context, { users }) => {
    if (users.length === 0) return { changed: 0, result: { ...nobody, unchanged: [] } }
    const { tx } = context
    const before = tx.recorded
    const wanted = new Map(users.map((user) => [user.id, user]))
    const rows = await lockUsers(tx, [...wanted.keys()])
    const skipped: Skipped[] = []
    const known = new Set(rows.map((row) => row.id))
    for (const { id } of users) if (!known.has(id)) skipped.push({ id, reason: 'not_found' })
    const going = rows.filter((row) => {
      const reason = refusal(context, row, wanted.get(row.id)!)
      if (reason) skipped.push({ id: row.id, reason })
      return reason === null
    })
    const changed = new Set(
      await changeUsers(context, going, (row) => {
        const { values, role } = wanted.get(row.id)!
        return { values: writable(row, values), ...(role ? { role } : {}) }
      }),
    )
    const lacking = going.flatMap((row) => {
      const has = new Set(row.products ?? [])
      const products = wanted.get(row.id)!.products.filter((product) => !has.has(product))
      return products.length > 0 ? [{ row, products }] : []
    })
    const versions = new Map(lacking.map(({ row }) => [row.id, row.version + (changed.has(row.id) ? 2 : 1)]))
    const { missing } = await license(
      context,
      new Map(lacking.map(({ row, products }) => [row.id, products])),
      versions,
    )
    const licensed = lacking
      .filter(({ row, products }) => (missing.get(row.id)?.length ?? 0) < products.length)
      .map(({ row }) => row.id)
    if (licensed.length > 0) await updateLicensed(tx, licensed)
    const done = new Set([...changed, ...licensed])
    return {
      changed: tx.recorded - before,
      result: {
        done: [...done],
        unchanged: going.filter((row) => !done.has(row.id)).map((row) => row.id),
        skipped,
        missing,
      },
    }
  },
)

/** Why this user is not updated; null: it is. */
function refusal(context: TxContext, row: UserRow, { emailKey, role }: ImportedChange): string | null {
  if (row.deleted_at || row.email_key !== emailKey) return changedSince
  if (role === null || role === row.role) return null
  const verdict = can('set_role', factsOf(row, context.actor), actorFactsOf(context.actor), { role })
  return verdict.ok ? null : verdict.reason
}

/** What the file says and no source owns. */
function writable(row: UserRow, values: UserValues): Partial<UserValues> {
  const owners = ownedFields(row)
  const now = valuesOf(row)
  const fields = userFieldNames.filter(
    (field: UserField) =>
      field !== 'email' && values[field] !== null && values[field] !== now[field] && !owners.has(field as OwnableField),
  )
  return Object.fromEntries(fields.map((field) => [field, values[field]]))
}
