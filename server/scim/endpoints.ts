import { failure } from './errors.ts'
import type { ResourceType, ResourceTypes } from './resource-type.ts'

/** What a path below the base URL means (RFC 7644 §3.2). */
export type Endpoint =
  | { kind: 'collection' | 'search'; type: ResourceType }
  | { kind: 'resource'; type: ResourceType; id: string }
  | { kind: 'root' | 'rootSearch' | 'bulk' | 'me' | 'serviceProviderConfig' | 'resourceTypes' | 'schemas' }
  | { kind: 'resourceType' | 'schema'; id: string }

const methods: Record<Endpoint['kind'], readonly string[]> = {
  collection: ['GET', 'POST'],
  search: ['POST'],
  resource: ['GET', 'PUT', 'PATCH', 'DELETE'],
  root: ['GET'],
  rootSearch: ['POST'],
  bulk: ['POST'],
  me: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  serviceProviderConfig: ['GET'],
  resourceTypes: ['GET'],
  schemas: ['GET'],
  resourceType: ['GET'],
  schema: ['GET'],
}

/**
 * The endpoint of a path such as `/Users/4711` (SCIM-T11, SCIM-D1, D2). In: the path without the base URL and without
 * the query, ids still percent-encoded. Throws 404 for a path that is none.
 */
export function findEndpoint(types: ResourceTypes, path: string): Endpoint {
  const [first = '', second, ...more] = path.replace(/^\//, '').replace(/\/$/, '').split('/')
  const endpoint = more.length > 0 ? undefined : second === undefined ? top(types, first) : below(types, first, second)
  if (!endpoint) throw failure(404, 'There is nothing at this address.')
  return endpoint
}

/** Throws 405 with `Allow` if the endpoint does not take the method (SCIM-T11), 501 for /Me (SCIM-Q2). */
export function checkMethod(endpoint: Endpoint, method: string): void {
  const allowed = methods[endpoint.kind]
  if (!allowed.includes(method)) {
    throw failure(405, `${method} is not possible here.`, { Allow: allowed.join(', ') })
  }
  if (endpoint.kind === 'me') throw failure(501, 'The token belongs to an account and not to a user: there is no /Me.')
}

function top(types: ResourceTypes, name: string): Endpoint | undefined {
  const type = typeAt(types, name)
  if (type) return { kind: 'collection', type }
  const kinds: Record<
    string,
    Exclude<Endpoint['kind'], 'collection' | 'search' | 'resource' | 'resourceType' | 'schema'>
  > = {
    '': 'root',
    '.search': 'rootSearch',
    Bulk: 'bulk',
    Me: 'me',
    ServiceProviderConfig: 'serviceProviderConfig',
    ResourceTypes: 'resourceTypes',
    Schemas: 'schemas',
  }
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  return kind && { kind }
}

function below(types: ResourceTypes, name: string, part: string): Endpoint | undefined {
  const id = decode(part)
  if (id === undefined || id === '') return undefined
  if (name === 'ResourceTypes') return { kind: 'resourceType', id }
  if (name === 'Schemas') return { kind: 'schema', id }
  const type = typeAt(types, name)
  if (!type) return undefined
  return part === '.search' ? { kind: 'search', type } : { kind: 'resource', type, id }
}

function typeAt(types: ResourceTypes, name: string): ResourceType | undefined {
  return [types.user, types.group].find((type) => type.endpoint === `/${name}`)
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
