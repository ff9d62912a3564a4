import { type OperationId, type Routes, routes } from '../domain/api/api.ts'
import type { AnswerOf, BodyInput, ParamsOf, QueryInput, RouteSpec } from '../domain/api/route.ts'
import { ApiProblem, type ProblemBody } from './problem.ts'

type Given<Key extends string, Value> = [Value] extends [undefined]
  ? { [K in Key]?: undefined }
  : Record<never, never> extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value }

type Options = {
  /** The ETag of the version that was seen. */
  ifMatch?: string
  /** The same key for every try of the same intention: one effect. */
  idempotencyKey?: string
  signal?: AbortSignal
}

/** What a call of an operation takes. */
export type CallOf<Id extends OperationId> = Given<'params', ParamsOf<Routes[Id]>> &
  Given<'query', QueryInput<Routes[Id]>> &
  Given<'body', BodyInput<Routes[Id]>> &
  Options
/** What an operation answers, without its ETag. */
export type DataOf<Id extends OperationId> = AnswerOf<Routes[Id]>
export type Answer<Data> = { data: Data; etag: string | null }
export type Answered<Id extends OperationId> = Answer<DataOf<Id>>

/** The one typed client: operationId → call. Paths, methods and types come from the route table. */
export type Api = {
  [Id in OperationId]: (
    ...args: Record<never, never> extends CallOf<Id> ? [call?: CallOf<Id>] : [call: CallOf<Id>]
  ) => Promise<Answer<DataOf<Id>>>
}

type LooseCall = Options & { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }

/**
 * Makes a client of a route table.
 * @throws ApiProblem what the server refused; code `offline` where no answer came
 */
export function createApi(table: Record<string, RouteSpec>, send: typeof fetch = (...args) => fetch(...args)): Api {
  const calls = Object.entries(table).map(([id, route]) => [id, (call: LooseCall = {}) => request(route, call, send)])
  return Object.fromEntries(calls)
}

async function request(
  route: RouteSpec,
  call: LooseCall,
  send: typeof fetch,
): Promise<{ data: unknown; etag: string | null }> {
  const headers = new Headers({ accept: 'application/json' })
  if (call.body !== undefined) headers.set('content-type', 'application/json')
  if (call.ifMatch) headers.set('if-match', call.ifMatch)
  if (call.idempotencyKey) headers.set('idempotency-key', call.idempotencyKey)
  const answer = await reach(() =>
    send(addressOf(route.path, call), {
      method: route.method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.signal,
    }),
  )
  const text = await reach(() => answer.text())
  if (!answer.ok) throw new ApiProblem(problemOf(text, answer))
  return { data: text === '' ? undefined : JSON.parse(text), etag: answer.headers.get('etag') }
}

/** A call that was given up stays an AbortError; anything else that brings no answer is `offline`. */
async function reach<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem({ code: 'offline', status: 0, title: '' }, cause)
  }
}

function addressOf(path: string, { params = {}, query = {} }: LooseCall): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  return search.size > 0 ? `${filled}?${search}` : filled
}

/** The problem of an answer; a proxy or a dying server answers without one. */
function problemOf(text: string, answer: Response): ProblemBody {
  const retryAfter = Number(answer.headers.get('retry-after')) || undefined
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>
    if (typeof body.code === 'string') return { title: '', retryAfter, ...body, code: body.code, status: answer.status }
  } catch {
    // Not JSON: judged by its status below.
  }
  const code =
    answer.status >= 502 && answer.status <= 504 ? 'unavailable' : answer.status === 404 ? 'not_found' : 'internal'
  return { code, status: answer.status, title: '', retryAfter }
}

export const api = createApi(routes)

/** A fresh key for one intention; the Web Crypto of plain http has no randomUUID. */
export const newIdempotencyKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
