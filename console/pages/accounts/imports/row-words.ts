import {
  type ImportColumn,
  importColumnNames,
  importColumns,
  templateColumns,
} from '../../../../domain/import-words.ts'
import type { Import, ImportRow } from '../../../../domain/imports.ts'
import { formatList, t, tCode } from '../../../i18n.ts'

/** Columns of the preview: those of the template, and what else the file has. */
export const columnsOf = ({ columns }: Pick<Import, 'columns'>): ImportColumn[] =>
  importColumnNames.filter((name) => templateColumns.includes(name) || columns.some(({ column }) => column === name))

/** The first thing that is wrong with a cell. */
export const faultOf = ({ errors }: ImportRow, column: ImportColumn): ImportRow['errors'][number] | undefined =>
  errors.find((error) => error.column === column)

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
