import { queryOptions, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type Permission, permissionsOf } from '../domain/permissions.ts'
import type { Session } from '../domain/sessions.ts'
import { api } from './api.ts'
import { isProblem } from './problem.ts'

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['getSession'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return (await api.getSession({ signal })).data
    } catch (error) {
      if (isProblem(error, 'sign_in_required')) return null
      throw error
    }
  },
})

const signedIn = getRouteApi('/signed-in')

/**
 * The session of a page behind sign-in. The one that let the page in stands while the page is left after the session
 * has ended.
 */
export function useSession(): Session {
  const { session } = signedIn.useRouteContext()
  return useQuery(sessionQuery).data ?? session
}

/** Whether a signed-in user has a permission, in the accounts that they administer. */
export const may = (session: Session, permission: Permission): boolean =>
  permissionsOf[session.user.role].has(permission)

/** Who has many accounts to go to, and needs to see whose account is shown. */
export const isPartner = (session: Session): boolean => session.user.role === 'partner'

/** Where a person lands after signing in: the page of their daily work. */
export function homeOf({ user, account }: Session): string {
  if (user.role === 'partner') return '/accounts'
  return user.role === 'account_admin' ? `/accounts/${account.id}/users` : '/profile'
}

/** An address of this console that a person wanted before signing in; anything else is refused (no open redirect). */
export const safeNext = (next: unknown): string | undefined =>
  typeof next === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(next) && !next.startsWith('/sign-in') ? next : undefined
