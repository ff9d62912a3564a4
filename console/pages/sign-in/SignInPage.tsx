import { Alert, Anchor } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api.ts'
import { t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { isProblem } from '../../problem.ts'
import { homeOf, sessionQuery } from '../../session.ts'
import { AccountChoice } from './AccountChoice.tsx'
import { SignInForm } from './SignInForm.tsx'

const route = getRouteApi(paths.signIn)

export type Credentials = { email: string; password: string }

/** Email and password; where the email is in several accounts, then the account. */
export function SignInPage() {
  const { next, ended } = route.useSearch()
  const client = useQueryClient()
  const router = useRouter()
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  /** Not null once the password was right for several accounts; empty: too many to list. */
  const [accounts, setAccounts] = useState<{ id: string; name: string }[] | null>(null)
  const signIn = useMutation({
    mutationFn: async (body: Credentials & { accountId?: string }) => (await api.createSession({ body })).data,
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      router.history.replace(next ?? homeOf(session))
    },
    onError: (error) => {
      if (isProblem(error, 'several_accounts')) setAccounts(error.body.accounts ?? [])
    },
  })
  const failed = isProblem(signIn.error, 'sign_in_failed')

  if (accounts) {
    return (
      <AccountChoice
        email={given.email}
        accounts={accounts}
        pendingId={signIn.isPending ? signIn.variables?.accountId : undefined}
        error={signIn.error}
        onChoose={(accountId) => signIn.mutate({ ...given, accountId })}
        onBack={() => {
          setAccounts(null)
          signIn.reset()
        }}
      />
    )
  }
  return (
    <EntryPage
      title={t('signIn.title')}
      focusesField
      footer={
        <Anchor component={Link} to={paths.forgotPassword} size="sm">
          {t('signIn.forgot')}
        </Anchor>
      }
    >
      {ended && !signIn.error && (
        <Alert mb="md" color="gray">
          {t('signIn.ended')}
        </Alert>
      )}
      {failed ? (
        <Alert mb="md" color="red" role="alert">
          {t('signIn.failed')}
        </Alert>
      ) : (
        signIn.error && (
          <div style={{ marginBottom: 16 }}>
            <ProblemNotice error={signIn.error} />
          </div>
        )
      )}
      <SignInForm
        initial={given}
        isPending={signIn.isPending}
        refused={failed}
        onSubmit={(credentials) => {
          setGiven(credentials)
          signIn.mutate(credentials)
        }}
      />
    </EntryPage>
  )
}
