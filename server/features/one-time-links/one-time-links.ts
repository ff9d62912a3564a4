import type { TxContext } from '../../platform/context.ts'
import { newId, sha256 } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { readLinkToken, sameBytes } from '../../platform/secrets.ts'
import type { LinkRow, Purpose } from './one-time-links.sql.ts'
import * as rows from './one-time-links.sql.ts'

// Welcome and reset links. These are plain functions on a transaction, not operations: they run inside the commands of
// users, registrations and password resets, which record what happened. Every function locks the users it is about
// first, in id order; a caller that also locks users does so before, so that nobody waits for each other.

export type { Purpose }
export type LinkState = 'open' | 'expired' | 'revoked' | 'used'
export type OneTimeLink = { linkId: string; userId: string; purpose: Purpose; state: LinkState }
export type IssuedLink = { userId: string; linkId: string }

/**
 * Gives each user a fresh link of this purpose and voids the older ones (SEC-13). A reset link has a 6-digit code with
 * 5 tries beside it (R18). Only hashes are stored: the token is made again at hand-over, the same at each retry.
 * @param users of the context’s account; each once
 * @returns in the order of `users`
 */
export async function issueLinks(
  context: TxContext,
  users: readonly { userId: string }[],
  purpose: Purpose,
): Promise<IssuedLink[]> {
  if (users.length === 0) return []
  await rows.lockUsersOfLinks(
    context.tx,
    users.map((user) => user.userId),
  )
  const { links, written } = await issueLocked(context, users, purpose)
  await written
  return links
}

type Issued = { links: IssuedLink[]; written: Promise<unknown> }

/** As issueLinks, for users whose rows the caller has locked. @returns links before they are written */
export async function issueLocked(
  context: TxContext,
  users: readonly { userId: string }[],
  purpose: Purpose,
): Promise<Issued> {
  if (users.length === 0) return { links: [], written: Promise.resolve() }
  const { tx } = context
  const userIds = users.map((user) => user.userId)
  const known = await rows.selectGenerations(tx, userIds, purpose)
  const open = known.filter((row) => row.open).map((row) => row.user_id)
  if (open.length > 0) await rows.updateVoided(tx, open, [purpose])
  return issue(context, userIds, purpose, new Map(known.map((row) => [row.user_id, row.generation])))
}

/**
 * The first link of users whom this transaction made: nobody else knows them yet, and there is none to void.
 * @returns links in the order of `users`, before they are written
 */
export const issueFirstLinks = (context: TxContext, users: readonly { userId: string }[], purpose: Purpose): Issued =>
  issue(
    context,
    users.map(({ userId }) => userId),
    purpose,
    new Map(),
  )

function issue(
  context: TxContext,
  userIds: readonly string[],
  purpose: Purpose,
  known: ReadonlyMap<string, number>,
): Issued {
  const links = newLinks(context, userIds, purpose, known)
  return {
    links: links.map((link) => ({ userId: link.user_id, linkId: link.id })),
    written: rows.insertLinks(context.tx, purpose, links),
  }
}

/** @param known the newest generation of who had a link before */
function newLinks(
  { accountId, house }: TxContext,
  userIds: readonly string[],
  purpose: Purpose,
  known: ReadonlyMap<string, number>,
): rows.NewLink[] {
  return userIds.map((userId) => {
    const link = { accountId, id: newId(), purpose, generation: (known.get(userId) ?? 0) + 1 }
    const code = purpose === 'reset' ? house.secrets.linkCode(link) : null
    return {
      id: link.id,
      user_id: userId,
      generation: link.generation,
      token_hash: sha256(house.secrets.linkToken(link)).toString('hex'),
      code_hash: code === null ? null : house.secrets.codeHash(link, code).toString('hex'),
    }
  })
}

/** The account that a token names, to make the context in which it is read. null: no token of ours. */
export const accountOfToken = (token: string): string | null => readLinkToken(token)?.accountId ?? null

/**
 * What a token is for; changes nothing (SEC-12). null says *unknown*: no such link, another account or purpose, a wrong
 * hash, and just so a user who is deleted or inactive or whose account is deactivated (SEC-7): there is nothing that a
 * caller could give away. Only the holder of a real token of a live user learns expired, revoked or used (R16).
 */
