import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import type { User } from '../../../../domain/users.ts'
import { RestoreUser } from './RestoreUser.tsx'
import type { RowSource } from './row-source.ts'

/** What can be done with the rows of the deleted view; of the others nothing. */
export function useRestore(accountId: string, isDeleted: boolean, source: RowSource) {
  const client = useQueryClient()
  const actions = useCallback(
    (user: User, isActive: boolean): ReactNode => {
      const restored = () => {
        source.refresh()
        void client.invalidateQueries({ queryKey: ['getFacets', accountId] })
      }
      return <RestoreUser user={user} onDone={restored} isTabStop={isActive} />
    },
    [source, client, accountId],
  )
  return isDeleted ? actions : undefined
}
