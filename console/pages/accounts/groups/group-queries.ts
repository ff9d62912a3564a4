import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../api.ts'

export const groupQuery = (accountId: string, groupId: string) =>
  queryOptions({
    queryKey: ['getGroup', accountId, groupId],
    queryFn: async ({ signal }) => (await api.getGroup({ params: { accountId, groupId }, signal })).data,
  })
