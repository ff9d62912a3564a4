import { Button, Group, SimpleGrid, Skeleton, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { cleanName } from '../../../domain/names.ts'
import { checkMobile } from '../../../domain/phones.ts'
import type { User } from '../../../domain/users.ts'
import { type Answered, api } from '../../api.ts'
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
        <DetailsForm key={data.etag} user={data.data} etag={data.etag} accountName={account.name} />
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

const ruleOf = (check: typeof cleanName | typeof checkMobile) => (text: string) => {
  const checked = check(text)
  return checked.ok ? null : fieldText(checked.code)
}

function DetailsForm({ user, etag, accountName }: { user: User; etag: string | null; accountName: string }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: {
      name: user.name ?? '',
      firstName: user.firstName ?? '',
      lastName: user.lastName ?? '',
      mobile: user.mobile ?? '',
    },
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
  const save = useMutation({
    mutationFn: (values: Values) => {
      const changed = fields.filter((field) => form.isDirty(field))
      const body = Object.fromEntries(changed.map((field) => [field, values[field].trim() || null]))
      const params = { accountId: user.accountId, userId: user.id }
      return api.updateUser({ params, body, ifMatch: etag ?? '*' })
    },
    onSuccess: (answer) => {
      client.setQueryData(query.queryKey, answer)
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      notifyDone(t('profile.saved'))
    },
    onError: (error) => {
      // Somebody else saved first: their version is shown, what was typed here stays.
      if (isProblem(error, 'version_stale')) void client.fetchQuery({ ...query, staleTime: 0 }).then(keepTyped)
      else showFieldErrors(form, error, fields)
    },
  })
  const keepTyped = (fresh: Answered<'getUser'>) => client.setQueryData(query.queryKey, fresh)
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
        {!atFields && <ProblemNotice error={save.error} />}
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
