import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconPencil,
  IconUserCheck,
  IconUserPlus,
} from '@tabler/icons-react'
import type { ImportRow } from '../../../../domain/imports.ts'
import classes from './ImportGrid.module.css'
import { statusText } from './row-words.ts'

const icons = {
  new: IconUserPlus,
  update: IconPencil,
  error: IconAlertTriangle,
  removed: IconCircleMinus,
  created: IconCircleCheck,
  updated: IconCircleCheck,
  unchanged: IconUserCheck,
  failed: IconCircleX,
}

/** The state of a row as an icon and a word. */
export function ImportStatus({ row }: { row: ImportRow }) {
  const kind = row.outcome ?? row.status
  const Icon = icons[kind]
  return (
    <span className={classes.status} data-kind={kind}>
      <Icon size={16} stroke={1.75} aria-hidden />
      {statusText(row)}
    </span>
  )
}
