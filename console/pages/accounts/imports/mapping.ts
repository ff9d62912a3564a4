import type { ImportColumn } from '../../../../domain/import-words.ts'
import type { Import } from '../../../../domain/imports.ts'

type Columns = Import['columns']

export const hasName = (chosen: readonly (ImportColumn | null)[]): boolean =>
  chosen.some((column) => column === 'name' || column === 'firstName' || column === 'lastName')

/** Whether somebody has to say what the columns are: one is unknown, or what every row needs is missing. */
export function needsMapping({ columns }: { columns: Columns }): boolean {
  const chosen = columns.map(({ column }) => column)
  const isUnknown = ({ column, remembered, header, samples }: Columns[number]) =>
    column === null && !remembered && (header !== '' || samples.some((sample) => sample !== ''))
  return !chosen.includes('email') || !hasName(chosen) || columns.some(isUnknown)
}

const looksLike: Partial<Record<ImportColumn, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  role: /^(user|account.?admin)$/i,
}

/** What was recognised, and what the values of unknown columns look like: to begin with, somebody decides. */
export function proposed(columns: Columns): (ImportColumn | null)[] {
  const chosen = columns.map(({ column }) => column)
  for (const [column, looks] of Object.entries(looksLike) as [ImportColumn, RegExp][]) {
    if (chosen.includes(column)) continue
    const fits = columns.findIndex(({ remembered, samples }, at) => {
      const filled = samples.filter((sample) => sample.trim() !== '')
      const alike = filled.filter((sample) => looks.test(sample.trim())).length
      return chosen[at] === null && !remembered && alike > 0 && alike * 2 > filled.length
    })
    if (fits >= 0) chosen[fits] = column
  }
  return chosen
}

/** What two columns are taken for at once; null: nothing is. */
export const twice = (chosen: readonly (ImportColumn | null)[]): ImportColumn | null =>
  chosen.find((column, at) => column !== null && chosen.indexOf(column) !== at) ?? null

/** A, B … Z, AA: a column as a spreadsheet program names it. */
export const letterOf = (at: number): string =>
  (at >= 26 ? letterOf(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26))
