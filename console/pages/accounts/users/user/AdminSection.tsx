import { Switch, Text } from '@mantine/core'
import { can } from '../../../../../domain/user-actions.ts'
import { t } from '../../../../i18n.ts'
import { actorOf, factsOf } from '../../../../parts/user-facts.ts'
import { useSession } from '../../../../session.ts'
import { Section } from '../../../../ui/Section.tsx'
import type { UserEdit } from './use-user-edit.ts'

/** The Account Admin toggle (R13, R14): blue when on, written by Save; disabled with the reason that the server gives. */
export function AdminSection({ edit }: { edit: UserEdit }) {
  const session = useSession()
  const { user, draft } = edit.edit
  const other = user.role === 'account_admin' ? 'user' : 'account_admin'
  const verdict = can('set_role', factsOf(user, session), actorOf(session, 'customer'), { role: other })
  const reason = verdict.ok ? null : t(verdict.reason === 'own_account' ? 'admin.self' : 'admin.noAccount')
  return (
    <Section title={t('admin.title')}>
      <Switch
        color="blue"
        label={t('admin.toggle')}
        description={t('admin.help')}
        checked={draft.role === 'account_admin'}
        disabled={!verdict.ok}
        onChange={(event) => edit.change('role', event.currentTarget.checked ? 'account_admin' : 'user')}
      />
      {reason && (
        <Text size="sm" c="dimmed" mt="xs">
          {reason}
        </Text>
      )}
    </Section>
  )
}
