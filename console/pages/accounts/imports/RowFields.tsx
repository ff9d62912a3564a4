import { NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type ImportColumn, importColumns, importLimits } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { t } from '../../../i18n.ts'
import { faultOf } from './row-words.ts'
import type { RowEdits } from './use-row-edits.ts'

type Props = { row: ImportRow; columns: readonly ImportColumn[]; isEditable: boolean; edits: RowEdits }

/** Every cell of a row as a field, saved when it is left. */
export function RowFields({ row, columns, isEditable, edits }: Props) {
  return (
    <Stack gap="sm">
      {columns.map((column) => (
        <Field key={column} row={row} column={column} columns={columns} isEditable={isEditable} edits={edits} />
      ))}
      {isEditable && (
        <Text size="sm" c="dimmed">
          {t('imports.saveCells')}
        </Text>
      )}
    </Stack>
  )
}

type FieldProps = Props & { column: ImportColumn }

function Field({ row, column, columns, isEditable, edits }: FieldProps) {
  const value = row.values[column]
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const fault = faultOf(row, column, columns)
  const save = (next: string) => {
    if (next !== value) edits.correct(row.row, { column, text: next })
  }
  const common = { label: importColumns[column], error: fault?.message }
  if (column === 'role' && isEditable) {
    const known = ['', 'User', 'Account Admin']
    return (
      <NativeSelect
        {...common}
        value={text}
        data={[
          { value: '', label: t('imports.roleEmpty') },
          ...(known.includes(text) ? [] : [text]),
          ...known.slice(1),
        ]}
        onChange={(event) => {
          setText(event.currentTarget.value)
          save(event.currentTarget.value)
        }}
      />
    )
  }
  return (
    <TextInput
      {...common}
      value={text}
      readOnly={!isEditable}
      maxLength={importLimits.cellCharacters}
      autoComplete="off"
      spellCheck={false}
      inputMode={column === 'email' ? 'email' : undefined}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => save(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save(text)
      }}
    />
  )
}
