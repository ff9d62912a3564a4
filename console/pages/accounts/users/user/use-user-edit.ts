import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { FieldCode } from '../../../../../domain/problems.ts'
import { type UserField, userFieldNames } from '../../../../../domain/user-fields.ts'
import type { User } from '../../../../../domain/users.ts'
import { announce } from '../../../../announce.ts'
import { api } from '../../../../api.ts'
import { t } from '../../../../i18n.ts'
import { focusFirstError } from '../../../../parts/form.ts'
import { faultOf, faultsOf } from '../../../../parts/user-faults.ts'
import { isProblem } from '../../../../problem.ts'
import { licencesQuery, userQuery } from '../../../../queries.ts'
import { keepUser } from '../use-user-rows.ts'
import { type Draft, type DraftKey, patchOf } from './user-draft.ts'
import { begun, chosen, discarded, rebased, typed, unsaved } from './user-edit.ts'

export type Faults = Partial<Record<string, FieldCode>>

/** The edit of one user, from the first key to a saved version. */
export function useUserEdit(user: User, etag: string) {
  const [edit, setEdit] = useState(() => begun(user, etag))
  const [faults, setFaults] = useState<Faults>({})
  const [savedWithEmail, setSavedWithEmail] = useState(false)
  const client = useQueryClient()
  const { accountId, id: userId } = user

  // A newer version came: by an action of this page, or because the page was looked at again.
  useEffect(() => setEdit((before) => rebased(before, user, etag)), [user, etag])

  const save = useMutation({
    mutationFn: ({ allowLastAdmin }: { allowLastAdmin?: true }) =>
      api.updateUser({
        params: { accountId, userId },
        body: { ...patchOf(edit.base, edit.draft), allowLastAdmin },
        ifMatch: edit.etag,
      }),
    onSuccess: (answer) => {
      const saved = answer.data
      setSavedWithEmail(saved.email !== edit.user.email && saved.status === 'unregistered')
      setEdit(begun(saved, answer.etag ?? ''))
      setFaults({})
      client.setQueryData(userQuery(accountId, userId).queryKey, answer)
      keepUser(client, saved)
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      void client.invalidateQueries({ queryKey: ['getHistory', accountId, userId] })
      announce(t('user.saved', { name: saved.displayName }))
    },
    onError: async (error) => {
      if (isProblem(error, 'version_stale')) {
        const now = await client.fetchQuery({ ...userQuery(accountId, userId), staleTime: 0 })
        setEdit((before) => rebased(before, now.data, now.etag ?? '', true))
        return
      }
      if (!isProblem(error)) return
      const refused = Object.fromEntries(error.errors.map(({ field, code }) => [field, code]))
      setFaults(refused)
      focusFirstError(refused)
      if (error.code === 'licences_insufficient')
        void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
    },
  })

  const change = <Key extends DraftKey>(key: Key, value: Draft[Key]) => {
    setEdit((before) => typed(before, key, value))
    const isName = key.toLowerCase().endsWith('name')
    setFaults((before) => ({
      ...before,
      [key]: undefined,
      ...(isName && before.name === 'name_required' ? { name: undefined } : {}),
    }))
  }
  const judge = (field: UserField) => {
    if (!unsaved(edit).includes(field)) return
    const fault = faultOf(field, edit.draft[field])
    if (fault) setFaults((before) => ({ ...before, [field]: fault }))
  }
  const submit = (allowLastAdmin?: true) => {
    const changed = unsaved(edit)
    const wrong = faultsOf(
      edit.draft,
      userFieldNames.filter((field) => changed.includes(field)),
    )
    setFaults(wrong)
    if (Object.keys(wrong).length > 0) focusFirstError(wrong)
    else if (changed.length > 0) save.mutate({ allowLastAdmin })
  }
  return {
    edit,
    faults,
    save,
    changed: unsaved(edit),
    savedWithEmail,
    forgetSavedEmail: () => setSavedWithEmail(false),
    change,
    judge,
    submit,
    cancel: () => {
      setEdit(discarded)
      setFaults({})
      save.reset()
    },
    choose: (key: DraftKey, whose: 'mine' | 'theirs') => setEdit((before) => chosen(before, key, whose)),
  }
}
export type UserEdit = ReturnType<typeof useUserEdit>
