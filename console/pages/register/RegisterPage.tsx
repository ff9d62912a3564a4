import { Center, Loader, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { api } from '../../api.ts'
import { t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { isProblem } from '../../problem.ts'
import { DeadLink } from './DeadLink.tsx'
import { RegisterForm } from './RegisterForm.tsx'

/**
 * *Finish building your account*. The token stands in the fragment, which browsers send to nobody; reading what the
 * link is for changes nothing (SEC-12).
 */
export function RegisterPage() {
  const token = useLocation({ select: (location) => location.hash })
  return <Registration key={token} token={token} />
}

function Registration({ token }: { token: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['readRegistration', token],
    queryFn: async ({ signal }) => (await api.readRegistration({ body: { token }, signal })).data,
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (token === '' || isProblem(error, 'link_invalid', 'not_found', 'invalid', 'malformed')) {
    return <DeadLink state="invalid" token={token} />
  }
  if (error) {
    return (
      <EntryPage title={t('register.title')}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </EntryPage>
    )
  }
  if (!data) {
    return (
      <EntryPage title={t('register.title')}>
        <Stack h={320} justify="center">
          <Center>
            <Loader size="sm" aria-label={t('state.loading')} />
          </Center>
        </Stack>
      </EntryPage>
    )
  }
  if (data.state === 'open')
    return <RegisterForm token={token} registration={data} onStateChanged={() => void refetch()} />
  return <DeadLink state={data.state} token={token} />
}
