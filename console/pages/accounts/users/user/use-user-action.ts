import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { actionParams } from '../../../../../domain/jobs.ts'
import type { UserAction } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { announce } from '../../../../announce.ts'
import { api } from '../../../../api.ts'
import { userQuery } from '../../../../queries.ts'
import { keepUser } from '../use-user-rows.ts'

type Wanted = { action: UserAction; params?: z.input<typeof actionParams> }

/**
 * Runs one action of the catalogue on this user; then the page shows the user as it is now.
 * @param said what to say when it is done
 */
export function useUserAction(user: User, said: (now: User, wanted: Wanted) => string) {
  const client = useQueryClient()
  const { accountId, id } = user
  return useMutation({
    mutationFn: async ({ action, params = {} }: Wanted) => {
      await api.runUserAction({ params: { accountId }, body: { action, selection: { ids: [id] }, params } })
      return client.fetchQuery({ ...userQuery(accountId, id), staleTime: 0 })
    },
    onSuccess: ({ data }, wanted) => {
      keepUser(client, data)
      void client.invalidateQueries({ queryKey: ['getHistory', accountId, id] })
      const message = said(data, wanted)
      notifications.show({ message })
      announce(message)
    },
  })
}
