import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Holder } from '../../domain/users.ts'
import { api } from '../api.ts'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import { ButtonLink } from '../ui/links.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'
import { UserSources } from './UserSources.tsx'
import { UserStatus } from './UserStatus.tsx'

type Props = { accountId: string; holder: Holder; onOpen?: () => void }

const external = (holder: Holder) => holder.sources.filter(({ kind }) => kind !== 'console' && kind !== 'import')
/** PBX, IoT and MiCloud Connect keep the row, and with it the email, when the user is deleted here. */
const keeperOf = (holder: Holder) => holder.sources.find(({ kind }) => ['pbx', 'iot', 'micloud_connect'].includes(kind))

/** What this holder’s state means, and so which way out there is. */
function explanation(holder: Holder): string {
  if (holder.leftInactive) return t('clash.leftInactive')
  if (!holder.sourceActive) {
    const source = external(holder)[0]?.name ?? t('history.actor.source')
    const keeper = keeperOf(holder)
    return keeper
      ? t('clash.sourceInactiveKept', { source, keeper: keeper.name })
      : t('clash.sourceInactive', { source })
  }
  if (holder.suspendedByAdmin) return t('clash.suspended')
  if (holder.status === 'no_cloudlink_account') return t('clash.noAccount')
  return t(holder.status === 'unregistered' ? 'clash.unregistered' : 'clash.registered')
}

/** R4: which attribute, who has it, in which state and from where, and the way out that works for this holder. */
export function UserClash({ accountId, holder: given, onOpen }: Props) {
  const [holder, setHolder] = useState(given)
  const act = useMutation({
    mutationFn: async (action: 'set_active' | 'send_welcome_email') => {
      const params = action === 'set_active' ? { active: true } : {}
      await api.runUserAction({ params: { accountId }, body: { action, selection: { ids: [holder.id] }, params } })
      const { data: user } = await api.getUser({ params: { accountId, userId: holder.id } })
      return { action, user }
    },
    onSuccess: ({ action, user }) => {
      setHolder({ ...holder, ...user, email: user.email ?? holder.email })
      const name = user.displayName
      notifications.show({ message: t(action === 'set_active' ? 'clash.reactivated' : 'clash.sent', { name }) })
    },
  })
  const notice = useRef<HTMLDivElement>(null)
  // The cursor is in the email, above; on a narrow screen the way out would stay below the edge.
  useEffect(() => {
    notice.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const canReactivate = holder.suspendedByAdmin || holder.leftInactive
  const isActive = holder.sourceActive && !holder.suspendedByAdmin
  const canInvite = isActive && (holder.status === 'unregistered' || holder.status === 'no_cloudlink_account')
  return (
    <Alert ref={notice} role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t('clash.title')}>
      <Stack gap="xs">
        <Text size="sm">{t('clash.attribute', { email: holder.email })}</Text>
        <Group gap="md">
          <Text fw={600}>{holder.displayName}</Text>
          <UserStatus user={{ ...holder, invitation: noInvitation, deletedAt: null }} />
          <UserSources sources={holder.sources} names />
        </Group>
        <Text size="sm">
          {explanation(holder)}{' '}
          {!holder.sourceActive && !holder.leftInactive && holder.suspendedByAdmin && t('clash.both')}
        </Text>
        <Group gap="xs">
          <ButtonLink
            variant="default"
            size="xs"
            to={paths.user}
            params={{ accountId, userId: holder.id }}
            onClick={onOpen}
          >
            {t('clash.open')}
          </ButtonLink>
          {canReactivate && (
            <Button size="xs" loading={act.isPending} onClick={() => act.mutate('set_active')}>
              {t('clash.reactivate')}
            </Button>
          )}
          {canInvite && (
            <Button size="xs" loading={act.isPending} onClick={() => act.mutate('send_welcome_email')}>
              {t('clash.sendWelcome')}
            </Button>
          )}
        </Group>
        <ProblemNotice error={act.error} />
      </Stack>
    </Alert>
  )
}

const noInvitation = { state: 'not_sent', sentAt: null, expiresAt: null } as const
