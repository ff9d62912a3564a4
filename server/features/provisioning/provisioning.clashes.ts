import type { UserValues } from '../../../domain/user-fields.ts'
import type { TxContext } from '../../platform/context.ts'
import { refusal } from '../../scim/errors.ts'
import type { Json, JsonObject } from '../../scim/json.ts'
import type { Directory } from './provisioning.directory.ts'
import { findCandidates, taken } from './provisioning.matching.ts'
import type { ProvisionedRow } from './provisioning.users.sql.ts'

/** Who else has what a directory sends of a user. */

/** SCIM-C4: a userName, externalId or email that somebody else has. */
export async function refuseTaken(
  context: TxContext,
  directory: Directory,
  row: ProvisionedRow,
  resource: JsonObject,
  values: Partial<UserValues>,
): Promise<void> {
  const { userName, externalId } = resource
  const { email = null } = values
  const isNew = {
    userName: !row.linked || userName !== row.raw.userName,
    externalId: !row.linked || (externalId ?? null) !== row.external_id,
    emails: !row.linked || email !== row.email,
  }
  if (!isNew.userName && !isNew.externalId && !isNew.emails) return
  // Who was kept apart by an admin has the old values in common: only what is new now can clash.
  for (const holder of await candidatesOf(context, directory, resource, values, row.id)) {
    const matched = holder.matched.filter((name) => isNew[name as keyof typeof isNew])
    if (matched.length > 0) throw taken({ ...holder, matched }, { ...wantedOf(resource), email })
  }
}

export const candidatesOf = (
  context: TxContext,
  directory: Directory,
  resource: JsonObject,
  values: Partial<UserValues>,
  exceptId: string | null = null,
) => findCandidates(context, directory, { ...wantedOf(resource), email: values.email ?? null }, exceptId)

/** What tells a user from others. Longer names than an index takes are nobody’s. */
export function wantedOf(resource: JsonObject): { userName: string; externalId: string | null } {
  const userName = bounded('userName', resource.userName) ?? ''
  return { userName, externalId: bounded('externalId', resource.externalId) }
}

function bounded(name: string, value: Json | undefined): string | null {
  if (typeof value !== 'string') return null
  if (Buffer.byteLength(value) > 1000) throw refusal('invalidValue', `${name} can have at most 1000 bytes.`)
  return value
}
