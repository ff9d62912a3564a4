import { fold } from './fold.ts'
import { type ImportColumn, importColumnNames, importColumns } from './import-words.ts'

/** What else a column is called by directories, phone systems and people, folded and without spaces or punctuation. */
const synonyms: Record<ImportColumn, readonly string[]> = {
  firstName: ['first', 'forename', 'givenname', 'given', 'vorname', 'prenom', 'nombre'],
  lastName: ['last', 'surname', 'familyname', 'family', 'sn', 'nachname', 'apellido', 'apellidos'],
  name: ['displayname', 'fullname', 'username', 'user', 'commonname', 'cn'],
  email: ['mail', 'emailaddress', 'mailaddress', 'emailid', 'smtp', 'primarysmtpaddress', 'userprincipalname', 'upn'],
  role: ['userrole', 'accountrole', 'type', 'usertype', 'permission'],
  mobile: ['mobilenumber', 'mobilephone', 'cell', 'cellphone', 'cellnumber', 'handy', 'gsm', 'phone', 'phonenumber'],
  extension: ['ext', 'extn', 'extensionnumber', 'dn', 'directorynumber', 'internalnumber'],
  products: ['product', 'licence', 'licences', 'license', 'licenses', 'subscription', 'subscriptions'],
}

/** The form by which two headers are the same: any case, accents, spaces and punctuation make no difference. */
export const headerKey = (header: string): string => fold(header).replace(/[^\p{L}\p{N}]/gu, '')

const byKey = new Map<string, ImportColumn>(
  importColumnNames.flatMap((column) =>
    [headerKey(importColumns[column]), headerKey(column), ...synonyms[column]].map((key) => [key, column] as const),
  ),
)

export type GuessedColumn = { header: string; column: ImportColumn | null; remembered: boolean }

/**
 * What each column of a file is: as this account chose before, else by its header. A column is taken once: the exact
 * word goes before a synonym, the first before the second.
 * @param remembered by headerKey
 */
export function guessColumns(
  headers: readonly string[],
  remembered: ReadonlyMap<string, ImportColumn | null> = new Map(),
): GuessedColumn[] {
  const keys = headers.map(headerKey)
  const chosen = new Map<number, ImportColumn | null>()
  const taken = new Set<ImportColumn>()
  const choose = (index: number, column: ImportColumn) => {
    if (chosen.has(index) || taken.has(column)) return
    chosen.set(index, column)
    taken.add(column)
  }
  keys.forEach((key, index) => {
    const known = key === '' ? undefined : remembered.get(key)
    if (known === null) chosen.set(index, null)
    if (known) choose(index, known)
  })
  const exact = new Map(importColumnNames.map((column) => [headerKey(importColumns[column]), column]))
  for (const words of [exact, byKey]) {
    keys.forEach((key, index) => {
      const column = words.get(key)
      if (column) choose(index, column)
    })
  }
  return headers.map((header, index) => {
    const column = chosen.get(index) ?? null
    const known = remembered.get(keys[index]!)
    return { header, column, remembered: known !== undefined && known === column }
  })
}
