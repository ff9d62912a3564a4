import { Button, Stack, Text } from '@mantine/core'
import { can, type UserAction } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { formatDate, relativeTime, t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { actorOf, factsOf } from '../../../../parts/user-facts.ts'
import { useSession } from '../../../../session.ts'
import { Section } from '../../../../ui/Section.tsx'
import classes from './UserPage.module.css'
import { useUserAction } from './use-user-action.ts'
import type { UserEdit } from './use-user-edit.ts'

/** Where this user stands with signing up, in a sentence. */
function stateOf(user: User): string {
  const email = user.email ?? t('users.noEmail')
  if (user.registeredAt) return t('userSignIn.state.registeredOn', { date: formatDate(user.registeredAt), email })
  if (user.role === null) return t('userSignIn.state.no_cloudlink_account')
  const { state, sentAt, expiresAt } = user.invitation
  if (state === 'sent' && sentAt && expiresAt) {
    return t('userSignIn.state.sent', { when: relativeTime(sentAt), until: formatDate(expiresAt, 'dateTime') })
  }
  if (state === 'expired' && sentAt) return t('userSignIn.state.expired', { when: relativeTime(sentAt) })
  if (state === 'queued' || state === 'refused') return t(`userSignIn.state.${state}`)
  return t('userSignIn.state.not_sent')
}

/** Welcome email and password reset: where they stand, and sending them. */
export function SignInSection({ edit }: { edit: UserEdit }) {
  const session = useSession()
  const { user } = edit.edit
  const email = user.email ?? ''
  const act = useUserAction(user, (now, { action }) => {
    if (action === 'reset_password') return t('userSignIn.resetSent', { email })
    return t(now.registeredAt ? 'userSignIn.sentAgain' : 'userSignIn.sent', { email })
  })
  const verdict = (action: UserAction) =>
    can(action, factsOf(user, session), actorOf(session, 'customer'), { explicit: true })
  const emailIsTyped = edit.changed.includes('email')
  const why = (action: UserAction) => {
    const { ok, ...no } = verdict(action)
    if (!ok && 'reason' in no) return t(`reason.${no.reason as 'inactive'}`)
    return emailIsTyped ? t('userSignIn.unsavedEmail') : null
  }
  const cannotInvite = why('send_welcome_email')
  const cannotReset = why('reset_password')
  const run = (action: 'send_welcome_email' | 'reset_password') => {
    edit.forgetSavedEmail()
    act.mutate({ action })
  }
  const wasInvited = user.invitation.state !== 'not_sent' || user.registeredAt !== null
  return (
    <Section title={t('userSignIn.section')}>
      <Stack gap="md">
        <div>
          <div className={classes.row}>
            <div className={classes.rowText}>
              <Text size="sm">{stateOf(user)}</Text>
              {user.invitation.state === 'refused' && !user.registeredAt && user.invitation.reason && (
                <Text size="sm" c="red">
                  {t('userSignIn.refusedReason', { reason: user.invitation.reason })}
                </Text>
              )}
              <Text size="sm" c="dimmed" mt={2}>
                {cannotInvite ?? (user.registeredAt ? t('userSignIn.resendRegistered') : null)}
              </Text>
            </div>
            <Button
              variant="default"
              disabled={cannotInvite !== null}
              loading={act.isPending && act.variables.action === 'send_welcome_email'}
              onClick={() => run('send_welcome_email')}
            >
              {t(wasInvited ? 'userSignIn.resend' : 'userSignIn.send')}
            </Button>
          </div>
          {user.registeredAt && (
            <div className={classes.row}>
              <Text size="sm" c="dimmed" className={classes.rowText}>
                {cannotReset ?? t('userSignIn.resetHelp')}
              </Text>
              <Button
                variant="default"
                disabled={cannotReset !== null}
                loading={act.isPending && act.variables.action === 'reset_password'}
                onClick={() => run('reset_password')}
              >
                {t('userSignIn.reset')}
              </Button>
            </div>
          )}
        </div>
        <ProblemNotice error={act.error} />
      </Stack>
    </Section>
  )
}
