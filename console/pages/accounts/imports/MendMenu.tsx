import { Button, Menu } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { Import } from '../../../../domain/imports.ts'
import { announce } from '../../../announce.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyProblem } from '../../../notify.ts'

type Props = { accountId: string; found: Import; onMended: (mended: Import, what: string) => void }

const mends = [
  { label: 'imports.mend.role.user', body: { mend: 'set_role', role: 'user' } },
  { label: 'imports.mend.role.account_admin', body: { mend: 'set_role', role: 'account_admin' } },
  { label: 'imports.mend.trim', body: { mend: 'trim' } },
  { label: 'imports.mend.swap_names', body: { mend: 'swap_names' } },
  { label: 'imports.mend.lower_case_emails', body: { mend: 'lower_case_emails' } },
  { label: 'imports.mend.update_existing', body: { mend: 'update_existing', update: true } },
  { label: 'imports.mend.as_errors', body: { mend: 'update_existing', update: false } },
] as const
type Mend = (typeof mends)[number]

/** Where only the rows with errors are meant: a role that is known by nobody, who is a user already. */
const ofErrors = mends.filter(({ label }) => label === 'imports.mend.role.user')

/** Ways to mend many rows at once. */
export function MendMenu({ accountId, found, onMended }: Props) {
  const mend = useMutation({
    mutationFn: async ({ one, status }: { one: Mend; status?: 'error' }) =>
      (await api.mendImportRows({ params: { accountId, importId: found.id }, body: { ...one.body, status } })).data,
    onSuccess: (mended, { one }) => {
      // No toast: it would lie over Upload.
      announce(t('imports.mended', { what: t(one.label), errors: mended.counts.error }))
      onMended(mended, t(one.label))
    },
    onError: notifyProblem,
  })
  const item = (one: Mend, status?: 'error') => (
    <Menu.Item key={`${one.label} ${status}`} onClick={() => mend.mutate({ one, status })}>
      {t(one.label)}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={mend.isPending} leftSection={<IconWand size={16} aria-hidden />}>
          {t('imports.mend')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('imports.mendAll')}</Menu.Label>
        {mends.map((one) => item(one))}
        <Menu.Label>{t('imports.mendErrors')}</Menu.Label>
        {ofErrors.map((one) => item(one, 'error'))}
      </Menu.Dropdown>
    </Menu>
  )
}
