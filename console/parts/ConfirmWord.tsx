import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'

type Props = { label: string; value: string; onChange: (typed: string) => void }

/**
 * Where the word is typed that lets something go that is not lightly had back; the dialog begins here, also where it has
 * to look first who is concerned.
 */
export function ConfirmWord({ label, value, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <TextInput
      ref={input}
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      data-autofocus
    />
  )
}
