import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { createAccount, getAccount, listAccounts, updateAccount } from './accounts.ts'

export const accountsDoor = {
  listAccounts: async ({ context, query }) => ({ body: await listAccounts(context, query) }),
  createAccount: async ({ context, body, request, reply }) => {
    const key = request.headers['idempotency-key']
    const account = await createAccount(context, body, typeof key === 'string' ? key : undefined)
    reply.header('location', `/api/accounts/${account.id}`)
    return { body: account }
  },
  getAccount: async ({ context }) => {
    const { account, version } = await getAccount(context)
    return { body: account, version }
  },
  updateAccount: async ({ context, ifMatch, body }) => {
    const { account, version } = await updateAccount(context, { ifMatch, body })
    return { body: account, version }
  },
} satisfies Partial<Handlers<Routes>>
