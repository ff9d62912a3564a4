import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useRef, useState } from 'react'
import { api } from '../api.ts'
import { t, tCode } from '../i18n.ts'
import { ActionMenu } from './ActionMenu.tsx'
import { type Chosen, ManagePanel } from './ManagePanel.tsx'
import { PlanDialog } from './PlanDialog.tsx'
import { useProductNames } from './product-names.ts'
import { type ApiSelection, countSelected, isAboutSelected, type Selected, toApi } from './selection.ts'
import { useShowJob } from './show-job.ts'

type Props = {
  accountId: string
  selected: Selected
  isDeletedView: boolean
  onStarted: () => void
}

type Open = Chosen & { selection: ApiSelection; opener: RefObject<HTMLButtonElement | null> }

/** **Manage** and ⋮: they stay where they are and change their entries with the selection (2.10). */
export function BulkBar({ accountId, selected, isDeletedView, onStarted }: Props) {
  const [isManaging, managing] = useDisclosure(false)
  const [open, setOpen] = useState<Open | null>(null)
  const manage = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLButtonElement>(null)
  const productName = useProductNames(accountId)
  const show = useShowJob(accountId)
  // R19: *all* is every user of the account, whatever is searched; the buttons say the number.
  const { data: total = 0 } = useQuery({
    queryKey: ['listUsers', accountId, 'count'],
    queryFn: async ({ signal }) =>
      (await api.listUsers({ params: { accountId }, query: { limit: 1 }, signal })).data.total,
  })
  const chosen = countSelected(selected)
  const isAbout = isAboutSelected(selected)
  const scope = chosen > 0 ? 'selected' : 'all'
  const count = chosen > 0 ? chosen : total
  const choose = (opener: Open['opener']) => (entry: Chosen) =>
    setOpen({ ...entry, selection: chosen > 0 ? toApi(selected) : { all: true }, opener })
  return (
    <>
      {!isDeletedView && (
        <Button
          ref={manage}
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          onClick={managing.open}
        >
          {t('manage.open')}
        </Button>
      )}
      <ActionMenu
        ref={menu}
        scope={scope}
        isDeletedView={isDeletedView}
        count={count}
        isAbout={isAbout}
        onChoose={choose(menu)}
      />
      <ManagePanel
        accountId={accountId}
        scope={scope}
        count={count}
        isAbout={isAbout}
        opened={isManaging}
        onClose={managing.close}
        onChoose={choose(manage)}
      />
      {open && (
        <PlanDialog
          accountId={accountId}
          of={{
            action: open.action,
            params: { ...open.params, ...(open.product ? { product: open.product } : {}) },
            selection: open.selection,
          }}
          title={`${tCode(open.label, open.action)}${open.product ? `: ${productName(open.product)}` : ''}`}
          opener={open.opener}
          onClose={() => setOpen(null)}
          onStarted={(job) => {
            show(job.id)
            onStarted()
          }}
        />
      )}
    </>
  )
}
