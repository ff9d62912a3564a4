import { IconChevronLeft } from '@tabler/icons-react'
import { useLocation, useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { t } from '../../../../i18n.ts'
import { paths } from '../../../../paths.ts'
import { AnchorLink } from '../../../../ui/links.tsx'
import classes from './UserPage.module.css'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The entry before is the list that this user was opened from. */
    fromList?: true
  }
}

/** The way back: to the list as it was left, search, filters and place included. */
export function BackToUsers({ accountId }: { accountId: string }) {
  const { history } = useRouter()
  const { fromList } = useLocation().state
  const goBack = (event: MouseEvent) => {
    if (!fromList || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    history.back()
  }
  return (
    <AnchorLink to={paths.users} params={{ accountId }} className={classes.back} onClick={goBack}>
      <IconChevronLeft size={16} aria-hidden />
      {t('user.back')}
    </AnchorLink>
  )
}
