import { Button, Drawer, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { productCatalogue } from '../../../../domain/products.ts'
import { api, newIdempotencyKey } from '../../../api.ts'
import { fieldText, t } from '../../../i18n.ts'
import { notifyDone } from '../../../notify.ts'
import { focusFirstError, showFieldErrors } from '../../../parts/form.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { licencesQuery, subscriptionsQuery } from '../../../queries.ts'
import { Form } from '../../../ui/Form.tsx'

type Props = { accountId: string; opened: boolean; onClose: () => void }

/** Buys licences of a product for the account. */
export function AddSubscription({ opened, onClose, ...props }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} title={t('subscriptions.add')}>
      <AddForm onClose={onClose} {...props} />
    </Drawer>
  )
}

/** A day as the reader means it: their own midnight, and for an expiry the end of the day. */
const instantOf = (day: string, time: string) => (day ? new Date(`${day}T${time}`).toISOString() : undefined)

function AddForm({ accountId, onClose }: Omit<Props, 'opened'>) {
  const client = useQueryClient()
  const { data: licences } = useQuery(licencesQuery(accountId))
  // Products that come by configuration are known by their licences.
  const names = new Map(productCatalogue.map(({ id, name }) => [id, name]))
  for (const { product, name } of licences ?? []) names.set(product, name)
  const products = [...names].map(([value, label]) => ({ value, label }))
  const [idempotencyKey] = useState(newIdempotencyKey)
  const form = useForm({
    initialValues: { product: '', quantity: '' as number | string, startsAt: '', expiresAt: '' },
    validateInputOnBlur: true,
    validate: {
      product: (product) => (product ? null : fieldText('required')),
      quantity: (quantity) => {
        const isWhole = typeof quantity === 'number' && Number.isInteger(quantity)
        return isWhole && quantity >= 1 && quantity <= 10_000_000 ? null : t('subscriptions.quantityInvalid')
      },
      expiresAt: (expiresAt, { startsAt }) => {
        const from = instantOf(startsAt, '00:00') ?? new Date().toISOString()
        const to = instantOf(expiresAt, '23:59:59')
        return to && to <= from ? t('subscriptions.expiresInvalid') : null
      },
    },
  })
  const create = useMutation({
    mutationFn: async ({ product, quantity, startsAt, expiresAt }: typeof form.values) => {
      const body = {
        product,
        quantity: Number(quantity),
        startsAt: instantOf(startsAt, '00:00'),
        expiresAt: instantOf(expiresAt, '23:59:59'),
      }
      return (await api.createSubscription({ params: { accountId }, body, idempotencyKey })).data
    },
    onSuccess: ({ quantity, productName }) => {
      void client.invalidateQueries({ queryKey: subscriptionsQuery(accountId).queryKey })
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      notifyDone(t('subscriptions.added', { quantity, product: productName }))
      onClose()
    },
    onError: (error) => showFieldErrors(form, error, ['product', 'quantity', 'startsAt', 'expiresAt']),
  })
  return (
    <Form onSubmit={form.onSubmit((values) => create.mutate(values), focusFirstError)}>
      <Stack gap="md">
        {Object.keys(form.errors).length === 0 && <ProblemNotice error={create.error} />}
        <Select
          label={t('subscriptions.product')}
          data={products}
          allowDeselect={false}
          required
          data-autofocus
          {...form.getInputProps('product')}
        />
        <NumberInput
          label={t('subscriptions.quantity')}
          min={1}
          max={10_000_000}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator
          required
          {...form.getInputProps('quantity')}
        />
        <TextInput
          type="date"
          label={t('subscriptions.starts')}
          description={t('subscriptions.startsHelp')}
          {...form.getInputProps('startsAt')}
        />
        <TextInput
          type="date"
          label={t('subscriptions.expires')}
          description={t('subscriptions.expiresHelp')}
          {...form.getInputProps('expiresAt')}
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('action.add')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
