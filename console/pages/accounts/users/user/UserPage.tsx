import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { t } from '../../../../i18n.ts'
import { PageTitle } from '../../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { paths } from '../../../../paths.ts'
import { isProblem } from '../../../../problem.ts'
import { userQuery } from '../../../../queries.ts'
import { Page } from '../../../../ui/Page.tsx'
import { NotFoundPage } from '../../../NotFoundPage.tsx'
import { BackToUsers } from './BackToUsers.tsx'
import { DeletedUser } from './DeletedUser.tsx'
import { UserEditor } from './UserEditor.tsx'

/** Milliseconds between looks at a welcome email that is being sent. */
const whileSending = 1500

/** One user: everything that an admin may know and do about it. */
export function UserPage() {
  const { accountId, userId } = useParams({ from: `/signed-in${paths.user}` })
  const { data, error, refetch } = useQuery({
    ...userQuery(accountId, userId),
    refetchInterval: ({ state }) => (state.data?.data.invitation.state === 'queued' ? whileSending : false),
  })
  if (!data && isProblem(error, 'not_found', 'forbidden')) return <NotFoundPage />
  return (
    <Page pb={0}>
      <BackToUsers accountId={accountId} />
      {!data && !error && <Pending />}
      {!data && (
        <>
          {error && <PageTitle title={t('user.title')} />}
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </>
      )}
      {data?.data.deletedAt && <DeletedUser user={data.data} onRestored={() => void refetch()} />}
      {data && !data.data.deletedAt && <UserEditor key={userId} user={data.data} etag={data.etag ?? ''} />}
    </Page>
  )
}

function Pending() {
  return (
    <Stack gap="lg" mt="md" role="status" aria-busy="true" aria-label={t('state.loadingOf', { what: t('user.title') })}>
      <Skeleton h={28} w={260} />
      <Skeleton h={18} w={340} />
      <Skeleton h={320} />
    </Stack>
  )
}
