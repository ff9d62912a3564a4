import { Alert, Anchor, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { importColumns } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { formatList, t } from '../../../i18n.ts'

type Props = { row: ImportRow; onTogether: (email: string) => void }

/** Everything that is wrong with a row, in sentences, and the other rows that are concerned. */
export function RowFaults({ row, onTogether }: Props) {
  const others = row.sameEmailRows ?? []
  if (row.errors.length === 0) return null
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('imports.rowErrors')}>
      {row.errors.map(({ column, code, message }) => (
        <Text key={`${column} ${code}`} size="sm">
          {column && <strong>{importColumns[column]}: </strong>}
          {message}
        </Text>
      ))}
      {others.length > 0 && (
        <Text size="sm" mt={6}>
          {t('imports.sameEmail')}:{' '}
          {t('imports.sameEmailRows', { count: others.length, rows: formatList(others.map(String)) })}.{' '}
          <Anchor component="button" type="button" size="sm" onClick={() => onTogether(row.values.email.trim())}>
            {t('imports.showTogether')}
          </Anchor>
        </Text>
      )}
    </Alert>
  )
}
