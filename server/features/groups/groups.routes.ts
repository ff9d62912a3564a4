import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { getGroup, listGroupMembers, listGroups, updateGroup } from './groups.ts'

export const groupsDoor = {
  listGroups: async ({ context, query }) => ({ body: await listGroups(context, query) }),
  getGroup: async ({ context, params }) => ({ body: await getGroup(context, params) }),
  listGroupMembers: async ({ context, params, query }) => ({
    body: await listGroupMembers(context, { ...params, ...query }),
  }),
  updateGroup: async ({ context, params, body }) => ({ body: await updateGroup(context, { ...params, body }) }),
} satisfies Partial<Handlers<Routes>>
