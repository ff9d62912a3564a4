import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Account } from '../../domain/accounts.ts'
import { accountQuery } from '../queries.ts'
import { useSession } from '../session.ts'

export type ShownAccount = Pick<Account, 'id' | 'number' | 'kind' | 'name'>

/**
 * The account whose pages are shown: the address decides; elsewhere an Account Admin’s own one. Undefined where there
 * is none, or its name has not arrived yet.
 */
export function useCurrentAccount(): ShownAccount | undefined {
  const session = useSession()
  const { accountId = '' } = useParams({ strict: false })
  const isOwn = accountId === session.account.id
  const { data } = useQuery({ ...accountQuery(accountId), enabled: accountId !== '' })
  if (data) return data.data
  if (isOwn || (accountId === '' && session.user.role === 'account_admin')) return session.account
  return undefined
}
