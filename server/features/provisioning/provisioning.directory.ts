import type { TxContext } from '../../platform/context.ts'
import { type ResourceTypes, resourceTypes } from '../../scim/resource-type.ts'
import { type SourceSettings, settingsOf, type TokenSource } from '../sources/sources.ts'
import type { Viewer } from './provisioning.users.sql.ts'

/** The directory that a request speaks for, with what an admin has decided of it. */
export type Directory = {
  id: string
  kind: 'scim'
  name: string
  settings: SourceSettings
  types: ResourceTypes
  /** Without a slash at its end. */
  baseUrl: string
  viewer: Viewer
}

export function directoryOf(
  context: Pick<TxContext, 'house'>,
  source: Pick<TokenSource, 'id' | 'name' | 'settings'>,
): Directory {
  const settings = settingsOf(source.settings)
  const baseUrl = `${context.house.settings.publicUrl}/scim/v2`
  return {
    id: source.id,
    kind: 'scim',
    name: source.name,
    settings,
    types: resourceTypes({ mayGrantAdmin: settings.mayGrantAdmin }),
    baseUrl,
    viewer: { id: source.id, claims: settings.policy === 'claim', baseUrl },
  }
}
