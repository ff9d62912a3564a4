import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Account, createAccountBody, listAccountsQuery, updateAccountBody } from '../../../domain/accounts.ts'
import type { Page } from '../../../domain/page.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { newAccountNumber } from '../../platform/secrets.ts'
import * as rows from './accounts.sql.ts'

type CreateInput = z.output<typeof createAccountBody>
type UpdateInput = z.output<typeof updateAccountBody>

export type VersionedAccount = { account: Account; version: number }

const toAccount = (row: rows.AccountRow): Account => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  name: row.name,
  address: row.address,
  country: row.country,
  language: row.language,
  supportContacts: row.support_contacts,
  state: row.state,
  createdAt: row.created_at.toISOString(),
})

/** A partner’s accounts: the partner account and its customer accounts, by name. */
export const listAccounts = query<z.output<typeof listAccountsQuery>, Page<Account>>(
  { name: 'listAccounts', permission: 'accounts:list' },
  async (context, { search, cursor, limit }) => {
    const from = cursor === undefined ? undefined : openCursor(context, cursor)
    const found = await rows.selectAccounts(context.tx, { search, from, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const last = found.length > limit ? shown.at(-1) : undefined
    return {
      items: shown.map(toAccount),
      nextCursor: last ? sealCursor(context, { key: last.name_key, id: last.id }) : null,
      total: await rows.countAccounts(context.tx, search),
    }
  },
)

export const getAccount = query<void, VersionedAccount>(
  { name: 'getAccount', permission: 'accounts:read' },
  async ({ tx }) => {
    const row = await rows.selectAccount(tx, tx.accountId)
    if (!row) throw new Problem('not_found')
    return { account: toAccount(row), version: row.version }
  },
)

const insert = command<CreateInput & { partnerAccountId: string | null; kind: 'partner' | 'customer' }, Account>(
  // The new account’s row does not exist yet: mayCreate(), or the program itself, has judged in the actor’s own account.
  { name: 'createAccount', permission: 'public' },
  async (context, input) => {
    await rows.insertAccount(context.tx, { ...input, id: context.accountId, number: newAccountNumber() })
    const row = (await rows.selectAccount(context.tx, context.accountId))!
    await record(context, [{ name: 'account.created', after: { name: row.name, number: row.number, kind: row.kind } }])
    return { changed: 1, result: toAccount(row) }
  },
)

/** May this actor create accounts? Judged in the own account, since the new one does not exist yet. */
const mayCreate = query<void, void>({ name: 'createAccount', permission: 'accounts:create' }, async () => {})

/**
 * Creates a customer account of the actor’s partner account; the act is recorded in the new account.
 * @param idempotencyKey makes the id follow from the key, so that a repetition can’t make a second account (REL-6)
 */
export async function createAccount(context: Context, input: CreateInput, idempotencyKey?: string): Promise<Account> {
  const { actor } = context
  await mayCreate(context)
  if (actor.kind !== 'user') throw new Problem('forbidden')
  const accountId =
    idempotencyKey === undefined ? newId() : idFromKey(`${actor.accountId}\n${actor.id}\n${idempotencyKey}`)
  return createWithNumber(
    { ...context, accountId, tx: undefined },
    { ...input, kind: 'customer', partnerAccountId: actor.accountId },
  )
}

/** The first partner account of an installation: admin create-partner, and the demo. */
export const createPartnerAccount = (context: Context, name: string): Promise<Account> =>
  createWithNumber(
    { ...context, accountId: newId(), tx: undefined },
    {
      name,
      language: 'en',
      supportContacts: [],
      kind: 'partner',
      partnerAccountId: null,
    },
  )

/** A 9-digit number is drawn; the rare second account with the same one draws again. */
async function createWithNumber(context: Context, input: Parameters<typeof insert>[1]): Promise<Account> {
  for (let tries = 0; ; tries++) {
    try {
      return await insert(context, input)
    } catch (error) {
      if (rows.isIdTaken(error)) return (await getAccount({ ...context, tx: undefined })).account
      if (!rows.isNumberTaken(error) || tries === 9) throw error
    }
  }
}

/** Changes account data. @throws version_stale when If-Match is not the current version */
export const updateAccount = command<{ ifMatch: number | '*' | null; body: UpdateInput }, VersionedAccount>(
  { name: 'updateAccount', permission: 'accounts:update' },
  async (context, { ifMatch, body }) => {
    const row = await rows.selectAccount(context.tx, context.accountId, true)
    if (!row) throw new Problem('not_found')
    if (ifMatch !== null && ifMatch !== '*' && ifMatch !== row.version) {
      throw new Problem('version_stale', { with: { current: toAccount(row), currentVersion: row.version } })
    }
    const from: rows.AccountColumns = {
      name: row.name,
      address: row.address,
      country: row.country,
      language: row.language,
      supportContacts: row.support_contacts,
    }
    const to: rows.AccountColumns = { ...from, ...definedOf(body) }
    const differing = (Object.keys(to) as (keyof rows.AccountColumns)[]).filter(
      (key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]),
    )
    if (differing.length > 0) {
      await rows.updateAccountRow(context.tx, row.id, to)
      const pick = (values: rows.AccountColumns) => Object.fromEntries(differing.map((key) => [key, values[key]]))
      await record(context, [
        { name: 'account.updated', version: row.version + 1, before: pick(from), after: pick(to) },
      ])
    }
    const after = (await rows.selectAccount(context.tx, row.id))!
    return { changed: differing.length > 0 ? 1 : 0, result: { account: toAccount(after), version: after.version } }
  },
)

const definedOf = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<T>

/** A stable id from a key: version 8 of RFC 9562, whose bits are ours to choose. */
function idFromKey(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function sealCursor(context: Context, cursor: { key: string; id: string }): string {
  const text = JSON.stringify([cursor.key, cursor.id])
  return `${Buffer.from(text).toString('base64url')}.${context.house.secrets.sign('accounts', `${context.accountId}\n${text}`)}`
}

function openCursor(context: Context, sealed: string): { key: string; id: string } {
  const [encoded, mac] = sealed.split('.')
  const text = Buffer.from(encoded ?? '', 'base64url').toString()
  if (mac !== context.house.secrets.sign('accounts', `${context.accountId}\n${text}`))
    throw new Problem('cursor_invalid')
  const [key, id] = JSON.parse(text) as [string, string]
  return { key, id }
}