export async function readLink(context: TxContext, token: string, purpose: Purpose): Promise<OneTimeLink | null> {
  const named = readLinkToken(token)
  if (!named || named.accountId !== context.accountId) return null
  const row = await rows.selectLink(context.tx, named.id)
  // Compared in constant time, and before anything is said about the link.
  const proven = sameBytes(row?.token_hash ?? sha256(''), named.hash)
  return row && proven && row.alive && row.purpose === purpose ? shown(row) : null
}

/**
 * readLink under the lock of its user, for redemption: what it says stays true until the transaction ends. Of 50 at
 * once the first finds it open, the others find it used.
 */
export async function lockLink(context: TxContext, token: string, purpose: Purpose): Promise<OneTimeLink | null> {
  const before = await readLink(context, token, purpose)
  if (!before) return null
  await rows.lockUsersOfLinks(context.tx, [before.userId])
  return readLink(context, token, purpose)
}

/** Uses an open link up. false: it was used, voided or expired meanwhile, and the caller changes nothing. */
export const consumeLink = async (context: TxContext, linkId: string): Promise<boolean> =>
  (await rows.updateUsed(context.tx, linkId)) === 1

/**
 * Judges a 6-digit code against the open reset links of these users of one account. The right one gives the token of
 * its link, so that everything after goes the way of a link; a wrong one, or one for nobody, gives null and takes a try
 * off each of these links. With 5 wrong ones the codes are dead; the mailed links go on working, or a stranger could
 * keep an owner out (SEC-6).
 *
 * A wrong try must be committed: call it in a transaction of its own (housekeeping) and refuse after that. Where an
 * email has users in several accounts, ask each account and stop at the first token.
 */
export async function tryCode(
  context: TxContext,
  input: { userIds: readonly string[]; code: string },
): Promise<string | null> {
  const { tx, accountId, house } = context
  const code = input.code.replace(/\s/g, '')
  await rows.lockUsersOfLinks(tx, input.userIds)
  const tried = await rows.takeTries(tx, input.userIds)
  const right = tried.filter((row) => sameBytes(row.code_hash, house.secrets.codeHash({ accountId, id: row.id }, code)))
  const found = right.find((row) => row.alive)
  if (!found) return null
  await rows.giveTryBack(
    tx,
    tried.map((row) => row.id),
  )
  return house.secrets.linkToken({ accountId, id: found.id, purpose: found.purpose, generation: found.generation })
}

/** SEC-13: inactivation, deletion and a change of email void the open links of a user. Returns how many. */
export async function voidLinks(
  context: TxContext,
  userIds: readonly string[],
  purposes: readonly Purpose[],
): Promise<number> {
  if (userIds.length === 0) return 0
  const { tx } = context
  const [, voided] = await inOnePacket([rows.lockUsersOfLinks(tx, userIds), rows.updateVoided(tx, userIds, purposes)])
  return voided
}

/** A link with its token made again, for whom the program itself shows it to. Never log what this returns (SEC-15). */
export async function linkOf(
  context: TxContext,
  linkId: string,
): Promise<(OneTimeLink & { token: string; code: string | null }) | null> {
  const { accountId, house } = context
  const row = await rows.selectLink(context.tx, linkId)
  if (!row) return null
  const named = { accountId, id: row.id, purpose: row.purpose, generation: row.generation }
  const code = row.purpose === 'reset' ? house.secrets.linkCode(named) : null
  return { ...shown(row), token: house.secrets.linkToken(named), code }
}

/** R15: the time to live runs from the first hand-over; a later one changes nothing. */
export const markHandedOver = async (context: TxContext, linkIds: readonly string[]): Promise<number> =>
  linkIds.length === 0 ? 0 : rows.updateHandedOver(context.tx, linkIds)

const shown = (row: LinkRow): OneTimeLink => ({
  linkId: row.id,
  userId: row.user_id,
  purpose: row.purpose,
  state: row.used ? 'used' : row.voided ? 'revoked' : row.expired ? 'expired' : 'open',
})

/** The statement after a restore: what was mailed before the backup opens nothing any more (SEC-13). */
export const voidingAllLinks = rows.updateAllVoided
