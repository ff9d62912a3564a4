import { Badge, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, useEffect, useRef } from 'react'
import type { Account } from '../../../domain/accounts.ts'
import { formatAccountNumber, formatDate, t } from '../../i18n.ts'
import { paths } from '../../paths.ts'
import classes from './AccountList.module.css'
import { countryName } from './countries.ts'

const rowHeight = 56

type Props = {
  accounts: readonly Account[]
  /** How many match in all, loaded or not. */
  total: number
  onNearEnd: () => void
}

/** The accounts as rows; only those in sight are in the page. */
export function AccountList({ accounts, total, onNearEnd }: Props) {
  const body = useRef<HTMLTableSectionElement>(null)
  const rows = useWindowVirtualizer({
    count: accounts.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    getItemKey: (row) => accounts[row]?.id ?? row,
  })
  const shown = rows.getVirtualItems()
  const first = shown.at(0)?.index ?? 0
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= accounts.length - 30) onNearEnd()
  }, [last, accounts.length, onNearEnd])
  return (
    <ListFrame rowCount={total + 1} bodyRef={body}>
      <Gap rows={first} />
      {shown.map(({ index }) => {
        const account = accounts[index]
        return account && <Row key={account.id} account={account} rowIndex={index + 2} />
      })}
      <Gap rows={accounts.length - 1 - last} />
    </ListFrame>
  )
}

type FrameProps = { rowCount?: number; bodyRef?: Ref<HTMLTableSectionElement>; children: ReactNode }

function ListFrame({ rowCount, bodyRef, children }: FrameProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={t('accounts.title')} aria-rowcount={rowCount}>
        <thead>
          <tr>
            <th scope="col">{t('accounts.name')}</th>
            <th scope="col" className={classes.number}>
              {t('accounts.number')}
            </th>
            <th scope="col" className={classes.country}>
              {t('accounts.country')}
            </th>
            <th scope="col" className={classes.created}>
              {t('accounts.created')}
            </th>
          </tr>
        </thead>
        <tbody ref={bodyRef}>{children}</tbody>
      </table>
    </div>
  )
}

/** The room of rows that are out of sight. */
function Gap({ rows }: { rows: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden className={classes.gap}>
      <td style={{ height: rows * rowHeight }} />
    </tr>
  )
}

function Row({ account, rowIndex }: { account: Account; rowIndex: number }) {
  return (
    <tr aria-rowindex={rowIndex} className={classes.row}>
      <td>
        <span className={classes.name}>
          <Link to={paths.account} params={{ accountId: account.id }} className={classes.link} title={account.name}>
            {account.name}
          </Link>
          {account.kind === 'partner' && <Badge color="gray">{t('account.partner')}</Badge>}
          {account.state === 'deactivated' && <Badge color="gray">{t('accounts.deactivated')}</Badge>}
        </span>
      </td>
      <td className={classes.number}>{formatAccountNumber(account.number)}</td>
      <td className={classes.country}>{account.country && countryName(account.country)}</td>
      <td className={classes.created}>{formatDate(account.createdAt)}</td>
    </tr>
  )
}

/** The shape of the list while it is on its way. */
export function AccountListSkeleton() {
  return (
    <ListFrame>
      {[31, 24, 38, 27, 43, 22, 35, 29].map((width) => (
        <tr key={width} aria-hidden>
          <td>
            <Skeleton h={14} w={`${width * 2}%`} />
          </td>
        </tr>
      ))}
    </ListFrame>
  )
}
