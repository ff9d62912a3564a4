import { type ImportColumn, importColumnNames, importColumns } from '../../../../domain/import-words.ts'
import type { Import, ImportRow } from '../../../../domain/imports.ts'
import { formatList, t, tCode } from '../../../i18n.ts'

const names: readonly ImportColumn[] = ['firstName', 'lastName', 'name']
const always: readonly ImportColumn[] = ['email', 'role']

/** Columns of the preview: those that the file has, and what every user needs. */
export function columnsOf({ columns }: Pick<Import, 'columns'>): ImportColumn[] {
  const has = (name: ImportColumn) => columns.some(({ column }) => column === name)
  const hasName = names.some(has)
  return importColumnNames.filter((name) => has(name) || always.includes(name) || (!hasName && names.includes(name)))
}

/** The first thing that is wrong with a cell. What is said of a column that is not shown stands at the first name. */
export function faultOf(
  { errors }: ImportRow,
  column: ImportColumn,
  columns: readonly ImportColumn[],
): ImportRow['errors'][number] | undefined {
  const isFirstName = columns.find((one) => names.includes(one)) === column
  return errors.find(
    (error) => error.column === column || (isFirstName && error.column === 'name' && !columns.includes('name')),
  )
}

/** In the two or three words that a cell has room for. */
export function shortFault({ code, message }: ImportRow['errors'][number], { sameEmailRows = [] }: ImportRow): string {
  const [other] = sameEmailRows
  if (code === 'email_twice' && other !== undefined) return t('imports.short.email_twiceOf', { row: String(other) })
  return tCode(`imports.short.${code}`, message)
}

/** What the row is, in one word: what became of it once that is known. */
export const statusText = ({ status, outcome, errors }: ImportRow): string =>
  outcome
    ? t(`imports.status.${outcome}`)
    : status === 'error'
      ? errorCount(errors.length)
      : t(`imports.status.${status}`)

const errorCount = (count: number) => t('imports.status.error', { count })

/** The row with all that is wrong with it, to be heard. */
export function faultsInWords({ row, errors }: ImportRow): string {
  if (errors.length === 0) return t('imports.rowFine', { row })
  const faults = errors.map(({ column, message }) => (column ? `${importColumns[column]}: ${message}` : message))
  return t('imports.rowFaults', { row, faults: formatList(faults) })
}

/** What a cell shows: a product by its name, everything else as it stands in the file. */
export const nameOf = ({ values, row }: ImportRow): string =>
  values.name || [values.firstName, values.lastName].filter(Boolean).join(' ') || t('imports.rowTitle', { row })
