import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { planUndo, planUserAction, runUserAction, undoJob } from './user-actions.ts'

export const userActionsDoor = {
  planUserAction: async ({ context, body }) => ({ body: await planUserAction(context, body) }),
  runUserAction: async ({ context, body }) => ({ body: await runUserAction(context, body) }),
  planUndo: async ({ context, params }) => ({ body: await planUndo(context, params) }),
  undoJob: async ({ context, params, body }) => ({ body: await undoJob(context, { ...body, jobId: params.jobId }) }),
} satisfies Partial<Handlers<Routes>>
