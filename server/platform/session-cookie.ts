import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The session cookie (SEC-16). On https it carries the __Host- prefix and nothing else is read there, so that no
 * neighbouring host can plant one. It ends with the browser; the limits are the server’s.
 */
const nameFor = (publicUrl: string): string => (isHttps(publicUrl) ? '__Host-session' : 'session')
const isHttps = (publicUrl: string): boolean => publicUrl.startsWith('https://')

const attributes = (publicUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(publicUrl) }) as const

/** The token that the browser brought, or null. */
export const readSessionCookie = (request: FastifyRequest, publicUrl: string): string | null =>
  request.cookies[nameFor(publicUrl)] ?? null

export const setSessionCookie = (reply: FastifyReply, publicUrl: string, token: string): FastifyReply =>
  reply.setCookie(nameFor(publicUrl), token, attributes(publicUrl))

export const clearSessionCookie = (reply: FastifyReply, publicUrl: string): FastifyReply =>
  reply.clearCookie(nameFor(publicUrl), attributes(publicUrl))
