import { Badge, Button, Group, Skeleton, Text } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type DataOf } from '../../api.ts'
import { formatDate, relativeTime, t } from '../../i18n.ts'
import { notifyDone, notifyProblem } from '../../notify.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { isProblem } from '../../problem.ts'
import { Section } from '../../ui/Section.tsx'
import { deviceOf } from './device.ts'
import classes from './OwnSessions.module.css'

type OwnSession = DataOf<'listOwnSessions'>['items'][number]

/** Where the user is signed in; every session but this one can be ended (SEC-22). */
export function OwnSessions() {
  const { data, error, refetch } = useQuery({
    queryKey: ['listOwnSessions'],
    queryFn: async ({ signal }) => (await api.listOwnSessions({ signal })).data.items,
  })
  const sessions = [...(data ?? [])].sort((a, b) => Number(b.current) - Number(a.current))
  return (
    <Section title={t('sessions.title')} help={t('sessions.help')}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={52} />}
      <ul className={classes.list}>
        {sessions.map((session) => (
          <OneSession key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  )
}

function OneSession({ session }: { session: OwnSession }) {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => api.deleteOwnSession({ params: { sessionId: session.id } }),
    onSettled: (_, error) => {
      if (error && !isProblem(error, 'not_found')) return notifyProblem(error)
      notifyDone(t('sessions.ended'))
      return client.invalidateQueries({ queryKey: ['listOwnSessions'] })
    },
  })
  const { browser, system, isMobile } = deviceOf(session.userAgent ?? '')
  const device =
    browser && system ? t('sessions.device', { browser, system }) : (browser ?? system ?? t('sessions.unknown'))
  const Icon = isMobile ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={classes.session}>
      <Icon size={22} stroke={1.5} aria-hidden color="var(--mantine-color-dimmed)" />
      <div className={classes.what}>
        <Group gap="xs">
          <Text fw={500}>{device}</Text>
          {session.current && <Badge>{t('sessions.current')}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {session.ip && `${session.ip} · `}
          <span title={formatDate(session.lastSeenAt, 'dateTime')}>
            {t('sessions.seen', { when: relativeTime(session.lastSeenAt) })}
          </span>
          {' · '}
          {t('sessions.since', { when: formatDate(session.createdAt, 'dateTime') })}
        </Text>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          loading={end.isPending}
          aria-label={t('sessions.endOf', { device })}
          onClick={() => end.mutate()}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}
