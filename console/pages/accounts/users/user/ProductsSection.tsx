import { Checkbox, Progress, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Licence } from '../../../../../domain/accounts.ts'
import { formatDate, t, tCode } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../../parts/product-names.ts'
import { licencesQuery } from '../../../../queries.ts'
import { Section } from '../../../../ui/Section.tsx'
import classes from './UserPage.module.css'
import type { UserEdit } from './use-user-edit.ts'

/** Products that can be managed in this account (R20), and those that this user has. Written by Save. */
export function ProductsSection({ edit }: { edit: UserEdit }) {
  const { user } = edit.edit
  const { data, error, refetch } = useQuery(licencesQuery(user.accountId))
  const shown = data?.filter(({ product, manageable }) => manageable || user.products.includes(product)) ?? []
  const unlisted = data ? user.products.filter((id) => !data.some(({ product }) => product === id)) : []
  const productName = useProductNames(user.accountId)
  return (
    <Section title={t('products.title')} help={user.role === null ? t('products.noAccount') : undefined}>
      {!data && !error && <Skeleton h={40} />}
      <ProblemNotice error={data ? null : error} onRetry={() => void refetch()} />
      {data && shown.length === 0 && unlisted.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('products.none')}
        </Text>
      )}
      {shown.map((licence) => (
        <ProductRow key={licence.product} licence={licence} edit={edit} />
      ))}
      {unlisted.map((id) => (
        <div key={id} className={classes.product}>
          <Checkbox
            label={productName(id)}
            checked
            disabled
            description={t('products.notManageable', { reason: t('reason.no_subscription') })}
          />
        </div>
      ))}
    </Section>
  )
}

function ProductRow({ licence, edit }: { licence: Licence; edit: UserEdit }) {
  const { user, draft } = edit.edit
  const { product, name, quantity, assigned, available, overAllocated, nextExpiry, manageable, reason } = licence
  const isWanted = draft.products.includes(product)
  const had = user.products.includes(product)
  const noneLeft = !had && !isWanted && available === 0
  const why = !manageable
    ? t('products.notManageable', { reason: tCode(`reason.${reason}`, '') })
    : noneLeft && user.role !== null
      ? t('products.noneLeft')
      : undefined
  const toggle = () =>
    edit.change('products', isWanted ? draft.products.filter((id) => id !== product) : [...draft.products, product])
  const seats = overAllocated
    ? t('products.over', { assigned, quantity })
    : t('products.available', { available, quantity })
  return (
    <div className={classes.product}>
      <Checkbox
        label={name}
        description={why}
        checked={isWanted}
        disabled={!manageable || noneLeft || (user.role === null && !had)}
        onChange={toggle}
      />
      <div className={classes.seats}>
        <Progress
          size="xs"
          mt={6}
          value={quantity > 0 ? Math.min(100, (assigned / quantity) * 100) : 100}
          color={overAllocated ? 'red' : 'blue'}
          aria-label={`${name}: ${seats}`}
        />
        <Text size="xs" c={overAllocated ? 'red' : 'dimmed'} mt={4}>
          {seats}
        </Text>
        {nextExpiry && (
          <Text size="xs" c="dimmed">
            {t('products.expires', { date: formatDate(nextExpiry) })}
          </Text>
        )}
      </div>
    </div>
  )
}
