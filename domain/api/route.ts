import type { z } from 'zod'

/**
 * A route of the HTTP API, declared once. From it derive the server’s validation and serialisation, OpenAPI, the
 * console’s typed client and the generated sweeps. The key in the table is the operationId.
 */
export type RouteSpec = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/accounts/:accountId/users`; a path parameter that ends in Id is a UUID. */
  path: string
  /** session: a signed-in user; public: anybody. */
  auth: 'session' | 'public'
  summary: string
  query?: z.ZodType
  body?: z.ZodType
  /** The answer’s schema by success status; null: no body. */
  answers: Readonly<Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>>
  /** The answer carries an ETag. */
  etag?: true
  /** PATCH and DELETE of a user need If-Match (428 without). */
  ifMatch?: true
  /** Not JSON: the handler writes the answer itself (downloads, events streams, uploads). */
  raw?: true
  /** The largest body that is taken, where it is more than elsewhere. */
  bodyBytes?: number
  tag: string
}

export const defineRoutes = <const T extends Record<string, RouteSpec>>(routes: T): T => routes

type Names<P extends string> = P extends `${string}:${infer N}/${infer Rest}`
  ? N | Names<`/${Rest}`>
  : P extends `${string}:${infer N}`
    ? N
    : never
export type ParamsOf<R extends RouteSpec> = { [K in Names<R['path']>]: string }
export type QueryOf<R extends RouteSpec> = R['query'] extends z.ZodType ? z.output<R['query']> : Record<never, never>
export type BodyOf<R extends RouteSpec> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined
export type QueryInput<R extends RouteSpec> = R['query'] extends z.ZodType ? z.input<R['query']> : undefined
export type BodyInput<R extends RouteSpec> = R['body'] extends z.ZodType ? z.input<R['body']> : undefined
type Answered<A> = A extends z.ZodType ? z.output<A> : undefined
export type AnswerOf<R extends RouteSpec> = { [S in keyof R['answers']]: Answered<R['answers'][S]> }[keyof R['answers']]
