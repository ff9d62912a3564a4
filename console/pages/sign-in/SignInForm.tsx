import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { t } from '../../i18n.ts'
import { focusFirstError } from '../../parts/form.ts'
import { PasswordField } from '../../parts/PasswordField.tsx'
import { Form } from '../../ui/Form.tsx'

type Credentials = { email: string; password: string }
type Props = {
  initial: Credentials
  isPending: boolean
  /** The last try was refused: both fields are marked, neither is named as the wrong one. */
  refused: boolean
  onSubmit: (credentials: Credentials) => void
}

export function SignInForm({ initial, isPending, refused, onSubmit }: Props) {
  const form = useForm({
    initialValues: initial,
    validateInputOnBlur: false,
    validate: {
      email: (email) => (email.trim() === '' ? t('signIn.emailRequired') : null),
      password: (password) => (password === '' ? t('signIn.passwordRequired') : null),
    },
  })
  return (
    <Form onSubmit={form.onSubmit(onSubmit, focusFirstError)}>
      <Stack gap="md">
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={initial.email === ''}
          size="md"
          aria-invalid={refused || undefined}
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t('signIn.password')}
          autoComplete="current-password"
          autoFocus={initial.email !== ''}
          size="md"
          aria-invalid={refused || undefined}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={isPending} fullWidth mt={4}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </Form>
  )
}
