import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { getHistory, listEvents } from './events.ts'

export const eventsDoor = {
  listEvents: async ({ context, query }) => ({ body: await listEvents(context, query) }),
  getHistory: async ({ context, params, query }) => ({
    body: await getHistory(context, { ...query, userId: params.userId }),
  }),
} satisfies Partial<Handlers<Routes>>
