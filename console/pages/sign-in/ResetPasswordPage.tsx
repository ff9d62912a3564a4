import { Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { fieldText, problemText, t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { focusFirstError, showFieldErrors } from '../../parts/form.ts'
import { NewPassword } from '../../parts/NewPassword.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { isProblem } from '../../problem.ts'
import { sessionQuery } from '../../session.ts'
import { Form } from '../../ui/Form.tsx'

const toSignIn = (
  <Anchor component={Link} to={paths.signIn} size="sm">
    {t('forgot.back')}
  </Anchor>
)
const sixDigits = /^\d{6}$/

/** Sets a new password by the link of a mail (its token stands in the fragment), or by email and 6-digit code. */
export function ResetPasswordPage() {
  const { hash: token, state } = useLocation()
  // Another link opened in the same tab begins anew.
  return <ResetPassword key={token} token={token} email={state.email ?? ''} />
}

function ResetPassword({ token, email }: { token: string; email: string }) {
  const client = useQueryClient()
  const byCode = token === ''
  const form = useForm({
    initialValues: { email, code: '', password: '' },
    validateInputOnBlur: ['email', 'code'],
    validate: {
      email: (value) => (byCode && value.trim() === '' ? t('signIn.emailRequired') : null),
      code: (value) => (byCode && !sixDigits.test(value.replace(/\s/g, '')) ? t('reset.codeInvalid') : null),
      password: (value) => (value === '' ? fieldText('required') : null),
    },
  })
  const complete = useMutation({
    mutationFn: ({ email, code, password }: typeof form.values) =>
      api.completePasswordReset({
        body: byCode ? { email: email.trim(), code: code.replace(/\s/g, ''), password } : { token, password },
      }),
    // Every session has ended, this browser’s too.
    onSuccess: () => client.setQueryData(sessionQuery.queryKey, null),
    onError: (error) => {
      if (isProblem(error, 'link_invalid', 'link_used', 'link_expired') && byCode) {
        form.setFieldError('code', t('reset.codeFailed'))
        focusFirstError({ code: true })
      } else showFieldErrors(form, error, ['email', 'code', 'password'])
    },
  })

  if (complete.isSuccess) {
    return (
      <EntryPage title={t('reset.doneTitle')} help={t('reset.doneHelp')}>
        <Button component={Link} to={paths.signIn} size="md" fullWidth>
          {t('signIn.submit')}
        </Button>
      </EntryPage>
    )
  }
  const isDead = !byCode && isProblem(complete.error, 'link_invalid', 'link_used', 'link_expired', 'link_revoked')
  if (isDead) {
    const { title } = problemText(complete.error)
    return (
      <EntryPage title={title} help={t('reset.freshHelp')} footer={toSignIn}>
        <Button component={Link} to={paths.forgotPassword} size="md" fullWidth>
          {t('reset.fresh')}
        </Button>
      </EntryPage>
    )
  }
  const atFields = isProblem(complete.error) && complete.error.errors.length > 0
  return (
    <EntryPage title={t('reset.title')} help={byCode ? t('reset.byCode') : undefined} focusesField footer={toSignIn}>
      <Form onSubmit={form.onSubmit((values) => complete.mutate(values), focusFirstError)}>
        <Stack gap="md">
          {!atFields && !(byCode && form.errors.code) && <ProblemNotice error={complete.error} />}
          {byCode && (
            <>
              <TextInput
                label={t('signIn.email')}
                type="email"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus={email === ''}
                size="md"
                {...form.getInputProps('email')}
              />
              <TextInput
                label={t('reset.code')}
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus={email !== ''}
                size="md"
                maxLength={9}
                {...form.getInputProps('code')}
              />
            </>
          )}
          <NewPassword
            label={t('reset.password')}
            value={form.values.password}
            context={{ email: form.values.email || null }}
            inputProps={{ size: 'md', autoFocus: !byCode, ...form.getInputProps('password') }}
          />
          <Button type="submit" size="md" loading={complete.isPending}>
            {t('reset.submit')}
          </Button>
        </Stack>
      </Form>
    </EntryPage>
  )
}
