import { Button, Drawer, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { usualMapping } from '../../../../domain/sources.ts'
import { api, newIdempotencyKey } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone } from '../../../notify.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { integrationsQuery } from '../../../queries.ts'
import { type Choices, SourceChoices } from './SourceChoices.tsx'
import { sourcesChanged } from './source-queries.ts'

const usual: Choices = {
  policy: 'claim',
  sendWelcomeEmail: false,
  mayGrantAdmin: false,
  reactivateOnPost: false,
  mapping: usualMapping,
}

type Props = { accountId: string; opened: boolean; onClose: () => void }

/** Adds a company directory; its page then shows the address and makes the token. */
export function AddSource({ opened, onClose, ...props }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} title={t('sources.add')}>
      <AddForm onClose={onClose} {...props} />
    </Drawer>
  )
}

function AddForm({ accountId, onClose }: Omit<Props, 'opened'>) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [idempotencyKey] = useState(newIdempotencyKey)
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const [choices, setChoices] = useState<Choices>(usual)
  const add = useMutation({
    mutationFn: async () =>
      (await api.createSource({ params: { accountId }, body: { kind: 'scim', name, ...choices }, idempotencyKey }))
        .data,
    onSuccess: (source) => {
      sourcesChanged(client, accountId)
      void client.invalidateQueries({ queryKey: integrationsQuery(accountId).queryKey })
      notifyDone(t('sources.added', { name: source.name }))
      void navigate({ to: paths.source, params: { accountId, sourceId: source.id } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(name.trim() === '')
    if (name.trim() !== '') add.mutate()
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <ProblemNotice error={add.error} />
        <TextInput
          label={t('sources.name')}
          description={t('sources.nameHelp')}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
          error={missing && name.trim() === '' ? t('sources.nameRequired') : undefined}
          required
          data-autofocus
        />
        <SourceChoices value={choices} onChange={setChoices} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('action.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
