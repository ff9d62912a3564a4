import { Checkbox, Stack, Text, Title } from '@mantine/core'
import { useEffect, useId, useState } from 'react'
import { type ImportColumn, importColumns } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { formatList, t, tCode } from '../../../i18n.ts'
import { useProductNames } from '../../../parts/product-names.ts'
import { paths } from '../../../paths.ts'
import { AnchorLink } from '../../../ui/links.tsx'
import classes from './Imports.module.css'

type Props = {
  accountId: string
  row: ImportRow
  holder: NonNullable<ImportRow['holder']>
  isEditable: boolean
  onUpdate: (update: boolean) => void
}

/** R35: who has the email, and what an update would change, field by field; what a source owns is said to be skipped. */
export function RowHolder({ accountId, row, holder, isEditable, onUpdate }: Props) {
  const id = useId()
  const productName = useProductNames(accountId)
  const name = holder.displayName
  const external = holder.sources.filter((source) => source !== 'console' && source !== 'import')
  const isUpdate = !row.errors.some(({ code }) => code === 'email_taken')
  // Ticked at once; what the server made of it follows.
  const [isTicked, setTicked] = useState(isUpdate)
  useEffect(() => setTicked(isUpdate), [isUpdate])
  const shown = (field: string, value: string | null) => {
    if (value === null || value === '') return t('imports.emptyValue')
    if (field === 'role') return tCode(`role.${value}`, value)
    if (field === 'products') return formatList(value.split(', ').map(productName))
    return value
  }
  return (
    <Stack gap="xs" component="section" aria-labelledby={id}>
      <Title order={3} id={id}>
        {t('imports.holder')}
      </Title>
      <Text size="sm">
        <AnchorLink to={paths.user} params={{ accountId, userId: holder.id }} target="_blank" size="sm">
          {t('imports.openHolder', { name })}
        </AnchorLink>{' '}
        · {tCode(`status.${holder.status}`, holder.status)}
        {external.length > 0 && ` · ${formatList(external)}`}
      </Text>
      {holder.suspendedByAdmin && <Text size="sm">{t('imports.holderSuspended')}</Text>}
      {!holder.sourceActive && <Text size="sm">{t('imports.holderInactive', { source: formatList(external) })}</Text>}
      {isEditable && (
        <Checkbox
          label={t('imports.takeAsUpdate', { name })}
          description={t('imports.takeAsUpdateHelp')}
          checked={isTicked}
          onChange={(event) => {
            setTicked(event.currentTarget.checked)
            onUpdate(event.currentTarget.checked)
          }}
        />
      )}
      {row.differences && (
        <>
          <Text size="sm" fw={600}>
            {t(isUpdate ? 'imports.differences' : 'imports.wouldChange')}
          </Text>
          {row.differences.length === 0 && <Text size="sm">{t('imports.noDifferences')}</Text>}
          <dl className={classes.differences}>
            {row.differences.map(({ field, current, imported, ownedBy }) => (
              <div key={field} data-skipped={ownedBy ? true : undefined}>
                <dt>{importColumns[field as ImportColumn] ?? field}</dt>
                <dd>
                  {t('imports.difference', { from: shown(field, current), to: shown(field, imported) })}
                  {ownedBy && <span className={classes.skipped}>{t('imports.ownedBy', { source: ownedBy })}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Stack>
  )
}
