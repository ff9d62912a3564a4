import { parseEmail } from '../../../domain/emails.ts'
import type { Mapping } from '../../../domain/sources.ts'
import { checkField, type UserField, type UserValues } from '../../../domain/user-fields.ts'
import { quoted, refusal } from '../../scim/errors.ts'
import { etag } from '../../scim/etag.ts'
import { fold } from '../../scim/fold.ts'
import { isObject, type Json, type JsonObject, sameJson } from '../../scim/json.ts'
import { urns } from '../../scim/urns.ts'
import type { ProvisionedRow } from './provisioning.users.sql.ts'

/** Between a directory's document of a user and the product (scim.md §0, mapping). Pure. */

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})
const elements = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** What the directory never sent and the user has otherwise, at the places where a directory looks for it. */
function others(row: ProvisionedRow): JsonObject {
  const { raw, sent } = row
  const name = {
    ...('firstName' in sent || row.first_name === null ? {} : { givenName: row.first_name }),
    ...('lastName' in sent || row.last_name === null ? {} : { familyName: row.last_name }),
  }
  return {
    ...('userName' in raw || row.email === null ? {} : { userName: row.email }),
    ...('name' in sent || row.name === null ? {} : { displayName: row.name }),
    ...(Object.keys(name).length > 0 ? { name } : {}),
    ...('emails' in raw || 'email' in sent || row.email === null
      ? {}
      : { emails: [{ value: row.email, type: 'work', primary: true }] }),
    ...('mobile' in sent || row.mobile === null ? {} : { phoneNumbers: [{ value: row.mobile, type: 'mobile' }] }),
    ...('extension' in sent || row.extension === null ? {} : { [urns.cloudlinkUser]: { extension: row.extension } }),
  }
}

/** The full representation of a user for this directory: as sent, completed, with what only we know. */
export function representation(row: ProvisionedRow, baseUrl: string): JsonObject {
  const { raw } = row
  const other = others(row)
  const cloudlink = {
    ...object(raw[urns.cloudlinkUser]),
    ...object(other[urns.cloudlinkUser]),
    ...(row.role === 'account_admin' || raw[urns.cloudlinkUser] !== undefined
      ? { accountAdmin: row.role === 'account_admin' }
      : {}),
    ...(row.products.length > 0 ? { products: row.products } : {}),
  }
  const enterprise = object(raw[urns.enterpriseUser])
  const manager = object(enterprise.manager)
  return {
    ...raw,
    ...other,
    ...(other.name ? { name: { ...object(raw.name), ...object(other.name) } } : {}),
    ...(other.phoneNumbers ? { phoneNumbers: [...elements(raw.phoneNumbers), ...elements(other.phoneNumbers)] } : {}),
    ...(row.linked && !('active' in raw) ? {} : { active: row.source_active }),
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    ...(Object.keys(enterprise).length > 0
      ? {
          [urns.enterpriseUser]: {
            ...enterprise,
            ...(text(manager.value)
              ? {
                  manager: {
                    ...manager,
                    $ref: `${baseUrl}/Users/${encodeURIComponent(String(manager.value))}`,
                    ...(row.manager_name === null ? {} : { displayName: row.manager_name }),
                  },
                }
              : {}),
          },
        }
      : {}),
    ...(Object.keys(cloudlink).length > 0 ? { [urns.cloudlinkUser]: cloudlink } : {}),
    ...(row.groups?.length
      ? { groups: row.groups.map((group) => ({ ...group, $ref: `${baseUrl}/Groups/${group.value}` })) }
      : {}),
    id: row.id,
    meta: {
      resourceType: 'User',
      created: row.created_at.toISOString(),
      lastModified: lastModified(row).toISOString(),
      location: `${baseUrl}/Users/${row.id}`,
      version: versionOf(row),
    },
  }
}

const lastModified = ({ modified_at, link_changed_at }: ProvisionedRow): Date =>
  link_changed_at !== null && link_changed_at > modified_at ? link_changed_at : modified_at

/** The entity tag: of the user and of what the directory sent. */
export const versionOf = (row: Pick<ProvisionedRow, 'version' | 'link_version'>): string =>
  etag(`${row.version}.${row.link_version ?? 0}`)

