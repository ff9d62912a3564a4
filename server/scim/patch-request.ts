import { failure, quoted, refusal } from './errors.ts'
import { byLowerKey, isObject, type Json, type JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { type PatchPath, parsePath } from './path.ts'
import type { ResourceType } from './resource-type.ts'
import { sameUrn, urns } from './urns.ts'

export type PatchOperation = { op: 'add' | 'replace' | 'remove'; path?: PatchPath; value: Json | undefined }

/**
 * Reads the body of a PATCH (SCIM-P1, P2, P5). Names, `op` and the URN compare without regard to case.
 * Throws 400 invalidSyntax, invalidPath or invalidFilter; 413 for more operations than are taken.
 */
export function readPatch(type: ResourceType, body: JsonObject): PatchOperation[] {
  const given = byLowerKey(body)
  const schemas = given.get('schemas')
  if (!Array.isArray(schemas) || !schemas.some((urn) => sameUrn(urn, urns.patchOp))) {
    throw refusal('invalidSyntax', `A PATCH must name ${urns.patchOp} in its schemas.`)
  }
  const operations = given.get('operations')
  if (!Array.isArray(operations) || operations.length === 0) {
    throw refusal('invalidSyntax', 'A PATCH must have a list of at least one operation in "Operations".')
  }
  if (operations.length > limits.patchOperations) {
    throw failure(413, `A PATCH can have at most ${limits.patchOperations} operations.`)
  }
  return operations.map((operation) => readOperation(type, operation))
}

function readOperation(type: ResourceType, operation: Json): PatchOperation {
  if (!isObject(operation)) throw refusal('invalidSyntax', 'An operation of a PATCH must be an object.')
  const given = byLowerKey(operation)
  const value = given.get('value')
  const op = readOp(given.get('op'))
  const path = given.get('path')
  // Some clients write an empty path where they mean none.
  if (path === undefined || path === null || path === '') return { op, value }
  if (typeof path !== 'string') throw refusal('invalidPath', 'The path of an operation must be a text.')
  return { op, path: parsePath(type, path), value }
}

function readOp(value: Json | undefined): PatchOperation['op'] {
  const op = typeof value === 'string' ? value.toLowerCase() : undefined
  if (op === 'add' || op === 'replace' || op === 'remove') return op
  const found = typeof value === 'string' ? `, not ${quoted(value)}` : ''
  throw refusal('invalidSyntax', `The "op" of an operation must be add, replace or remove${found}.`)
}
