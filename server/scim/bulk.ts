import { later, references, resolveData, resolvePath, valueOfPath } from './bulk-references.ts'
import { type BulkItem, type BulkOperation, readBulk } from './bulk-request.ts'
import { findEndpoint } from './endpoints.ts'
import { errorBody } from './error-body.ts'
import { failure, ScimError } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { limits } from './limits.ts'
import type { ResourceType, ResourceTypes } from './resource-type.ts'
import { urns } from './urns.ts'

/** An operation with all bulkIds resolved. `version` is what If-Match would say. */
export type BulkCall =
  | { method: 'POST'; type: ResourceType; data: JsonObject }
  | { method: 'PUT' | 'PATCH'; type: ResourceType; id: string; version?: string; data: JsonObject }
  | { method: 'DELETE'; type: ResourceType; id: string; version?: string }

export type BulkOutcome = { status: number; id: string; location?: string; version?: string }

/**
 * What the caller lends. `execute` does one operation behind a savepoint of its own and throws a ScimError if it is
 * refused; any other error ends the request. `slice` runs up to `limits.bulkSlice` operations in one transaction; when that is
 * undone it may run them again, and what earlier slices did stays done.
 */
export type BulkExecutor = {
  execute: (call: BulkCall) => Promise<BulkOutcome>
  slice?: (run: () => Promise<void>) => Promise<void>
}

type State = BulkItem & Progress
/** waiting: paths of what is added later. */
type Progress = { result: JsonObject | undefined; running: boolean; id: string | undefined; waiting: string[] }

/**
 * Runs a bulk request (RFC 7644 §3.7; SCIM-B1, B2, B3, B5) and gives the BulkResponse: a result per operation that
 * was processed, in the order of the request. An operation that refers to a later POST runs after it; where POSTs
 * refer to each other in a circle, one is created without the reference and completed by a PATCH.
 * Throws what `readBulk` throws.
 */
export async function runBulk(
  types: ResourceTypes,
  baseUrl: string,
  body: JsonObject,
  executor: BulkExecutor,
): Promise<JsonObject> {
  const { items, failOnErrors } = readBulk(body)
  const states: State[] = items.map((item) => ({
    ...item,
    result: undefined,
    running: false,
    id: undefined,
    waiting: [],
  }))
  const posts = new Map<string, State>()
  for (const state of states) {
    const { operation } = state
    if (!(operation instanceof ScimError) && operation.method === 'POST' && operation.bulkId !== undefined) {
      posts.set(operation.bulkId, state)
    }
  }
  const run = { types, baseUrl, executor, posts, errors: 0, failOnErrors }
  for (let from = 0; from < states.length && run.errors < failOnErrors; from += limits.bulkSlice) {
    const before = { errors: run.errors, states: states.map(({ result, id, waiting }) => ({ result, id, waiting })) }
    await (executor.slice ?? ((work) => work()))(async () => {
      run.errors = before.errors
      for (const [place, state] of states.entries()) Object.assign(state, before.states[place])
      for (const state of states.slice(from, from + limits.bulkSlice)) await runOne(run, state)
      for (const state of states) if (state.waiting.length > 0) await complete(run, state)
    })
  }
  const results = states.flatMap((state) => state.result ?? [])
  return { schemas: [urns.bulkResponse], Operations: results }
}

type Run = {
  types: ResourceTypes
  baseUrl: string
  executor: BulkExecutor
  posts: ReadonlyMap<string, State>
  errors: number
  failOnErrors: number
}

async function runOne(run: Run, state: State): Promise<void> {
  if (state.result || state.running || run.errors >= run.failOnErrors) return
  state.running = true
  const { operation } = state
  try {
    if (operation instanceof ScimError) throw operation
    const wanted = references(operation.path, operation.data)
    for (const bulkId of [...wanted.path, ...wanted.data]) {
      const post = run.posts.get(bulkId)
      if (post) await runOne(run, post)
    }
    // A failure on the way may have used up what failOnErrors allows.
    if (run.errors >= run.failOnErrors) return
    await execute(run, state, operation)
  } catch (error) {
    refuse(run, state, error)
  } finally {
    state.running = false
  }
}

async function execute(run: Run, state: State, operation: BulkOperation): Promise<void> {
  const path = resolvePath(operation.path, (bulkId) => idOf(run, bulkId))
  const canWait = operation.method === 'POST'
  const { data, waiting } = resolveData(operation.data ?? {}, (bulkId) => {
    const post = run.posts.get(bulkId)
    return canWait && post?.running ? later : idOf(run, bulkId)
  })
  const outcome = await run.executor.execute(callOf(run, operation, path, data))
  state.id = outcome.id
  state.waiting = waiting
  state.result = {
    ...state.shown,
    location: outcome.location ?? run.baseUrl + path,
    ...(outcome.version === undefined ? {} : { version: outcome.version }),
    status: String(outcome.status),
  }
}

function callOf(run: Run, operation: BulkOperation, path: string, data: JsonObject): BulkCall {
  const { method, version } = operation
  const endpoint = findEndpoint(run.types, path)
  if (method === 'POST' && endpoint.kind === 'collection') return { method, type: endpoint.type, data }
  if (method === 'POST' || endpoint.kind !== 'resource') {
    throw failure(405, `${method} is not possible at this path in a bulk request.`)
  }
  const { type, id } = endpoint
  return method === 'DELETE' ? { method, type, id, version } : { method, type, id, version, data }
}

/** The id of a resource that this request has made. Throws 409 if it has not. */
function idOf(run: Run, bulkId: string): string {
  const id = run.posts.get(bulkId)?.id
  if (id === undefined) throw failure(409, 'The bulkId that this operation refers to was not created.')
  return id
}

/** Adds what a resource in a circle could not have when it was made. If that fails, it is as if it never was. */
async function complete(run: Run, state: State): Promise<void> {
  const { operation, id, waiting } = state
  state.waiting = []
  if (operation instanceof ScimError || id === undefined) return
  const endpoint = findEndpoint(run.types, operation.path)
  if (endpoint.kind !== 'collection') return
  const { type } = endpoint
  try {
    const { data } = resolveData(operation.data ?? {}, (bulkId) => idOf(run, bulkId))
    const operations: Json[] = waiting.map((path) => ({ op: 'add', path, value: valueOfPath(data, path) ?? null }))
    const patch: JsonObject = { schemas: [urns.patchOp], Operations: operations }
    const { version } = await run.executor.execute({ method: 'PATCH', type, id, data: patch })
    if (version !== undefined && state.result) state.result.version = version
  } catch (error) {
    await run.executor.execute({ method: 'DELETE', type, id })
    state.id = undefined
    refuse(run, state, error instanceof ScimError ? failure(409, error.message) : error)
  }
}

function refuse(run: Run, state: State, error: unknown): void {
  if (!(error instanceof ScimError)) throw error
  run.errors++
  const { operation } = state
  const located = !(operation instanceof ScimError) && operation.method !== 'POST'
  state.result = {
    ...state.shown,
    ...(located ? { location: run.baseUrl + operation.path } : {}),
    status: String(error.status),
    response: errorBody(error),
  }
}
