import type { UserValues } from '../../../domain/user-fields.ts'
import { isObject, type Json, type JsonObject, sameJson } from '../../scim/json.ts'
import { urns } from '../../scim/urns.ts'
import type { ProvisionedRow } from './provisioning.users.sql.ts'

/** What a write has made of a user, where it need not be read again. Pure. */

export type Written = {
  externalId: string | null
  sent: Partial<UserValues>
  raw: JsonObject
  sourceActive?: boolean
}

/** The name of a manager is another user’s: with a new manager it must be read. */
export const sameManager = (a: JsonObject, b: JsonObject): boolean => sameJson(managerOf(a), managerOf(b))

function managerOf(document: JsonObject): Json | undefined {
  const enterprise = document[urns.enterpriseUser]
  return isObject(enterprise) ? enterprise.manager : undefined
}

type Link = { version: number; changedAt: Date }

/** A user of whom only the document has changed. */
export const afterWrite = (row: ProvisionedRow, { externalId, sent, raw }: Written, link: Link): ProvisionedRow => ({
  ...row,
  external_id: externalId,
  raw,
  sent: { ...row.sent, ...sent },
  link_version: link.version,
  link_changed_at: link.changedAt,
})

/** A user who was made with the link. */
export const newcomer = (id: string, { externalId, sent, raw, sourceActive }: Written, link: Link): ProvisionedRow => ({
  id,
  name: sent.name ?? null,
  first_name: sent.firstName ?? null,
  last_name: sent.lastName ?? null,
  email: sent.email ?? null,
  mobile: sent.mobile ?? null,
  extension: sent.extension ?? null,
  role: 'user',
  source_active: sourceActive ?? true,
  version: 1,
  created_at: link.changedAt,
  modified_at: link.changedAt,
  linked: true,
  external_id: externalId,
  raw,
  sent,
  link_version: link.version,
  link_changed_at: link.changedAt,
  products: [],
  manager_name: null,
  groups: null,
})
