import { can } from '../../../domain/user-actions.ts'
import type { Holder } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { modifiedBy, record, recordSame } from '../../platform/record.ts'
import { queueMails } from '../mails/mails.ts'
import { type IssuedLink, issueFirstLinks, issueLocked } from '../one-time-links/one-time-links.ts'
import { type LockedFacts, lockFacts } from './users.facts.sql.ts'
import { updateCloudlinkGiven, updateInvitationsWaiting } from './users.invitations.sql.ts'
import { actorFactsOf } from './users.shape.ts'

/** holder: who has the email meanwhile (a restore that is refused, R4). */
export type Skipped = { id: string; reason: string; holder?: Holder }

/** What inviting needs of a user. */
export type Invitable = LockedFacts

/** Users under the lock of their rows, in id order: a few facts of each, none of the links and licences of a page. */
export const lockInvitable = ({ tx, actor }: TxContext, ids: readonly string[]): Promise<Invitable[]> =>
  lockFacts(tx, ids, { product: null, selfId: actor.kind === 'user' ? actor.id : null })

/**
 * Sends welcome emails to locked users as one set (R15, R17): a fresh link for who is not registered, the short *you
 * already have an account* for who is; a user whose CloudLink account was deleted gets one again when chosen (R28).
 * @returns changed: events recorded · skipped with the reason
 */
export async function invite(
  context: TxContext,
  users: readonly Invitable[],
  params: { includeRegistered?: boolean; explicit?: boolean; revive?: boolean },
): Promise<{ changed: number; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const actor = actorFactsOf(context.actor)
  const allowed = users.filter(({ id, facts }) => {
    const verdict = can('send_welcome_email', facts, actor, params)
    if (!verdict.ok) skipped.push({ id, reason: verdict.reason })
    return verdict.ok
  })
  const fresh = allowed.filter(({ facts }) => !facts.registered)
  const registered = allowed.filter(({ facts }) => facts.registered)
  const given = fresh.filter(({ facts }) => facts.role === null)
  if (given.length > 0) await giveCloudlink(context, given)
  const { links, written } = await issueLocked(
    context,
    fresh.map(({ id }) => ({ userId: id })),
    'welcome',
  )
  // Written together: the database works on the first while the next is being made.
  await inOnePacket([
    written,
    queueMails(context, [
      ...welcomes(
        context,
        fresh.map(({ email }) => email!),
        links,
      ),
      ...registered.map(({ id, email }) => ({
        kind: 'already_registered' as const,
        userId: id,
        address: email!,
        params: {},
      })),
    ]),
    fresh.length > 0 &&
      updateInvitationsWaiting(
        context.tx,
        fresh.map(({ id }) => id),
      ),
    recordInvited(context, fresh, 'welcome'),
    recordInvited(context, registered, 'already_registered'),
  ])
  return { changed: given.length + allowed.length, skipped }
}

const recordInvited = (
  context: TxContext,
  users: readonly { id: string }[],
  kind: 'welcome' | 'already_registered',
): Promise<void> =>
  recordSame(
    context,
    'user.invited',
    users.map(({ id }) => ({ id, version: null })),
    { kind },
  )

async function giveCloudlink(context: TxContext, users: readonly Invitable[]): Promise<void> {
  await updateCloudlinkGiven(
    context.tx,
    users.map(({ id }) => id),
    modifiedBy(context),
  )
  await record(
    context,
    users.map(({ id, version }) => ({
      name: 'user.cloudlink_account_given' as const,
      userId: id,
      version: version + 1,
      before: { role: null },
      after: { role: 'user' },
    })),
  )
}

/** @param emails of the users of the links, in their order */
function welcomes({ actor }: TxContext, emails: readonly string[], links: readonly IssuedLink[]) {
  const params = { invitedBy: actor.kind === 'user' ? actor.name : null }
  return links.map(({ userId, linkId }, index) => ({
    kind: 'welcome' as const,
    userId,
    address: emails[index]!,
    linkId,
    params,
  }))
}

/**
 * Sends the first welcome email to users whom this transaction made, with an email and written as invited. All of it
 * travels in one packet with what the caller sends in the same turn.
 */
export async function inviteNew(context: TxContext, users: readonly { id: string; email: string }[]): Promise<void> {
  if (users.length === 0) return
  const { links, written } = issueFirstLinks(
    context,
    users.map(({ id }) => ({ userId: id })),
    'welcome',
  )
  const mails = welcomes(
    context,
    users.map(({ email }) => email),
    links,
  )
  await inOnePacket([written, queueMails(context, mails)])
}
