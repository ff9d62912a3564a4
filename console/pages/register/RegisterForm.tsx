import { Button, Checkbox, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { cleanName } from '../../../domain/names.ts'
import { api, type DataOf } from '../../api.ts'
import { fieldText, t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { focusFirstError, showFieldErrors } from '../../parts/form.ts'
import { NewPassword } from '../../parts/NewPassword.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { isProblem } from '../../problem.ts'
import { homeOf, sessionQuery } from '../../session.ts'
import { Form } from '../../ui/Form.tsx'

type Props = {
  token: string
  registration: DataOf<'readRegistration'>
  /** The link stopped working while the page was open. */
  onStateChanged: () => void
}
const fields = ['name', 'password', 'acceptTerms']

/** Name, password, terms; done: signed in, and on the page of the daily work. */
export function RegisterForm({ token, registration, onStateChanged }: Props) {
  const { displayName, email, accountName, minPasswordLength } = registration
  const client = useQueryClient()
  const router = useRouter()
  const form = useForm({
    initialValues: { name: displayName ?? '', password: '', acceptTerms: false },
    validateInputOnBlur: ['name'],
    validate: {
      name: (name) => {
        const cleaned = cleanName(name)
        return cleaned.ok ? null : fieldText(cleaned.code)
      },
      password: (password) => (password === '' ? fieldText('required') : null),
      acceptTerms: (accepted) => (accepted ? null : fieldText('terms_not_accepted')),
    },
  })
  const complete = useMutation({
    mutationFn: async ({ name, password }: typeof form.values) => {
      const changed = name.trim() !== '' && name !== displayName
      const body = { token, password, acceptTerms: true as const, ...(changed ? { name } : {}) }
      return (await api.completeRegistration({ body })).data
    },
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      notifications.show({ message: t('register.welcome', { name: session.user.displayName }), color: 'blue' })
      router.history.replace(homeOf(session))
    },
    onError: (error) => {
      if (isProblem(error, 'link_expired', 'link_revoked', 'link_used')) onStateChanged()
      else showFieldErrors(form, error, fields)
    },
  })
  const atFields = isProblem(complete.error) && complete.error.errors.length > 0
  return (
    <EntryPage
      title={t('register.title')}
      help={t('register.for', { account: accountName ?? t('app.name'), email: email ?? '' })}
      focusesField
    >
      <Form onSubmit={form.onSubmit((values) => complete.mutate(values), focusFirstError)}>
        <Stack gap="md">
          {!atFields && <ProblemNotice error={complete.error} />}
          {/* Password managers save the password under the email that stands in the form. */}
          <input type="hidden" name="email" autoComplete="username" value={email ?? ''} readOnly />
          <TextInput label={t('register.name')} autoComplete="name" size="md" {...form.getInputProps('name')} />
          <NewPassword
            label={t('register.password')}
            value={form.values.password}
            context={{ email, names: [displayName, form.values.name], accountName }}
            minLength={minPasswordLength}
            inputProps={{ size: 'md', autoFocus: true, ...form.getInputProps('password') }}
          />
          <Checkbox label={t('register.terms')} {...form.getInputProps('acceptTerms', { type: 'checkbox' })} />
          <Button type="submit" size="md" loading={complete.isPending}>
            {t('register.submit')}
          </Button>
        </Stack>
      </Form>
    </EntryPage>
  )
}
