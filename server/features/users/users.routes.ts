import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { sendSheet } from '../../platform/spreadsheet.ts'
import {
  createUser,
  deleteUser,
  exportUsers,
  getFacets,
  getUser,
  getUserLinks,
  listUsers,
  updateUser,
} from './users.ts'

export const usersDoor = {
  listUsers: async ({ context, query }) => {
    const page = await listUsers(context, query)
    return 'written' in page ? page : { body: page }
  },
  exportUsersCsv: async ({ context, query, reply }) => {
    sendSheet(reply, 'users', 'csv', await exportUsers(context, { ...query, kind: 'csv' }))
    return {}
  },
  exportUsersXlsx: async ({ context, query, reply }) => {
    sendSheet(reply, 'users', 'xlsx', await exportUsers(context, { ...query, kind: 'xlsx' }))
    return {}
  },
  getFacets: async ({ context, query }) => ({ body: await getFacets(context, query) }),
  createUser: async ({ context, body, reply }) => {
    const user = await createUser(context, body)
    reply.header('location', `/api/accounts/${context.accountId}/users/${user.id}`)
    return { body: user, version: 1 }
  },
  getUser: async ({ context, params }) => {
    const { user, version } = await getUser(context, params)
    return { body: user, version }
  },
  getUserLinks: async ({ context, params }) => ({ body: await getUserLinks(context, params) }),
  updateUser: async ({ context, params, ifMatch, body }) => {
    const { user, version } = await updateUser(context, { ...params, ifMatch, body })
    return { body: user, version }
  },
  deleteUser: async ({ context, params, ifMatch, body }) => {
    await deleteUser(context, { ...params, ifMatch, allowLastAdmin: body.allowLastAdmin })
    return {}
  },
} satisfies Partial<Handlers<Routes>>
