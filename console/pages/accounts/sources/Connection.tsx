import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Source } from '../../../../domain/api/sources.ts'
import { liveTokens } from '../../../../domain/sources.ts'
import { api } from '../../../api.ts'
import { formatDate, relativeTime, t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { CopyText } from '../../../parts/CopyText.tsx'
import { Section } from '../../../ui/Section.tsx'
import { AskFirst } from './AskFirst.tsx'
import { sourcesChanged } from './source-queries.ts'

/** Address and tokens. A token is shown once; two live at a time, so that one can be changed without a gap. */
export function Connection({ accountId, source }: { accountId: string; source: Source }) {
  const client = useQueryClient()
  const params = { accountId, sourceId: source.id }
  const [made, setMade] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<string | null>(null)
  const make = useMutation({
    mutationFn: async () => (await api.createSourceToken({ params })).data,
    onSuccess: ({ token }) => {
      setMade(token)
      sourcesChanged(client, accountId)
    },
    onError: notifyProblem,
  })
  const revoke = useMutation({
    mutationFn: (tokenId: string) => api.deleteSourceToken({ params: { ...params, tokenId } }),
    onSuccess: () => {
      setRevoking(null)
      sourcesChanged(client, accountId)
      notifyDone(t('source.tokenRevoked'))
    },
  })
  const full = source.tokens.length >= liveTokens
  return (
    <Section
      title={t('source.connection')}
      help={t('source.connectionHelp')}
      actions={
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          disabled={full}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t('source.tokenMake')}
        </Button>
      }
    >
      <Stack gap="sm">
        {source.baseUrl && <Copied label={t('source.baseUrl')} value={source.baseUrl} />}
        {made && (
          <Alert color="blue" title={t('source.tokenOnce')} role="status">
            <Copied label={t('source.token')} value={made} />
          </Alert>
        )}
        {source.tokens.length === 0 && <Text c="dimmed">{t('source.tokenNone')}</Text>}
        {source.tokens.map((token) => {
          const when = formatDate(token.createdAt, 'dateTime')
          return (
            <Group key={token.id} justify="space-between">
              <Text size="sm">
                {t('source.tokenMade', { when })} ·{' '}
                {token.lastUsedAt
                  ? t('source.tokenUsed', { when: relativeTime(token.lastUsedAt) })
                  : t('source.tokenUnused')}
              </Text>
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={t('source.tokenRevokeOf', { when })}
                onClick={() => setRevoking(token.id)}
              >
                {t('source.tokenRevoke')}
              </Button>
            </Group>
          )
        })}
        <Text size="sm" c="dimmed">
          {full ? t('source.tokenTwo') : t('source.tokenRotate')}
        </Text>
      </Stack>
      <AskFirst
        opened={revoking !== null}
        title={t('source.tokenRevokeTitle')}
        help={t('source.tokenRevokeHelp')}
        action={t('source.tokenRevoke')}
        pending={revoke.isPending}
        error={revoke.error}
        onClose={() => setRevoking(null)}
        onConfirm={() => revoking && revoke.mutate(revoking)}
      />
    </Section>
  )
}

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
        <CopyText value={value} what={label} />
      </Group>
    </div>
  )
}
