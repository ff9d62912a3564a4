import { can } from '../../../domain/user-actions.ts'
import type { Holder } from '../../../domain/users.ts'
import type { TxContext } from '../../platform/context.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { modifiedBy, record } from '../../platform/record.ts'
import { queueMails } from '../mails/mails.ts'
import { issueFirstLinks, issueLinks } from '../one-time-links/one-time-links.ts'
import type { UserRow } from './users.row.sql.ts'
import { actorFactsOf, factsOf } from './users.shape.ts'
import { updateCloudlinkGiven, updateInvitations } from './users.sql.ts'

/** holder: who has the email meanwhile (a restore that is refused, R4). */
export type Skipped = { id: string; reason: string; holder?: Holder }

/**
 * Sends welcome emails to locked users as one set (R15, R17): a fresh link for who is not registered, the short *you
 * already have an account* for who is; a user whose CloudLink account was deleted gets one again when chosen (R28).
 * @returns changed: events recorded · skipped with the reason
 */
export async function invite(
  context: TxContext,
  rows: readonly UserRow[],
  params: { includeRegistered?: boolean; explicit?: boolean; revive?: boolean },
): Promise<{ changed: number; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const allowed = rows.filter((row) => {
    const verdict = can('send_welcome_email', factsOf(row, context.actor), actorFactsOf(context.actor), params)
    if (!verdict.ok) skipped.push({ id: row.id, reason: verdict.reason })
    return verdict.ok
  })
  const fresh = allowed.filter((row) => row.registered_at === null)
  const registered = allowed.filter((row) => row.registered_at !== null)
  const given = fresh.filter((row) => row.role === null)
  if (given.length > 0) {
    await updateCloudlinkGiven(
      context.tx,
      given.map((row) => row.id),
      modifiedBy(context),
    )
    await record(
      context,
      given.map((row) => ({
        name: 'user.cloudlink_account_given' as const,
        userId: row.id,
        version: row.version + 1,
        before: { role: null },
        after: { role: 'user' },
      })),
    )
  }
  const links =
    fresh.length > 0
      ? await issueLinks(
          context,
          fresh.map((row) => ({ userId: row.id })),
          'welcome',
        )
      : []
  const linkOf = new Map(links.map((link) => [link.userId, link.linkId]))
  const sender = context.actor.kind === 'user' ? context.actor.name : null
  await queueMails(context, [
    ...fresh.map((row) => ({
      kind: 'welcome' as const,
      userId: row.id,
      address: row.email!,
      linkId: linkOf.get(row.id)!,
      params: { invitedBy: sender },
    })),
    ...registered.map((row) => ({
      kind: 'already_registered' as const,
      userId: row.id,
      address: row.email!,
      params: {},
    })),
  ])
  if (fresh.length > 0)
    await updateInvitations(
      context.tx,
      fresh.map((row) => row.id),
      'queued',
    )
  await record(
    context,
    allowed.map((row) => ({
      name: 'user.invited' as const,
      userId: row.id,
      data: { kind: row.registered_at ? 'already_registered' : 'welcome' },
    })),
  )
  return { changed: given.length + allowed.length, skipped }
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
  const invitedBy = context.actor.kind === 'user' ? context.actor.name : null
  const mails = users.map(({ id, email }, index) => ({
    kind: 'welcome' as const,
    userId: id,
    address: email,
    linkId: links[index]!.linkId,
    params: { invitedBy },
  }))
  await inOnePacket([written, queueMails(context, mails)])
}
