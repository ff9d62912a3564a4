import { CloseButton, Kbd, Loader, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { t } from '../../../i18n.ts'
import classes from './UsersPage.module.css'

type Props = {
  value: string
  onChange: (value: string) => void
  /** The field was left. */
  onSettle: () => void
  isSearching: boolean
  /** The arrow down goes on to the rows. */
  onDown: () => void
}

const takesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

/** The search bar: searches with each key press; slash comes here from anywhere on the page. */
export function UsersSearch({ value, onChange, onSettle, isSearching, onDown }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [isSlow] = useDebouncedValue(isSearching, 300)
  useEffect(() => {
    const onSlash = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return
      if (document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', onSlash)
    return () => document.removeEventListener('keydown', onSlash)
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && value !== '') {
      event.stopPropagation()
      onChange('')
    }
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      onDown()
    }
  }
  const clear = () => {
    onChange('')
    input.current?.focus()
  }
  return (
    <TextInput
      ref={input}
      type="search"
      className={classes.search}
      aria-label={t('users.search')}
      aria-keyshortcuts="/"
      placeholder={t('users.searchHint')}
      value={value}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onSettle}
      onKeyDown={onKeyDown}
      leftSection={isSearching && isSlow ? <Loader size={14} aria-hidden /> : <IconSearch size={16} aria-hidden />}
      rightSection={
        value === '' ? (
          <Kbd size="xs" aria-hidden className={classes.slash}>
            /
          </Kbd>
        ) : (
          <CloseButton size="sm" aria-label={t('users.clearSearch')} onClick={clear} />
        )
      }
      rightSectionPointerEvents={value === '' ? 'none' : 'all'}
    />
  )
}
