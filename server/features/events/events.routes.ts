import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { exportEvents } from './events.export.ts'
import { getHistory, listEvents } from './events.ts'

export const eventsDoor = {
  listEvents: async ({ context, query }) => ({ body: await listEvents(context, query) }),
  exportEvents: async ({ context, query, reply }) => {
    const csv = await exportEvents(context, query)
    reply.header('content-disposition', 'attachment; filename="events.csv"').type('text/csv; charset=utf-8').send(csv)
    return {}
  },
  getHistory: async ({ context, params, query }) => ({
    body: await getHistory(context, { ...query, userId: params.userId }),
  }),
} satisfies Partial<Handlers<Routes>>
