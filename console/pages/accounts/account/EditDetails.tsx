import { Alert, Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Account } from '../../../../domain/accounts.ts'
import { type Answer, api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone } from '../../../notify.ts'
import { focusFirstError, showFieldErrors } from '../../../parts/form.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { UnsavedGuard } from '../../../parts/UnsavedGuard.tsx'
import { isProblem } from '../../../problem.ts'
import { accountQuery } from '../../../queries.ts'
import { Form } from '../../../ui/Form.tsx'
import { AccountFields } from '../AccountFields.tsx'
import { type AccountValues, accountFields, bodyOf, useAccountForm, valuesOf } from '../account-form.ts'
import { ContactFields } from '../ContactFields.tsx'

type Props = { account: Account; etag: string | null; onDone: () => void }

/** The data of an account as a form. A save that comes second keeps what was typed and takes in the rest. */
export function EditDetails({ account, etag, onDone }: Props) {
  const client = useQueryClient()
  const query = accountQuery(account.id)
  /** What this edit began from, and its version; the page may fetch newer ones meanwhile. */
  const base = useRef({ values: valuesOf(account), etag })
  const [wasStale, setStale] = useState(false)
  const form = useAccountForm(base.current.values)
  const save = useMutation({
    mutationFn: (values: AccountValues) => {
      const params = { accountId: account.id }
      return api.updateAccount({ params, body: bodyOf(values), ifMatch: base.current.etag ?? undefined })
    },
    onSuccess: (answer) => {
      client.setQueryData(query.queryKey, answer)
      void client.invalidateQueries({ queryKey: ['listAccounts'] })
      void client.invalidateQueries({ queryKey: ['getSession'] })
      notifyDone(t('accountInfo.saved'))
      onDone()
    },
    onError: async (error) => {
      if (isProblem(error, 'version_stale')) takeIn(await client.fetchQuery({ ...query, staleTime: 0 }))
      else showFieldErrors(form, error, accountFields)
    },
  })
  const takeIn = (fresh: Answer<Account>) => {
    const now = valuesOf(fresh.data)
    const typed = form.getValues()
    const { values: before } = base.current
    const isSame = (field: keyof AccountValues) =>
      JSON.stringify(bodyOf(typed)[field]) === JSON.stringify(bodyOf(before)[field])
    const merged = { ...typed, ...Object.fromEntries(accountFields.filter(isSame).map((field) => [field, now[field]])) }
    base.current = { values: now, etag: fresh.etag }
    form.setInitialValues(now)
    form.setValues(merged)
    setStale(true)
  }
  const isStale = isProblem(save.error, 'version_stale')
  return (
    <Form onSubmit={form.onSubmit((values) => save.mutate(values), focusFirstError)}>
      <Stack gap="md" maw={520}>
        {(isStale || wasStale) && (
          <Alert color="gray" role="alert">
            {t('accountInfo.stale')}
          </Alert>
        )}
        {!isStale && Object.keys(form.errors).length === 0 && <ProblemNotice error={save.error} />}
        <AccountFields form={form} />
        <ContactFields form={form} />
        <Group mt="xs">
          <Button type="submit" loading={save.isPending}>
            {t('action.save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('action.cancel')}
          </Button>
        </Group>
      </Stack>
      <UnsavedGuard isDirty={form.isDirty() && !save.isPending && !save.isSuccess} />
    </Form>
  )
}
