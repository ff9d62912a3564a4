import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'

/** One account and its ETag. */
export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['getAccount', accountId],
    queryFn: ({ signal }) => api.getAccount({ params: { accountId }, signal }),
  })

export const integrationsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['getIntegrations', accountId],
    queryFn: async ({ signal }) => (await api.getIntegrations({ params: { accountId }, signal })).data,
  })

export const subscriptionsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listSubscriptions', accountId],
    queryFn: async ({ signal }) => (await api.listSubscriptions({ params: { accountId }, signal })).data.items,
  })

export const licencesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['listLicences', accountId],
    queryFn: async ({ signal }) => (await api.listLicences({ params: { accountId }, signal })).data.items,
  })

export const userQuery = (accountId: string, userId: string) =>
  queryOptions({
    queryKey: ['getUser', accountId, userId],
    queryFn: ({ signal }) => api.getUser({ params: { accountId, userId }, signal }),
  })

/** The built-in mailbox, newest first; a problem where mails are really sent. */
export const mailboxQuery = queryOptions({
  queryKey: ['listMailbox'],
  queryFn: async ({ signal }) => (await api.listMailbox({ signal })).data.items,
  refetchInterval: 3000,
})
