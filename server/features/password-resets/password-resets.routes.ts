import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { completePasswordReset, requestPasswordReset } from './password-resets.ts'

export const passwordResetsDoor = {
  requestPasswordReset: async ({ context, body }) => {
    await requestPasswordReset(context, body)
    return {}
  },
  completePasswordReset: async ({ context, body }) => {
    await completePasswordReset(context, body)
    return {}
  },
} satisfies Partial<Handlers<Routes>>
