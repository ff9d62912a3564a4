import { failure, refusal, ScimError } from './errors.ts'
import { byLowerKey, isObject, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { sameUrn, urns } from './urns.ts'

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

export type BulkOperation = {
  method: (typeof methods)[number]
  path: string
  bulkId?: string
  version?: string
  data?: JsonObject
}

/** One operation as sent: readable, or with the reason why not. `shown` is what its result repeats of it. */
export type BulkItem = { shown: JsonObject; operation: BulkOperation | ScimError }

export type BulkRequest = { items: BulkItem[]; failOnErrors: number }

/** Throws 413 for a body over the advertised size (SCIM-B4). In: its length in bytes. */
export function checkBulkPayload(bytes: number): void {
  if (bytes > limits.bulkPayloadBytes) {
    throw failure(413, `A bulk request can have at most ${limits.bulkPayloadBytes} bytes (maxPayloadSize).`)
  }
}

/**
 * Reads a BulkRequest (RFC 7644 §3.7; SCIM-B1, B3, B4). What is wrong with one operation fails that one only.
 * Throws 400 invalidSyntax or invalidValue for the request as a whole, 413 for too many operations.
 */
export function readBulk(body: JsonObject): BulkRequest {
  const given = byLowerKey(body)
  const schemas = given.get('schemas')
  if (!Array.isArray(schemas) || !schemas.some((urn) => sameUrn(urn, urns.bulkRequest))) {
    throw refusal('invalidSyntax', `A bulk request must name ${urns.bulkRequest} in its schemas.`)
  }
  const operations = given.get('operations')
  if (!Array.isArray(operations) || operations.length === 0) {
    throw refusal('invalidSyntax', 'A bulk request must have a list of at least one operation in "Operations".')
  }
  if (operations.length > limits.bulkOperations) {
    throw failure(413, `A bulk request can have at most ${limits.bulkOperations} operations (maxOperations).`)
  }
  const failOnErrors = given.get('failonerrors') ?? Number.POSITIVE_INFINITY
  if (typeof failOnErrors !== 'number' || failOnErrors < 1 || failOnErrors % 1 > 0) {
    throw refusal('invalidValue', 'failOnErrors must be a whole number of at least 1.')
  }
  const bulkIds = new Set<string>()
  return { items: operations.map((operation) => readItem(operation, bulkIds)), failOnErrors }
}

function readItem(item: Json, bulkIds: Set<string>): BulkItem {
  const given = isObject(item) ? byLowerKey(item) : new Map<string, Json>()
  const bulkId = given.get('bulkid')
  const method = given.get('method')
  const shown: JsonObject = {
    ...(typeof method === 'string' ? { method: method.toUpperCase() } : {}),
    ...(typeof bulkId === 'string' ? { bulkId } : {}),
  }
  try {
    const operation = readOperation(given)
    if (operation.bulkId !== undefined && bulkIds.has(operation.bulkId)) {
      throw refusal('invalidValue', 'This bulkId is used by an earlier operation.')
    }
    if (operation.bulkId !== undefined) bulkIds.add(operation.bulkId)
    return { shown, operation }
  } catch (error) {
    if (error instanceof ScimError) return { shown, operation: error }
    throw error
  }
}

function readOperation(given: ReadonlyMap<string, Json>): BulkOperation {
  const [name, path, bulkId, version, data] = ['method', 'path', 'bulkid', 'version', 'data'].map((key) => {
    const value = given.get(key)
    return value === null ? undefined : value
  })
  const method = methods.find((one) => typeof name === 'string' && one === name.toUpperCase())
  if (!method) throw refusal('invalidSyntax', 'The method of an operation must be POST, PUT, PATCH or DELETE.')
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw refusal('invalidSyntax', 'The path of an operation must be one below the base URL, such as /Users.')
  }
  if (bulkId !== undefined && (typeof bulkId !== 'string' || bulkId === '')) {
    throw refusal('invalidSyntax', 'A bulkId must be a text.')
  }
  if (method === 'POST' && bulkId === undefined) throw refusal('invalidSyntax', 'A POST needs a bulkId.')
  if (version !== undefined && typeof version !== 'string') {
    throw refusal('invalidSyntax', 'The version of an operation must be a text.')
  }
  if (method === 'DELETE') return { method, path, bulkId, version }
  if (!isObject(data)) throw refusal('invalidSyntax', `A ${method} needs an object in "data".`)
  return { method, path, bulkId, version, data }
}
