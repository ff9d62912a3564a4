import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { User } from '../../../../../domain/users.ts'
import { api } from '../../../../api.ts'
import { t } from '../../../../i18n.ts'
import { useCurrentAccount } from '../../../../parts/current-account.ts'
import { UnsavedGuard } from '../../../../parts/UnsavedGuard.tsx'
import { paths } from '../../../../paths.ts'
import { useSession } from '../../../../session.ts'
import { AccessSection } from './AccessSection.tsx'
import { AdminSection } from './AdminSection.tsx'
import { AdvanceSections } from './AdvanceSections.tsx'
import { DeleteSection } from './DeleteSection.tsx'
import { DetailsSection } from './DetailsSection.tsx'
import { HistorySection } from './HistorySection.tsx'
import { LastAdmin } from './LastAdmin.tsx'
import { NextSyncSection } from './NextSyncSection.tsx'
import { ProductsSection } from './ProductsSection.tsx'
import { SaveBar } from './SaveBar.tsx'
import { SaveProblem } from './SaveProblem.tsx'
import { SignInSection } from './SignInSection.tsx'
import { StaleNotice } from './StaleNotice.tsx'
import { UserHeader } from './UserHeader.tsx'
import classes from './UserPage.module.css'
import { useUserEdit } from './use-user-edit.ts'

/** Profile and History of one user. What is typed stays while one looks at the other tab. */
export function UserEditor({ user, etag }: { user: User; etag: string }) {
  const session = useSession()
  const account = useCurrentAccount()
  const { tab = 'profile' } = useSearch({ from: `/signed-in${paths.user}` })
  const navigate = useNavigate()
  const params = { accountId: user.accountId, userId: user.id }
  const edit = useUserEdit(user, etag)
  const hasExternal = user.sources.some(({ kind }) => kind !== 'console' && kind !== 'import')
  const { data: links } = useQuery({
    queryKey: ['getUserLinks', user.accountId, user.id, etag],
    queryFn: async ({ signal }) => (await api.getUserLinks({ params, signal })).data,
    enabled: hasExternal,
  })
  const accountKind = account?.kind ?? 'customer'
  const show = (next: string | null) =>
    void navigate({
      to: paths.user,
      params,
      search: next === 'history' ? { tab: next } : {},
      replace: true,
      state: (before) => before,
      resetScroll: false,
    })

  return (
    <>
      <UserHeader user={user} isSelf={user.id === session.user.id} />
      <Tabs value={tab === 'history' ? tab : 'profile'} onChange={show} mt="lg" keepMounted={false}>
        <Tabs.List aria-label={t('user.sections')} mb="lg">
          <Tabs.Tab value="profile">{t('user.tab.profile')}</Tabs.Tab>
          <Tabs.Tab value="history">{t('user.tab.history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile">
          <form
            noValidate
            className={classes.editor}
            onSubmit={(event) => {
              event.preventDefault()
              edit.submit()
            }}
          >
            <StaleNotice edit={edit} accountId={user.accountId} />
            <SaveProblem edit={edit} accountId={user.accountId} />
            <DetailsSection edit={edit} links={links} />
            {accountKind === 'customer' && user.role !== 'partner' && <AdminSection edit={edit} />}
            {accountKind === 'customer' && <ProductsSection edit={edit} />}
            <SignInSection edit={edit} />
            <AccessSection user={user} accountKind={accountKind} />
            {links && <NextSyncSection user={user} links={links} />}
            {links && <AdvanceSections links={links} />}
            <DeleteSection user={user} etag={edit.edit.etag} accountKind={accountKind} />
            <SaveBar edit={edit} />
          </form>
        </Tabs.Panel>
        <Tabs.Panel value="history" pb={40}>
          <HistorySection user={user} />
        </Tabs.Panel>
      </Tabs>
      <LastAdmin
        error={edit.save.error}
        onClose={edit.save.reset}
        onGo={() => edit.submit(true)}
        isPending={edit.save.isPending}
      />
      <UnsavedGuard isDirty={edit.changed.length > 0} />
    </>
  )
}
