import { type KeyboardEvent, useRef, useState } from 'react'
import { type ImportColumn, importColumns, importLimits } from '../../../../domain/import-words.ts'
import { t } from '../../../i18n.ts'
import classes from './ImportGrid.module.css'

/** Where the cursor goes when the editor is left. */
export type Leave = 'stay' | 'down' | 'up' | 'next' | 'previous' | 'elsewhere'

type Props = {
  row: number
  column: ImportColumn
  text: string
  /** undefined: it was given up. */
  onLeave: (text: string | undefined, to: Leave) => void
}

const roles = ['User', 'Account Admin']
const keys: Record<string, Leave> = { Enter: 'down', ArrowDown: 'down', ArrowUp: 'up' }

/** A cell is edited where the cursor is. One function for all, so that it runs when the field appears and not again. */
const focus = (field: HTMLElement | null) => {
  field?.focus()
}

/** A cell while it is typed in: Enter and Tab save, Escape leaves it as it was, leaving it saves. */
export function CellEditor({ row, column, text, onLeave }: Props) {
  const [draft, setDraft] = useState(text)
  const isOver = useRef(false)
  const leave = (value: string | undefined, to: Leave) => {
    if (isOver.current) return
    isOver.current = true
    onLeave(value, to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    const isChoice = event.currentTarget.tagName === 'SELECT'
    if (event.key === 'Escape') leave(undefined, 'stay')
    else if (event.key === 'Tab') leave(draft, event.shiftKey ? 'previous' : 'next')
    else if (keys[event.key] && !(isChoice && event.key.startsWith('Arrow'))) leave(draft, keys[event.key]!)
    else return
    event.preventDefault()
  }
  const common = {
    className: classes.editor,
    'aria-label': t('imports.edit', { column: importColumns[column], row }),
    value: draft,
    onKeyDown,
    onBlur: () => leave(draft, 'elsewhere'),
  }
  if (column === 'role') {
    const known = draft === '' || roles.includes(draft)
    return (
      <select {...common} ref={focus} onChange={(event) => setDraft(event.currentTarget.value)}>
        <option value="">{t('imports.roleEmpty')}</option>
        {!known && <option value={draft}>{draft}</option>}
        {roles.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
    )
  }
  return (
    <input
      {...common}
      ref={focus}
      type="text"
      inputMode={column === 'email' ? 'email' : undefined}
      maxLength={importLimits.cellCharacters}
      autoComplete="off"
      spellCheck={false}
      onFocus={(event) => event.currentTarget.setSelectionRange(draft.length, draft.length)}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  )
}
