import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { can } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { t, tCode } from '../../../../i18n.ts'
import { actorOf, factsOf } from '../../../../parts/user-facts.ts'
import { useSession } from '../../../../session.ts'
import { Section } from '../../../../ui/Section.tsx'
import { DeleteUserDialog } from './DeleteUserDialog.tsx'
import { consequences } from './delete-consequences.ts'
import classes from './UserPage.module.css'

type Props = { user: User; etag: string; accountKind: 'partner' | 'customer' }

/** Delete at the bottom: what would happen to this user, or why it can’t be deleted (R27–R30). */
export function DeleteSection({ user, etag, accountKind }: Props) {
  const session = useSession()
  const [isAsking, asking] = useDisclosure(false)
  const verdict = can('delete', factsOf(user, session), actorOf(session, accountKind))
  const keeper = user.sources.find(({ kind }) => kind === 'pbx' || kind === 'iot')?.name ?? ''
  const sentences = verdict.ok
    ? consequences(user)
    : [tCode(`delete.not.${verdict.reason}`, t(`reason.${verdict.reason}`), { source: keeper })]
  return (
    <Section title={t('delete.section')}>
      <div className={classes.row}>
        <div className={classes.rowText}>
          {sentences.map((sentence) => (
            <Text key={sentence} size="sm" c="dimmed">
              {sentence}
            </Text>
          ))}
        </div>
        <Button color="red" variant="outline" disabled={!verdict.ok} onClick={asking.open}>
          {t('delete.open')}
        </Button>
      </div>
      <DeleteUserDialog user={user} etag={etag} sentences={sentences} opened={isAsking} onClose={asking.close} />
    </Section>
  )
}
