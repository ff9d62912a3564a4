import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, newIdempotencyKey } from '../../api.ts'
import { t } from '../../i18n.ts'
import { notifyDone } from '../../notify.ts'
import { focusFirstError, showFieldErrors } from '../../parts/form.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { Form } from '../../ui/Form.tsx'
import { AccountFields } from './AccountFields.tsx'
import { accountFields, bodyOf, emptyAccount, useAccountForm } from './account-form.ts'
import { ContactFields } from './ContactFields.tsx'

/** A new customer account; done, it opens. */
export function AddAccount({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} title={t('accounts.add')}>
      <AddAccountForm onClose={onClose} />
    </Drawer>
  )
}

function AddAccountForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useAccountForm(emptyAccount())
  // One key for one intention: a second try after a lost answer makes no second account.
  const [idempotencyKey] = useState(newIdempotencyKey)
  const create = useMutation({
    mutationFn: async (values: typeof form.values) =>
      (await api.createAccount({ body: bodyOf(values), idempotencyKey })).data,
    onSuccess: async (account) => {
      notifyDone(t('accounts.created.toast', { name: account.name }))
      void client.invalidateQueries({ queryKey: ['listAccounts'] })
      await navigate({ to: paths.account, params: { accountId: account.id } })
    },
    onError: (error) => showFieldErrors(form, error, accountFields),
  })
  return (
    <Form onSubmit={form.onSubmit((values) => create.mutate(values), focusFirstError)}>
      <Stack gap="md">
        {Object.keys(form.errors).length === 0 && <ProblemNotice error={create.error} />}
        <AccountFields form={form} focusName />
        <ContactFields form={form} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('action.create')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
