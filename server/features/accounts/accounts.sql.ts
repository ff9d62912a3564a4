import { searchWords, sortKey } from '../../../domain/fold.ts'
import { brokenConstraint, type Tx } from '../../platform/db.ts'
import { join, raw, type Sql, sql } from '../../platform/sql.ts'

export type AccountRow = {
  id: string
  number: string
  kind: 'partner' | 'customer'
  partner_account_id: string | null
  name: string
  name_key: string
  address: string | null
  country: string | null
  language: string
  support_contacts: { name: string; email?: string | null; phone?: string | null }[]
  state: 'active' | 'deactivated'
  version: number
  created_at: Date
}

const selected =
  raw(`select a.id, a.number, a.kind, a.partner_account_id, a.name, a.name_key, a.address, a.country, a.language,
  a.support_contacts, a.state, a.version, a.created_at from accounts a`)

export const isNumberTaken = (error: unknown): boolean => brokenConstraint(error) === 'accounts_number_key'

export const isIdTaken = (error: unknown): boolean => brokenConstraint(error) === 'accounts_pkey'

export type NewAccount = {
  id: string
  number: string
  kind: 'partner' | 'customer'
  partnerAccountId: string | null
  name: string
  address?: string | null | undefined
  country?: string | null | undefined
  language: string
  supportContacts: unknown[]
}

export const insertAccount = (tx: Tx, row: NewAccount): Promise<number> =>
  tx.run(sql`
    insert into accounts (id, number, kind, partner_account_id, name, name_key, address, country, language, support_contacts)
    values (${row.id}, ${row.number}, ${row.kind}, ${row.partnerAccountId}, ${row.name}, ${sortKey(row.name)},
      ${row.address ?? null}, ${row.country ?? null}, ${row.language}, ${JSON.stringify(row.supportContacts)}::jsonb)`)

export async function selectAccount(tx: Tx, id: string, lock = false): Promise<AccountRow | undefined> {
  const [row] = await tx.query<AccountRow>(sql`${selected} where a.id = ${id}${raw(lock ? ' for update' : '')}`)
  return row
}

/** Each word stands in the name or in the Account ID. */
const matching = (search: string | undefined): Sql => {
  const naming = searchWords(search ?? '').map((word) => {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    return sql` and (a.name_key like ${like} or a.number like ${like})`
  })
  return join(naming, '')
}

/** The accounts that row-level security shows: of a partner account itself and its customers. */
export const selectAccounts = (
  tx: Tx,
  input: { search?: string | undefined; from?: { key: string; id: string } | undefined; limit: number },
): Promise<AccountRow[]> =>
  tx.query<AccountRow>(sql`
    ${selected} where (a.id = ${tx.accountId} or a.partner_account_id = ${tx.accountId})${matching(input.search)}
    ${input.from ? sql` and (a.name_key, a.id) > (${input.from.key}, ${input.from.id}::uuid)` : raw('')}
    order by a.name_key, a.id limit ${input.limit}`)

export async function countAccounts(tx: Tx, search: string | undefined): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from accounts a where (a.id = ${tx.accountId} or a.partner_account_id = ${tx.accountId})${matching(search)}`)
  return row!.n
}

export type AccountColumns = Pick<AccountRow, 'name' | 'address' | 'country' | 'language'> & {
  supportContacts: unknown[]
}

export const updateAccountRow = (tx: Tx, id: string, to: AccountColumns): Promise<number> =>
  tx.run(sql`
    update accounts set name = ${to.name}, name_key = ${sortKey(to.name)}, address = ${to.address}, country = ${to.country},
      language = ${to.language}, support_contacts = ${JSON.stringify(to.supportContacts)}::jsonb, version = version + 1,
      modified_at = now()
    where id = ${id}`)
