import { formatDate, formatList, t, tCode } from '../../../../i18n.ts'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** A recorded value as people read it: roles, states and products by their names, moments by the clock on the wall. */
export function valueInWords(field: string, value: unknown, productName: (id: string) => string): string {
  if (value === null || value === undefined || value === '') return t('value.none')
  if (value === true) return t('value.yes')
  if (value === false) return t('value.no')
  if (Array.isArray(value)) {
    return (
      formatList(value.map((item) => (field === 'products' ? productName(String(item)) : String(item)))) ||
      t('value.none')
    )
  }
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  if (text === '[erased]') return t('history.erased')
  if (field === 'role') return tCode(`role.${text}`, text)
  if (field === 'status') return tCode(`status.${text}`, text)
  if (field === 'origin' || field === 'kind') return tCode(`source.${text}`, text)
  if (field === 'product') return productName(text)
  return instant.test(text) ? formatDate(text, 'dateTime') : text
}
