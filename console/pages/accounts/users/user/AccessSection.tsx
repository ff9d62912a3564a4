import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { can } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { actorOf, factsOf } from '../../../../parts/user-facts.ts'
import { isProblem } from '../../../../problem.ts'
import { useSession } from '../../../../session.ts'
import { Section } from '../../../../ui/Section.tsx'
import { LastAdmin } from './LastAdmin.tsx'
import classes from './UserPage.module.css'
import { useUserAction } from './use-user-action.ts'

const sourceOf = (user: User) =>
  user.sources.find(({ kind }) => kind !== 'console' && kind !== 'import')?.name ?? t('history.actor.source')

const activeInWords = (user: User) => {
  if (user.role === null) return t('access.notSuspended')
  return t(user.registeredAt ? 'access.active' : 'access.notRegistered')
}

/** Suspend and reactivate; says what inactive means, and who else keeps the user inactive. */
export function AccessSection({ user, accountKind }: { user: User; accountKind: 'partner' | 'customer' }) {
  const session = useSession()
  const [isAsking, asking] = useDisclosure(false)
  const name = user.displayName
  const source = sourceOf(user)
  const act = useUserAction(user, (now) => {
    if (now.suspendedByAdmin) return t('access.suspended', { name })
    return now.sourceActive ? t('access.reactivated', { name }) : t('access.stillInactive', { name, source })
  })
  const active = user.suspendedByAdmin || user.leftInactive
  const verdict = can('set_active', factsOf(user, session), actorOf(session, accountKind), { active })
  const suspend = (allowLastAdmin?: true) =>
    act.mutate({ action: 'set_active', params: { active: false, allowLastAdmin } }, { onSuccess: asking.close })
  const state = [
    user.suspendedByAdmin && t('user.inactiveSuspended'),
    !user.sourceActive && (user.leftInactive ? t('user.inactiveLeft') : t('user.inactiveSource', { source })),
  ].filter(Boolean)
  const isLastAdmin = isProblem(act.error, 'last_admin')
  return (
    <Section title={t('access.title')}>
      <div className={classes.row}>
        <div className={classes.rowText}>
          <Text size="sm">{state.length > 0 ? state.join(' ') : activeInWords(user)}</Text>
          {state.length > 0 && (
            <Text size="sm" c="dimmed" mt={2}>
              {t('user.inactiveMeans')}
            </Text>
          )}
          {!verdict.ok && verdict.reason === 'own_account' && (
            <Text size="sm" c="dimmed" mt={2}>
              {t('access.self')}
            </Text>
          )}
        </div>
        {active ? (
          <Button
            variant="default"
            loading={act.isPending}
            onClick={() => act.mutate({ action: 'set_active', params: { active: true } })}
          >
            {t('access.reactivate')}
          </Button>
        ) : (
          <Button variant="default" disabled={!verdict.ok} onClick={asking.open}>
            {t('access.suspend')}
          </Button>
        )}
      </div>
      {!isAsking && !isLastAdmin && <ProblemNotice error={act.error} />}
      <Modal opened={isAsking && !isLastAdmin} onClose={asking.close} title={t('access.suspendTitle', { name })}>
        <Stack gap="sm">
          <Text size="sm">{t('access.suspendHelp')}</Text>
          {factsOf(user, session).linkKinds.length > 0 && (
            <Text size="sm">{t('access.suspendSource', { source })}</Text>
          )}
          <ProblemNotice error={isLastAdmin ? null : act.error} />
          <Group justify="flex-end" mt="sm">
            <Button variant="default" onClick={asking.close} data-autofocus>
              {t('action.cancel')}
            </Button>
            <Button color="red" loading={act.isPending} onClick={() => suspend()}>
              {t('access.suspend')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      <LastAdmin error={act.error} onClose={act.reset} onGo={() => suspend(true)} isPending={act.isPending} />
    </Section>
  )
}
