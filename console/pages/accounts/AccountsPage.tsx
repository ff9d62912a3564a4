import { Button, CloseButton, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconBuildings, IconPlus, IconSearch, IconSearchOff } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../../announce.ts'
import { api } from '../../api.ts'
import { findableNumber, t } from '../../i18n.ts'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { EmptyNote } from '../../ui/EmptyNote.tsx'
import { Page } from '../../ui/Page.tsx'
import { AccountList, AccountListSkeleton } from './AccountList.tsx'
import classes from './AccountsPage.module.css'
import { AddAccount } from './AddAccount.tsx'

const route = getRouteApi(`/signed-in${paths.accounts}`)

/** Every account of the partner: found by name or Account ID while typing, opened by a click. */
export function AccountsPage() {
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(search)
  const [wanted] = useDebouncedValue(typed, 120)
  const [adding, add] = useDisclosure()
  const field = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => field.current?.focus()]])

  // What is searched stands in the address, so that Back and a shared link show it again.
  const written = useRef(search)
  useEffect(() => {
    if (wanted === written.current) return
    written.current = wanted
    void navigate({ search: { search: wanted || undefined }, replace: true, resetScroll: false })
  }, [wanted, navigate])
  useEffect(() => {
    if (search === written.current) return
    written.current = search
    setTyped(search)
  }, [search])

  const list = useInfiniteQuery({
    queryKey: ['listAccounts', 'page', search],
    queryFn: async ({ pageParam, signal }) =>
      (await api.listAccounts({ query: { search: findableNumber(search), cursor: pageParam, limit: 100 }, signal }))
        .data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const pages = list.data?.pages ?? []
  const total = pages[0]?.total
  const accounts = pages.flatMap((page) => page.items)
  useEffect(() => {
    if (search !== '' && total !== undefined) announce(t('accounts.count', { count: total }))
  }, [search, total])

  return (
    <Page width="list">
      <Group justify="space-between" mb="lg">
        <PageTitle title={t('accounts.title')} />
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
          {t('accounts.add')}
        </Button>
      </Group>
      <div className={classes.tools}>
        <TextInput
          ref={field}
          type="search"
          className={classes.search}
          aria-label={t('accounts.search')}
          placeholder={t('accounts.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            typed && <CloseButton size="sm" aria-label={t('accounts.clearSearch')} onClick={() => setTyped('')} />
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed" className={classes.count}>
          {total !== undefined && t('accounts.count', { count: total })}
        </Text>
      </div>
      {list.error && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <AccountListSkeleton />}
      {accounts.length > 0 && (
        <AccountList
          accounts={accounts}
          total={total ?? accounts.length}
          onNearEnd={() => {
            if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
          }}
        />
      )}
      {list.isSuccess && accounts.length === 0 && (
        <Nothing search={search} onClear={() => setTyped('')} onAdd={add.open} />
      )}
      <AddAccount opened={adding} onClose={add.close} />
    </Page>
  )
}

function Nothing({ search, onClear, onAdd }: { search: string; onClear: () => void; onAdd: () => void }) {
  if (search === '') {
    return (
      <EmptyNote
        icon={<IconBuildings size={36} stroke={1.4} aria-hidden />}
        title={t('accounts.emptyTitle')}
        help={t('accounts.emptyHelp')}
      >
        <Button onClick={onAdd}>{t('accounts.add')}</Button>
      </EmptyNote>
    )
  }
  return (
    <EmptyNote
      icon={<IconSearchOff size={36} stroke={1.4} aria-hidden />}
      title={t('accounts.noMatchTitle')}
      help={t('accounts.noMatchHelp', { search })}
    >
      <Button variant="default" onClick={onClear}>
        {t('accounts.clearSearch')}
      </Button>
    </EmptyNote>
  )
}
