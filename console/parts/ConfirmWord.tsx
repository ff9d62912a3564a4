import { TextInput } from '@mantine/core'

type Props = { label: string; value: string; onChange: (typed: string) => void }

/** Where the word is typed that lets something go that is not lightly had back; the dialog begins here. */
export const ConfirmWord = ({ label, value, onChange }: Props) => (
  <TextInput
    label={label}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    autoComplete="off"
    autoCapitalize="none"
    spellCheck={false}
    data-autofocus
  />
)
