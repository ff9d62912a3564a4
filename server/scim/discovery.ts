import type { Attribute } from './attribute.ts'
import { failure, notFound } from './errors.ts'
import { byLowerKey, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'
import type { ResourceType, ResourceTypes } from './resource-type.ts'
import type { Schema } from './schema.ts'
import { discoverySchemas } from './schema-discovery.ts'
import { sameUrn, urns } from './urns.ts'

/**
 * /ServiceProviderConfig (RFC 7643 §5, RFC 9865 §4; SCIM-D1, S5, B4, E1). The numbers are those that are enforced.
 * In: the base URL without a slash at its end, and the address of the manual, if there is one.
 */
export function serviceProviderConfig(baseUrl: string, documentationUri?: string): JsonObject {
  const manual: JsonObject = documentationUri === undefined ? {} : { documentationUri }
  return {
    schemas: [urns.serviceProviderConfig],
    ...manual,
    patch: { supported: true },
    bulk: { supported: true, maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkPayloadBytes },
    filter: { supported: true, maxResults: limits.pageMax },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.pageDefault,
      maxPageSize: limits.pageMax,
      cursorTimeout: limits.cursorSeconds,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of the source, made in the console under Account Information, Sources.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        ...manual,
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  }
}

/** The documents of /ResourceTypes (RFC 7643 §6; SCIM-D2, D4). */
export function resourceTypeDocuments(types: ResourceTypes, baseUrl: string): JsonObject[] {
  return [types.user, types.group].map((type) => resourceTypeDocument(type, baseUrl))
}

/** One of them by its name. Throws 404. */
export function findResourceType(types: ResourceTypes, baseUrl: string, name: string): JsonObject {
  return found(resourceTypeDocuments(types, baseUrl).find((one) => one.name === name))
}

/** The documents of /Schemas (RFC 7643 §7; SCIM-D2, D4 to D7). Messages have no schema and are not listed. */
export function schemaDocuments(types: ResourceTypes, baseUrl: string): JsonObject[] {
  const own = [types.user, types.group].flatMap((type) => [type.schema, ...type.extensions.map((one) => one.schema)])
  return [...own, ...discoverySchemas].map((schema) => schemaDocument(schema, baseUrl))
}

/** One of them by its URN, in any case. Throws 404. */
export function findSchema(types: ResourceTypes, baseUrl: string, urn: string): JsonObject {
  return found(schemaDocuments(types, baseUrl).find((one) => typeof one.id === 'string' && sameUrn(urn, one.id)))
}

/** All of them in one answer; paging and sorting are ignored here (SCIM-D3). */
export function discoveryList(documents: JsonObject[]): JsonObject {
  return {
    schemas: [urns.listResponse],
    totalResults: documents.length,
    startIndex: 1,
    itemsPerPage: documents.length,
    Resources: documents,
  }
}

/** Throws 403 if a discovery request has a filter (RFC 7644 §4; SCIM-D3). In: the query string's parameters. */
export function refuseFilter(query: Readonly<Record<string, unknown>>): void {
  if (byLowerKey(query as JsonObject).has('filter')) throw failure(403, 'This list can not be filtered.')
}

function found(document: JsonObject | undefined): JsonObject {
  if (!document) throw notFound()
  return document
}

function resourceTypeDocument(type: ResourceType, baseUrl: string): JsonObject {
  return {
    schemas: [urns.resourceType],
    id: type.name,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema.urn,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({ schema: schema.urn, required })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  }
}

function schemaDocument(schema: Schema, baseUrl: string): JsonObject {
  return {
    schemas: [urns.schema],
    id: schema.urn,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.filter((one) => !one.hidden).map(definition),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.urn}` },
  }
}

/** Absent parts are left out and never null, which Entra ID can't read (SCIM-D5). */
function definition(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, caseExact, mutability, returned, uniqueness } = attribute
  const some = (key: string, list: readonly Json[] | undefined): JsonObject =>
    list?.length ? { [key]: [...list] } : {}
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...some('canonicalValues', attribute.canonicalValues),
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...some('referenceTypes', attribute.referenceTypes),
    ...some('subAttributes', attribute.subAttributes.map(definition)),
  }
}
