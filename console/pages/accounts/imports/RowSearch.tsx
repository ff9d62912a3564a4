import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { t } from '../../../i18n.ts'
import classes from './Imports.module.css'

/** Searches all cells of all rows with each key press. */
export function RowSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <TextInput
      type="search"
      className={classes.search}
      aria-label={t('imports.search')}
      placeholder={t('imports.search')}
      value={value}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('')
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        value !== '' && <CloseButton size="sm" aria-label={t('users.clearSearch')} onClick={() => onChange('')} />
      }
    />
  )
}
