import { IconBan, IconCircleCheck, IconCircleDashed, IconClockHour4, IconMailX, IconTrash } from '@tabler/icons-react'
import type { User } from '../../domain/users.ts'
import { t } from '../i18n.ts'
import classes from './UserCells.module.css'

type Given = Pick<User, 'status' | 'invitation' | 'suspendedByAdmin' | 'deletedAt'>

const icons = {
  registered: IconCircleCheck,
  unregistered: IconClockHour4,
  no_cloudlink_account: IconCircleDashed,
  inactive: IconBan,
}

/** Why a user has this status, where that is worth a line: the invitation, or who made it inactive. */
export function statusDetail(user: Given): string | null {
  if (user.status === 'unregistered') return t(`invitation.${user.invitation.state}`)
  if (user.status === 'inactive') return t(user.suspendedByAdmin ? 'status.suspended' : 'status.sourceInactive')
  return null
}

/** The status as an icon and a word, never by colour alone. detail: with the second line. */
export function UserStatus({ user, detail = false }: { user: Given; detail?: boolean }) {
  const refused = user.status === 'unregistered' && user.invitation.state === 'refused'
  const Icon = user.deletedAt ? IconTrash : refused ? IconMailX : icons[user.status]
  const second = detail && !user.deletedAt ? statusDetail(user) : null
  return (
    <span
      className={classes.status}
      data-status={user.deletedAt ? 'deleted' : user.status}
      data-refused={refused || undefined}
    >
      <Icon size={16} stroke={1.75} aria-hidden />
      <span className={classes.lines}>
        <span className={classes.line}>{t(user.deletedAt ? 'status.deleted' : `status.${user.status}`)}</span>
        {second && <span className={classes.second}>{second}</span>}
      </span>
    </span>
  )
}
