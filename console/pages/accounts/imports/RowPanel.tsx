import { Button, Drawer, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ImportColumn } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { t } from '../../../i18n.ts'
import { ImportStatus } from './ImportStatus.tsx'
import { RowFaults } from './RowFaults.tsx'
import { RowFields } from './RowFields.tsx'
import { RowHolder } from './RowHolder.tsx'
import type { RowEdits } from './use-row-edits.ts'

type Props = {
  accountId: string
  /** null: the panel is closed. */
  row: ImportRow | null
  columns: readonly ImportColumn[]
  isEditable: boolean
  edits: RowEdits
  onClose: () => void
  /** The rows that have this email are shown together. */
  onTogether: (email: string) => void
}

/** One row with all that is to be known of it, and every cell to mend: also where the grid has no room for cells. */
export function RowPanel({ row: given, onClose, ...props }: Props) {
  // While it closes, the row stays.
  const [row, setRow] = useState(given)
  useEffect(() => {
    if (given) setRow(given)
  }, [given])
  const shown = given ?? row
  return (
    <Drawer
      opened={given !== null}
      onClose={onClose}
      size={440}
      title={shown ? t('imports.rowTitle', { row: shown.row }) : ''}
      transitionProps={{ duration: 120 }}
    >
      {shown && <Content {...props} key={shown.row} row={shown} onClose={onClose} />}
    </Drawer>
  )
}

function Content({ accountId, row, columns, isEditable, edits, onClose, onTogether }: Props & { row: ImportRow }) {
  const canMend = isEditable && row.status !== 'removed'
  return (
    <Stack gap="lg">
      <ImportStatus row={row} />
      <RowFaults row={row} onTogether={onTogether} />
      {row.holder && (
        <RowHolder
          accountId={accountId}
          row={row}
          holder={row.holder}
          isEditable={canMend}
          onUpdate={(update) => edits.correct(row.row, { update })}
        />
      )}
      <RowFields row={row} columns={columns} isEditable={canMend} edits={edits} />
      {canMend && (
        <Button
          variant="default"
          color="red"
          onClick={() => {
            edits.remove(row.row)
            onClose()
          }}
        >
          {t('imports.removeRow')}
        </Button>
      )}
    </Stack>
  )
}
