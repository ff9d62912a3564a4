import { Alert, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { userFieldNames } from '../../../../../domain/user-fields.ts'
import { t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../../parts/product-names.ts'
import { UserClash } from '../../../../parts/UserClash.tsx'
import { isProblem } from '../../../../problem.ts'
import type { UserEdit } from './use-user-edit.ts'

/** Why a Save was refused, where it isn’t said at a field, by the stale notice or in the dialog of the last admin. */
export function SaveProblem({ edit, accountId }: { edit: UserEdit; accountId: string }) {
  const productName = useProductNames(accountId)
  const { error } = edit.save
  if (!isProblem(error)) return <ProblemNotice error={error} />
  const { holder, needed = 1, available = 0, product = '' } = error.body as typeof error.body & { product?: string }
  if (error.code === 'version_stale' || error.code === 'last_admin') return null
  if (holder) return <UserClash key={holder.id} accountId={accountId} holder={holder} />
  if (error.code === 'licences_insufficient') {
    return (
      <Alert role="alert" color="red" icon={<IconAlertCircle aria-hidden />} title={t('products.noneLeftTitle')}>
        <Text size="sm">{t('products.insufficient', { product: productName(product), needed, available })}</Text>
      </Alert>
    )
  }
  if (error.errors.some(({ field }) => userFieldNames.some((name) => name === field))) return null
  return <ProblemNotice error={error} />
}
