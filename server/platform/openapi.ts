import { z } from 'zod'
import type { RouteSpec } from '../../domain/api/route.ts'

type Json = Record<string, unknown>

const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code'],
        properties: { field: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}

/** OpenAPI 3.1 from the schemas that validate. */
export function openApi(routes: Record<string, RouteSpec>, publicUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [operationId, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operation(operationId, route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Accounts Console API',
      version: '1',
      description: 'Users of CloudLink customer accounts. JSON in camelCase; refusals are application/problem+json.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'session' } },
    },
  }
}

function operation(operationId: string, route: RouteSpec): Json {
  const answers: Record<string, Json> = {}
  for (const [status, schema] of Object.entries(route.answers)) {
    answers[status] = {
      description: route.summary,
      ...(schema ? { content: { 'application/json': { schema: schemaOf(schema, 'output') } } } : {}),
      ...(route.etag ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
    }
  }
  answers.default = {
    description: 'A refusal',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    operationId,
    summary: route.summary,
    tags: [route.tag],
    security: route.auth === 'session' ? [{ session: [] }] : [],
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
      : {}),
    responses: answers,
  }
}

const pathParameters = (route: RouteSpec): Json[] =>
  [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name!.endsWith('Id') ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }))

function queryParameters(route: RouteSpec): Json[] {
  if (!route.query) return []
  const { properties = {}, required = [] } = schemaOf(route.query, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

const headerParameters = (route: RouteSpec): Json[] => [
  ...(route.ifMatch || (route.etag && route.method === 'PATCH')
    ? [{ name: 'If-Match', in: 'header', required: Boolean(route.ifMatch), schema: { type: 'string' } }]
    : []),
  ...(route.method === 'POST' && route.auth === 'session'
    ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } }]
    : []),
]
