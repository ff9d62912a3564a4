import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteSpec } from '../../domain/api/route.ts'
import type { Context } from './context.ts'
import { once } from './idempotency.ts'
import { isUuid } from './ids.ts'
import { Problem } from './problem.ts'
import { seenBy, tellSeen } from './session-marks.ts'
import { validated } from './validation.ts'

/** What a handler gets: everything validated. */
export type Call<R extends RouteSpec> = {
  context: Context
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  /** The version of If-Match; '*' matches any; null: not sent. */
  ifMatch: number | '*' | null
  request: FastifyRequest
  reply: FastifyReply
}

/** JSON that was written already, of parts that passed the schema of their place one by one. */
export type Written = { written: string }

/** An answer with its status, its body to be written or written; version becomes the ETag. */
export type Answer<R extends RouteSpec> = Partial<Written> & {
  status?: keyof R['answers']
  body?: AnswerOf<R>
  version?: number
}
export type Handler<R extends RouteSpec> = (call: Call<R>) => Promise<Answer<R>>
export type Handlers<T extends Record<string, RouteSpec>> = { [K in keyof T]: Handler<T[K]> }

/** Makes the context of a request: who acts, from the session. Given by the sessions feature. */
export type Authenticate = (request: FastifyRequest) => Promise<Context>

/** Registers every route of the table with its handler. */
export function registerRoutes<T extends Record<string, RouteSpec>>(
  app: FastifyInstance,
  routes: T,
  handlers: Handlers<T>,
  authenticate: Authenticate,
): void {
  for (const [operationId, route] of Object.entries(routes)) {
    const handle = handlers[operationId] as unknown as Handler<RouteSpec>
    app.route({
      method: route.method,
      url: route.path,
      config: { operationId },
      ...(route.bodyBytes ? { bodyLimit: route.bodyBytes } : {}),
      handler: (request, reply) => answer(route, operationId, handle, authenticate, request, reply),
    })
  }
}

async function answer(
  route: RouteSpec,
  operationId: string,
  handle: Handler<RouteSpec>,
  authenticate: Authenticate,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const context = await authenticate(request)
  if (route.auth === 'session' && context.actor.kind === 'anonymous') throw new Problem('sign_in_required')
  const sessionId = context.actor.kind === 'user' ? context.actor.sessionId : null
  const seen = seenBy(context.house, request, sessionId)
  if (seen) context.seen = seen
  const params = paramsOf(request)
  if (params.accountId) context.accountId = params.accountId
  const call = {
    context,
    params,
    query: route.query ? validated(route.query, singleValued(request.query), 'query') : noQuery(request.query),
    body: route.raw ? undefined : bodyOf(route, request),
    ifMatch: ifMatchOf(request),
    request,
    reply,
  } as Call<RouteSpec>
  if (route.ifMatch && call.ifMatch === null) throw new Problem('version_required')
  if (route.raw) {
    await handle(call)
    tellSeen(context.house, reply, sessionId, seen)
    return reply
  }
  const run = async (context: Context) => {
    const { status, body, written, version } = await handle({ ...call, context })
    const code = Number(status ?? Object.keys(route.answers)[0])
    const schema = route.answers[code as keyof RouteSpec['answers']] as z.ZodType | null | undefined
    // The schema drops what is not declared; an answer that breaks it is our fault, a 500 with its cause in the log.
    const text = written ?? (schema ? JSON.stringify(schema.parse(body)) : null)
    const headers: Record<string, string> = version === undefined ? {} : { etag: `"${version}"` }
    return { status: code, body: text, headers }
  }
  const result = await once(context, operationId, request, run)
  tellSeen(context.house, reply, sessionId, seen)
  reply.code(result.status).headers(result.headers)
  if (result.body === null) return reply.send()
  return reply.type('application/json; charset=utf-8').send(result.body)
}

/** Ids in paths are judged before anything is asked of the database: what is no UUID does not exist. */
function paramsOf(request: FastifyRequest): Record<string, string> {
  const params = request.params as Record<string, string>
  for (const [name, value] of Object.entries(params)) {
    if (name.endsWith('Id') && !isUuid(value)) throw new Problem('not_found')
    if (name.endsWith('Id')) params[name] = value.toLowerCase()
  }
  return params
}

function bodyOf(route: RouteSpec, request: FastifyRequest): unknown {
  if (!route.body) return undefined
  return validated(route.body, request.body ?? undefined, 'body')
}

/** SEC-25: a query parameter given twice is refused. */
function singleValued(query: unknown): unknown {
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (Array.isArray(value))
      throw new Problem('malformed', { errors: [{ field: name, code: 'wrong_type', detail: 'given twice' }] })
  }
  return query
}

function noQuery(query: unknown): Record<never, never> {
  const [name] = Object.keys(query as object)
  if (name) throw new Problem('unknown_parameter', { errors: [{ field: name, code: 'unknown_key' }] })
  return {}
}

function ifMatchOf(request: FastifyRequest): number | '*' | null {
  const header = request.headers['if-match']
  if (header === undefined) return null
  if (header.trim() === '*') return '*'
  const found = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())
  // An ETag that is not ours can't be the current one.
  return found ? Number(found[1]) : -1
}
