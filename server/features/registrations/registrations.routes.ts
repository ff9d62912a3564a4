import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { setSessionCookie } from '../../platform/session-cookie.ts'
import { completeRegistration, readRegistration, renewRegistration } from './registrations.ts'

export const registrationsDoor = {
  readRegistration: async ({ context, body }) => ({ body: await readRegistration(context, body) }),
  completeRegistration: async ({ context, body, request, reply }) => {
    const userAgent = request.headers['user-agent'] ?? null
    const { token, session } = await completeRegistration(context, { ...body, userAgent })
    setSessionCookie(reply, context.house.settings.publicUrl, token)
    return { body: session }
  },
  renewRegistration: async ({ context, body }) => {
    await renewRegistration(context, body)
    return {}
  },
} satisfies Partial<Handlers<Routes>>
