import { Alert, Button, Group, SimpleGrid, Skeleton, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { cleanName } from '../../../domain/names.ts'
import { checkMobile } from '../../../domain/phones.ts'
import type { User } from '../../../domain/users.ts'
import { api } from '../../api.ts'
import { fieldText, t } from '../../i18n.ts'
import { notifyDone } from '../../notify.ts'
import { focusFirstError, showFieldErrors } from '../../parts/form.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { UnsavedGuard } from '../../parts/UnsavedGuard.tsx'
import { isProblem } from '../../problem.ts'
import { userQuery } from '../../queries.ts'
import { sessionQuery, useSession } from '../../session.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Form } from '../../ui/Form.tsx'
import { Section } from '../../ui/Section.tsx'

const fields = ['name', 'firstName', 'lastName', 'mobile'] as const
type Values = Record<(typeof fields)[number], string>

/** Names and mobile of the signed-in user; what a source owns is locked, email and role are an admin’s. */
export function OwnDetails() {
  const { user, account } = useSession()
  const { data, error, refetch } = useQuery(userQuery(account.id, user.id))
  return (
    <Section title={t('profile.details')}>
      {data ? (
        <DetailsForm user={data.data} etag={data.etag} accountName={account.name} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Stack gap="md" aria-busy="true">
          <Skeleton h={44} />
          <Skeleton h={60} />
          <Skeleton h={60} />
          <Skeleton h={60} />
        </Stack>
      )}
    </Section>
  )
}

const valuesOf = (user: User): Values => ({
  name: user.name ?? '',
  firstName: user.firstName ?? '',
  lastName: user.lastName ?? '',
  mobile: user.mobile ?? '',
})

const ruleOf = (check: typeof cleanName | typeof checkMobile) => (text: string) => {
  const checked = check(text)
  return checked.ok ? null : fieldText(checked.code)
}

function DetailsForm({ user, etag, accountName }: { user: User; etag: string | null; accountName: string }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: valuesOf(user),
    validateInputOnBlur: true,
    validate: {
      name: (name, values) =>
        `${name}${values.firstName}${values.lastName}`.trim() === ''
          ? fieldText('name_required')
          : ruleOf(cleanName)(name),
      firstName: ruleOf(cleanName),
      lastName: ruleOf(cleanName),
      mobile: ruleOf(checkMobile),
    },
  })
  const query = userQuery(user.accountId, user.id)
  /** The version that the form began from. */
  const base = useRef(etag)
  /** Takes in a newer version; what was typed here stays. */
  const takeIn = (fresh: User, version: string | null) => {
    const typed = Object.fromEntries(
      fields.filter((field) => form.isDirty(field)).map((field) => [field, form.getValues()[field]]),
    )
    base.current = version
    form.setInitialValues(valuesOf(fresh))
    form.setValues({ ...valuesOf(fresh), ...typed })
  }
  // A newer version arrived while nothing was typed.
  useEffect(() => {
    if (base.current !== etag && !form.isDirty()) takeIn(user, etag)
  })
  const save = useMutation({
    mutationFn: (values: Values) => {
      const changed = fields.filter((field) => form.isDirty(field))
      const body = Object.fromEntries(changed.map((field) => [field, values[field].trim() || null]))
      const params = { accountId: user.accountId, userId: user.id }
      return api.updateUser({ params, body, ifMatch: base.current ?? '*' })
    },
    onSuccess: (answer) => {
      form.resetDirty()
      client.setQueryData(query.queryKey, answer)
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      notifyDone(t('profile.saved'))
    },
    onError: async (error) => {
      if (!isProblem(error, 'version_stale')) return void showFieldErrors(form, error, fields)
      const fresh = await client.fetchQuery({ ...query, staleTime: 0 })
      takeIn(fresh.data, fresh.etag)
    },
  })
  const atFields = isProblem(save.error) && save.error.errors.length > 0
  return (
    <Form onSubmit={form.onSubmit((values) => save.mutate(values), focusFirstError)}>
      <Stack gap="lg">
        <Facts
          facts={[
            { label: t('profile.email'), value: user.email ?? t('state.none') },
            { label: t('profile.role'), value: user.role ? t(`role.${user.role}`) : t('state.none') },
            { label: t('profile.account'), value: accountName },
          ]}
        />
        {isProblem(save.error, 'version_stale') ? (
          <Alert color="gray" role="alert">
            {t('profile.stale')}
          </Alert>
        ) : (
          !atFields && <ProblemNotice error={save.error} />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
          {fields.map((field) => {
            const lock = user.lockedFields.find((locked) => locked.field === field)
            return (
              <TextInput
                key={field}
                label={t(`profile.${field}`)}
                autoComplete={autoComplete[field]}
                type={field === 'mobile' ? 'tel' : 'text'}
                readOnly={lock !== undefined}
                description={lock && t('profile.locked', { source: lock.source })}
                {...form.getInputProps(field)}
              />
            )
          })}
        </SimpleGrid>
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('action.save')}
          </Button>
          {form.isDirty() && (
            <Button
              variant="default"
              onClick={() => {
                form.reset()
                save.reset()
              }}
            >
              {t('action.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
      <UnsavedGuard isDirty={form.isDirty() && !save.isPending} />
    </Form>
  )
}

const autoComplete = { name: 'name', firstName: 'given-name', lastName: 'family-name', mobile: 'tel' } as const
