import { t } from '../../../../i18n.ts'
import classes from './UserPage.module.css'

/** A value in a comparison; that there is none is said, and looks like it. */
export function Value({ children }: { children: string }) {
  return children === t('value.none') ? <span className={classes.empty}>{children}</span> : children
}
