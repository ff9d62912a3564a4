import { Button, Checkbox, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Import } from '../../../../domain/imports.ts'
import { announce } from '../../../announce.ts'
import { api, newIdempotencyKey } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyProblem } from '../../../notify.ts'
import { useProductNames } from '../../../parts/product-names.ts'
import { CancelImport } from './CancelImport.tsx'
import classes from './Imports.module.css'

type Props = { accountId: string; found: Import; hasCorrections: boolean }

/** Always in sight: what would become of the rows, what it takes, **Upload** and Cancel. */
export function ImportFooter({ accountId, found, hasCorrections }: Props) {
  const client = useQueryClient()
  const productName = useProductNames(accountId)
  const [sendWelcomeEmails, setSend] = useState(true)
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { counts, licences, id: importId } = found
  const commit = useMutation({
    mutationFn: async () =>
      (await api.commitImport({ params: { accountId, importId }, body: { sendWelcomeEmails }, idempotencyKey })).data,
    onSuccess: (committed) => {
      client.setQueryData(['getImport', accountId, importId], committed)
      for (const key of ['listImports', 'listJobs']) void client.invalidateQueries({ queryKey: [key, accountId] })
      announce(t('imports.running'))
    },
    onError: (error) => {
      notifyProblem(error)
      void client.invalidateQueries({ queryKey: ['getImport', accountId, importId] })
    },
  })
  const ready = counts.new + counts.update
  const numbers = [
    t('imports.count.new', { count: counts.new }),
    t('imports.count.update', { count: counts.update }),
    t('imports.count.error', { count: counts.error }),
    ...(counts.removed > 0 ? [t('imports.count.removed', { count: counts.removed })] : []),
    ...(counts.skippedFields > 0 ? [t('imports.count.skipped', { count: counts.skippedFields })] : []),
  ]
  return (
    <section className={classes.footer} aria-label={t('imports.counts')}>
      <div className={classes.sums}>
        <Text size="sm" fw={500} className={classes.numbers}>
          {numbers.join(' · ')}
        </Text>
        {licences.map(({ product, needed, available }) => (
          <Text key={product} size="sm" c={needed > available ? 'red.6' : 'dimmed'} className={classes.seats}>
            {needed > available
              ? t('imports.seatsShort', {
                  product: productName(product),
                  needed,
                  available,
                  missing: needed - available,
                })
              : t('imports.seats', { product: productName(product), needed, available })}
          </Text>
        ))}
        <Text size="sm" c="dimmed">
          {ready === 0
            ? t('imports.commitNothing')
            : counts.error > 0
              ? t('imports.commitStay', { count: counts.error })
              : '\u00a0'}
        </Text>
      </div>
      <div className={classes.acts}>
        <Checkbox
          label={t('imports.welcome')}
          checked={sendWelcomeEmails}
          onChange={(event) => setSend(event.currentTarget.checked)}
        />
        <div className={classes.decide}>
          <CancelImport accountId={accountId} importId={importId} hasCorrections={hasCorrections} />
          <Button disabled={ready === 0} loading={commit.isPending} onClick={() => commit.mutate()}>
            {t('imports.commit', { count: ready })}
          </Button>
        </div>
      </div>
    </section>
  )
}
