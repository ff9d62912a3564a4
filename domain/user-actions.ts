import type { Permission, Role } from './permissions.ts'
import type { ExternalKind } from './sources.ts'
import type { InvitationState } from './users.ts'

/** A deleted user can be restored for this long (R30). */
export const restoreDays = 30

/** What can() reads, and nothing else: small columns, so that users with equal facts get one verdict. */
export type Facts = {
  role: Role | null
  registered: boolean
  sourceActive: boolean
  /** Made inactive by a source that knows the user no more: no source that does says so. */
  leftInactive: boolean
  suspendedByAdmin: boolean
  hasEmail: boolean
  linkKinds: readonly ExternalKind[]
  invitation: InvitationState
  /** An admin deleted the CloudLink account, the row stayed (R28). */
  cloudlinkRemoved: boolean
  deleted: boolean
  /** The action’s product, where it has one. */
  licensed: boolean
  isSelf: boolean
}

export type ActorFacts = { role: Role | null; accountKind: 'partner' | 'customer' }

export type ActionParams = {
  role?: 'user' | 'account_admin'
  active?: boolean
  includeRegistered?: boolean
  /** The user was chosen by id, not by *all* (R17). */
  explicit?: boolean
  /** Chosen by id among others: gives a removed CloudLink account back, but does not mail who is registered (R17). */
  revive?: boolean
}

/** Why an action does not apply: a closed list; the sentence stands in the catalogue (`reason.<code>`). */
export type Reason =
  | 'inactive'
  | 'no_email'
  | 'already_registered'
  | 'not_registered'
  | 'cloudlink_account_removed'
  | 'no_cloudlink_account'
  | 'is_partner'
  | 'synced_from_micloud_connect'
  | 'own_account'
  | 'already_so'
  | 'already_licensed'
  | 'not_licensed'
  | 'is_deleted'
  | 'not_deleted'
  | 'source_made_inactive'

/** The user is as wanted already: nothing changes, and nobody needs to be told that it can’t be done. */
export const asWanted: ReadonlySet<string> = new Set<Reason>(['already_so', 'already_licensed', 'not_licensed'])

export type Verdict = { ok: true } | { ok: false; reason: Reason }

/**
 * The action catalogue: one entry an action. From it derive ⋮ menu, Manage, the edit page, routes and permissions.
 * places: where it is offered (product.md 2.10): icon or manage, with a selection or without (then it means all).
 */
export const userActions = {
  send_welcome_email: {
    permission: 'users:act',
    places: ['icon:all', 'icon:selected', 'manage:all', 'manage:selected', 'page'],
    product: false,
    undoable: false,
    mails: true,
  },
  reset_password: {
    permission: 'users:act',
    places: ['icon:selected', 'manage:all', 'manage:selected', 'page'],
    product: false,
    undoable: false,
    mails: true,
  },
  assign_licence: {
    permission: 'users:act',
    places: ['manage:all', 'manage:selected'],
    product: true,
    undoable: true,
    mails: false,
  },
  unassign_licence: {
    permission: 'users:act',
    places: ['manage:all', 'manage:selected'],
    product: true,
    undoable: true,
    mails: false,
  },
  set_role: { permission: 'users:act', places: ['icon:selected'], product: false, undoable: true, mails: false },
  set_active: {
    permission: 'users:act',
    places: ['icon:selected', 'page'],
    product: false,
    undoable: true,
    mails: false,
  },
  delete: {
    permission: 'users:delete',
    places: ['icon:selected', 'page'],
    product: false,
    undoable: true,
    mails: false,
    confirm: 'delete',
  },
  restore: {
    permission: 'users:delete',
    places: ['icon:selected', 'page'],
    product: false,
    undoable: true,
    mails: false,
  },
} as const satisfies Record<
  string,
  {
    permission: Permission
    places: readonly string[]
    product: boolean
    undoable: boolean
    mails: boolean
    confirm?: string
  }
>
export type UserAction = keyof typeof userActions
export const userActionNames = Object.keys(userActions) as [UserAction, ...UserAction[]]

const yes: Verdict = { ok: true }
const no = (reason: Reason): Verdict => ({ ok: false, reason })
const inactive = (facts: Facts) => !facts.sourceActive || facts.suspendedByAdmin

/**
 * Whether an action applies to a user with these facts, for this actor. The server enforces with it what the console
 * greys out with it. Permission is judged before; rules over the whole set (seats, last admin) stand in the operations.
 */
export function can(action: UserAction, facts: Facts, actor: ActorFacts, params: ActionParams = {}): Verdict {
  if (facts.deleted !== (action === 'restore')) return no(facts.deleted ? 'is_deleted' : 'not_deleted')
  switch (action) {
    case 'send_welcome_email':
      // R17, R28
      if (inactive(facts)) return no('inactive')
      if (!facts.hasEmail) return no('no_email')
      if (facts.registered) return params.explicit || params.includeRegistered ? yes : no('already_registered')
      if (facts.role === null && facts.cloudlinkRemoved && !params.explicit && !params.revive)
        return no('cloudlink_account_removed')
      return yes
    case 'reset_password':
      // R18
      if (inactive(facts)) return no('inactive')
      return facts.registered ? yes : no('not_registered')
    case 'assign_licence':
      // R23
      if (facts.role === null) return no('no_cloudlink_account')
      return facts.licensed ? no('already_licensed') : yes
    case 'unassign_licence':
      return facts.licensed ? yes : no('not_licensed')
    case 'set_role':
      // R13, R14
      if (facts.role === 'partner') return no('is_partner')
      if (facts.role === null) return no('no_cloudlink_account')
      if (facts.role === params.role) return no('already_so')
      return facts.isSelf ? no('own_account') : yes
    case 'set_active':
      // Nobody but an admin can take back what a source left behind.
      if (params.active && facts.leftInactive) return yes
      if (facts.suspendedByAdmin === !params.active)
        return no(params.active && !facts.sourceActive ? 'source_made_inactive' : 'already_so')
      return facts.isSelf ? no('own_account') : yes
    case 'delete':
      // R27, R14
      if (facts.role === 'partner') return no('is_partner')
      if (facts.linkKinds.includes('micloud_connect')) return no('synced_from_micloud_connect')
      if (facts.isSelf) return no('own_account')
      return facts.role === null && facts.linkKinds.some((kind) => kind !== 'scim') ? no('no_cloudlink_account') : yes
    case 'restore':
      return actor.role === 'partner' || actor.role === 'account_admin' || actor.role === null ? yes : no('is_deleted')
  }
}