/** What is kept of a document: as sent, without what is ours to tell: the admin flag too, where it is only shown. */
export function kept(document: JsonObject, { flag = true }: { flag?: boolean } = {}): JsonObject {
  const { id: _id, meta: _meta, groups: _groups, schemas: _schemas, externalId: _externalId, ...raw } = document
  const { products: _products, ...cloudlink } = object(raw[urns.cloudlinkUser])
  if (!flag) delete cloudlink.accountAdmin
  delete raw[urns.cloudlinkUser]
  if (Object.keys(cloudlink).length > 0) raw[urns.cloudlinkUser] = cloudlink
  const enterprise = raw[urns.enterpriseUser]
  if (isObject(enterprise) && isObject(enterprise.manager)) {
    const { $ref: _ref, displayName: _name, ...manager } = enterprise.manager
    raw[urns.enterpriseUser] = { ...enterprise, manager }
  }
  return raw
}

/** As kept(), after a PATCH: what the directory has not touched of others' values is not its word. */
export function keptOfPatch(document: JsonObject, row: ProvisionedRow): JsonObject {
  const raw = kept(document)
  const cloudlinkBefore = object(row.raw[urns.cloudlinkUser])
  const flag = object(raw[urns.cloudlinkUser]).accountAdmin
  if (
    isObject(raw[urns.cloudlinkUser]) &&
    !('accountAdmin' in cloudlinkBefore) &&
    flag === (row.role === 'account_admin')
  ) {
    const { accountAdmin: _shown, ...own } = object(raw[urns.cloudlinkUser])
    raw[urns.cloudlinkUser] = own
    if (Object.keys(own).length === 0) delete raw[urns.cloudlinkUser]
  }
  const { userName: _userName, name, phoneNumbers, [urns.cloudlinkUser]: cloudlink, ...whole } = others(row)
  // Of a claimed user the address stays in sight: by its sign-in name the directory owns it.
  if (!row.linked) delete whole.emails
  for (const [key, value] of Object.entries(whole)) if (sameJson(raw[key], value)) delete raw[key]
  for (const [key, part] of [
    ['name', name],
    [urns.cloudlinkUser, cloudlink],
  ] as const) {
    if (raw[key] === undefined) continue
    const left = Object.entries(object(raw[key])).filter(([sub, value]) => object(part)[sub] !== value)
    if (left.length > 0) raw[key] = Object.fromEntries(left)
    else delete raw[key]
  }
  if (phoneNumbers) {
    const [added] = elements(phoneNumbers)
    const left = elements(raw.phoneNumbers).filter((one) => !sameJson(one, added))
    if (left.length > 0) raw.phoneNumbers = left
    else delete raw.phoneNumbers
  }
  return raw
}

/**
 * The product's fields that a document says something of, from where the source's mapping takes them.
 * Throws 400 invalidValue for what breaks a rule.
 */
export function mapped(document: JsonObject, mapping: Mapping): Partial<UserValues> {
  const name = object(document.name)
  const given = ruled('firstName', 'name.givenName', text(name.givenName))
  const family = ruled('lastName', 'name.familyName', text(name.familyName))
  const shown = ruled('name', 'displayName', text(document.displayName))
  const bare = shown ?? given ?? family ?? null
  return {
    ...(shown !== undefined ? { name: shown } : bare === null ? { name: fallbackName(document) } : {}),
    ...(given === undefined ? {} : { firstName: given }),
    ...(family === undefined ? {} : { lastName: family }),
    ...emailOf(document, mapping.email),
    ...numberOf('mobile', mobileIn(document, mapping.mobile)),
    ...numberOf('extension', extensionIn(document, mapping.extension)),
  }
}

function ruled(field: UserField, path: string, value: string | undefined): string | null | undefined {
  if (value === undefined) return undefined
  const verdict = checkField(field, value)
  if (!verdict.ok) throw refusal('invalidValue', `${path} can't be taken: ${verdict.code.replaceAll('_', ' ')}.`)
  return verdict.value
}

