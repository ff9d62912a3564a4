import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../../platform/session-cookie.ts'
import * as sessions from './sessions.ts'

export const sessionsDoor = {
  createSession: async ({ context, body, request, reply }) => {
    const userAgent = request.headers['user-agent'] ?? null
    const { token, session } = await sessions.createSession(context, { ...body, userAgent })
    setSessionCookie(reply, context.house.settings.publicUrl, token)
    return { body: session }
  },
  getSession: async ({ context, request }) => {
    const token = readSessionCookie(request, context.house.settings.publicUrl)
    return { body: await sessions.getSession(context.house, token) }
  },
  deleteSession: async ({ context, reply }) => {
    await sessions.deleteSession(context)
    clearSessionCookie(reply, context.house.settings.publicUrl)
    return {}
  },
  listOwnSessions: async ({ context }) => ({ body: { items: await sessions.listOwnSessions(context) } }),
  deleteOwnSession: async ({ context, params, reply }) => {
    await sessions.deleteOwnSession(context, params)
    const { actor } = context
    if (actor.kind === 'user' && actor.sessionId === params.sessionId) {
      clearSessionCookie(reply, context.house.settings.publicUrl)
    }
    return {}
  },
  changePassword: async ({ context, body }) => {
    await sessions.changePassword(context, body)
    return {}
  },
} satisfies Partial<Handlers<Routes>>
