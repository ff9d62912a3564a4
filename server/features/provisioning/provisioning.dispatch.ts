import type { TxContext } from '../../platform/context.ts'
import {
  discoveryList,
  findResourceType,
  findSchema,
  refuseFilter,
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
} from '../../scim/discovery.ts'
import type { Endpoint } from '../../scim/endpoints.ts'
import { failure, type ScimError } from '../../scim/errors.ts'
import { isNotModified } from '../../scim/etag.ts'
import { byLowerKey, type Json, type JsonObject } from '../../scim/json.ts'
import { readQuery, readSearch } from '../../scim/list.ts'
import { patchStatus } from '../../scim/prefer.ts'
import type { ResourceType } from '../../scim/resource-type.ts'
import { isSelected, type NameList, present, readSelection, type Selection } from '../../scim/selection.ts'
import type { Directory } from './provisioning.directory.ts'
import { listResources } from './provisioning.lists.ts'
import {
  createResource,
  deleteResource,
  patchResource,
  readResource,
  replaceResource,
} from './provisioning.resources.ts'

/** From an endpoint and a method to an operation, and from its result to an answer. Knows no HTTP server. */

export type ScimRequest = {
  method: string
  query: Readonly<Record<string, Json | undefined>>
  headers: { ifMatch?: string | undefined; ifNoneMatch?: string | undefined; prefer?: string | undefined }
  /** Read when it is needed, so that its faults come after those of the address. */
  body: () => JsonObject
}
export type ScimAnswer = { status: number; headers?: Record<string, string>; body?: JsonObject; error?: ScimError }

export async function dispatch(
  context: TxContext,
  directory: Directory,
  endpoint: Endpoint,
  request: ScimRequest,
): Promise<ScimAnswer> {
  const { types, baseUrl } = directory
  const both = [types.user, types.group]
  switch (endpoint.kind) {
    case 'collection':
      return request.method === 'POST'
        ? create(context, directory, endpoint.type, request)
        : list(context, directory, [endpoint.type], request)
    case 'search':
      return list(context, directory, [endpoint.type], request)
    case 'root':
    case 'rootSearch':
      return list(context, directory, both, request)
    case 'resource':
      return one(context, directory, endpoint, request)
    case 'serviceProviderConfig':
      return { status: 200, body: serviceProviderConfig(baseUrl) }
    case 'resourceTypes':
      refuseFilter(request.query)
      return { status: 200, body: discoveryList(resourceTypeDocuments(types, baseUrl)) }
    case 'schemas':
      refuseFilter(request.query)
      return { status: 200, body: discoveryList(schemaDocuments(types, baseUrl)) }
    case 'resourceType':
      return { status: 200, body: findResourceType(types, baseUrl, endpoint.id) }
    case 'schema':
      return { status: 200, body: findSchema(types, baseUrl, endpoint.id) }
    default:
      throw failure(404, 'There is nothing at this address.')
  }
}

async function list(
  context: TxContext,
  directory: Directory,
  types: ResourceType[],
  request: ScimRequest,
): Promise<ScimAnswer> {
  const asked = request.method === 'POST' ? readSearch(types, request.body()) : readQuery(types, request.query)
  const kinds = types.map(({ name }) => name)
  return { status: 200, body: await listResources(context, { directory, asked, kinds }) }
}

type Asked = { selection: Selection; attributes: boolean }

function asked(type: ResourceType, { query }: ScimRequest): Asked {
  const given = byLowerKey(query as JsonObject)
  const names = (key: string): NameList => {
    const value = given.get(key)
    return Array.isArray(value)
      ? value.filter((name) => typeof name === 'string')
      : typeof value === 'string'
        ? value
        : undefined
  }
  const attributes = names('attributes')
  return {
    selection: readSelection(type, attributes, names('excludedattributes')),
    attributes: attributes !== undefined && attributes.length > 0,
  }
}

/** Whether what needs further reading is shown: groups of a user, members of a group. */
const isWide = (type: ResourceType, selection: Selection) =>
  isSelected(selection, type.name === 'User' ? 'groups' : 'members')

async function create(
  context: TxContext,
  directory: Directory,
  type: ResourceType,
  request: ScimRequest,
): Promise<ScimAnswer> {
  const { selection } = asked(type, request)
  const withMembers = isWide(type, selection)
  const made = await createResource(context, { directory, type, body: request.body(), withMembers })
  // Answered and not thrown: what was noted for the conflict desk is committed.
  if ('refused' in made) return { status: made.refused.status, error: made.refused }
  const { resource, version, id } = made.user
  return {
    status: 201,
    headers: { location: `${directory.baseUrl}${type.endpoint}/${id}`, etag: version },
    body: present(type, resource, selection),
  }
}

async function one(
  context: TxContext,
  directory: Directory,
  { type, id }: { type: ResourceType; id: string },
  request: ScimRequest,
): Promise<ScimAnswer> {
  const { selection, attributes } = asked(type, request)
  const { ifMatch, ifNoneMatch, prefer } = request.headers
  if (request.method === 'DELETE') {
    await deleteResource(context, { directory, type, id, ifMatch })
    return { status: 204 }
  }
  if (request.method === 'GET') {
    const found = await readResource(context, { directory, type, id, wide: isWide(type, selection) })
    if (isNotModified(ifNoneMatch, found.version)) return { status: 304, headers: { etag: found.version } }
    return { status: 200, headers: { etag: found.version }, body: present(type, found.resource, selection) }
  }
  const status = request.method === 'PATCH' ? patchStatus(type, { ...(prefer ? { prefer } : {}), attributes }) : 200
  const withMembers = status === 200 && isWide(type, selection)
  const write = request.method === 'PUT' ? replaceResource : patchResource
  const { resource, version } = await write(context, {
    directory,
    type,
    id,
    ifMatch,
    body: request.body(),
    withMembers,
  })
  const headers = { etag: version, location: `${directory.baseUrl}${type.endpoint}/${id}` }
  return status === 204 ? { status, headers } : { status, headers, body: present(type, resource, selection) }
}