/** R1: somebody without any name is called as the directory calls them. */
function fallbackName(document: JsonObject): string | null {
  for (const value of [text(object(document.name).formatted), text(document.userName)]) {
    const verdict = value === undefined ? undefined : checkField('name', value)
    if (verdict?.ok && verdict.value) return verdict.value
  }
  return null
}

/** A sign in it says that an address is meant; other texts are kept as sent and are nobody's address (SCIM-D7, C19). */
const meansAddress = (value: Json | undefined): boolean => /[@\uFF20\uFE6B]/.test(text(value) ?? '')

/** The work address, else the primary one, else the first; without any, a userName that is one. */
export function addressOf(document: JsonObject): string | undefined {
  const emails = elements(document.emails).filter(({ value }) => meansAddress(value))
  const work = emails.filter(({ type }) => text(type)?.toLowerCase() === 'work')
  const chosen =
    work.find(({ primary }) => primary === true) ?? work[0] ?? emails.find(({ primary }) => primary === true)
  return text((chosen ?? emails[0])?.value)
}

function emailOf(document: JsonObject, from: Mapping['email']): { email?: string } {
  const signIn = parseEmail(text(document.userName) ?? '')
  const address = from === 'userName' && signIn.ok ? undefined : addressOf(document)
  if (address === undefined) return signIn.ok ? { email: signIn.email } : {}
  const parsed = parseEmail(address)
  if (!parsed.ok) throw refusal('invalidValue', `emails has ${quoted(address)}, which is no valid address.`)
  return { email: parsed.email }
}

/** Kept as sent in any case; what is no number for us is no number of the user (SCIM-C19). */
function numberOf(field: 'mobile' | 'extension', value: string | undefined): Partial<UserValues> {
  if (value === undefined) return {}
  const verdict = checkField(field, value)
  return { [field]: verdict.ok ? verdict.value : null }
}

const phone = (document: JsonObject, wanted: string): string | undefined =>
  text(elements(document.phoneNumbers).find(({ type }) => text(type)?.toLowerCase() === wanted)?.value)

const mobileIn = (document: JsonObject, from: Mapping['mobile']): string | undefined =>
  from === 'none' ? undefined : phone(document, from)

function extensionIn(document: JsonObject, from: Mapping['extension']): string | undefined {
  if (from === 'none') return undefined
  if (from === 'extension') return text(object(document[urns.cloudlinkUser]).extension)
  if (from === 'employeeNumber') return text(object(document[urns.enterpriseUser]).employeeNumber)
  const number = phone(document, 'work')
  // +49 40 1234 x5678 and tel:…;ext=5678 say what the extension is.
  return /(?:x|ext\.?|ext=)\s*(\d+)$/i.exec(number ?? '')?.[1] ?? number
}

/** For each field the newest word: what was sent once and is there no more is null. */
export function sentOf(values: Partial<UserValues>, before: Readonly<Record<string, unknown>>): Partial<UserValues> {
  const fields = ['name', 'firstName', 'lastName', 'email', 'mobile', 'extension'] as const
  return Object.fromEntries(
    fields.flatMap((field) =>
      values[field] !== undefined ? [[field, values[field]]] : field in before ? [[field, null]] : [],
    ),
  )
}

/** Every address of a document, folded as filters compare them. */
export const addressKeys = (document: JsonObject): string[] => [
  ...new Set(
    elements(document.emails).flatMap(({ value }) => (text(value) ? [fold(String(value)).slice(0, 400)] : [])),
  ),
]

const fieldAttributes = ['displayName', 'name', 'emails', 'phoneNumbers', 'active']

/**
 * Which attributes differ, before and after, for the record. told: the user's own fields were recorded already.
 */
export function documentDiff(
  from: JsonObject,
  to: JsonObject,
  told: boolean,
): { before: JsonObject; after: JsonObject } | null {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (key) => !sameJson(from[key], to[key]) && !(told && fieldAttributes.includes(key)),
  )
  if (keys.length === 0) return null
  const pick = (document: JsonObject) =>
    Object.fromEntries(keys.flatMap((key) => (document[key] === undefined ? [] : [[key, document[key] as Json]])))
  return { before: pick(from), after: pick(to) }
}
