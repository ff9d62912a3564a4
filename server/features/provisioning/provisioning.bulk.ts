import type { Context, TxContext } from '../../platform/context.ts'
import { patiently } from '../../platform/operation.ts'
import { type BulkCall, type BulkOutcome, runBulk } from '../../scim/bulk.ts'
import { ScimError } from '../../scim/errors.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { Directory } from './provisioning.directory.ts'
import { toScimError } from './provisioning.errors.ts'
import { createResource, deleteResource, patchResource, replaceResource } from './provisioning.resources.ts'
import { inSavepoint } from './provisioning.sql.ts'

/** A bulk request (SCIM-B1 to B6): a transaction a slice, again when another request was in the way; a savepoint an operation. */
export function runBulkRequest(context: Context, directory: Directory, body: JsonObject): Promise<JsonObject> {
  let inside: TxContext | undefined
  return runBulk(directory.types, directory.baseUrl, body, {
    slice: (run) =>
      patiently(() =>
        context.house.db.inAccount(context.accountId, async (tx) => {
          inside = { ...context, tx }
          await run()
        }),
      ),
    execute: async (call) => {
      if (!inside) throw new Error('a bulk operation outside its slice')
      return execute(inside, directory, call)
    },
  })
}

async function execute(context: TxContext, directory: Directory, call: BulkCall): Promise<BulkOutcome> {
  const outcome = await inSavepoint(context.tx, () => run(context, directory, call)).catch((error: unknown) => {
    throw toScimError(error) ?? error
  })
  // Thrown after the savepoint, so that the note for the conflict desk stays.
  if (outcome instanceof ScimError) throw outcome
  return outcome
}

async function run(context: TxContext, directory: Directory, call: BulkCall): Promise<BulkOutcome | ScimError> {
  const { type } = call
  if (call.method === 'POST') {
    const made = await createResource(context, { directory, type, body: call.data, withMembers: false })
    return 'refused' in made ? made.refused : outcomeOf(directory, call, 201, made.user)
  }
  const one = { directory, type, id: call.id, ifMatch: call.version }
  if (call.method === 'DELETE') {
    await deleteResource(context, one)
    return { status: 204, id: call.id, location: locationOf(directory, call, call.id) }
  }
  const change = call.method === 'PUT' ? replaceResource : patchResource
  const changed = await change(context, { ...one, body: call.data, withMembers: false })
  return outcomeOf(directory, call, 200, changed)
}

const locationOf = (directory: Directory, { type }: BulkCall, id: string): string =>
  `${directory.baseUrl}${type.endpoint}/${id}`

const outcomeOf = (
  directory: Directory,
  call: BulkCall,
  status: number,
  { id, version }: { id: string; version: string },
): BulkOutcome => ({ status, id, version, location: locationOf(directory, call, id) })
