import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { runUserAction } from './user-actions.ts'

export const userActionsDoor = {
  runUserAction: async ({ context, body }) => ({ body: await runUserAction(context, body) }),
} satisfies Partial<Handlers<Routes>>
