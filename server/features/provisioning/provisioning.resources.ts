import type { Context } from '../../platform/context.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { ResourceType } from '../../scim/resource-type.ts'
import { createGroup, deleteGroup, getGroupResource, patchGroup, replaceGroup } from '../groups/groups.ts'
import type { Directory } from './provisioning.directory.ts'
import {
  createProvisionedUser,
  deleteProvisionedUser,
  getProvisionedUser,
  patchProvisionedUser,
  replaceProvisionedUser,
  type Shown,
} from './provisioning.users.ts'

/** Users and groups behind one set of verbs, for single requests and for bulk. */

type One = { directory: Directory; type: ResourceType; id: string }
type Written = { ifMatch: string | undefined; body: JsonObject; withMembers: boolean }

export const readResource = (context: Context, { type, ...one }: One & { wide: boolean }): Promise<Shown> =>
  type.name === 'User'
    ? getProvisionedUser(context, { ...one, groups: one.wide })
    : getGroupResource(context, { ...one, withMembers: one.wide })

/** @returns what was made, or the refusal whose note is to be committed */
export async function createResource(
  context: Context,
  { type, ...given }: { directory: Directory; type: ResourceType; body: JsonObject; withMembers: boolean },
) {
  if (type.name === 'User') return createProvisionedUser(context, given)
  return { user: await createGroup(context, given) }
}

export const replaceResource = (context: Context, { type, ...given }: One & Written): Promise<Shown> =>
  (type.name === 'User' ? replaceProvisionedUser : replaceGroup)(context, given)

export const patchResource = (context: Context, { type, ...given }: One & Written): Promise<Shown> =>
  (type.name === 'User' ? patchProvisionedUser : patchGroup)(context, given)

export const deleteResource = (
  context: Context,
  { type, ...given }: One & { ifMatch: string | undefined },
): Promise<void> => (type.name === 'User' ? deleteProvisionedUser : deleteGroup)(context, given)
