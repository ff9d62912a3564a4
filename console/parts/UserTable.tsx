import { Box } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import type { User } from '../../domain/users.ts'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import grid from './RowGrid.module.css'
import { useRowFocus } from './row-focus.ts'
import { useRowScroll } from './row-scroll.ts'
import { pageStep } from './row-window.ts'
import { actionsWidth, type CellContext, leastWidth, type UserColumn } from './UserColumns.tsx'
import { UserRow } from './UserRow.tsx'
import classes from './UserTable.module.css'
import { type AllTicks, type Sort, UserTableHead } from './UserTableHead.tsx'

type Props = {
  label: string
  /** Which list the rows are of: another one begins at its first row. Null before the first answer. */
  listKey: string | null
  count: number
  /** The count is not exact. */
  isAbout: boolean
  rowAt: (row: number) => User | undefined
  /** The rows are of the search before. */
  isBehind: boolean
  columns: readonly UserColumn[]
  /** Room of the table, pixels. */
  width: number
  height: number
  sort: Sort
  onSort: (field: Sort['field']) => void
  context: CellContext
  /** The rows in sight, whenever they change. */
  onLook: (first: number, last: number) => void
  /** Rows above the edge at first, and told on leaving. */
  start: { row: number; active: number }
  onLeave: (place: { row: number; active: number }) => void
  /** What can be done with a row at its end; only of the active row it is a stop of Tab. */
  actions?: (user: User, isActive: boolean) => ReactNode
  /** Which rows are ticked, and how to tick them. */
  ticks: { isTicked: (user: User) => boolean; onTick: (row: number, withShift: boolean) => void; all: AllTicks }
}

/** Narrower than this a row has two lines instead of columns. Pixels at 16 px a rem. */
export const narrowBelow = 620
const border = 2

/** Pixels of the reader’s own text size, 1 at the usual 16. */
export const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1

/** One continuous list of any number of users: draws the rows in sight, moves by keyboard, keeps its place. */
export function UserTable(props: Props) {
  const { listKey, count, rowAt, columns, width, onLook, onLeave, context, actions, ticks } = props
  const navigate = useNavigate()
  const scroller = useRef<HTMLDivElement>(null)
  const isNarrow = width > 0 && width < narrowBelow * rem()
  const rowHeight = Math.round((isNarrow ? 64 : 48) * rem())
  const headHeight = isNarrow ? 0 : Math.round(36 * rem())
  const viewport = Math.max(0, props.height - headHeight - border)
  const isLoading = listKey === null
  const drawn = isLoading ? Math.ceil(viewport / rowHeight) : count
  const scroll = useRowScroll({
    scroller,
    geometry: { count: drawn, rowHeight, viewport },
    start: props.start.row,
    listKey,
  })
  const { first, last, isFlying, show, place } = scroll
  const step = pageStep({ count, rowHeight, viewport })
  const focus = useRowFocus({ scroller, listKey, count, first, last, step, start: props.start.active, show })
  const { current, setActive } = focus
  useEffect(() => {
    if (!isLoading && !isFlying) onLook(first, last)
  }, [first, last, isLoading, isFlying, onLook])

  const leave = useRef(onLeave)
  leave.current = onLeave
  const at = useRef(current)
  at.current = current
  useEffect(() => () => leave.current({ row: place(), active: at.current }), [place])

  const open = (event: MouseEvent<HTMLElement>) => {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('tr[data-row]') : null
    const user = row ? rowAt(Number(row.dataset.row)) : undefined
    if (!row || !user) return
    setActive(Number(row.dataset.row))
    if ((event.target as HTMLElement).closest('a, button, input') || getSelection()?.toString()) return
    const to = {
      to: paths.user,
      params: { accountId: user.accountId, userId: user.id },
      state: { fromList: true as const },
    }
    if (event.metaKey || event.ctrlKey)
      row.querySelector<HTMLAnchorElement>('a')?.dispatchEvent(new globalThis.MouseEvent('click', event.nativeEvent))
    else void navigate(to)
  }

  /** Space ticks the row that has the focus, with Shift the stretch from the row that was ticked before. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target instanceof HTMLElement ? event.target : null
    if (event.key === ' ' && target?.closest('tr[data-row]') && !target.closest('input, button')) {
      event.preventDefault()
      ticks.onTick(current, event.shiftKey)
    } else focus.frame.onKeyDown(event)
  }

  const least = leastWidth(columns, Boolean(actions))
  const style = {
    '--columns': `${columns.map(({ width: each, grow }) => `minmax(${each / 16}rem, ${grow}fr)`).join(' ')}${actions ? ` ${actionsWidth / 16}rem` : ''}`,
    '--least': isNarrow ? '0' : `${least / 16}rem`,
    '--row': `${rowHeight}px`,
    '--head': `${headHeight}px`,
  } as CSSProperties

  const rows: number[] = []
  if (focus.hasFocus && current < first) rows.push(current)
  for (let row = first; row <= last; row++) rows.push(row)
  if (focus.hasFocus && current > last) rows.push(current)

  return (
    <Box
      ref={scroller}
      className={`${grid.frame} ${classes.frame}`}
      style={style}
      data-narrow={isNarrow || undefined}
      data-wide={!isNarrow && least > width / rem() ? true : undefined}
      tabIndex={-1}
      {...focus.frame}
      onKeyDown={onKeyDown}
    >
      <Box
        component="table"
        role="grid"
        className={grid.table}
        aria-label={props.label}
        aria-description={t('users.keys')}
        aria-rowcount={isLoading || props.isAbout ? -1 : count + 1}
        aria-colcount={isNarrow ? 2 : columns.length + (actions ? 1 : 0)}
        aria-busy={isLoading || props.isBehind}
      >
        <UserTableHead
          columns={columns}
          isNarrow={isNarrow}
          sort={props.sort}
          onSort={props.onSort}
          withActions={Boolean(actions)}
          all={ticks.all}
        />
        <Box
          component="tbody"
          className={`${grid.body} ${classes.body}`}
          data-behind={props.isBehind || undefined}
          h={scroll.height}
          onClick={open}
        >
          {rows.map((row) => {
            const user = isLoading ? undefined : rowAt(row)
            return (
              <UserRow
                key={row < first || row > last ? 'active' : scroll.slot(row)}
                row={row}
                y={scroll.offset(row)}
                user={user}
                isTicked={user ? ticks.isTicked(user) : false}
                onTick={ticks.onTick}
                isActive={row === current}
                isNarrow={isNarrow}
                columns={columns}
                context={context}
                actions={actions}
              />
            )
          })}
        </Box>
      </Box>
      {isLoading && <span className={grid.hidden}>{t('state.loading')}</span>}
    </Box>
  )
}
