import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { parseEmail } from '../../../domain/emails.ts'
import { api } from '../../api.ts'
import { fieldText, t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { focusFirstError } from '../../parts/form.ts'
import { MailboxHint } from '../../parts/MailboxHint.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { Form } from '../../ui/Form.tsx'

const toSignIn = (
  <Anchor component={Link} to={paths.signIn} size="sm">
    {t('forgot.back')}
  </Anchor>
)

/** Asks for a reset mail. The answer is the same whether the email exists or not (SEC-7). */
export function ForgotPasswordPage() {
  /** Not empty once the mail was asked for, and how often. */
  const [sent, setSent] = useState({ to: '', times: 0 })
  const ask = useMutation({
    mutationFn: (email: string) => api.requestPasswordReset({ body: { email } }),
    onSuccess: (_, to) => setSent(({ times }) => ({ to, times: times + 1 })),
  })
  const form = useForm({
    initialValues: { email: '' },
    validateInputOnBlur: false,
    validate: {
      email: (email) => {
        const parsed = parseEmail(email)
        return parsed.ok ? null : fieldText(parsed.reason === 'email_required' ? 'required' : 'email_invalid')
      },
    },
  })
  const email = sent.to

  if (sent.times > 0) {
    return (
      <EntryPage title={t('forgot.sentTitle')} help={t('forgot.sentHelp', { email })} footer={toSignIn} key="sent">
        <Stack gap="xs">
          <Button component={Link} to={paths.resetPassword} state={{ email }} size="md">
            {t('forgot.code')}
          </Button>
          <Button variant="default" size="md" loading={ask.isPending} onClick={() => ask.mutate(email)}>
            {t('forgot.again')}
          </Button>
          <Text size="sm" c="dimmed" ta="center" role="status">
            {sent.times > 1 && t('forgot.sentAgain')}
          </Text>
          <ProblemNotice error={ask.error} />
          <MailboxHint />
        </Stack>
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t('forgot.title')} help={t('forgot.help')} footer={toSignIn} focusesField>
      <Form onSubmit={form.onSubmit((values) => ask.mutate(values.email.trim()), focusFirstError)}>
        <Stack gap="md">
          <ProblemNotice error={ask.error} />
          <TextInput
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            size="md"
            {...form.getInputProps('email')}
          />
          <Button type="submit" size="md" loading={ask.isPending}>
            {t('forgot.submit')}
          </Button>
        </Stack>
      </Form>
    </EntryPage>
  )
}
