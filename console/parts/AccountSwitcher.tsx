import { Combobox, Loader, Skeleton, Text, UnstyledButton, useCombobox, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconSelector } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Session } from '../../domain/sessions.ts'
import { api } from '../api.ts'
import { findableNumber, formatAccountNumber, t } from '../i18n.ts'
import { paths } from '../paths.ts'
import { isPartner } from '../session.ts'
import classes from './AccountSwitcher.module.css'
import { type ShownAccount, useCurrentAccount } from './current-account.ts'

/** Whose account is shown, at all times; for partners also the quick way to another one. */
export function AccountSwitcher({ session }: { session: Session }) {
  const account = useCurrentAccount()
  if (!isPartner(session)) return account ? <Shown account={account} own /> : null
  return <Switcher account={account} ownAccountId={session.account.id} />
}

function Shown({ account, own }: { account: ShownAccount; own: boolean }) {
  const kind = own ? t('account.own') : account.kind === 'partner' ? t('account.partner') : t('account.customerOf')
  return (
    <div className={classes.account} data-foreign={!own || undefined}>
      <Text size="xs" c="dimmed">
        {kind}
      </Text>
      <Text size="sm" fw={600} lineClamp={2} title={account.name}>
        {account.name}
      </Text>
      <Text size="xs" c="dimmed" className={classes.number}>
        {formatAccountNumber(account.number)}
      </Text>
    </div>
  )
}

function Switcher({ account, ownAccountId }: { account: ShownAccount | undefined; ownAccountId: string }) {
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search, 120)
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      combobox.focusTarget()
      setSearch('')
    },
  })
  const { data, isFetching } = useQuery({
    queryKey: ['listAccounts', 'switcher', wanted],
    queryFn: ({ signal }) => api.listAccounts({ query: { search: findableNumber(wanted), limit: 20 }, signal }),
    enabled: combobox.dropdownOpened,
    placeholderData: keepPreviousData,
  })
  const found = data?.data.items ?? []
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      width={280}
      onOptionSubmit={(accountId) => {
        combobox.closeDropdown()
        void navigate({ to: paths.account, params: { accountId } })
      }}
    >
      <Combobox.Target targetType="button">
        <UnstyledButton className={classes.target} onClick={() => combobox.toggleDropdown()}>
          {account ? (
            <>
              <Shown account={account} own={account.id === ownAccountId} />
              <VisuallyHidden>{t('switcher.switch')}</VisuallyHidden>
            </>
          ) : (
            <>
              <IconSearch size={16} aria-hidden className={classes.searchIcon} />
              <span className={classes.searchText}>{t('switcher.search')}</span>
            </>
          )}
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            combobox.updateSelectedOptionIndex()
          }}
          placeholder={t('switcher.searchHint')}
          aria-label={t('switcher.search')}
          rightSection={isFetching ? <Loader size={14} /> : null}
        />
        <Combobox.Options className={classes.options} aria-label={t('nav.accounts')}>
          {data ? (
            found.map((item) => (
              <Combobox.Option value={item.id} key={item.id} active={item.id === account?.id}>
                <Text size="sm" truncate>
                  {item.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {formatAccountNumber(item.number)}
                  {item.kind === 'partner' && ` · ${t('account.partner')}`}
                </Text>
              </Combobox.Option>
            ))
          ) : (
            <Skeleton h={120} m={4} />
          )}
          {data && found.length === 0 && <Combobox.Empty>{t('switcher.empty', { search: wanted })}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
