import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Source } from '../../../../domain/api/sources.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone } from '../../../notify.ts'
import { paths } from '../../../paths.ts'
import { Section } from '../../../ui/Section.tsx'
import { AskFirst } from './AskFirst.tsx'
import { sourcesChanged } from './source-queries.ts'

/** Gives the users back, or removes the source with its tokens. */
export function EndSource({ accountId, source }: { accountId: string; source: Source }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const params = { accountId, sourceId: source.id }
  const [asking, setAsking] = useState<'release' | 'remove' | null>(null)
  const close = () => setAsking(null)
  const release = useMutation({
    mutationFn: async () => (await api.releaseSource({ params })).data,
    onSuccess: ({ released }) => {
      sourcesChanged(client, accountId)
      notifyDone(t('source.released', { count: released }))
      close()
    },
  })
  const remove = useMutation({
    mutationFn: () => api.deleteSource({ params }),
    onSuccess: async () => {
      notifyDone(t('source.removed', { name: source.name }))
      await navigate({ to: paths.sources, params: { accountId } })
      sourcesChanged(client, accountId)
    },
  })
  return (
    <Section title={t('source.end')} help={t('source.endHelp')}>
      <Group>
        <Button variant="default" onClick={() => setAsking('release')}>
          {t('source.release')}
        </Button>
        <Button color="red" variant="outline" onClick={() => setAsking('remove')}>
          {t('source.remove')}
        </Button>
      </Group>
      <AskFirst
        opened={asking === 'release'}
        title={t('source.releaseTitle', { name: source.name })}
        help={t('source.releaseHelp', { count: source.users })}
        action={t('source.release')}
        pending={release.isPending}
        error={release.error}
        onClose={close}
        onConfirm={() => release.mutate()}
      />
      <AskFirst
        opened={asking === 'remove'}
        title={t('source.removeTitle', { name: source.name })}
        help={t('source.removeHelp')}
        action={t('source.remove')}
        pending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() => remove.mutate()}
      />
    </Section>
  )
}
