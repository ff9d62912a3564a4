import { parseEmail } from './emails.ts'
import { fold } from './fold.ts'
import { headerKey } from './import-headers.ts'
import { type ImportColumn, type ImportFault, importColumnNames, importLimits } from './import-words.ts'
import { checkField, type UserField, type UserValues, userFieldNames } from './user-fields.ts'
import type { User } from './users.ts'

/** The cells of a row by what they are; an absent column is empty. */
export type ImportCells = Record<ImportColumn, string>
export type CellFault = { column: ImportColumn | null; code: ImportFault }

/** What this account allows. productOf: by id or name, as `productKey` gives it. */
export type ImportRules = {
  partnerAccount: boolean
  productOf: ReadonlyMap<string, { id: string; manageable: boolean }>
}

export type JudgedRow = {
  /** What the user would have; a value that is refused is null. */
  values: UserValues
  /** null: the cell is empty. */
  role: 'user' | 'account_admin' | null
  products: string[]
  emailKey: string | null
  faults: CellFault[]
}

export const productKey = (text: string): string => headerKey(text)

/** Text as PostgreSQL and JSON can keep it: no NUL, no half of a character, no more than a cell may hold. */
export const cleanCell = (text: string): string =>
  text.slice(0, importLimits.cellCharacters).replaceAll('\0', '\ufffd').toWellFormed()

/** @param columns what each place of `cells` is · fixes: corrections, which stand above the file */
export function cellsOf(
  cells: readonly string[],
  columns: readonly (ImportColumn | null)[],
  fixes: Partial<ImportCells> = {},
): ImportCells {
  const found = Object.fromEntries(importColumnNames.map((column) => [column, ''])) as ImportCells
  columns.forEach((column, index) => {
    if (column) found[column] = cells[index] ?? ''
  })
  return { ...found, ...fixes }
}

const roleWords: Record<string, 'user' | 'account_admin' | 'partner'> = {
  user: 'user',
  accountadmin: 'account_admin',
  partner: 'partner',
  mitelpartner: 'partner',
}

/** ROLE: `User` or `Account Admin` in any case, empty means User; Partner is refused (2.13, R31). */
export function readRole(text: string): { role: JudgedRow['role'] } | { code: ImportFault } {
  if (text.trim() === '') return { role: null }
  const role = Object.hasOwn(roleWords, headerKey(text)) ? roleWords[headerKey(text)] : undefined
  if (!role) return { code: 'role_unknown' }
  return role === 'partner' ? { code: 'role_not_assignable' } : { role }
}

const readProducts = (text: string): string[] => text.split(/[,;|\n]/).filter((part) => part.trim() !== '')

/** R31: what is wrong with a row by itself. Fields are judged by the very rules of Add User. */
export function judgeRow(cells: ImportCells, rules: ImportRules): JudgedRow {
  const faults: CellFault[] = []
  const values = Object.fromEntries(userFieldNames.map((field) => [field, judged(field, cells[field], faults)]))
  if (!values.name && !values.firstName && !values.lastName && !faults.some(({ column }) => isName(column)))
    faults.push({ column: 'name', code: 'name_required' })
  const role = readRole(cells.role)
  if ('code' in role) faults.push({ column: 'role', code: role.code })
  else if (role.role === 'account_admin' && rules.partnerAccount)
    faults.push({ column: 'role', code: 'role_not_assignable' })
  const products = new Set<string>()
  for (const part of readProducts(cells.products)) {
    const product = rules.productOf.get(productKey(part))
    if (product?.manageable) products.add(product.id)
    else faults.push({ column: 'products', code: product ? 'product_not_manageable' : 'product_unknown' })
  }
  const email = parseEmail(cells.email)
  return {
    values: values as UserValues,
    role: 'role' in role ? role.role : null,
    products: [...products].sort(),
    emailKey: email.ok ? email.key : null,
    faults,
  }
}

const isName = (column: ImportColumn | null) => column === 'name' || column === 'firstName' || column === 'lastName'

function judged(field: UserField, text: string, faults: CellFault[]): string | null {
  const verdict = checkField(field, text)
  if (verdict.ok) return verdict.value
  faults.push({ column: field, code: verdict.code as ImportFault })
  return null
}

/** What a search of the preview looks into. */
export const importSearchText = (cells: ImportCells): string =>
  fold(importColumnNames.map((column) => cells[column]).join(' '))

export type ImportDifference = {
  field: ImportColumn
  current: string | null
  imported: string | null
  ownedBy: string | null
}

/**
 * R35: what updating a user by a row would change. An empty cell leaves the value as it is; the email, by which the user was
 * found, stays; products are added, never taken (R36). ownedBy: the source that owns the field, for which it is left alone.
 */
export function importDifferences(
  row: Pick<JudgedRow, 'values' | 'role' | 'products'>,
  user: Pick<User, UserField | 'role' | 'products' | 'lockedFields'>,
): ImportDifference[] {
  const owner = new Map(user.lockedFields.map((lock) => [lock.field, lock.source]))
  const fields = userFieldNames
    .filter((field) => field !== 'email' && row.values[field] !== null && row.values[field] !== user[field])
    .map((field) => ({
      field,
      current: user[field],
      imported: row.values[field],
      ownedBy: owner.get(field) ?? null,
    }))
  const role =
    row.role !== null && row.role !== user.role
      ? [{ field: 'role' as const, current: user.role, imported: row.role, ownedBy: null }]
      : []
  const added = row.products.filter((product) => !user.products.includes(product))
  const products =
    added.length > 0
      ? [
          {
            field: 'products' as const,
            current: user.products.join(', ') || null,
            imported: [...user.products, ...added].sort().join(', '),
            ownedBy: null,
          },
        ]
      : []
  return [...fields, ...role, ...products]
}
