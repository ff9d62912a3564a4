import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { importRowStatuses } from '../../../../domain/import-words.ts'
import type { Import, ImportRowStatus } from '../../../../domain/imports.ts'
import { formatNumber, t } from '../../../i18n.ts'
import classes from './Imports.module.css'
import { MendMenu } from './MendMenu.tsx'
import { RowSearch } from './RowSearch.tsx'

type Props = {
  accountId: string
  found: Import
  isOpen: boolean
  search: string
  status: ImportRowStatus | undefined
  onSearch: (text: string) => void
  onStatus: (status: ImportRowStatus | undefined) => void
  onMended: (mended: Import, what: string) => void
  onColumns: () => void
}

const words = {
  error: 'imports.onlyErrors',
  new: 'imports.onlyNew',
  update: 'imports.onlyUpdates',
  removed: 'imports.onlyRemoved',
} as const
const order: ImportRowStatus[] = ['error', 'new', 'update', 'removed']

/** Search, which rows, and what mends many of them. */
export function ImportToolbar(props: Props) {
  const { accountId, found, isOpen, status } = props
  const { counts } = found
  const choices = [
    { value: 'all', label: `${t('imports.all')} ${formatNumber(counts.rows)}` },
    ...order.map((value) => ({ value, label: `${t(words[value])} ${formatNumber(counts[value])}` })),
  ]
  const choose = (value: string) => props.onStatus(importRowStatuses.find((one) => one === value))
  return (
    <search className={classes.toolbar} aria-label={t('imports.search')}>
      <RowSearch value={props.search} onChange={props.onSearch} />
      <SegmentedControl
        className={classes.wide}
        aria-label={t('imports.filter')}
        data={choices}
        value={status ?? 'all'}
        onChange={choose}
      />
      <NativeSelect
        className={classes.narrow}
        aria-label={t('imports.filter')}
        data={choices}
        value={status ?? 'all'}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <span className={classes.space} />
      {isOpen && (
        <>
          <MendMenu accountId={accountId} found={found} onMended={props.onMended} />
          <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />} onClick={props.onColumns}>
            {t('imports.columns')}
          </Button>
        </>
      )}
    </search>
  )
}
