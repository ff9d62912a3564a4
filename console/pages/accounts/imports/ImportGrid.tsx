import { Box } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import { type ImportColumn, importColumns } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { t } from '../../../i18n.ts'
import grid from '../../../parts/RowGrid.module.css'
import { useRowScroll } from '../../../parts/row-scroll.ts'
import { pageStep } from '../../../parts/row-window.ts'
import { narrowBelow, rem } from '../../../parts/UserTable.tsx'
import type { Leave } from './CellEditor.tsx'
import classes from './ImportGrid.module.css'
import { ImportGridRow } from './ImportGridRow.tsx'
import type { RowsSnapshot } from './import-rows.ts'

type Props = {
  label: string
  snapshot: RowsSnapshot
  columns: readonly ImportColumn[]
  isEditable: boolean
  onLook: (first: number, last: number) => void
  typedOf: (row: number, column: ImportColumn) => string | undefined
  onCorrect: (row: number, column: ImportColumn, text: string) => void
  onOpen: (row: number) => void
  onRemove: (row: number) => void
}

type Cursor = { index: number; at: number }

/** Rem, and how much a column grows. */
const widths: Record<ImportColumn, [least: number, grow: number]> = {
  firstName: [7.5, 2],
  lastName: [7.5, 2],
  name: [8, 2],
  email: [12.5, 3],
  role: [8.5, 1],
  mobile: [9, 1],
  extension: [6.5, 1],
  products: [9, 2],
}
const statusWidth = 6.75
const numberWidth = 4.25
const actionsWidth = 2.5

