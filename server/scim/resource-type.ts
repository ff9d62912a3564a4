import type { Attribute } from './attribute.ts'
import { type Schema, sharedAttributes } from './schema.ts'
import { cloudlinkSchema } from './schema-cloudlink.ts'
import { enterpriseSchema } from './schema-enterprise.ts'
import { groupSchema } from './schema-group.ts'
import { userSchema } from './schema-user.ts'

/** A resource type (RFC 7643 §6): what an endpoint serves, and by which definitions. */
export type ResourceType = Readonly<{
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  description: string
  schema: Schema
  extensions: readonly { schema: Schema; required: boolean }[]
}>

export type ResourceTypes = Readonly<{ user: ResourceType; group: ResourceType }>

const group: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of the directory',
  schema: groupSchema,
  extensions: [],
}

function user(mayGrantAdmin: boolean): ResourceType {
  const extensions = [enterpriseSchema, cloudlinkSchema(mayGrantAdmin)].map((schema) => ({ schema, required: false }))
  return { name: 'User', endpoint: '/Users', description: 'Users of the account', schema: userSchema, extensions }
}

const plain: ResourceTypes = { user: user(false), group }
const granting: ResourceTypes = { user: user(true), group }

/** The resource types for a source; `mayGrantAdmin` makes the admin flag writable (SCIM-C17). */
export function resourceTypes(options: { mayGrantAdmin?: boolean } = {}): ResourceTypes {
  return options.mayGrantAdmin ? granting : plain
}

/** The attribute of the core schema or the shared ones with this name, in any case. */
export function coreAttribute(type: ResourceType, name: string): Attribute | undefined {
  const key = name.toLowerCase()
  return type.schema.byName.get(key) ?? sharedAttributes.get(key)
}

/** The extension with this URN, in any case. */
export function extensionOf(type: ResourceType, urn: string): Schema | undefined {
  const key = urn.toLowerCase()
  return type.extensions.find(({ schema }) => schema.urn.toLowerCase() === key)?.schema
}
