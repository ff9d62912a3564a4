import { Button, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { fieldText, t } from '../../i18n.ts'
import { notifyDone } from '../../notify.ts'
import { focusFirstError, showFieldErrors } from '../../parts/form.ts'
import { NewPassword } from '../../parts/NewPassword.tsx'
import { PasswordField } from '../../parts/PasswordField.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { isProblem } from '../../problem.ts'
import { useSession } from '../../session.ts'
import { Form } from '../../ui/Form.tsx'
import { Section } from '../../ui/Section.tsx'

/** Changing the own password; folded until it is wanted. */
export function OwnPassword() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title={t('profile.passwordTitle')}
      help={t('profile.passwordHelp')}
      actions={
        !isOpen && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t('profile.changePassword')}
          </Button>
        )
      }
    >
      {isOpen && <PasswordForm onClose={() => setOpen(false)} />}
    </Section>
  )
}

function PasswordForm({ onClose }: { onClose: () => void }) {
  const { user, account } = useSession()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { currentPassword: '', password: '' },
    validate: {
      currentPassword: (value) => (value === '' ? fieldText('required') : null),
      password: (value) => (value === '' ? fieldText('required') : null),
    },
  })
  const change = useMutation({
    mutationFn: (body: typeof form.values) => api.changePassword({ body }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['listOwnSessions'] })
      notifyDone(t('profile.passwordChanged'))
      onClose()
    },
    onError: (error) => {
      showFieldErrors(form, error, ['currentPassword', 'password'])
      const isWrong = isProblem(error) && error.errors.some(({ field }) => field === 'currentPassword')
      if (isWrong) form.setFieldError('currentPassword', t('profile.currentWrong'))
    },
  })
  const atFields = isProblem(change.error) && change.error.errors.length > 0
  return (
    <Form onSubmit={form.onSubmit((values) => change.mutate(values), focusFirstError)}>
      <Stack gap="md" maw={400}>
        {!atFields && <ProblemNotice error={change.error} />}
        <input type="hidden" name="email" autoComplete="username" value={user.email ?? ''} readOnly />
        <PasswordField
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          autoFocus
          {...form.getInputProps('currentPassword')}
        />
        <NewPassword
          label={t('profile.newPassword')}
          value={form.values.password}
          context={{ email: user.email, names: [user.displayName], accountName: account.name }}
          inputProps={form.getInputProps('password')}
        />
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t('profile.changePassword')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
