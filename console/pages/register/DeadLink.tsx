import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { MailboxHint } from '../../parts/MailboxHint.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'

type Props = { state: 'expired' | 'revoked' | 'used' | 'registered' | 'invalid'; token: string }

/** R16: a link that no longer works is never a dead end. */
export function DeadLink({ state, token }: Props) {
  if (state === 'expired' || state === 'revoked') return <Renew state={state} token={token} />
  const isInvalid = state === 'invalid'
  return (
    <EntryPage
      title={isInvalid ? t('register.invalidTitle') : t('register.registeredTitle')}
      help={isInvalid ? t('register.invalidHelp') : t('register.registeredHelp')}
    >
      <Stack gap="xs">
        <Button component={Link} to={paths.signIn} size="md" variant={isInvalid ? 'default' : 'filled'}>
          {t('signIn.submit')}
        </Button>
        <Button component={Link} to={paths.forgotPassword} size="md" variant="default">
          {t('signIn.forgot')}
        </Button>
      </Stack>
    </EntryPage>
  )
}

function Renew({ state, token }: { state: 'expired' | 'revoked'; token: string }) {
  const renew = useMutation({ mutationFn: () => api.renewRegistration({ body: { token } }) })
  if (renew.isSuccess) {
    return (
      <EntryPage title={t('register.renewedTitle')} help={t('register.renewedHelp')} key="renewed">
        <MailboxHint />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t(`register.${state}Title`)} help={t(`register.${state}Help`)}>
      <Stack gap="md">
        <ProblemNotice error={renew.error} />
        <Button size="md" fullWidth loading={renew.isPending} onClick={() => renew.mutate()}>
          {t('register.renew')}
        </Button>
      </Stack>
    </EntryPage>
  )
}