/** Any number of rows as a grid that is edited in place, by mouse and by keyboard; cards on a narrow screen. */
export function ImportGrid(props: Props) {
  const { snapshot, columns, isEditable, onLook, typedOf, onCorrect } = props
  const { key, total, rowAt, isBehind } = snapshot
  const { ref: room, width, height } = useElementSize<HTMLDivElement>()
  const scroller = useRef<HTMLDivElement>(null)
  const isNarrow = width > 0 && width < narrowBelow * rem()
  const rowHeight = Math.round((isNarrow ? 84 : 52) * rem())
  const headHeight = isNarrow ? 0 : Math.round(36 * rem())
  const viewport = Math.max(0, height - headHeight - 2)
  const count = key === null ? Math.ceil(viewport / rowHeight) : total
  const geometry = { count, rowHeight, viewport }
  const scroll = useRowScroll({ scroller, geometry, start: 0, listKey: key })
  const { first, last, isFlying, show } = scroll
  useEffect(() => {
    if (key !== null && !isFlying) onLook(first, last)
  }, [key, first, last, isFlying, onLook])

  const [cursor, setCursor] = useState<Cursor>({ index: 0, at: 0 })
  const [draft, setDraft] = useState<string | undefined>()
  const [hasFocus, setFocus] = useState(false)
  const wantsFocus = useRef(false)
  const lastAt = isNarrow ? 0 : columns.length + (isEditable ? 1 : 0)
  const index = Math.min(cursor.index, Math.max(0, count - 1))
  const at = Math.min(cursor.at, lastAt)
  useEffect(() => {
    if (!wantsFocus.current || draft !== undefined) return
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${index} ${at}"]`)
    if (!cell) return
    wantsFocus.current = false
    cell.focus({ preventScroll: true })
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })

  const [shownKey, setShownKey] = useState(key)
  if (shownKey !== key) {
    setShownKey(key)
    setCursor({ index: 0, at: cursor.at })
    setDraft(undefined)
  }

  const moveTo = useCallback(
    (to: Cursor) => {
      const next = Math.min(Math.max(0, to.index), Math.max(0, count - 1))
      wantsFocus.current = true
      setDraft(undefined)
      setCursor({ index: next, at: Math.min(Math.max(0, to.at), lastAt) })
      show(next)
    },
    [count, lastAt, show],
  )

  const canEdit = (row: ImportRow | undefined, place: number) =>
    isEditable && !isNarrow && row && row.status !== 'removed' && place > 0 && place <= columns.length
  const edit = (place: Cursor, text?: string) => {
    const row = rowAt(place.index)
    if (!row || !canEdit(row, place.at)) return false
    const column = columns[place.at - 1]!
    setCursor(place)
    setDraft(text ?? typedOf(row.row, column) ?? row.values[column])
    show(place.index)
    return true
  }

  const leave = useCallback(
    (row: number, column: ImportColumn, text: string | undefined, to: Leave) => {
      const before = rowAt(index)
      if (text !== undefined && before?.row === row && text !== before.values[column]) onCorrect(row, column, text)
      if (to === 'elsewhere') return setDraft(undefined)
      const steps = { stay: [0, 0], down: [1, 0], up: [-1, 0], next: [0, 1], previous: [0, -1] } as const
      const [rows, cells] = steps[to]
      moveTo({ index: index + rows, at: at + cells })
    },
    [rowAt, index, at, onCorrect, moveTo],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || (event.target as HTMLElement).closest('thead') || count === 0) return
    const far = event.ctrlKey || event.metaKey
    const step = pageStep(geometry)
    const targets: Record<string, Cursor> = {
      ArrowDown: { index: index + 1, at },
      ArrowUp: { index: index - 1, at },
      ArrowRight: { index, at: at + 1 },
      ArrowLeft: { index, at: at - 1 },
      PageDown: { index: index + step, at },
      PageUp: { index: index - step, at },
      Home: { index: far ? 0 : index, at: far ? at : 0 },
      End: { index: far ? count - 1 : index, at: far ? at : lastAt },
    }
    const target = targets[event.key]
    if (target) moveTo(target)
    else if (event.key === 'Enter' || event.key === 'F2') {
      if (!edit({ index, at })) return
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!edit({ index, at }, '')) return
    } else if (event.key.length === 1 && !far && event.key !== ' ') {
      if (!edit({ index, at }, columns[at - 1] === 'role' ? undefined : event.key)) return
    } else return
    event.preventDefault()
  }

  const placeOf = (target: EventTarget): Cursor | null => {
    const cell = (target as HTMLElement).closest<HTMLElement>('[data-cell]')
    const [row, place] = cell?.dataset.cell?.split(' ').map(Number) ?? []
    return row === undefined || place === undefined ? null : { index: row, at: place }
  }
  const onClick = (event: MouseEvent) => {
    const place = placeOf(event.target)
    if (place) edit(place)
  }
  const onFocus = (event: FocusEvent) => {
    setFocus(true)
    const place = placeOf(event.target)
    if (place) setCursor(place)
  }
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !scroller.current?.contains(relatedTarget as Node)) setFocus(false)
  }

  const grown = columns.map((column) => `minmax(${widths[column][0]}rem, ${widths[column][1]}fr)`).join(' ')
  const least = columns.reduce((sum, column) => sum + widths[column][0], statusWidth + numberWidth + actionsWidth)
  const style = {
    '--columns': `${statusWidth}rem ${numberWidth}rem ${grown} ${actionsWidth}rem`,
    '--least': isNarrow ? '0' : `${least}rem`,
    '--row': `${rowHeight}px`,
    '--head': `${headHeight}px`,
  } as CSSProperties
  const drawn: number[] = []
  const isKept = hasFocus || draft !== undefined
  if (isKept && index < first) drawn.push(index)
  for (let row = first; row <= last; row++) drawn.push(row)
  if (isKept && index > last && index < count) drawn.push(index)
  // Where nothing has the focus, Tab comes to a row in sight.
  const entry = isKept ? index : Math.min(Math.max(index, first), Math.max(first, last))

  return (
    <div ref={room} className={classes.room}>
      <Box
        ref={scroller}
        className={`${grid.frame} ${classes.frame}`}
        style={style}
        data-narrow={isNarrow || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={onFocus}
        onBlur={onBlur}
        tabIndex={-1}
      >
        <Box
          component="table"
          role="grid"
          className={grid.table}
          aria-label={props.label}
          aria-description={t('imports.keys')}
          aria-rowcount={key === null ? -1 : count + 1}
          aria-readonly={!isEditable}
          aria-busy={key === null || isBehind}
        >
          <thead className={`${grid.head} ${classes.head}`}>
            <tr className={`${grid.headRow} ${classes.headRow}`}>
              <th scope="col">{t('imports.column.status')}</th>
              {!isNarrow && (
                <>
                  <th scope="col">{t('imports.column.row')}</th>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {importColumns[column]}
                    </th>
                  ))}
                  <th scope="col">
                    <span className={grid.hidden}>{t('imports.column.actions')}</span>
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody
            className={`${grid.body} ${classes.body}`}
            data-behind={isBehind || undefined}
            style={{ height: scroll.height }}
          >
            {drawn.map((row) => (
              <ImportGridRow
                key={row < first || row > last ? 'active' : scroll.slot(row)}
                index={row}
                y={scroll.offset(row)}
                row={key === null ? undefined : rowAt(row)}
                columns={columns}
                isNarrow={isNarrow}
                isEditable={isEditable}
                active={row === entry ? at : null}
                draft={row === index ? draft : undefined}
                typedOf={typedOf}
                onOpen={props.onOpen}
                onRemove={props.onRemove}
                onLeave={leave}
              />
            ))}
          </tbody>
        </Box>
      </Box>
    </div>
  )
}
