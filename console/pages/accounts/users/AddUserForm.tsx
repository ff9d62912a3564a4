import { Button, Group, Stack, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import type { FieldCode } from '../../../../domain/problems.ts'
import { type UserField, userFieldNames } from '../../../../domain/user-fields.ts'
import type { User } from '../../../../domain/users.ts'
import { api, newIdempotencyKey } from '../../../api.ts'
import { fieldText, t } from '../../../i18n.ts'
import { CatalogueForm } from '../../../parts/CatalogueForm.tsx'
import { focusFirstError } from '../../../parts/form.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { UserClash } from '../../../parts/UserClash.tsx'
import { faultOf, faultsOf, noUserTexts, type UserTexts } from '../../../parts/user-faults.ts'
import { paths } from '../../../paths.ts'
import { isProblem } from '../../../problem.ts'
import { userQuery } from '../../../queries.ts'
import { forgetUsers } from './use-user-rows.ts'

type Props = {
  accountId: string
  /** The account is a partner’s own: the user becomes a partner, and there is no toggle. */
  isPartner: boolean
  onTyped: (isTyped: boolean) => void
  onCancel: () => void
  onDone: () => void
}

type Faults = Partial<Record<string, FieldCode>>

const optional: readonly UserField[] = userFieldNames.filter(
  (field) => !['name', 'firstName', 'lastName', 'email'].includes(field),
)

/** Texts as the API takes them: what is empty is absent. */
const given = (texts: UserTexts) =>
  Object.fromEntries(userFieldNames.filter((field) => texts[field].trim() !== '').map((field) => [field, texts[field]]))

export function AddUserForm({ accountId, isPartner, onTyped, onCancel, onDone }: Props) {
  const [texts, setTexts] = useState(noUserTexts)
  const [isAdmin, setAdmin] = useState(false)
  const [faults, setFaults] = useState<Faults>({})
  const intention = useRef({ body: '', key: '' })
  const navigate = useNavigate()
  const client = useQueryClient()

  const create = useMutation({
    mutationFn: () => {
      const body = {
        ...given(texts),
        email: texts.email,
        role: isAdmin ? ('account_admin' as const) : ('user' as const),
      }
      const text = JSON.stringify(body)
      // A repetition after a lost answer is the same intention, and creates nobody twice.
      if (intention.current.body !== text) intention.current = { body: text, key: newIdempotencyKey() }
      return api.createUser({ params: { accountId }, body, idempotencyKey: intention.current.key })
    },
    onSuccess: async (answer) => {
      const user: User = answer.data
      forgetUsers(client, accountId)
      client.setQueryData(userQuery(accountId, user.id).queryKey, answer)
      onDone()
      await navigate({ to: paths.user, params: { accountId, userId: user.id } })
      notifications.show({
        message: t('addUser.done', { name: user.displayName, email: user.email ?? '' }),
        autoClose: 10_000,
      })
    },
    onError: (error) => {
      if (!isProblem(error)) return
      const refused = Object.fromEntries(error.errors.map(({ field, code }) => [field, code]))
      setFaults(refused)
      focusFirstError(refused)
    },
  })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = faultsOf(texts)
    setFaults(wrong)
    if (Object.keys(wrong).length > 0) focusFirstError(wrong)
    else create.mutate()
  }
  const change = (field: UserField, text: string) => {
    const next = { ...texts, [field]: text }
    setTexts(next)
    onTyped(userFieldNames.some((name) => next[name] !== ''))
    // A fault is taken back as soon as it is mended; a new one waits until the field is left.
    const isName = field.toLowerCase().endsWith('name')
    setFaults((before) => ({
      ...before,
      [field]: undefined,
      ...(isName && before.name === 'name_required' ? { name: undefined } : {}),
    }))
  }
  const judge = (field: UserField) => {
    if (texts[field] === '') return
    const fault = faultOf(field, texts[field])
    if (fault) setFaults((before) => ({ ...before, [field]: fault }))
  }
  const errors = Object.fromEntries(Object.entries(faults).map(([field, code]) => [field, code && fieldText(code)]))
  const holder = isProblem(create.error, 'email_taken') ? create.error.body.holder : undefined
  const isSaidAtField =
    isProblem(create.error) && create.error.errors.some(({ field }) => userFieldNames.some((name) => name === field))

  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          {t(isPartner ? 'addUser.helpPartner' : 'addUser.help')}
        </Text>
        <CatalogueForm
          texts={texts}
          errors={errors}
          onChange={change}
          onBlur={judge}
          optional={optional}
          help={{ name: t('addUser.nameHelp') }}
          autoFocus="name"
        />
        {!isPartner && (
          <Switch
            color="blue"
            label={t('addUser.admin')}
            description={t('addUser.adminHelp')}
            checked={isAdmin}
            onChange={(event) => setAdmin(event.currentTarget.checked)}
          />
        )}
        {holder && <UserClash key={holder.id} accountId={accountId} holder={holder} onOpen={onDone} />}
        {!holder && !isSaidAtField && <ProblemNotice error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('action.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
