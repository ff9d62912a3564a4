import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Source } from '../../../../domain/api/sources.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { Section } from '../../../ui/Section.tsx'
import { SourceChoices } from './SourceChoices.tsx'
import { sourcesChanged } from './source-queries.ts'

/** Name and choices of a source; pausing acts at once. */
export function SourceSettings({ accountId, source }: { accountId: string; source: Source }) {
  const client = useQueryClient()
  const params = { accountId, sourceId: source.id }
  const { name, policy, sendWelcomeEmail, mayGrantAdmin, reactivateOnPost, mapping } = source
  const stored = { name, policy, sendWelcomeEmail, mayGrantAdmin, reactivateOnPost, mapping }
  const [draft, setDraft] = useState(stored)
  const save = useMutation({
    mutationFn: () => api.updateSource({ params, body: draft }),
    onSuccess: () => {
      sourcesChanged(client, accountId)
      notifyDone(t('source.saved'))
    },
  })
  const turn = useMutation({
    mutationFn: (state: 'active' | 'paused') => api.updateSource({ params, body: { state } }),
    onSuccess: (_, state) => {
      sourcesChanged(client, accountId)
      notifyDone(t(state === 'paused' ? 'source.paused' : 'source.resumed', { name: source.name }))
    },
    onError: notifyProblem,
  })
  const paused = source.state === 'paused'
  const same = JSON.stringify(draft) === JSON.stringify(stored)
  return (
    <Section
      title={t('source.settings')}
      actions={
        <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate(paused ? 'active' : 'paused')}>
          {t(paused ? 'source.resume' : 'source.pause')}
        </Button>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (draft.name.trim() !== '') save.mutate()
        }}
      >
        <Stack gap="md">
          <ProblemNotice error={save.error} />
          <TextInput
            label={t('sources.name')}
            description={t('sources.nameHelp')}
            value={draft.name}
            maxLength={100}
            error={draft.name.trim() === '' ? t('sources.nameRequired') : undefined}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            required
          />
          {source.kind === 'scim' && (
            <SourceChoices value={draft} onChange={(choices) => setDraft({ ...draft, ...choices })} />
          )}
          <Group justify="flex-end">
            <Button type="submit" disabled={same} loading={save.isPending}>
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
