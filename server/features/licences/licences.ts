import type { Licence, Subscription } from '../../../domain/accounts.ts'
import { availableSeats, integrations, type ManageFacts, manageable, type Product } from '../../../domain/products.ts'
import type { TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { command, query } from '../../platform/operation.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { record, recordSame } from '../../platform/record.ts'
import * as rows from './licences.sql.ts'

/** Seats, licences, subscriptions and the integration switches that decide what is manageable (R20–R25). */

export const getIntegrations = query<void, Record<(typeof integrations)[number], boolean>>(
  { name: 'getIntegrations', permission: 'integrations:read' },
  async ({ tx }) => switchesOf(await rows.selectIntegrations(tx)),
)

/** R25: switching off leaves assigned licences. An account of a partner has no integrations. */
export const updateIntegrations = command<
  Record<string, boolean | undefined>,
  Record<(typeof integrations)[number], boolean>
>({ name: 'updateIntegrations', permission: 'integrations:update' }, async (context, wanted) => {
  if ((await rows.selectAccountKind(context.tx)) === 'partner') {
    throw new Problem('not_applicable', { with: { reason: 'partner_account' } })
  }
  const now = switchesOf(await rows.selectIntegrations(context.tx))
  const differing = integrations.filter((name) => wanted[name] !== undefined && wanted[name] !== now[name])
  if (differing.length === 0) return { changed: 0, result: now }
  const after = Object.fromEntries(differing.map((name) => [name, wanted[name]!]))
  await rows.upsertIntegrations(context.tx, after)
  const before = Object.fromEntries(differing.map((name) => [name, now[name]]))
  await record(context, [{ name: 'integrations.updated', before, after }])
  return { changed: 1, result: { ...now, ...after } }
})

const switchesOf = (stored: readonly { integration: string; enabled: boolean }[]) =>
  Object.fromEntries(
    integrations.map((name) => [name, stored.some((row) => row.integration === name && row.enabled)]),
  ) as Record<(typeof integrations)[number], boolean>

const products = (context: TxContext): readonly Product[] => context.house.settings.products

export const listSubscriptions = query<void, { items: Subscription[] }>(
  { name: 'listSubscriptions', permission: 'subscriptions:read' },
  async (context) => ({
    items: (await rows.selectSubscriptions(context.tx)).map((row) => toSubscription(context, row)),
  }),
)

const toSubscription = (context: TxContext, row: rows.SubscriptionRow): Subscription => ({
  id: row.id,
  product: row.product_id,
  productName: products(context).find((product) => product.id === row.product_id)?.name ?? row.product_id,
  quantity: row.quantity,
  startsAt: row.starts_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  endedAt: row.ended_at?.toISOString() ?? null,
  state: row.state,
})

export const createSubscription = command<
  { product: string; quantity: number; startsAt?: string | undefined; expiresAt?: string | null | undefined },
  Subscription
>({ name: 'createSubscription', permission: 'subscriptions:create' }, async (context, input) => {
  if ((await rows.selectAccountKind(context.tx)) === 'partner') {
    throw new Problem('not_applicable', { with: { reason: 'partner_account' } })
  }
  if (!products(context).some((product) => product.id === input.product))
    throw fieldProblem('product', 'product_unknown')
  const start = input.startsAt ? Date.parse(input.startsAt) : context.house.clock.now().getTime()
  if (input.expiresAt && Date.parse(input.expiresAt) <= start) throw fieldProblem('expiresAt', 'invalid_value')
  const id = newId()
  await rows.insertSubscription(context.tx, {
    id,
    ...input,
    startsAt: input.startsAt ?? null,
    expiresAt: input.expiresAt ?? null,
  })
  await rows.insertSeats(context.tx, input.product)
  await record(context, [
    { name: 'subscription.created', subjectId: id, data: { product: input.product, quantity: input.quantity } },
  ])
  return { changed: 1, result: await subscriptionById(context, id) }
})

/** R24: assignments stay; the account may show as over-allocated. */
export const endSubscription = command<{ subscriptionId: string }, Subscription>(
  { name: 'endSubscription', permission: 'subscriptions:end' },
  async (context, { subscriptionId }) => {
    const before = await subscriptionById(context, subscriptionId)
    const ended = await rows.endSubscription(context.tx, subscriptionId)
    if (ended === 0) return { changed: 0, result: before }
    await record(context, [
      {
        name: 'subscription.ended',
        subjectId: subscriptionId,
        data: { product: before.product, quantity: before.quantity },
      },
    ])
    return { changed: 1, result: await subscriptionById(context, subscriptionId) }
  },
)

async function subscriptionById(context: TxContext, id: string): Promise<Subscription> {
  const row = (await rows.selectSubscriptions(context.tx)).find((candidate) => candidate.id === id)
  if (!row) throw new Problem('not_found')
  return toSubscription(context, row)
}

export const listLicences = query<void, { items: Licence[] }>(
  { name: 'listLicences', permission: 'licences:read' },
  async (context) => {
    const [seats, facts] = [await rows.selectSeats(context.tx), await manageFacts(context)]
    const items = products(context).flatMap((product) => {
      const row = seats.find((seat) => seat.product_id === product.id)
      if (!row) return []
      const verdict = manageable(product, { ...facts, hasSubscription: row.subscriptions > 0 })
      return [
        {
          product: product.id,
          name: product.name,
          quantity: row.quantity,
          assigned: row.assigned,
          reserved: row.reserved,
          available: availableSeats(row.quantity, row.assigned, row.reserved),
          overAllocated: row.assigned > row.quantity,
          nextExpiry: row.next_expiry?.toISOString() ?? null,
          manageable: verdict.ok,
          ...(verdict.ok ? {} : { reason: verdict.reason }),
        },
      ]
    })
    return { items }
  },
)

const manageFacts = async (context: TxContext): Promise<Omit<ManageFacts, 'hasSubscription'>> => ({
  accountKind: await rows.selectAccountKind(context.tx),
  integrations: new Set(
    (await rows.selectIntegrations(context.tx)).filter((row) => row.enabled).map((row) => row.integration),
  ),
})

/** R20 on the server. @throws product_not_manageable with the reason · invalid when there is no such product */
export async function requireManageable(context: TxContext, productId: string): Promise<Product> {
  const product = products(context).find((candidate) => candidate.id === productId)
  if (!product) throw fieldProblem('products', 'product_unknown', productId)
  const seat = (await rows.selectSeats(context.tx)).find((row) => row.product_id === productId)
  const verdict = manageable(product, {
    ...(await manageFacts(context)),
    hasSubscription: (seat?.subscriptions ?? 0) > 0,
  })
  if (!verdict.ok) throw new Problem('product_not_manageable', { with: { product: productId, reason: verdict.reason } })
  return product
}

/** The version that each user has after the change, for the event; undo touches only users still at it. */
export type VersionsAfter = ReadonlyMap<string, number>

/**
 * Assigns a product to users as one set, all or nothing. The caller has locked the users and judged them by can().
 * @returns the users newly licensed, each with its event
 * @throws licences_insufficient with needed and available (R22) · product_not_manageable (R20)
 */
export async function assignProduct(
  context: TxContext,
  userIds: readonly string[],
  product: string,
  versions?: VersionsAfter,
): Promise<string[]> {
  await requireManageable(context, product)
  const made = await rows.insertLicences(context.tx, userIds, product)
  if (made.length === 0) return made
  if ((await rows.takeSeats(context.tx, product, made.length)) === 0) {
    const seat = (await rows.selectSeats(context.tx)).find((row) => row.product_id === product)
    const available = seat ? availableSeats(seat.quantity, seat.assigned, seat.reserved) : 0
    throw new Problem('licences_insufficient', { with: { product, needed: made.length, available } })
  }
  await recordLicences(context, 'user.licence_assigned', made, product, versions)
  return made
}

/** Seats of a product as a plan tells them. */
export async function seatsOf(
  context: TxContext,
  product: string,
): Promise<{ quantity: number; available: number; nextExpiry: string | null }> {
  const seat = (await rows.selectSeats(context.tx)).find((row) => row.product_id === product)
  if (!seat) return { quantity: 0, available: 0, nextExpiry: null }
  return {
    quantity: seat.quantity,
    available: availableSeats(seat.quantity, seat.assigned, seat.reserved),
    nextExpiry: seat.next_expiry?.toISOString() ?? null,
  }
}

/** R22: holds seats for all that a job will assign, or none. false: there are too few. */
export const reserveSeats = async (context: TxContext, product: string, wanted: number): Promise<boolean> =>
  wanted === 0 || (await rows.reserveSeats(context.tx, product, wanted)) === 1

/** What a job held and did not need. */
export const giveBackSeats = async (context: TxContext, product: string, count: number): Promise<void> => {
  if (count > 0) await rows.giveBackReserved(context.tx, product, count)
}

/**
 * Assigns a product on seats that the caller’s job holds, to users whose rows it has locked and who have none yet; each with
 * its event. @throws product_not_manageable (R20)
 */
export async function assignReserved(
  context: TxContext,
  userIds: readonly string[],
  product: string,
  versions: VersionsAfter,
): Promise<readonly string[]> {
  await requireManageable(context, product)
  if (userIds.length === 0) return userIds
  await inOnePacket([
    rows.insertNewLicences(context.tx, userIds, product),
    rows.takeReserved(context.tx, product, userIds.length),
    recordLicences(context, 'user.licence_assigned', userIds, product, versions),
  ])
  return userIds
}

const recordLicences = (
  context: TxContext,
  name: 'user.licence_assigned' | 'user.licence_unassigned',
  userIds: readonly string[],
  product: string,
  versions: VersionsAfter | undefined,
) =>
  recordSame(
    context,
    name,
    userIds.map((id) => ({ id, version: versions?.get(id) ?? null })),
    { product },
  )

/** Unassigns as one set; who has none is left alone (R23). @throws product_not_manageable (R20) */
export async function unassignProduct(
  context: TxContext,
  userIds: readonly string[],
  product: string,
  versions?: VersionsAfter,
): Promise<string[]> {
  await requireManageable(context, product)
  return releaseLicences(context, userIds, product, versions)
}

async function releaseLicences(
  context: TxContext,
  userIds: readonly string[],
  product: string,
  versions?: VersionsAfter,
): Promise<string[]> {
  const gone = await rows.deleteLicences(context.tx, userIds, product)
  if (gone.length === 0) return gone
  await rows.returnSeats(context.tx, product, gone.length)
  await recordLicences(context, 'user.licence_unassigned', gone, product, versions)
  return gone
}

/** R23: deleting a user frees seats. Returns what each user had, for restoring. */
export async function freeSeats(
  context: TxContext,
  userIds: readonly string[],
  versions?: VersionsAfter,
): Promise<{ changed: number; had: Map<string, string[]> }> {
  const had = new Map<string, string[]>()
  const licences = await rows.selectLicences(context.tx, userIds)
  for (const { user_id, product_id } of licences) had.set(user_id, [...(had.get(user_id) ?? []), product_id])
  for (const product of new Set(licences.map((row) => row.product_id)))
    await releaseLicences(context, userIds, product, versions)
  return { changed: licences.length, had }
}

/** Restore gives licences back where seats are free, product by product; tells which could not be given. */
export async function reclaimSeats(
  context: TxContext,
  had: ReadonlyMap<string, readonly string[]>,
  versions?: VersionsAfter,
): Promise<{ changed: number; missing: Map<string, string[]> }> {
  const missing = new Map<string, string[]>()
  let changed = 0
  for (const product of [...new Set([...had.values()].flat())].sort()) {
    const wanting = [...had].filter(([, products]) => products.includes(product)).map(([userId]) => userId)
    const taken = await rows.takeFreeSeats(context.tx, product, wanting.length)
    const made = await rows.insertLicences(context.tx, wanting.slice(0, taken), product)
    if (made.length < taken) await rows.returnSeats(context.tx, product, taken - made.length)
    await recordLicences(context, 'user.licence_assigned', made, product, versions)
    changed += made.length
    for (const userId of wanting.slice(taken)) missing.set(userId, [...(missing.get(userId) ?? []), product])
  }
  return { changed, missing }
}
