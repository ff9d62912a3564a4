import { ActionIcon, Box } from '@mantine/core'
import { IconAlertCircle, IconTrash } from '@tabler/icons-react'
import { memo } from 'react'
import type { ImportColumn } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { t } from '../../../i18n.ts'
import grid from '../../../parts/RowGrid.module.css'
import { CellEditor, type Leave } from './CellEditor.tsx'
import classes from './ImportGrid.module.css'
import { ImportStatus } from './ImportStatus.tsx'
import { faultOf, nameOf, shortFault, statusText } from './row-words.ts'

type Props = {
  index: number
  y: number
  row: ImportRow | undefined
  columns: readonly ImportColumn[]
  isNarrow: boolean
  isEditable: boolean
  /** The column that has the cursor; null: it is in another row. 0 is the status, the last is Remove. */
  active: number | null
  /** What the editor begins with; undefined: nothing is edited. */
  draft: string | undefined
  typedOf: (row: number, column: ImportColumn) => string | undefined
  onOpen: (row: number) => void
  onRemove: (row: number) => void
  onLeave: (row: number, column: ImportColumn, text: string | undefined, to: Leave) => void
}

/** One row of the file: its status, its number, its cells with what is wrong in them. */
export const ImportGridRow = memo(function ImportGridRow(props: Props) {
  const { index, y, row, columns, isNarrow, active } = props
  const place = {
    'aria-rowindex': index + 2,
    'data-row': index,
    'data-status': row?.status,
    className: `${grid.row} ${classes.row}`,
    style: { transform: `translateY(${y}px)` },
  }
  if (!row)
    return (
      <tr {...place}>
        <td>
          <span className={`${grid.bar} ${classes.bar}`} />
        </td>
      </tr>
    )
  const status = (
    <button
      type="button"
      className={classes.open}
      tabIndex={active === 0 ? 0 : -1}
      data-cell={`${index} 0`}
      aria-label={isNarrow ? undefined : t('imports.openRow', { row: row.row, status: statusText(row) })}
      onClick={() => props.onOpen(row.row)}
    >
      <ImportStatus row={row} />
      {isNarrow && <Card row={row} />}
    </button>
  )
  if (isNarrow)
    return (
      <tr {...place}>
        <td>{status}</td>
      </tr>
    )
  const isFixed = !props.isEditable || row.status === 'removed'
  return (
    <tr {...place}>
      <td>{status}</td>
      <th scope="row" className={classes.number}>
        {row.row}
      </th>
      {columns.map((column, at) => (
        <Cell key={column} {...props} row={row} column={column} at={at + 1} isFixed={isFixed} />
      ))}
      <td className={classes.actions}>
        {!isFixed && (
          <ActionIcon
            size={28}
            tabIndex={active === columns.length + 1 ? 0 : -1}
            data-cell={`${index} ${columns.length + 1}`}
            aria-label={t('imports.remove', { row: row.row })}
            onClick={() => props.onRemove(row.row)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        )}
      </td>
    </tr>
  )
})

/** On a narrow screen: who it is, and the first fault; the rest is behind the tap. */
function Card({ row }: { row: ImportRow }) {
  const [fault] = row.errors
  return (
    <span className={classes.card}>
      <span className={classes.text}>{nameOf(row)}</span>
      <span className={classes.text} data-dim>
        {t('imports.card', { row: row.row, email: row.values.email })}
      </span>
      <span className={classes.fault}>{fault && shortFault(fault, row)}</span>
    </span>
  )
}

type CellProps = Props & { row: ImportRow; column: ImportColumn; at: number; isFixed: boolean }

function Cell({ index, row, column, columns, at, active, draft, isFixed, typedOf, onLeave }: CellProps) {
  if (active === at && draft !== undefined && !isFixed)
    return (
      <td data-editing>
        <CellEditor
          row={row.row}
          column={column}
          text={draft}
          onLeave={(text, to) => onLeave(row.row, column, text, to)}
        />
      </td>
    )
  const fault = faultOf(row, column, columns)
  const typed = typedOf(row.row, column)
  return (
    <Box
      component="td"
      role="gridcell"
      data-cell={`${index} ${at}`}
      data-fault={fault ? true : undefined}
      data-saving={typed === undefined ? undefined : true}
      aria-readonly={isFixed}
      aria-invalid={fault ? true : undefined}
      tabIndex={active === at ? 0 : -1}
      title={fault?.message}
    >
      <span className={classes.text}>{typed ?? row.values[column]}</span>
      {fault && typed === undefined && (
        <span className={classes.fault}>
          <IconAlertCircle size={13} aria-hidden />
          <span className={classes.text}>{shortFault(fault, row)}</span>
        </span>
      )}
    </Box>
  )
}
