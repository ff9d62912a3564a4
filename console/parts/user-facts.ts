import type { Session } from '../../domain/sessions.ts'
import { type ExternalKind, externalKinds } from '../../domain/sources.ts'
import type { ActorFacts, Facts } from '../../domain/user-actions.ts'
import type { User } from '../../domain/users.ts'

const kinds: readonly string[] = externalKinds

/** What can() reads of a user as the API shows it. */
export function factsOf(user: User, session: Session, product?: string): Facts {
  return {
    role: user.role,
    registered: user.registeredAt !== null,
    sourceActive: user.sourceActive,
    leftInactive: user.leftInactive,
    suspendedByAdmin: user.suspendedByAdmin,
    hasEmail: user.email !== null,
    linkKinds: user.sources.map(({ kind }) => kind).filter((kind): kind is ExternalKind => kinds.includes(kind)),
    invitation: user.invitation.state,
    cloudlinkRemoved: user.cloudlinkRemoved,
    deleted: user.deletedAt !== null,
    licensed: product !== undefined && user.products.includes(product),
    isSelf: user.id === session.user.id,
  }
}

export const actorOf = (session: Session, accountKind: 'partner' | 'customer'): ActorFacts => ({
  role: session.user.role,
  accountKind,
})
